"""Matters, and who works on them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Count, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lawyers.people.models import Organisation, User


class MatterQuerySet(models.QuerySet["Matter"]):
    def visible_to(self, user: Any) -> MatterQuerySet:
        """Matters that this person may see today.

        Supervisors and administrators: all of their organisation. Everybody else: those with a current assignment,
        whichever organisation owns them, because a legal-aid centre assigns matters to lawyers of a firm.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        # A subquery and not a join: a join would repeat rows and slow down the lists built on it.
        assigned = Q(pk__in=Assignment.objects.current().filter(user=user).values("matter"))
        if user.sees_whole_organisation:
            return self.filter(assigned | Q(organisation_id=user.organisation_id))
        return self.filter(assigned)


class Matter(models.Model):
    """One file of an organisation. What kind of case it is, the floors above know."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("case number"), max_length=30, unique=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="matters", verbose_name=_("organisation")
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)

    objects = MatterQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        verbose_name = _("matter")
        verbose_name_plural = _("matters")
        indexes = [models.Index(fields=["organisation", "-opened_at"], name="matter_by_organisation")]

    def __str__(self) -> str:
        return self.number


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def current(self, today: date | None = None) -> AssignmentQuerySet:
        day = today or timezone.localdate()
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=day), since_on__lte=day)


class Assignment(models.Model):
    """Who works on a matter, as what, from when until when. This is the fact that decides access."""

    class Part(models.TextChoices):
        LEAD = "lead", _("in charge")
        ASSISTANT = "assistant", _("assisting")
        COUNSEL = "counsel", _("counsel")

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="assignments")
    user = models.ForeignKey(User, models.PROTECT, related_name="assignments", verbose_name=_("person"))
    part = models.CharField(_("part"), max_length=20, choices=Part.choices, default=Part.LEAD)
    since_on = models.DateField(_("since"), default=timezone.localdate)
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["since_on", "id"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("since_on")),
                name="assignment_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["matter", "user"],
                condition=Q(until_on__isnull=True),
                name="assignment_is_open_once_per_person",
            ),
        ]
        indexes = [models.Index(fields=["user", "matter"], name="assignment_by_user")]


def works_elsewhere(user: Any) -> bool:
    """Whether the person is assigned to a matter of another organisation today; asked once per request."""
    if not hasattr(user, "_works_elsewhere"):
        elsewhere = (
            Assignment.objects.current()
            .filter(user=user)
            .exclude(matter__organisation_id=user.organisation_id)
        )
        user._works_elsewhere = elsewhere.exists()
    return bool(user._works_elsewhere)


class OfMatterQuerySet(models.QuerySet[Any]):
    """Rows that hang on a matter and are visible exactly when it is. `matter_path` leads to the matter.

    Rows that repeat the organisation of their matter say so with `organisation_path`, and are found without a join.
    """

    matter_path = "matter"
    organisation_path = ""

    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if getattr(user, "sees_whole_organisation", False) and not works_elsewhere(user):
            # The organisation's own rows need no list of matters.
            path = self.organisation_path or f"{self.matter_path}__organisation"
            return self.filter(**{path: user.organisation_id})
        return self.filter(**{f"{self.matter_path}__in": Matter.objects.visible_to(user)})

    def of_matter(self, matter: Matter) -> Self:
        return self.filter(**{self.matter_path: matter})

    def number(self) -> Coalesce:
        """How many these rows of one matter are, as an expression: several figures then take one query."""
        counted = self.order_by().values(self.matter_path).annotate(rows=Count("*")).values("rows")
        return Coalesce(Subquery(counted), 0)


OfMatter = TypeVar("OfMatter", bound=OfMatterQuerySet)
