"""People join, change role and leave."""

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from lawyers.audit.services import record
from lawyers.people.models import Invitation, Organisation, Role, User

TOKEN_BYTES = 32


class InvitationIsUsed(ValueError):
    """The link is unknown, used, revoked or too old."""


class NameIsTaken(ValueError):
    """Another person signs in with this name or has this mail address."""


class MustStay(ValueError):
    """Nobody may change or deactivate themselves, nor the last active administrator."""


def fingerprint_of(token: str) -> str:
    """What is stored of a link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite_person(actor: User, *, name: str, role: str, email: str) -> tuple[Invitation, str]:
    """An open invitation to the actor's organisation, and the link's secret, which is stored nowhere."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation.objects.create(
        organisation=_office_of(actor), name=name, role=role, email=email, invited_by=actor, fingerprint=fingerprint_of(token),
        expires_at=timezone.now() + settings.INVITATION_LIFETIME,
    )  # fmt: skip
    record(actor, "person.invited", subject=f"invitation:{invitation.code}", role=role)
    return invitation, token


@transaction.atomic
def accept_invitation(*, token: str, username: str, password: str) -> User:
    """A new person with the invitation's role. Only the first use succeeds: InvitationIsUsed, NameIsTaken."""
    now = timezone.now()
    invitation = Invitation.objects.open().filter(fingerprint=fingerprint_of(token)).first()
    if invitation is None or not Invitation.objects.open().filter(pk=invitation.pk).update(accepted_at=now):
        raise InvitationIsUsed
    try:
        with transaction.atomic():
            person = User.objects.create_user(
                username.lower(), password, name=invitation.name, email=invitation.email, role=invitation.role,
                organisation=invitation.organisation,
            )  # fmt: skip
    except IntegrityError as error:
        raise NameIsTaken(username) from error
    record(person, "person.joined", subject=f"user:{person.code}", role=person.role)
    return person


@transaction.atomic
def revoke_invitation(actor: User, *, invitation: Invitation) -> None:
    """The link does not work any more. Revoking twice changes nothing."""
    if Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=timezone.now()):
        record(actor, "person.invitation_revoked", subject=f"invitation:{invitation.code}")


@transaction.atomic
def deactivate_person(actor: User, *, person: User) -> None:
    """The person is signed out everywhere and cannot sign in. Raises MustStay."""
    _require_replaceable(actor, person)
    if User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        record(actor, "person.deactivated", subject=f"user:{person.code}")


@transaction.atomic
def reactivate_person(actor: User, *, person: User) -> None:
    """The person may sign in again."""
    if User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        record(actor, "person.reactivated", subject=f"user:{person.code}")


@transaction.atomic
def change_role(actor: User, *, person: User, role: str) -> None:
    """The person has this role. Raises MustStay."""
    _require_replaceable(actor, person)
    if User.objects.filter(pk=person.pk).exclude(role=role).update(role=role):
        record(actor, "person.role_changed", subject=f"user:{person.code}", role=role)


def _office_of(actor: User) -> Organisation:
    if actor.organisation is None:
        raise ValueError("Only people of an organisation invite others to it.")
    return actor.organisation


def _require_replaceable(actor: Any, person: User) -> None:
    others = (
        User.objects.active()
        .filter(organisation=person.organisation, role=Role.ADMINISTRATOR)
        .exclude(pk=person.pk)
    )
    is_last = person.is_administrator and not others.exists()
    if actor.pk == person.pk or is_last:
        raise MustStay(person.pk)
