"""Taking decisions back: of one suggestion, of one message, or the last thing somebody did in a matter."""

from datetime import datetime
from typing import Any

from django.db import transaction

from caseapp.incidents.models import Incident, Review, Suggestion
from caseapp.incidents.services.deciding import hold
from caseapp.incidents.services.recording import take_violations_back
from evidence.messages.models import Message
from lawyers.audit.services import record
from lawyers.matters.models import Matter

OPEN = {"state": "open", "decided_by": None, "decided_at": None}


@transaction.atomic
def undo_review(actor: Any, *, message: Message) -> bool:
    """The message is open again, as before the decision that closed it; without confirmed rules its incident is withdrawn and kept.

    What was decided about single suggestions before stays. False when nobody had decided: nothing changes.
    """
    message = hold(message)
    review = Review.objects.filter(message=message).first()
    if review is None:
        return False
    review.delete()
    incident = Incident.objects.filter(message=message).select_related("matter").first()
    if incident is not None:
        gone = incident.violations.filter(confirmed_at__gte=review.reviewed_at)
        take_violations_back(actor, incident=incident, gone=gone)
    Suggestion.objects.filter(message=message, decided_at__gte=review.reviewed_at).update(**OPEN)
    record(actor, "message.reopened", subject=f"message:{message.code}", matter=message.matter)
    return True


@transaction.atomic
def reopen_suggestion(actor: Any, *, suggestion: Suggestion) -> bool:
    """The suggestion is open again, and with it the message. False when it was open."""
    message = hold(suggestion.message)
    ours = Suggestion.objects.filter(pk=suggestion.pk)
    was_confirmed = ours.filter(state="confirmed").update(**OPEN)
    if not was_confirmed and not ours.filter(state="rejected").update(**OPEN):
        return False
    Review.objects.filter(message=message).delete()
    incident = Incident.objects.filter(message=message).select_related("matter").first()
    if was_confirmed and incident is not None:
        take_violations_back(actor, incident=incident, gone=incident.violations.filter(kind=suggestion.kind))
    record(
        actor,
        "suggestion.reopened",
        subject=f"message:{message.code}",
        matter=message.matter,
        kind=suggestion.kind,
    )
    return True


@transaction.atomic
def undo_decisions(actor: Any, *, matter: Matter, at: datetime) -> int:
    """Take back all that `actor` decided in this matter at that moment. The number of decisions taken back."""
    reviews = Review.objects.filter(message__matter=matter, reviewed_by=actor, reviewed_at=at)
    undone = sum(
        undo_review(actor, message=review.message)
        for review in reviews.select_related("message").order_by("message")
    )
    suggestions = Suggestion.objects.filter(message__matter=matter, decided_by=actor, decided_at=at)
    return undone + sum(
        reopen_suggestion(actor, suggestion=one)
        for one in suggestions.select_related("message").order_by("message")
    )
