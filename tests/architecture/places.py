"""What the address of each route needs, room by room; a route that is not named needs the case's code or nothing."""

from io import BytesIO
from typing import Any

from caseapp.cases.models import SavedFilter
from caseapp.clients.models import Contact
from caseapp.incidents.models import Suggestion
from evidence.arrivals.models import Arrival
from evidence.arrivals.services import Announced, begin_arrival
from evidence.bundles.services import ask_for_export, number_exhibits
from evidence.derivatives.models import Derivative
from evidence.derivatives.services import ask_for_redaction, make_redaction, prepare_item
from evidence.fixity.models import FixityAlarm
from evidence.items.models import EvidenceItem
from evidence.items.services import Origin, receive_file
from evidence.links.services import agree
from evidence.making.boxes import Box
from evidence.messages.models import Correction, MaybeSame, Message
from evidence.timestamps.services import stamp_digest
from lawyers.matters.models import Assignment, Matter
from lawyers.people.models import User
from lawyers.people.services import invite_person
from tests.evidence.derivatives.building import picture
from tests.factories.cases import ContactFactory, DebtFactory, IncidentFactory, LenderFactory
from tests.factories.links import link_of

Places = dict[str, dict[str, Any]]


def each(room: str, names: str, **needed: Any) -> Places:
    """The same needs for several routes of a room."""
    return {f"{room}:{name}": needed for name in names.split()}


def places_of_cases(matter: Matter, wen: User, contact: Contact) -> Places:
    debt = DebtFactory(matter=matter)
    assignment = Assignment.objects.get(matter=matter, user=wen)
    saved = SavedFilter.objects.create(owner=wen, name="x", query="")
    return {
        **each("cases", "unassign", code=matter.case.code, assignment_id=assignment.pk),
        **each("cases", "edit_contact", code=matter.case.code, row=contact.code),
        **each("cases", "edit_debt remove_debt", code=matter.case.code, row=debt.code),
        **each("cases", "delete_filter", code=saved.code),
    }


def places_of_companies(matter: Matter) -> Places:
    lender = LenderFactory()
    names = "detail edit alias verify merge mandate"
    return {
        **each("agencies", names, kind="lender", code=lender.code),
        **each("agencies", "engage", code=lender.code),
        **each("agencies", "new", kind="lender"),
        **each("agencies", "undo_merge", kind="lender", code=lender.code, merge_id=1),
        **each("dashboards", "lender", code=lender.code),
        **each("law", "kind", code="V01"),
    }


def places_of_people(wen: User, ning: User) -> Places:
    invitation, token = invite_person(ning, name="甲", role="lawyer", email="")
    return {
        **each("people", "join", token=token),
        **each("people", "password_new", uidb64="MQ", token="set-password"),
        **each("people", "revoke", code=invitation.code),
        **each("people", "deactivate reactivate change_role", code=wen.code),
    }


def places_of_incidents(matter: Matter, wen: User) -> Places:
    item = receive_file(wen, matter=matter, stream=BytesIO(b"x"), name="a.txt", origin=Origin()).item
    message = Message.objects.create(
        matter=matter, item=item, where="sms[1]", kind="sms", direction="in", fingerprint="f", text="x"
    )
    other = Message.objects.create(
        matter=matter, item=item, where="sms[2]", kind="sms", direction="in", fingerprint="g", text="x"
    )
    pair = MaybeSame.objects.create(first=message, second=other)
    correction = Correction.objects.create(message=message, kind="corrected", made_by=wen)
    suggestion = Suggestion.objects.create(message=message, kind="V01", why="x")
    incident = IncidentFactory(matter=matter)
    exhibit = number_exhibits(wen, matter=matter, items=[item])[0]
    return {
        **each("incidents", "item download download_dangerous read_again", code=item.code),
        **each("incidents", "exhibit", code=exhibit.code),
        **each("incidents", "export_download", code=ask_for_export(wen, matter=matter).code),
        **each("incidents", "detail attribute withdraw", code=incident.code),
        **each("incidents", "confirm reject reopen", code=suggestion.code),
        **each(
            "incidents", "accept correct dismiss edit later merge original part split undo", code=message.code
        ),
        **each("incidents", "same", code=pair.code),
        **each("incidents", "undo_correction", code=correction.code),
        **places_of_evidence(matter, wen, item),
    }


def places_of_evidence(matter: Matter, wen: User, item: EvidenceItem) -> Places:
    shot = receive_file(wen, matter=matter, stream=BytesIO(picture()), name="a.jpg", origin=Origin()).item
    prepare_item(shot.pk)
    make_redaction(ask_for_redaction(wen, item=shot, boxes=[Box(0, 0, 9, 9)], reason="x").pk)
    copy = Derivative.objects.get(item=shot, kind="redacted")
    alarm = FixityAlarm.objects.create(matter=matter, item=item, what="altered")
    stamp = stamp_digest(wen, matter=matter, digest="0" * 64, subject="bundle:x")
    return {
        **each("evidence", "describe statement stamp_again withdraw bring_back", code=item.code),
        **each("evidence", "preview thumbnail play transcript redact metadata", code=shot.code),
        **each("evidence", "copy", code=copy.code),
        **each("evidence", "acknowledge", code=alarm.code),
        **each("evidence", "stamp_part", code=stamp.code, part="answer"),
    }


def places_of_uploads(matter: Matter, wen: User, contact: Contact) -> Places:
    owner = f"user:{wen.pk}/matter:{matter.pk}"
    arrival: Arrival = begin_arrival(
        Announced("a", 1), purpose="case", owner=owner, max_bytes=9, open_limit=9
    )
    link = link_of(wen, contact)
    agree(link)
    pages = "welcome agree choose pictures recordings backups statement receipts receipts_text refuse refused language begin_arrival"
    return {
        **each("uploads", pages, secret=link.secret),
        **each("uploads", "go_on_arrival arrival_result", secret=link.secret, arrival=arrival.code),
        **each("uploads", "link extend revoke", code=link.code),
        **each("incidents", "go_on_arrival arrival_result", code=matter.case.code, arrival=arrival.code),
    }


def all_places(matter: Matter, wen: User, ning: User) -> Places:
    """By the name of the route."""
    contact = ContactFactory(matter=matter)
    return {
        **places_of_cases(matter, wen, contact),
        **places_of_companies(matter),
        **places_of_people(wen, ning),
        **places_of_incidents(matter, wen),
        **places_of_uploads(matter, wen, contact),
    }
