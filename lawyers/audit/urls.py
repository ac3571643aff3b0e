"""Addresses of the audit room."""

from django.urls import path

from lawyers.audit import views

app_name = "audit"

urlpatterns = [
    path("", views.events, name="list"),
    path("export.csv", views.export, name="export"),
]
