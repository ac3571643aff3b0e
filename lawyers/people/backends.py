"""Authentication by user name (in any letter case) and password."""

from django.contrib.auth.backends import ModelBackend

from lawyers.people.models import User


class ActivePersonBackend(ModelBackend):
    """Django's own check; deactivated people are refused, in open sessions too. The person comes with the organisation."""

    def get_user(self, user_id: int) -> User | None:
        person = User.objects.get_queryset().select_related("organisation").filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None
