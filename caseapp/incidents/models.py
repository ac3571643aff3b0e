"""Suggestions of the machine, and incidents that a person has confirmed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from caseapp.agencies.models import CollectionAgency, Lender
from caseapp.clients.models import Client, Contact
from evidence.messages.models import Message
from lawyers.matters.models import Matter, OfMatterQuerySet
from lawyers.people.models import Organisation
from lawyers.privacy.fields import BlindIndexField, EncryptedTextField


class Recipient(models.TextChoices):
    CLIENT = "client", _("client")
    CONTACT = "contact", _("contact")
    GUARANTOR = "guarantor", _("guarantor")
    UNKNOWN = "unknown", _("unknown")


class SuggestionQuerySet(OfMatterQuerySet):
    matter_path = "message__matter"

    def open(self) -> SuggestionQuerySet:
        return self.filter(state=Suggestion.State.OPEN)


class Suggestion(models.Model):
    """A rule that a message seems to break, with the reason and the words it rests on. Nothing counts until confirmed."""

    class State(models.TextChoices):
        OPEN = "open", _("suggested")
        CONFIRMED = "confirmed", _("confirmed")
        REJECTED = "rejected", _("rejected")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="suggestions")
    kind = models.CharField(_("kind"), max_length=10)
    why = models.TextField(_("reason"))
    why_en = models.TextField(blank=True)
    span_from = models.PositiveIntegerField(null=True)
    span_to = models.PositiveIntegerField(null=True)
    strength = models.CharField(max_length=10, default="medium")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["span_from", "kind"]
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            models.UniqueConstraint(fields=["message", "kind"], name="suggestion_is_made_once_per_kind"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="suggestion_is_decided_with_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "message"], name="suggestion_by_state")]


class Review(models.Model):
    """A person has looked at a message and decided: it became an incident, or it is none."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        DISMISSED = "dismissed", _("dismissed")
        LOOKED_AT = "looked_at", _("looked at")

    message = models.OneToOneField(Message, models.CASCADE, related_name="review")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")


class IncidentQuerySet(OfMatterQuerySet):
    organisation_path = "organisation"

    def standing(self) -> IncidentQuerySet:
        return self.filter(withdrawn_at__isnull=True)

    def contact_list(self) -> IncidentQuerySet:
        """Contact-list harassment: the recipient is neither the client nor a guarantor."""
        return self.filter(recipient=Recipient.CONTACT)

    def attributed(self) -> IncidentQuerySet:
        return self.filter(lender__isnull=False)


FLAGS = ["has_threat", "has_insult", "has_disclosure", "is_night"]
# What figures count: standing() and contact_list() as one condition.
COUNTED = Q(recipient=Recipient.CONTACT, withdrawn_at__isnull=True)


class Incident(models.Model):
    """One contact made by a collector, confirmed by a person. An unknown sender or lender is normal, never guessed.

    `organisation`, `client` (the person) and the `has_`/`is_` flags repeat what follows from other rows, so that figures
    over a million incidents need one table; services keep them right.
    """

    class Channel(models.TextChoices):
        SMS = "sms", _("text message")
        MMS = "mms", _("picture message")
        CALL = "call", _("call")
        WECHAT = "wechat", _("WeChat")
        VISIT = "visit", _("visit")
        POST = "post", _("public notice or post")
        OTHER = "other", _("other")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="incidents")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="incidents")
    occurred_on = models.DateField(_("day"))
    occurred_at = models.DateTimeField(_("time"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    sender = EncryptedTextField(_("sender as shown"), blank=True)
    sender_index = BlindIndexField(source="sender", kind="phone", db_index=True)
    recipient = models.CharField(
        _("recipient"), max_length=10, choices=Recipient.choices, default=Recipient.UNKNOWN
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="incidents", verbose_name=_("contact")
    )
    text = models.TextField(_("words"), blank=True)
    lender = models.ForeignKey(
        Lender, models.PROTECT, null=True, blank=True, related_name="incidents", verbose_name=_("lender")
    )
    agency = models.ForeignKey(
        CollectionAgency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name=_("collection agency"),
    )
    message = models.OneToOneField(Message, models.PROTECT, null=True, blank=True, related_name="incident")
    is_night = models.BooleanField(_("at night"), default=False)
    has_threat = models.BooleanField(_("threat"), default=False)
    has_insult = models.BooleanField(_("insult"), default=False)
    has_disclosure = models.BooleanField(_("debt disclosed"), default=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed"), default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-occurred_on", "-occurred_at", "-id"]
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=True) | Q(recipient__in=["contact", "guarantor"]),
                name="incident_contact_is_the_recipient",
            ),
        ]
        indexes = [
            models.Index(fields=["matter", "-occurred_on"], name="incident_by_matter"),
            # Three for the lenders table, which reads nothing but them. Each stands in the order in which it is counted, so that
            # no million rows are sorted; the first has many equal keys and is small, therefore the flags are keys, not included.
            models.Index(
                fields=["organisation", "occurred_on", "lender", *FLAGS],
                condition=COUNTED,
                name="incident_counted_by_day",
            ),
            models.Index(
                fields=["organisation", "contact", "lender", "occurred_on"],
                condition=COUNTED,
                name="incident_counted_by_contact",
            ),
            models.Index(
                fields=["organisation", "lender", "client", "occurred_on"],
                condition=COUNTED,
                name="incident_counted_by_client",
            ),
            models.Index(fields=["lender", "occurred_on"], name="incident_by_lender"),
        ]

    @property
    def is_contact_list(self) -> bool:
        return self.recipient == Recipient.CONTACT

    @property
    def is_standing(self) -> bool:
        return self.withdrawn_at is None


class Violation(models.Model):
    """A rule that a confirmed incident breaks, with the words it rests on."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="violations")
    kind = models.CharField(_("kind"), max_length=10)
    span_from = models.PositiveIntegerField(null=True)
    span_to = models.PositiveIntegerField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["kind"]
        verbose_name = _("violation")
        verbose_name_plural = _("violations")
        constraints = [
            models.UniqueConstraint(fields=["incident", "kind"], name="violation_stands_once_per_incident")
        ]
        indexes = [models.Index(fields=["kind", "incident"], name="violation_by_kind")]
