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
    # recordings and videos
    "silk": gettext_noop(
        "This is a voice message of WeChat (SILK). It is kept, but no player here can play it: keep the phone, and play the "
        "message in WeChat to write down what is said."
    ),
    "media_broken": gettext_noop(
        "The recording cannot be opened: it was cut off before its end or is damaged. It is kept as it was received; ask for the "
        "file again from the phone itself."
    ),
    "media_no_track": gettext_noop("The file holds neither sound nor moving pictures that can be played."),
    "media_cut": gettext_noop(
        "The file says that it lasts %(said)s, but only %(found)s are there. It was probably cut off."
    ),
    "media_no_end": gettext_noop("The end of the recording is missing. It was probably cut off."),
    "media_damaged": gettext_noop("%(number)s pieces of the recording are damaged and cannot be played."),
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
    "too_much_memory": gettext_noop(
        "Reading this file would take more memory than is allowed, and was ended. What was read until then is kept."
    ),
    "too_much_time": gettext_noop(
        "Reading this file takes longer than is allowed, and was ended. What was read until then is kept."
    ),
    "brought_down": gettext_noop(
        "This file brought down the program that reads it. It is kept as received; what was read until then is kept."
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
    # tables
    "no_header": gettext_noop(
        "No row with the names of columns that we know was found. The table is not read."
    ),
    "no_number_column": gettext_noop(
        "This table has no column with the number of the other side (columns: %(names)s). It is not read: ask the "
        "carrier for a sheet that shows the numbers."
    ),
    "bad_row": gettext_noop(
        "This row cannot be told from the next ones: a quotation mark is missing or misplaced. It was not imported."
    ),
    "void_row": gettext_noop("This row has neither a time nor a number. It was not imported."),
    "book_bomb": gettext_noop(
        "Unpacked, this spreadsheet would be far larger than any honest one. It was not opened."
    ),
    "book_large": gettext_noop(
        "This spreadsheet is too large to be read whole. Save it as CSV and add that file too."
    ),
    "book_broken": gettext_noop("This spreadsheet is damaged and cannot be opened."),
    "book_locked": gettext_noop(
        "This file is locked with a password. Remove the password in a copy and add the copy too."
    ),
    "sheet_broken": gettext_noop("This sheet is damaged and was not read."),
    "number_rounded": gettext_noop(
        "A spreadsheet program has rounded the number “%(value)s”: digits are lost. Compare with the original sheet."
    ),
    "bad_number": gettext_noop("The number is the error “%(value)s” of a formula. It is left unknown."),
    # chats and mails
    "owner_unknown": gettext_noop(
        "The file does not say which messages are the phone owner's own. From here on they are taken as received: "
        "check each."
    ),
    "owner_taken": gettext_noop(
        "The file does not mark the phone owner's own messages. “%(name)s” is taken as the owner: the only one without a "
        "remark in the address book."
    ),
    "privacy_mode": gettext_noop(
        "The text of all %(number)s messages is hidden or empty: the file was exported in a privacy mode. Export it again "
        "with the texts."
    ),
    "hidden_text": gettext_noop("The text of this message is hidden by marks."),
    "decoded": gettext_noop(
        "The text stands in the file as bytes in writing. From here on such texts were decoded."
    ),
    "eight_hours": gettext_noop(
        "The printed time “%(printed)s” is eight hours apart from the recorded one (%(recorded)s): one of them is not "
        "Beijing time. The recorded one was used, here and for all rows like it."
    ),
    "head_in_text": gettext_noop(
        "This line looks like the beginning of a message but stands in the middle of a text. It was left in the text."
    ),
    "bad_item": gettext_noop("This entry is damaged or no message. It was not imported."),
    "bad_mail": gettext_noop("This mail is not built correctly. It was read as well as possible."),
    "mail_cut": gettext_noop("This mail is larger than %(limit)s MB. Only its beginning was read."),
    # one message
    "empty_row": gettext_noop("This entry holds nothing and was not imported."),
    "no_date": gettext_noop("This entry has no date."),
    "bad_date": gettext_noop("The date “%(value)s” cannot be right. The time is left unknown."),
    "no_year": gettext_noop(
        "The date “%(value)s” has no year, and the file does not tell it. The time is left unknown."
    ),
    "no_time": gettext_noop("Only the day is given (“%(value)s”), no time of day. The time is left unknown."),
    "day_or_month": gettext_noop(
        "In the date “%(value)s” nobody can tell day from month. The time is left unknown."
    ),
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

REJECTIONS = frozenset({"cut_message", "broken_message", "not_closed", "bad_row", "void_row", "bad_item"})
"""Problems each of which is one message that was not imported. An entry that holds nothing is none."""
