"""Addresses of the evidence room."""

from django.urls import path

from evidence.messages import views as messages

app_name = "evidence"

urlpatterns = [path("<uuid:code>/preview/", messages.preview, name="preview")]
