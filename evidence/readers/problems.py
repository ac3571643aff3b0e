"""The sentences for what a reader could not read. Pages translate them by their msgid."""

from __future__ import annotations


def gettext_noop(message: str) -> str:
    """Mark a sentence for the catalogue. Named as the extractor expects; Django's own wants its settings."""
    return message


PROBLEM_TEXTS: dict[str, str] = {
    # the file as a whole
    "empty": gettext_noop("The file is empty."),
    "archive": gettext_noop(
        "This is a compressed archive (%(media_type)s). Unpack it first and add the files inside."
    ),
    "html": gettext_noop("This is a web page, not an export of messages. Its content is not read."),
    "other_xml": gettext_noop("This XML file is not a backup of messages or calls. Its content is not read."),
    "unsupported": gettext_noop(
        "Files of this kind (%(media_type)s) are kept, but messages are not read from them."
    ),
    "no_root": gettext_noop("The beginning of the backup is missing. What follows was read."),
    "second_document": gettext_noop("Another backup begins in the same file. It was read too."),
    "wrong_count": gettext_noop("The file says that it holds %(said)s entries; %(found)s were found."),
    "bad_count": gettext_noop("The number of entries that the file gives, “%(value)s”, is not a number."),
    "encoding": gettext_noop(
        "The text is not in the encoding that the file names (%(declared)s). It was read as %(used)s."
    ),
    "doctype": gettext_noop(
        "The file defines abbreviations or points to other files. They were neither expanded nor fetched."
    ),
    "not_ended": gettext_noop("A comment or another marked section has no end. What follows was read."),
    "given_up": gettext_noop(
        "Reading this file was begun %(tries)s times and never came to its end. What was read until then is kept. "
        "Tell your administrator."
    ),
    "junk": gettext_noop("%(bytes)s bytes here are not part of the format and were skipped."),
    "unknown_element": gettext_noop("The element “%(name)s” is not known and was not read."),
    "orphan": gettext_noop("This piece of a multimedia message belongs to none and was skipped."),
    "more": gettext_noop("There are %(number)s more problems of this kind: %(like)s"),
    "bad_picture": gettext_noop(
        "The picture is damaged and cannot be opened. It is kept as it was received."
    ),
    "picture_large": gettext_noop(
        "The picture is too large to be read (more than 50 million points). It is kept."
    ),
    # where the file breaks
    "cut_file": gettext_noop("The file ends before its end mark. It was probably cut off."),
    "cut_message": gettext_noop("The file ends in the middle of this message. The message was not imported."),
    "broken_message": gettext_noop("This message is damaged and was not imported. Reading went on after it."),
    "broken_part": gettext_noop("A piece of this message is damaged and was left out."),
    "not_closed": gettext_noop(
        "The end of this message is missing. It was not imported. Reading went on after it."
    ),
    "repaired": gettext_noop("This entry is not written correctly. It was read as well as possible."),
    "repeated": gettext_noop("A field of this entry is given more than once. The first one was used."),
    "too_long": gettext_noop("The field “%(name)s” is too long. Only its beginning was read."),
    # one message
    "empty_row": gettext_noop("This entry holds nothing and was not imported."),
    "no_date": gettext_noop("This entry has no date."),
    "bad_date": gettext_noop("The date “%(value)s” cannot be right. The time is left unknown."),
    "printed_date": gettext_noop(
        "The printed time “%(printed)s” does not agree with the recorded one (%(recorded)s). The recorded one was used."
    ),
    "unknown_type": gettext_noop("The type “%(value)s” is not known. Taken as %(taken)s."),
    "no_type": gettext_noop("This entry does not say whether it came in or went out. Taken as %(taken)s."),
    "no_sender": gettext_noop("This message came in, but no sender is given."),
    "no_text": gettext_noop("This message has no text field."),
    "null_text": gettext_noop("The text field holds only the word “null”, which stands for no text."),
    "bad_duration": gettext_noop("The duration “%(value)s” is not a number of seconds."),
    "unreadable": gettext_noop(
        "%(number)s characters cannot be shown and were replaced or left out in the reading."
    ),
    "bad_attachment": gettext_noop("The content of the attachment “%(name)s” is damaged. It was not hashed."),
}
