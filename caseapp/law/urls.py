"""Addresses of the law room."""

from django.urls import path

from caseapp.law import views

app_name = "law"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("kinds/<str:code>/", views.kind, name="kind"),
]
