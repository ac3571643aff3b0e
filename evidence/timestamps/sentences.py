"""Why a time-stamp was not got or does not hold, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

FAILURES = {
    "not_set_up": gettext_noop("No time-stamping service is set up."),
    "away": gettext_noop("The time-stamping service could not be reached."),
    "silent": gettext_noop("The time-stamping service did not answer in time."),
    "http_status": gettext_noop("The time-stamping service refused the request."),
    "refused": gettext_noop("The time-stamping service gave no time-stamp."),
    "not_an_answer": gettext_noop("What came back is not a time-stamp answer."),
    "wrong_nonce": gettext_noop("The answer belongs to another request."),
    "wrong_imprint": gettext_noop("The answer is about other bytes."),
    "certificate_expired": gettext_noop("The certificate of the time-stamping service was not valid at that time."),
    "not_valid": gettext_noop("The signature does not hold, or does not lead to an authority that this office trusts."),
    "not_checkable": gettext_noop("The signature is of a kind that cannot be checked here."),
    "no_root": gettext_noop("The root certificate of the time-stamping service is not known here."),
    "bad_certificates": gettext_noop("The certificates of trusted authorities could not be read."),
    "no_openssl": gettext_noop("The demonstration service needs the program openssl, which is not installed here."),
    "openssl_failed": gettext_noop("The demonstration service failed."),
}  # fmt: skip


def failure_words(code: str) -> str:
    """The sentence for this code; the code itself when there is none."""
    return _(FAILURES[code]) if code in FAILURES else code
