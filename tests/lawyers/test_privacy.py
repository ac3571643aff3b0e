"""Personal data: encrypted, found in any spelling, masked, shown on request with a record, and never anywhere else."""

import json
import logging
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client as Browser

from caseapp.clients.models import Client
from lawyers.audit.models import AppendOnly, Event
from lawyers.audit.services import record
from lawyers.matters.models import Matter
from lawyers.people.models import User
from lawyers.privacy import keys, rules
from lawyers.privacy.rules import NumberKind

PHONE, IDENTITY, ADDRESS = "19900004242", "330106199001011234", "云澜市梧桐巷七号"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("19900000312", "19900000312"), ("+86 199 0000 0312", "19900000312"), ("0086-199-0000-0312", "19900000312"),
        ("8619900000312", "19900000312"), ("1795119900000312", "19900000312"), ("１９９００００ ０３１２", "19900000312"), ("(0571)87654321", "057187654321"),
        ("0571-8765 4321", "057187654321"), ("+86 571 87654321", "57187654321"), ("400-000-1234", "4000001234"), ("95588", "95588"),
        ("106900007712", "106900007712"), ("199****0312", ""), ("199••••0312", ""), ("199----0312", ""), ("199####0312", ""), ("199…0312", ""), ("199XXXX0312", ""), ("银行客服", ""), ("", ""), ("12", ""), ("+852 2123 4567", "85221234567"),
    ],
)  # fmt: skip
def test_numbers_have_one_spelling(written: str, number: str) -> None:
    assert rules.normalised_phone(written) == number


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("19900000312", NumberKind.MOBILE), ("+86 199 0000 0312", NumberKind.MOBILE), ("0571-87654321", NumberKind.LANDLINE), ("400-820-8820", NumberKind.SERVICE_400),
        ("95588", NumberKind.SERVICE_95), ("9551188", NumberKind.SERVICE_95), ("96110", NumberKind.SERVICE_96), ("10690000771200", NumberKind.SMS_106),
        ("12378", NumberKind.SHORT), ("110", NumberKind.SHORT), ("+852 2123 4567", NumberKind.ABROAD), ("199****0312", NumberKind.MASKED), ("199••••0312", NumberKind.MASKED),
        ("199000003", NumberKind.UNKNOWN), ("张三", NumberKind.UNKNOWN),
    ],
)  # fmt: skip
def test_kinds_of_numbers(written: str, kind: NumberKind) -> None:
    assert rules.number_kind(written) == kind


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("何小宁", "何*宁"),
        ("孟静", "孟*"),
        ("欧阳修文", "欧**文"),
        ("阿", "*"),
        ("", ""),
        ("古丽娜尔·买买提", "古***提"),
    ],
)
def test_masked_names(name: str, masked: str) -> None:
    assert rules.masked_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("199 0000 0312", "199****0312"),
        ("10690000771200", "1069****1200"),
        ("95588", "95588"),
        ("", ""),
        ("垃圾", "****"),
    ],
)
def test_masked_numbers(number: str, masked: str) -> None:
    assert rules.masked_number(number) == masked


def test_a_sealed_value_cannot_be_altered_or_moved(settings: Any) -> None:
    sealed = keys.encrypt(PHONE, column="clients.client.phone")
    assert keys.decrypt(sealed, column="clients.client.phone") == PHONE
    with pytest.raises(keys.Undecipherable):
        keys.decrypt(sealed, column="clients.contact.phone")
    with pytest.raises(keys.Undecipherable):
        keys.decrypt(
            sealed[:-6] + ("AAAAAA" if sealed[-6:] != "AAAAAA" else "BBBBBB"), column="clients.client.phone"
        )
    settings.FIELD_KEYS = ["another key altogether"]
    with pytest.raises(keys.Undecipherable):
        keys.decrypt(sealed, column="clients.client.phone")


@pytest.mark.django_db
def test_the_database_never_sees_the_value(matter: Matter) -> None:
    client = matter.client
    client.phone, client.id_number, client.address = PHONE, IDENTITY, ADDRESS
    client.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM clients_client")
        rows = str(cursor.fetchall())
    assert not any(secret in rows for secret in (PHONE, IDENTITY, ADDRESS))
    client.refresh_from_db()
    assert (client.phone, client.id_number, client.address) == (PHONE, IDENTITY, ADDRESS)
    with pytest.raises(FieldError):
        Client.objects.filter(phone=PHONE).count()


@pytest.mark.django_db
def test_rotation_leaves_everything_readable_under_the_new_key_only(matter: Matter, settings: Any) -> None:
    Client.objects.filter(pk=matter.client.pk).first()
    client = matter.client
    client.phone = PHONE
    client.save()
    settings.FIELD_KEYS = ["a new key for the fields", *settings.FIELD_KEYS]
    assert Client.objects.with_phone("+86 199 0000 4242").get() == client
    out = StringIO()
    call_command("rotate_keys", "--json", stdout=out)
    assert json.loads(out.getvalue())["rows"]["clients.Client"] == Client.objects.count()
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert Client.objects.with_phone(PHONE).get().phone == PHONE


@pytest.mark.django_db
def test_a_value_is_shown_on_request_and_the_look_is_recorded(
    caseworker_client: Browser, administrator_client: Browser, matter: Matter
) -> None:
    client = matter.client
    client.phone = PHONE
    client.save()
    page = f"/cases/{matter.case.code}/people/"
    assert PHONE not in caseworker_client.get(page).content.decode()
    data = {"subject": f"client:{client.code}", "field": "phone", "back": page}
    assert PHONE in caseworker_client.post("/matters/reveal/", data).content.decode()
    look = Event.objects.get(name="personal_data.seen")
    assert (look.is_look, look.matter_id, look.particulars) == (True, matter.pk, {"field": "phone"})
    refused = administrator_client.post("/matters/reveal/", data)
    assert refused.status_code == 403
    assert PHONE not in refused.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [
        {"subject": "client:x", "field": "phone"},
        {"subject": "user:1", "field": "password"},
        {},
        {"field": "id"},
    ],
)
def test_nothing_else_can_be_asked_for(
    data: dict[str, str], caseworker_client: Browser, matter: Matter
) -> None:
    given = {"subject": f"client:{matter.client.code}"} | data
    assert caseworker_client.post("/matters/reveal/", given).status_code == 404


@pytest.mark.django_db
def test_another_office_cannot_ask(zhao: User, signed_in: Any, matter: Matter) -> None:
    assert (
        signed_in(zhao)
        .post("/matters/reveal/", {"subject": f"client:{matter.client.code}", "field": "phone"})
        .status_code
        == 404
    )


@pytest.mark.django_db
def test_searching_leaves_no_trace_in_address_log_or_title(
    caseworker_client: Browser, matter: Matter, caplog: pytest.LogCaptureFixture
) -> None:
    client = matter.client
    client.phone, client.name = PHONE, "段嘉禾"
    client.save()
    with caplog.at_level(logging.DEBUG):
        answer = caseworker_client.post("/cases/search/", {"q": "+86 199-0000-4242"})
        page = caseworker_client.get(answer.url)
    told = answer.url + caplog.text + page.content.decode().split("</title>")[0]
    assert not any(trace in told for trace in (PHONE, "0000-4242", "段嘉禾"))
    assert page.context["page"].paginator.count == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "count"), [("嘉禾", 1), ("段嘉", 1), ("YL2026", 1), ("19900009999", 0), ("不存在", 0)]
)
def test_finding_by_two_characters_or_number(
    text: str, count: int, caseworker_client: Browser, matter: Matter
) -> None:
    Client.objects.filter(matter=matter).update(name="段嘉禾")
    answer = caseworker_client.post("/cases/search/", {"q": text}, follow=True)
    assert answer.context["page"].paginator.count == count


@pytest.mark.django_db
def test_the_audit_trail_is_append_only_for_code_and_database(wen: User) -> None:
    event = record(wen, "case.tested")
    for act in (event.save, event.delete, Event.objects.all().delete, lambda: Event.objects.update(name="x")):
        with pytest.raises(AppendOnly):
            act()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", ["UPDATE lawyers_event SET name = 'x'", "DELETE FROM lawyers_event"])
def test_the_database_itself_refuses(statement: str) -> None:
    record(None, "case.tested")
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"):
        cursor.execute(statement)
