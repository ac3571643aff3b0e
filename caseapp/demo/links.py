"""Upload links of the fictional world: some were handed out, and one contact has written a statement."""

from caseapp.clients.models import Contact
from caseapp.clients.rules import given_name
from caseapp.clients.selectors import people_of
from caseapp.demo.backups import cases_of_everybody
from caseapp.uploads.services import agree, hand_in_statement, make_links, until
from evidence.links.rules import new_reference
from lawyers.matters.models import Assignment
from lawyers.people.models import Organisation

VALID_DAYS = 30
OFFICE_PHONE = "400-000-0312"
STATEMENT = "上周起有人每天给我打电话，不说自己是谁，让我转告他还钱，还说要到我单位来。我没有借过钱，也没有给谁作过担保。"


def hand_out_links(organisation: Organisation) -> None:
    """In the first of each lead's cases everybody who did not refuse has a link, and one contact has used it."""
    for case in cases_of_everybody(organisation)[::2]:
        matter = case.matter
        lead = Assignment.objects.filter(matter=matter).select_related("user")[0].user
        people = [
            person for person in people_of(matter)
            if person.contact is None or person.contact.consent != Contact.Consent.REFUSED
        ]  # fmt: skip
        made = make_links(
            lead, matter=matter, people=people, first_name=given_name(matter.client.name), office_phone=OFFICE_PHONE,
            expires_at=until(VALID_DAYS),
        )  # fmt: skip
        used = made[-1]
        agree(used)
        hand_in_statement(used, written_by="联系人本人", text=STATEMENT, reference=new_reference())
