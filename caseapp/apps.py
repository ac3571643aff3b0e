"""The project itself: management commands and what joins the rooms."""

from django.apps import AppConfig


class CaseappConfig(AppConfig):
    name = "caseapp"
    label = "caseapp"
