"""Addresses of the evidence room."""

from django.urls import path

from evidence.descriptions import views as descriptions
from evidence.timestamps import views as timestamps

app_name = "evidence"

urlpatterns = [
    path("<uuid:code>/describe/", descriptions.describe, name="describe"),
    path("<uuid:code>/statement/", descriptions.statement, name="statement"),
    path("items/<uuid:code>/stamp/", timestamps.ask_again, name="stamp_again"),
    path("stamps/<uuid:code>/<slug:part>/", timestamps.part, name="stamp_part"),
]
