"""What each custody event says, and how far an item was read, in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_SENTENCES = {
    "received": gettext_lazy("took the file in"),
    "received_again": gettext_lazy("took the same bytes in once more"),
    "read": gettext_lazy("read the file: %(messages)s messages, %(problems)s problems"),
    "viewed": gettext_lazy("looked at the content"),
    "downloaded": gettext_lazy("downloaded the file as received"),
    "exported": gettext_lazy("handed the file out in an export"),
    "derived": gettext_lazy("made a copy for use"),
    "described": gettext_lazy("described how it came here"),
    "stamped": gettext_lazy("had its time certified"),
    "verified": gettext_lazy("checked all evidence of the case: %(items)s items, %(broken)s faults"),
    "withdrawn": gettext_lazy("withdrew it"),
    "brought_back": gettext_lazy("brought it back"),
}


class _Told(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        # Older events, and those of other writers, may tell less.
        return "–"


def custody_sentence(event: Any) -> str:
    """What was done, to be read after who did it; the bare kind where nothing better is known."""
    sentence = _SENTENCES.get(event.kind)
    if sentence is None:
        return _(event.kind)
    return str(sentence) % _Told(event.particulars)


_NOTHING_TO_READ = {
    "recording": gettext_lazy(
        "A recording holds no messages to read. Listen to it and write down what is said."
    ),
    "video": gettext_lazy("A video holds no messages to read. Watch it and write down what is said."),
    "picture": gettext_lazy("No messages were found in this picture. It is kept and shown as it is."),
}
_IN_PART = gettext_lazy(
    "Part of it can be shown or played. What is missing stands under “What could not be read”."
)
_NOT_READ = gettext_lazy(
    "It is kept as it was received. Why it is not read stands under “What could not be read”."
)


def reading_sentence(item: Any) -> str:
    """Why an item without messages counts as read, read in part, or not read; empty when its messages say enough."""
    if item.message_count or item.duplicate_count:
        return ""
    if item.reading == "read":
        return str(_NOTHING_TO_READ.get(item.kind, ""))
    return str({"incomplete": _IN_PART, "unreadable": _NOT_READ}.get(item.reading, ""))


_KINDS = {
    "sms_backup": gettext_lazy("text messages of a phone"),
    "call_log": gettext_lazy("calls of a phone"),
    "imazing": gettext_lazy("export of an iPhone"),
    "call_sheet": gettext_lazy("call list of a carrier"),
    "wechat": gettext_lazy("WeChat export"),
    "chat": gettext_lazy("exported chat"),
    "email": gettext_lazy("e-mail"),
    "screenshot": gettext_lazy("screenshot"),
    "picture": gettext_lazy("picture"),
    "recording": gettext_lazy("recording"),
    "video": gettext_lazy("video"),
    "statement": gettext_lazy("statement in their own words"),
}
_FAMILIES = {"image": "picture", "audio": "recording", "video": "video"}


def kind_words(item: Any) -> str:
    """What sort of file it is, in plain words; its media type where nothing better is known."""
    kind = item.kind if item.kind in _KINDS else _FAMILIES.get(item.media_type.split("/")[0], "")
    return str(_KINDS.get(kind, item.media_type))
