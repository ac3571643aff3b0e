"""Addresses of the evidence room."""

from django.urls import path

from evidence.timestamps import views as timestamps

app_name = "evidence"

urlpatterns = [
    path("items/<uuid:code>/stamp/", timestamps.ask_again, name="stamp_again"),
    path("stamps/<uuid:code>/<slug:part>/", timestamps.part, name="stamp_part"),
]
