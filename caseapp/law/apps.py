from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "caseapp.law"
    label = "law"
