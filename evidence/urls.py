"""Addresses of the evidence room."""

from django.urls import path

from evidence.descriptions import views as descriptions

app_name = "evidence"

urlpatterns = [
    path("<uuid:code>/describe/", descriptions.describe, name="describe"),
    path("<uuid:code>/statement/", descriptions.statement, name="statement"),
]
