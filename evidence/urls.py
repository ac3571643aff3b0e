"""Addresses of the evidence room."""

from django.urls import path

from evidence.derivatives.views import pages, serving

app_name = "evidence"

urlpatterns = [
    path("<uuid:code>/preview/", serving.preview, name="preview"),
    path("<uuid:code>/thumbnail/", serving.thumbnail, name="thumbnail"),
    path("<uuid:code>/play/", serving.play, name="play"),
    path("<uuid:code>/transcript/", pages.transcript, name="transcript"),
    path("<uuid:code>/redact/", pages.redact, name="redact"),
    path("<uuid:code>/metadata/", pages.metadata, name="metadata"),
    path("copies/<uuid:code>/", serving.copy, name="copy"),
]
