"""Mail to people of the office, written from a pair of templates."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import override


def send(template: str, *, to: str, language: str = settings.LANGUAGE_CODE, **context: Any) -> None:
    """Send templates/emails/<template>.txt in the reader's language; its first line is the subject.

    Raises OSError (of which SMTPException is one kind) when the mail server does not take it.
    """
    with override(language):
        text = render_to_string(f"emails/{template}.txt", context)
    subject, _, body = text.strip().partition("\n")
    send_mail(subject.strip(), body.strip() + "\n", None, [to])
