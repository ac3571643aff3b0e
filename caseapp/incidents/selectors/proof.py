"""What an item proves, from the incidents that were confirmed on its messages."""

from collections import Counter

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from caseapp.incidents.models import Incident
from caseapp.incidents.selectors.incidents import kind_name
from evidence.items.models import EvidenceItem

FILED_IN = "zh-hans"
"""The catalogue goes to courts and authorities, whatever language its reader has chosen here."""


def proof_words(item: EvidenceItem) -> str:
    """A sentence for the catalogue: when, how many, to whom, of which kinds. Empty when nothing on the item is confirmed."""
    rows = Incident.objects.standing().filter(message__item=item).order_by("occurred_on")
    incidents = list(rows.select_related("contact").prefetch_related("violations"))
    if not incidents:
        return ""
    with translation.override(FILED_IN):
        first, last = incidents[0].occurred_on, incidents[-1].occurred_on
        days = f"{first}" if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
        told = ngettext(
            "Proves that on %(days)s the collector contacted %(people)s %(n)d time%(kinds)s.",
            "Proves that on %(days)s the collector contacted %(people)s %(n)d times%(kinds)s.",
            len(incidents),
        )
        return told % {
            "days": days,
            "people": _people(incidents),
            "n": len(incidents),
            "kinds": _kinds(incidents),
        }


def _people(incidents: list[Incident]) -> str:
    names = []
    for incident in incidents:
        name = (
            incident.contact.get_relationship_display()
            if incident.contact
            else incident.get_recipient_display()
        )
        if str(name) not in names:
            names.append(str(name))
    return "、".join(names)


def _kinds(incidents: list[Incident]) -> str:
    counted = Counter(violation.kind for incident in incidents for violation in incident.violations.all())
    parts = [
        _("%(kind)s %(n)d times") % {"kind": kind_name(kind), "n": n} for kind, n in counted.most_common()
    ]
    return _(", of these: %(parts)s") % {"parts": "、".join(parts)} if parts else ""
