"""Tags and filters that every page may use: masked values, dates with weekday, days left, icons, state badges."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from lawyers.privacy import rules

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative Bootstrap icon; the word beside it carries the meaning."""
    return format_html('<i class="bi bi-{}" aria-hidden="true"></i>', name)


STATE_ICONS = {
    "suggested": "dash-circle", "confirmed": "check-circle-fill", "rejected": "x-circle", "late": "exclamation-circle-fill",
    "lapsed": "exclamation-circle", "soon": "hourglass-split", "tentative": "calendar", "unverified": "question-circle",
    "open": "arrow-repeat", "done": "check", "unknown": "question-circle",
}  # fmt: skip


@register.simple_tag
def state(kind: str, words: Any, icon_name: str = "") -> SafeString:
    """A state badge: shape, icon and word. Kinds are those of the look: suggested, confirmed, late, open, done…"""
    return format_html(
        '<span class="state state-{}"><i class="bi bi-{}" aria-hidden="true"></i><span class="what">{}</span></span>',
        kind, icon_name or STATE_ICONS.get(kind, "circle"), words,
    )  # fmt: skip


def _weekday(day: date) -> str:
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return names[day.weekday()]


@register.filter
def day(value: date | datetime | None) -> str:
    """2026-03-05 (周四); a dash for none."""
    if value is None:
        return "–"
    on = timezone.localdate(value) if isinstance(value, datetime) else value
    return f"{on:%Y-%m-%d} ({_weekday(on)})"


@register.filter
def moment(value: datetime | None) -> str:
    """2026-03-05 22:16 in Beijing time; a dash for none."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else "–"


@register.filter
def second(value: datetime | None) -> str:
    """2026-03-05 22:16:08 in Beijing time, for times that must be told exactly; a dash for none."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}" if value else "–"


@register.filter
def days_left(value: date | None) -> str:
    """3 天后, 今天, 2 天前: stands beside a date, never instead of it."""
    if value is None:
        return ""
    days = (value - timezone.localdate()).days
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}


@register.filter
def masked_name(value: str) -> str:
    return rules.masked_name(value or "")


@register.filter
def masked_number(value: str) -> str:
    return rules.masked_number(value or "")


UNNAMED = {"upload link": gettext_noop("upload link")}
"""Who acts where nobody is signed in, as the trail stores it."""


@register.filter
def who(name: str) -> str:
    """A person's name as it is; what acts without a person in the reader's language."""
    return _(UNNAMED[name]) if name in UNNAMED else name


@register.filter
def clock(value: float) -> str:
    """A duration in seconds as 1:05 or 1:02:03."""
    minutes, seconds = divmod(round(value), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@register.filter
def file_size(value: int) -> str:
    """1.4 MB, with the units that operating systems show."""
    size = float(value)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    raise AssertionError("unreachable")


@register.inclusion_tag("components/masked.html", takes_context=True)
def masked(context: dict[str, Any], row: Any, field: str, kind: str = "") -> dict[str, Any]:
    """A masked value with the button that shows it; the look is recorded. `kind` chooses the mask: name, phone, identity, text."""
    value = getattr(row, field) or ""
    masks = {
        "name": rules.masked_name, "phone": rules.masked_number, "identity": rules.masked_identity, "text": rules.masked_text,
    }  # fmt: skip
    return {
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
        "shown": masks[kind or field](value),
        "subject": f"{row._meta.model_name}:{row.code}",
        "field": field,
        "has_value": bool(value),
    }
