"""Telling people that something kept is not what it was."""

import logging
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from evidence.fixity.models import FixityAlarm
from evidence.items.models import EvidenceItem
from lawyers.audit.services import record
from lawyers.matters.models import Assignment, Matter
from lawyers.notices import mail
from lawyers.people.models import Role, User
from lawyers.queue import enqueue

log = logging.getLogger(__name__)


class AlreadyAcknowledged(ValueError):
    """Somebody has said already what became of the alarm."""


@transaction.atomic
def raise_alarm(*, matter: Matter, what: str, item: EvidenceItem | None = None) -> FixityAlarm | None:
    """An alarm stands on the desks and people are mailed once. None when the same alarm is open already."""
    try:
        with transaction.atomic():
            alarm = FixityAlarm.objects.create(matter=matter, item=item, what=what)
    except IntegrityError:
        return None
    subject = f"evidence:{item.code}" if item else f"matter:{matter.code}"
    record(None, "evidence.found_broken", subject=subject, matter=matter, what=str(what))
    enqueue("evidence.tell_alarm", alarm_id=alarm.pk)
    return alarm


@transaction.atomic
def acknowledge_alarm(actor: Any, *, alarm: FixityAlarm, why: str) -> None:
    """The alarm leaves the desks; who said what it was stays. Raises AlreadyAcknowledged."""
    changed = FixityAlarm.objects.open().filter(pk=alarm.pk)
    if not changed.update(acknowledged_at=timezone.now(), acknowledged_by=actor, why=why):
        raise AlreadyAcknowledged(alarm.pk)
    record(actor, "alarm.acknowledged", subject=f"alarm:{alarm.code}", matter=alarm.matter)


def tell_alarm(alarm_id: int) -> int:
    """The people who answer for the matter are mailed, once however often this runs. The number of mails.

    Where the mail server takes none at all, the alarm counts as untold and the pass on the clock comes back to it.
    """
    claimed = FixityAlarm.objects.untold().filter(pk=alarm_id)
    if not claimed.update(told_at=timezone.now()):
        return 0
    alarm = FixityAlarm.objects.select_related("matter", "item").get(pk=alarm_id)
    people = _people_of(alarm.matter)
    told = sum(_tell(alarm, person) for person in people)
    if people and not told:
        FixityAlarm.objects.filter(pk=alarm_id).update(told_at=None)
    return told


def tell_untold() -> int:
    """Mails that were lost with a broker or refused by a mail server are sent. Their number."""
    return sum(tell_alarm(pk) for pk in FixityAlarm.objects.untold().values_list("pk", flat=True))


def _people_of(matter: Matter) -> list[User]:
    """Supervisors and administrators of the organisation, and those who work on the matter."""
    office = Q(organisation_id=matter.organisation_id, role__in=[Role.SUPERVISOR, Role.ADMINISTRATOR])
    assigned = Q(pk__in=Assignment.objects.current().filter(matter=matter).values("user"))
    return list(User.objects.active().filter(office | assigned).exclude(email=""))


def _tell(alarm: FixityAlarm, person: User) -> bool:
    try:
        mail.send(
            "fixity_alarm", to=person.email, language=person.language, alarm=alarm, site=settings.SITE_URL
        )
    except OSError:
        log.exception("alarm %s could not be mailed to user %s", alarm.pk, person.pk)
        return False
    return True
