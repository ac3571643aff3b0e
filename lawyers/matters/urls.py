"""Addresses of the matters room."""

from django.urls import path

from lawyers.matters import views

app_name = "matters"

urlpatterns = [path("reveal/", views.reveal, name="reveal")]
