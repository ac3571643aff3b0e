"""The questions and answers about an item, in plain words."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "source": _("Who gave it to the office"),
    "holder": _("Who holds the original device"),
    "device": _("Make and model of the device"),
    "system": _("System of the device"),
    "obtained_how": _("How the file was obtained"),
    "obtained_words": _("How, in words"),
    "obtained_on": _("Day it was obtained"),
    "made_on": _("Day the content came to be"),
    "made_by": _("Who made the file"),
    "presence": _("In whose presence"),
    "carrier_kept": _("Is the original device or carrier kept?"),
    "carrier_with": _("With whom it is"),
    "original_seen": _("Has the office seen the original?"),
    "seen_by": _("Seen by"),
    "seen_on": _("Seen on"),
}
POINTS = {
    "device_sound": _("Were the device and its system sound: not rooted, not repaired, nothing damaged?"),
    "working_normally": _("Was it working normally at that time?"),
    "checked": _(
        "Can the content be checked elsewhere: a second phone, the carrier's list, the other side's copy?"
    ),
    "complete": _("Is it complete: nothing deleted, nothing picked out when it was saved and exported?"),
    "ordinary_use": _("Did it come to be in everyday use of the phone?"),
    "fit_keeper": _(
        "Did somebody fit for it keep and export it: the user of the phone, or somebody on their behalf?"
    ),
    "other": _("Is there anything else that speaks against it being whole and true?"),
}
HOW = {
    "exported": _("exported by the holder with an app"),
    "screenshot": _("screenshot made by the holder"),
    "photo": _("photo of the screen"),
    "recorded": _("recording made on the phone"),
    "forwarded": _("forwarded in a chat"),
    "copied": _("copied from the device by the office"),
    "carrier": _("from the telephone company"),
    "other": _("in another way"),
    "unknown": _("unknown"),
}
ANSWERS = {"yes": _("yes"), "no": _("no"), "unknown": _("unknown")}
OWED = {
    "original_unseen": _("the original has not been seen"),
    "seen_by_whom": _("who saw the original, and when, is not noted"),
    "carrier_unknown": _("whether the original is kept is unknown"),
    "carrier_with": _("with whom the original is, is not noted"),
    "holder": _("the holder of the device is unknown"),
    "device": _("the device is unknown"),
    "how": _("how it was obtained is unknown"),
    "obtained_on": _("the day it was obtained is unknown"),
    "made_on": _("the day the content came to be is unknown"),
    "points": _("questions about the device and its keeping are not answered"),
}
