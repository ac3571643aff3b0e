"""Phones of the fictional world: backups that are taken in and read by the same services as real ones."""

import random
from datetime import timedelta
from io import BytesIO

from django.utils import timezone

from caseapp.cases.models import Case
from caseapp.clients.models import Client, Contact
from caseapp.demo import cast
from caseapp.demo.papers import RECEIVED, SENT, backup, backup_row
from caseapp.incidents.services import read_item, receive_upload
from evidence.items.services import Origin
from evidence.timestamps.services import stamp_now
from lawyers.matters.models import Assignment
from lawyers.people.models import Organisation

PHONES = 2
PRIVATE = (
    "晚上回家吃饭吗",
    "【菜鸟驿站】您的包裹已到，取件码6-2-1103",
    "周末一起爬山？",
    "【云澜水务】本月水费58.20元",
    "生日快乐！",
)
REFUSAL = "我不欠你们钱，别再发了"


def bring_in_backups(organisation: Organisation) -> None:
    """A few contacts of the office have handed in their phones; what the machine found waits for a decision."""
    chance = random.Random(organisation.slug)  # noqa: S311  # a repeatable fictional world, no secrets
    for case in cases_of_everybody(organisation):
        contact = Contact.objects.filter(matter=case.matter, is_guarantor=False).first()
        if contact is None:
            continue
        client = Client.objects.get(matter=case.matter)
        lead = Assignment.objects.filter(matter=case.matter).select_related("user")[0].user
        origin = Origin(
            contact.get_relationship_display(), f"contact:{contact.code}", contact.name, "安卓手机"
        )
        stream = BytesIO(_backup(chance, client.name))
        received = receive_upload(
            lead, matter=case.matter, stream=stream, name="sms-backup.xml", origin=origin, reads_later=False
        )
        read_item(received.item.pk)
        stamp_now(case.matter)


def cases_of_everybody(organisation: Organisation) -> list[Case]:
    """Two running cases of everybody in the office who is in charge of some, the first by number."""
    rows = (
        Case.objects.filter(matter__organisation=organisation, status=Case.Status.ACTION)
        .select_related("matter")
        .order_by("id")
    )
    leads = (
        Assignment.objects.filter(matter__organisation=organisation).values_list("user", flat=True).distinct()
    )
    return [
        case
        for lead in leads.order_by("user")
        for case in rows.filter(matter__assignments__user=lead)[:PHONES]
    ]


def _backup(chance: random.Random, client_name: str) -> bytes:
    start = timezone.now() - timedelta(days=6)
    rows = []
    for number in range(26):
        at = start + timedelta(hours=5 * number, minutes=chance.randrange(50))
        if number == 11:
            rows.append(backup_row("10690000771200", at, SENT, REFUSAL))
        elif number % 3 == 0:
            rows.append(
                backup_row(f"1990000{chance.randrange(10000):04d}", at, RECEIVED, chance.choice(PRIVATE))
            )
        else:
            _kinds, wording = chance.choice(cast.WORDINGS)
            words = wording.format(
                sign="衡信通",
                who=client_name,
                brand="灰雁有借",
                amount="18,642.50",
                days=40 + number,
                city="云澜",
            )
            rows.append(backup_row(f"106900007712{number % 4:02d}", at, RECEIVED, words))
    return backup(rows)
