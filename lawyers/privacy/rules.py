"""Numbers of Chinese life: normalising, naming their kind, checking and masking them. Pure functions.

Numbering plan: 电信网编号计划 (工业和信息化部 2017). Identity numbers: GB 11643-1999. `phonenumbers` knows mobile and
landline numbers but not the 106, 95 and 96 ranges, so those are recognised first.
"""

import re
import unicodedata
from enum import StrEnum

import phonenumbers
from stdnum.cn import ric
from stdnum.exceptions import ValidationError


class NumberKind(StrEnum):
    MOBILE = "mobile"
    LANDLINE = "landline"
    SERVICE_400 = "service_400"
    SERVICE_95 = "service_95"
    SERVICE_96 = "service_96"
    SMS_106 = "sms_106"
    SHORT = "short"
    ABROAD = "abroad"
    MASKED = "masked"
    UNKNOWN = "unknown"


_HIDDEN_DIGITS = re.compile(r"[*xX●○•■□▇█◆?_]|([#.\-–—·…~])\1{2,}|(?<=\d)#")
"""How carriers and phones hide digits: 199****0312, 199XXXX0312, 199••••0312, 199----0312, 199####0312, 199...0312."""
MASKED = re.compile(r"\d{3,4}\*{3,}\d{0,4}")
"""A number that its carrier masked already."""
_KEPT = re.compile(r"[^0-9+*xX]")
_DIAL_PREFIXES = re.compile(
    r"^(?:\+?0*86(?=1[3-9]\d{9}$|10[6]\d{5,}$|0?[1-9]\d{8,10}$|[48]00\d{7}$|9[56]\d{3,6}$)|(?:17951|12593|17911|10193)(?=1\d{10}$|0\d{9,11}$))"
)
_KINDS = (
    (re.compile(r"^1[3-9]\d{9}$"), NumberKind.MOBILE),
    (re.compile(r"^106\d{5,17}$"), NumberKind.SMS_106),
    (re.compile(r"^95\d{3,6}$"), NumberKind.SERVICE_95),
    (re.compile(r"^96\d{3,6}$"), NumberKind.SERVICE_96),
    (re.compile(r"^[48]00\d{7}$"), NumberKind.SERVICE_400),
    (re.compile(r"^1(?:1\d|[02]\d{1,6})$"), NumberKind.SHORT),
)


def normalised_phone(text: str) -> str:
    """One spelling for every way to write a number: "0086-199 0000 0312" and "+8619900000312" are the same.

    Full-width digits, spaces, dashes and brackets go; 86 and dialling prefixes (17951, 12593…) go where a whole number
    remains. A masked number ("199****0312", "199••••0312") and text that is no number give "" and so are never matched.
    """
    if any(letter.isalpha() and letter.lower() not in "x" for letter in unicodedata.normalize("NFKC", text)):
        return ""
    if _HIDDEN_DIGITS.search(unicodedata.normalize("NFKC", text.strip())):
        return ""
    compact = _KEPT.sub("", unicodedata.normalize("NFKC", text))
    plain = _DIAL_PREFIXES.sub("", compact)
    digits = plain.lstrip("+") if not plain.startswith("+86") else plain[3:]
    return digits if len(digits) >= 3 else ""


def number_kind(text: str) -> NumberKind:
    """What sort of number this is; UNKNOWN rather than a guess."""
    if _HIDDEN_DIGITS.search(unicodedata.normalize("NFKC", text)) and any(
        letter.isdigit() for letter in text
    ):
        return NumberKind.MASKED
    number = normalised_phone(text)
    for pattern, kind in _KINDS:
        if pattern.match(number):
            return kind
    if not number:
        return NumberKind.UNKNOWN
    return _by_library(text, number)


def _by_library(text: str, number: str) -> NumberKind:
    try:
        parsed = phonenumbers.parse(text if text.strip().startswith("+") else number, "CN")
    except phonenumbers.NumberParseException:
        return NumberKind.UNKNOWN
    if parsed.country_code != 86:
        return NumberKind.ABROAD if phonenumbers.is_valid_number(parsed) else NumberKind.UNKNOWN
    kinds = {
        phonenumbers.PhoneNumberType.FIXED_LINE: NumberKind.LANDLINE,
        phonenumbers.PhoneNumberType.MOBILE: NumberKind.MOBILE,
    }
    return kinds.get(phonenumbers.number_type(parsed), NumberKind.UNKNOWN)


def normalised_identity(text: str) -> str:
    """An identity number without spaces, in capitals; "" for what has neither 15 nor 18 places."""
    compact = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()
    return compact if re.fullmatch(r"\d{15}|\d{17}[0-9X]", compact) else ""


def normalised_secret(text: str) -> str:
    """The secret of an address as it is; "" for what is too short or too long to be one (RFC 4648, base64url)."""
    return text if re.fullmatch(r"[A-Za-z0-9_\-]{22,86}", text) else ""


def is_identity_valid(text: str) -> bool:
    """Whether birth date and check digit of an 18-place number agree (GB 11643-1999)."""
    try:
        ric.validate(normalised_identity(text))
    except ValidationError:
        return False
    return True


def masked_name(name: str) -> str:
    """何小宁 → 何*宁, 孟静 → 孟*; one character or less is fully masked."""
    name = name.strip()
    if len(name) <= 1:
        return "*" if name else ""
    if len(name) == 2:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * min(len(name) - 2, 3)}{name[-1]}"


def masked_number(text: str) -> str:
    """199****0312: enough to recognise, too little to dial. Service codes of up to six digits stay readable."""
    digits = normalised_phone(text)
    if not digits:
        return text.strip() if MASKED.fullmatch(text.strip()) else "****" if text.strip() else ""
    if len(digits) <= 6:
        return digits
    if len(digits) <= 8:
        return f"****{digits[-4:]}"
    lead = 4 if digits.startswith("106") else 3
    return f"{digits[:lead]}****{digits[-4:]}"


def masked_identity(text: str) -> str:
    """330106********0312."""
    compact = re.sub(r"\s", "", text)
    if len(compact) < 10:
        return "*" * len(compact)
    return f"{compact[:3]}{'*' * (len(compact) - 7)}{compact[-4:]}"


def masked_text(text: str) -> str:
    """The first two characters of an address or account, the rest hidden."""
    return f"{text[:2]}****" if text else ""
