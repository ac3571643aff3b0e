"""Who lends, under which product name, and who collects for whom.

Reference data is shared by all organisations: a lender is the same lender everywhere. Every row says where it comes from and
whether somebody has checked it.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from caseapp.agencies import rules


class LicenceKind(models.TextChoices):
    """What a company is licensed as; caseapp.law says who supervises it."""

    BANK = "bank", _("bank")
    CONSUMER_FINANCE = "consumer_finance", _("consumer-finance company")
    AUTO_FINANCE = "auto_finance", _("auto-finance company")
    TRUST = "trust", _("trust company")
    MICROLENDER = "microlender", _("microlender")
    ONLINE_MICROLENDER = "online_microlender", _("online microlender")
    GUARANTEE = "guarantee", _("guarantee company")
    LOAN_PLATFORM = "loan_platform", _("loan platform")
    UNLICENSED = "unlicensed", _("unlicensed")
    UNKNOWN = "unknown", _("unknown")


class ReferenceQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Reference data is open to everybody who works here."""
        return self.all() if user.is_authenticated and user.is_active else self.none()

    def named(self, text: str) -> Self:
        """Rows whose name or alias contains the text, in any spelling of the company's legal form."""
        stem = rules.company_stem(text)
        if not stem:
            return self.none()
        return self.filter(Q(stem__contains=stem) | Q(aliases__stem__contains=stem)).distinct()


class CompanyQuerySet(ReferenceQuerySet):
    def current(self) -> Self:
        """Without those merged into another row."""
        return self.filter(merged_into__isnull=True)


class Reference(models.Model):
    """Common to all reference rows: public id, source, and whether a person has checked it."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_verified = models.BooleanField(_("checked"), default=False)
    confidence = models.CharField(_("confidence"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


class Company(Reference):
    """Common to companies: legal name, its searchable stem, validity, and where a duplicate went."""

    name = models.CharField(_("legal name"), max_length=120, unique=True)
    stem = models.CharField(max_length=120, editable=False, db_index=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )

    objects = CompanyQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.stem = rules.company_stem(self.name)
        super().save(*args, **kwargs)

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Lender(Company):
    """A company that lends, or that is said to lend without a licence."""

    licence_kind = models.CharField(
        _("licence"), max_length=30, choices=LicenceKind.choices, default=LicenceKind.UNKNOWN
    )
    institution_code = models.CharField(_("institution code"), max_length=30, blank=True)

    class Meta(Company.Meta):
        verbose_name = _("lender")
        verbose_name_plural = _("lenders")


class CollectionAgency(Company):
    """A company that collects for lenders."""

    class Meta(Company.Meta):
        verbose_name = _("collection agency")
        verbose_name_plural = _("collection agencies")


class Platform(Company):
    """A company that brings borrowers to lenders; it is a lender only through an entity of its own that lends."""

    class Meta(Company.Meta):
        verbose_name = _("platform")
        verbose_name_plural = _("platforms")


class Alias(models.Model):
    """Another name: former, short, or as people say it."""

    name = models.CharField(_("other name"), max_length=120)
    stem = models.CharField(max_length=120, editable=False, db_index=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.stem = rules.company_stem(self.name)
        super().save(*args, **kwargs)


class LenderAlias(Alias):
    """Another name of a lender."""

    lender = models.ForeignKey(Lender, models.CASCADE, related_name="aliases")

    class Meta(Alias.Meta):
        verbose_name = _("other name of a lender")
        constraints = [models.UniqueConstraint(fields=["lender", "name"], name="lender_alias_stands_once")]


class AgencyAlias(Alias):
    """Another name of a collection agency, for example its 【signature】."""

    agency = models.ForeignKey(CollectionAgency, models.CASCADE, related_name="aliases")

    class Meta(Alias.Meta):
        verbose_name = _("other name of an agency")
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="agency_alias_stands_once")]


class PlatformAlias(Alias):
    """Another name of a platform."""

    platform = models.ForeignKey(Platform, models.CASCADE, related_name="aliases")

    class Meta(Alias.Meta):
        verbose_name = _("other name of a platform")
        constraints = [
            models.UniqueConstraint(fields=["platform", "name"], name="platform_alias_stands_once")
        ]


class LoanProduct(Reference):
    """The name that people know. Which lender funds it changes with time: see Funding."""

    name = models.CharField(_("product"), max_length=80, unique=True)
    stem = models.CharField(max_length=80, editable=False, db_index=True)
    platform = models.ForeignKey(
        Platform, models.PROTECT, null=True, blank=True, related_name="products", verbose_name=_("platform")
    )

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("loan product")
        verbose_name_plural = _("loan products")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.stem = rules.company_stem(self.name)
        super().save(*args, **kwargs)


class ProductAlias(Alias):
    """Another name of a product."""

    product = models.ForeignKey(LoanProduct, models.CASCADE, related_name="aliases")

    class Meta(Alias.Meta):
        verbose_name = _("other name of a product")
        constraints = [models.UniqueConstraint(fields=["product", "name"], name="product_alias_stands_once")]


class PeriodQuerySet(ReferenceQuerySet):
    def on(self, day: date) -> Self:
        return self.filter(
            Q(since_on__isnull=True) | Q(since_on__lte=day), Q(until_on__isnull=True) | Q(until_on__gte=day)
        )


class Funding(Reference):
    """This lender funds this product in this period."""

    product = models.ForeignKey(
        LoanProduct, models.CASCADE, related_name="fundings", verbose_name=_("product")
    )
    lender = models.ForeignKey(Lender, models.PROTECT, related_name="fundings", verbose_name=_("lender"))
    since_on = models.DateField(_("since"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    has_partners = models.BooleanField(_("together with other lenders"), default=False)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("funding")
        verbose_name_plural = _("fundings")


class Engagement(Reference):
    """This agency collects for this lender in this period."""

    agency = models.ForeignKey(
        CollectionAgency, models.PROTECT, related_name="engagements", verbose_name=_("agency")
    )
    lender = models.ForeignKey(Lender, models.PROTECT, related_name="engagements", verbose_name=_("lender"))
    since_on = models.DateField(_("since"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-since_on"]
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")


class MandateQuerySet(models.QuerySet["Mandate"]):
    def visible_to(self, user: Any) -> Self:
        """For whom an organisation acts is its own secret."""
        return self.filter(organisation=user.organisation) if user.organisation_id else self.none()

    def running(self) -> Self:
        return self.filter(ended_at__isnull=True)


class Mandate(models.Model):
    """An organisation acts for this lender or agency, so that it cannot act against it (律师法 39)."""

    organisation = models.ForeignKey("lawyers.Organisation", models.PROTECT, related_name="mandates")
    lender = models.ForeignKey(Lender, models.PROTECT, null=True, blank=True, related_name="mandates")
    agency = models.ForeignKey(
        CollectionAgency, models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    reference = models.CharField(_("what was agreed"), max_length=200, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.CheckConstraint(
                condition=Q(lender__isnull=False, agency__isnull=True)
                | Q(lender__isnull=True, agency__isnull=False),
                name="mandate_is_for_one_company",
            ),
            models.UniqueConstraint(
                fields=["organisation", "lender"],
                condition=Q(ended_at__isnull=True, lender__isnull=False),
                name="mandate_for_a_lender_runs_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "agency"],
                condition=Q(ended_at__isnull=True, agency__isnull=False),
                name="mandate_for_an_agency_runs_once",
            ),
        ]


class Merge(models.Model):
    """Two rows found to be one company. `moved` names every link that was moved, so that it can be taken back."""

    kind = models.CharField(max_length=30)
    kept_id = models.BigIntegerField()
    merged_id = models.BigIntegerField()
    moved = models.JSONField(default=dict)
    merged_by = models.ForeignKey("lawyers.User", models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
