"""What each custody event says, in the reader's language."""

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
