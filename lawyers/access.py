"""May this person? Four steps that all fail closed.

1. Sign-in is required unless a view says `open_to("anyone")` (LoginRequiredMiddleware).
2. Rows are fetched only through `get_visible_or_404`, so a hidden row and a missing row are the same 404.
3. `require(rule, user, subject)` asks a named policy; a refusal carries the sentence that the person reads (403).
4. Every view carries `open_to(...)`; a test walks all URLs and fails for one that does not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

ANYONE = "anyone"
STAFF = "staff"
STAFF_ROLES = ("caseworker", "lawyer", "supervisor", "administrator")

View = Callable[..., HttpResponse]
RowT = TypeVar("RowT", bound=Model)


@dataclass(frozen=True)
class Decision:
    """Allowed, or refused with the sentence the person reads."""

    is_allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.is_allowed


ALLOWED = Decision(True)


def refused(reason: str) -> Decision:
    """A refusal; `reason` is a whole sentence in the reader's language."""
    return Decision(False, reason)


class Refused(PermissionDenied):
    """A policy said no; str() is the sentence that the person reads."""


Policy = Callable[[Any, Any], Decision]
_policies: dict[str, Policy] = {}


def rule(name: str) -> Callable[[Policy], Policy]:
    """Register a policy under its name (`noun.verb`); a second policy of the same name is a programming error."""

    def register(policy: Policy) -> Policy:
        if name in _policies:
            raise ValueError(f"The policy {name} exists already.")
        _policies[name] = policy
        return policy

    return register


def decide(name: str, user: Any, subject: Any = None) -> Decision:
    """The decision of the named policy. KeyError for an unknown name; signed-out people are always refused."""
    policy = _policies[name]
    if not user.is_authenticated or not user.is_active:
        return refused(_("Please sign in first."))
    return policy(user, subject)


def require(name: str, user: Any, subject: Any = None) -> None:
    """Nothing when allowed; raises Refused with the reason otherwise."""
    decision = decide(name, user, subject)
    if not decision:
        raise Refused(decision.reason)


def open_to(*groups: str) -> Callable[[View], View]:
    """Say who may open a view: "anyone" (no sign-in), "staff" (all four roles), or roles by name."""
    roles = frozenset(STAFF_ROLES if STAFF in groups else groups)
    if unknown := roles - {ANYONE, *STAFF_ROLES}:
        raise ValueError(f"Unknown group of people: {sorted(unknown)}")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if ANYONE not in roles and getattr(request.user, "role", None) not in roles:
                raise Refused(
                    _("This page is not part of your role. Ask an administrator of your organisation.")
                )
            return view(request, *args, **kwargs)

        guarded.open_to = groups  # type: ignore[attr-defined]  # read by the test that classifies every route
        return login_not_required(guarded) if ANYONE in roles else guarded

    return decorate


class VisibleTo(Protocol):
    """What get_visible_or_404 needs of a queryset."""

    def visible_to(self, user: Any) -> QuerySet[Any]: ...


def get_visible_or_404(rows: type[RowT] | QuerySet[RowT], user: Any, **lookup: Any) -> RowT:
    """The one row that `user` may see. A hidden and a missing row both raise Http404."""
    queryset: Any = rows if isinstance(rows, QuerySet) else rows._default_manager.all()
    found: RowT | None = queryset.visible_to(user).filter(**lookup).first()
    if found is None:
        raise Http404
    return found


class RefusalMiddleware:
    """Show a refusal as a page that says why."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """403 with the reason for Refused; everything else goes its usual way."""
        if not isinstance(exception, Refused):
            return None
        return TemplateResponse(request, "403.html", {"reason": str(exception)}, status=403).render()
