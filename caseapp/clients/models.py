"""The people: clients, the contacts who are harassed, and what is owed to whom."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from caseapp.agencies.models import Lender, LoanProduct
from evidence.links.models import UploadLink
from lawyers.matters.models import Matter, OfMatterQuerySet
from lawyers.people.models import Organisation
from lawyers.privacy import rules as privacy
from lawyers.privacy.fields import BlindIndexField, EncryptedTextField, lookup_values


class PersonQuerySet(OfMatterQuerySet):
    def with_phone(self, text: str) -> PersonQuerySet:
        """Found in any spelling of the number."""
        values = lookup_values(text, "phone")
        return self.filter(phone_index__in=values) if values else self.none()

    def with_identity(self, text: str) -> PersonQuerySet:
        values = lookup_values(text, "identity")
        return self.filter(id_number_index__in=values) if values else self.none()


class Client(models.Model):
    """The person helped in one matter; usually the borrower.

    A person who comes back for another matter has a row there too, with `same_person_as` pointing at the first one, so
    that figures count people and not files.
    """

    class SafeWay(models.TextChoices):
        SMS = "sms", _("text message")
        CALL = "call", _("call")
        WECHAT = "wechat", _("WeChat")
        RELAY = "relay", _("through somebody else")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="client")
    same_person_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later_matters"
    )
    name = models.CharField(_("name"), max_length=60, blank=True)
    phone = EncryptedTextField(_("phone"), blank=True)
    phone_index = BlindIndexField(source="phone", kind="phone", db_index=True)
    id_number = EncryptedTextField(_("identity number"), blank=True)
    id_number_index = BlindIndexField(source="id_number", kind="identity", db_index=True)
    address = EncryptedTextField(_("address"), blank=True)
    region_code = models.CharField(_("region"), max_length=6, blank=True, db_index=True)
    safe_ways = models.JSONField(_("safe ways to reach"), default=list, blank=True)
    may_name_office = models.BooleanField(_("messages may say “legal aid”"), null=True, blank=True)
    safe_time = models.CharField(_("convenient time"), max_length=120, blank=True)
    avoid = models.CharField(_("whom to avoid"), max_length=120, blank=True)
    upload_link = models.OneToOneField(
        UploadLink, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        indexes = [models.Index(fields=["name"], name="client_by_name")]

    @property
    def masked_name(self) -> str:
        return privacy.masked_name(self.name)

    @property
    def person_id(self) -> int:
        """The row that stands for the person in figures."""
        return self.same_person_as_id or self.pk

    @property
    def is_identity_valid(self) -> bool:
        return not self.id_number or privacy.is_identity_valid(self.id_number)


class Contact(models.Model):
    """A third party whose number was in the client's phone. Harassed, with rights and claims of their own."""

    class Relationship(models.TextChoices):
        PARENT = "parent", _("parent")
        SPOUSE = "spouse", _("spouse")
        CHILD = "child", _("child")
        SIBLING = "sibling", _("sibling")
        RELATIVE = "relative", _("other relative")
        FRIEND = "friend", _("friend")
        CLASSMATE = "classmate", _("classmate")
        COLLEAGUE = "colleague", _("colleague")
        EMPLOYER = "employer", _("employer")
        NEIGHBOUR = "neighbour", _("neighbour")
        OTHER = "other", _("other")

    class Consent(models.TextChoices):
        NOT_ASKED = "not_asked", _("not asked yet")
        ASKED = "asked", _("asked")
        AGREED = "agreed", _("agreed")
        REFUSED = "refused", _("does not want to take part")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="contacts")
    name = models.CharField(_("name or how the client calls them"), max_length=60, blank=True)
    relationship = models.CharField(
        _("relationship"), max_length=20, choices=Relationship.choices, default=Relationship.OTHER
    )
    phone = EncryptedTextField(_("phone"), blank=True)
    phone_index = BlindIndexField(source="phone", kind="phone", db_index=True)
    is_guarantor = models.BooleanField(_("guarantor"), default=False)
    is_minor = models.BooleanField(_("minor"), default=False)
    consent = models.CharField(
        _("consent"), max_length=20, choices=Consent.choices, default=Consent.NOT_ASKED
    )
    refused_at = models.DateTimeField(
        _("told the collectors to stop"),
        null=True,
        blank=True,
        help_text=_("From then on every further contact is one too many."),
    )
    upload_link = models.OneToOneField(
        UploadLink, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    @property
    def masked_name(self) -> str:
        return privacy.masked_name(self.name)

    @property
    def recipient_kind(self) -> str:
        """How incidents count a message to this person."""
        return "guarantor" if self.is_guarantor else "contact"


class DebtQuerySet(OfMatterQuerySet):
    organisation_path = "organisation"

    def with_lender(self) -> DebtQuerySet:
        return self.filter(lender__isnull=False)


class Debt(models.Model):
    """What the client owes to whom, as far as known.

    `organisation` and `client` (the person) repeat what follows from the matter, so that figures over a hundred thousand
    debts need no further tables; every save sets them, and `save_client` when the person becomes known.
    """

    class Negotiation(models.TextChoices):
        NONE = "none", _("no talks")
        ASKED = "asked", _("instalments asked for")
        AGREED = "agreed", _("instalments agreed")
        EXTENDED = "extended", _("extended")
        REFUSED = "refused", _("refused by the lender")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="debts")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", editable=False, db_index=False
    )
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="debts", editable=False
    )
    lender = models.ForeignKey(
        Lender, models.PROTECT, null=True, blank=True, related_name="debts", verbose_name=_("lender")
    )
    product = models.ForeignKey(
        LoanProduct, models.PROTECT, null=True, blank=True, related_name="debts", verbose_name=_("product")
    )
    told_as = models.CharField(_("lender or product as told"), max_length=120, blank=True)
    amount = models.DecimalField(
        _("amount owed (yuan)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    overdue_since = models.DateField(_("overdue since"), null=True, blank=True)
    negotiation = models.CharField(
        _("negotiation"), max_length=20, choices=Negotiation.choices, default=Negotiation.NONE
    )
    account = EncryptedTextField(_("bank account or card"), blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DebtQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("debt")
        verbose_name_plural = _("debts")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="debt_amount_is_not_negative"
            )
        ]
        indexes = [
            models.Index(fields=["lender", "matter"], name="debt_by_lender"),
            models.Index(fields=["organisation", "lender", "client", "matter"], name="debt_by_client"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Organisation and person are those of the matter."""
        client = Client.objects.filter(matter=self.matter).first()
        self.organisation = self.matter.organisation
        self.client_id = client.person_id if client else None
        super().save(*args, **kwargs)

    @property
    def masked_account(self) -> Any:
        return f"****{self.account[-4:]}" if self.account else ""
