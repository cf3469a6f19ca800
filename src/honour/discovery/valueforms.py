"""What the values of a column are by their form: numbers with check digits, addresses of machines, people's names.

`form_of(column)` says which kind most values have the form of, and why. Names and identifiers are told by dictionary
and check digit, so that a number of ten digits is not a patient's. Does not see: identifiers without a check digit
(a TRN, a payroll number); those need their name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from nicknames import NickNamer

from honour.discovery.profile import ColumnProfile
from honour.kernel.mapping import Kind

K = Kind
_LOOKED_AT = 40
_MOST = 0.8
NAMES, SURELY_NAMES = 0.25, 0.6
"""Share of values with a known forename from which a column of name-like values holds people's names: the list of
forenames is English for the most part, and a school's pupils are not."""
_FEWEST_NAMES = 3


def _nhs(text: str) -> bool:
    digits = text.replace(" ", "").replace("-", "")
    if len(digits) != 10 or not digits.isdecimal() or len(set(digits)) == 1:  # noqa: PLR2004 - an NHS number has ten
        return False
    check = 11 - sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return check % 11 == int(digits[9]) and check != 10  # noqa: PLR2004 - ten is never given out


def _uln(text: str) -> bool:
    if len(text) != 10 or not text.isdecimal() or text[0] == "0":  # noqa: PLR2004 - a ULN has ten digits
        return False
    rest = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), text, strict=False)) % 11
    return rest != 0 and (10 - rest) % 11 == int(text[9])


def _luhn(text: str) -> bool:
    digits = text.replace(" ", "").replace("-", "")
    if not 13 <= len(digits) <= 19 or not digits.isdecimal():  # noqa: PLR2004 - lengths of payment cards
        return False
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 - cross sum
    return total % 10 == 0


def _iban(text: str) -> bool:
    plain = text.replace(" ", "").upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", plain):
        return False
    return int("".join(str(int(letter, 36)) for letter in plain[4:] + plain[:4])) % 97 == 1


def _form(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: bool(compiled.match(text))


_FORMS: tuple[tuple[str, Kind, Callable[[str], bool]], ...] = (
    ("UPNs", K.IDENTIFIER, _form(r"[A-HJ-NP-RT-Z]\d{11}[0-9A-HJ-NP-RT-Z]\Z")),
    ("NHS numbers", K.IDENTIFIER, _nhs),
    ("ULNs", K.IDENTIFIER, _uln),
    ("National Insurance numbers", K.IDENTIFIER,
     _form(r"(?i)[A-CEGHJ-PQR-TW-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]\Z")),
    ("numbers of driving licences", K.IDENTIFIER, _form(r"[A-Z9]{5}\d{6}[A-Z9]{2}\d?[A-Z]{2,3}\Z")),
    ("number plates", K.IDENTIFIER, _form(r"(?i)[A-Z]{2}\d\d ?[A-Z]{3}\Z")),
    ("payment cards", K.FINANCIAL, _luhn),
    ("IBANs", K.FINANCIAL, _iban),
    ("sort codes", K.FINANCIAL, _form(r"\d\d-\d\d-\d\d\Z")),
    ("password hashes", K.ONLINE, _form(r"\$(2[abxy]|argon2\w*|5|6|1|P|H)\$\S{10,}|\{SSHA\}\S+|pbkdf2[_:]\S+\Z")),
    ("MAC addresses", K.ONLINE, _form(r"(?i)([0-9a-f]{2}[:-]){5}[0-9a-f]{2}\Z")),
    ("IP addresses", K.ONLINE, _form(r"(\d{1,3}\.){3}\d{1,3}\Z")),
    ("browser strings", K.ONLINE, _form(r"Mozilla/\d|Dalvik/|curl/|okhttp/|Opera/")),
    ("web addresses", K.ONLINE, _form(r"(?i)https?://\S+\Z")),
    ("files of images or recordings", K.IMAGE,
     _form(r"(?i)\S.*\.(jpe?g|png|gif|bmp|heic|webp|tiff?|mp4|mov|mp3|wav)\Z|data:image/")),
    ("grid references", K.LOCATION, _form(r"(?i)[HNST][A-Z] ?\d{3,5} ?\d{3,5}\Z")),
    ("three words of a place", K.LOCATION, _form(r"/{0,3}[a-z]{3,}\.[a-z]{3,}\.[a-z]{3,}\Z")),
    ("codes of one place on earth", K.LOCATION, _form(r"-?\d{1,3}\.\d{4,}, ?-?\d{1,3}\.\d{4,}\Z")),
)  # fmt: skip
_TITLES = frozenset("mr mrs ms miss mx dr prof rev revd sir lady fr master madam".split())
_NO_PERSON = frozenset(
    """ltd limited plc llp inc school academy college nursery university council surgery hospital services supplies
    group trust centre center company coaches catering and the of for road street lane house hall room & co""".split()
)
_LONGEST_NAME = 5


def looked_at(column: ColumnProfile) -> list[str]:
    """A few values spread over the column, the same every time."""
    return [value.strip() for value in column.sample[:: max(1, len(column.sample) // _LOOKED_AT)]]


def form_of(column: ColumnProfile) -> tuple[Kind, str] | None:
    """(kind, why) where most values have one form; None where no form fits."""
    values = looked_at(column)
    if not values or column.text_like:
        return None
    allowed = int((1 - _MOST) * len(values))
    for name, kind, fits in _FORMS:
        missed = 0
        for value in values:
            if not fits(value):
                missed += 1
                if missed > allowed:
                    break
        else:
            return kind, f"values are {name}"
    return None


_FLAGS = frozenset("0 1 y n yes no true false t f on off x -1".split())
_FLAG_TYPES = ("bool", "bit", "tinyint(1)", "enum('y','n')")


def flag_like(column: ColumnProfile) -> bool:
    """Whether the column only says yes or no."""
    if column.filled and not column.given_up:
        return len(column.distinct) <= 3 and {value.strip().casefold() for value in column.distinct} <= _FLAGS  # noqa: PLR2004 - and unknown
    return column.column.declared_type.casefold().replace(" ", "").startswith(_FLAG_TYPES)


def titles(column: ColumnProfile) -> bool:
    """Whether nearly all values are titles before a name."""
    told = [value.strip().rstrip(".").casefold() for value in column.sample if value.strip()]
    return len(told) >= _FEWEST_NAMES and sum(value in _TITLES for value in told) >= _MOST * len(told)


def names_people(column: ColumnProfile, share: float = NAMES) -> bool:
    """Whether the values are names of people: known forenames, or titles before a name; not of firms or places.

    `share`: how many must be known where the column's or the table's name speaks against it.
    """
    values = looked_at(column)
    if len(values) < _FEWEST_NAMES or column.text_like or column.has("integer"):
        return False
    alike = [value for value in values if _like_name(value)]
    return len(alike) >= _MOST * len(values) and sum(map(_is_name, alike)) >= share * len(values)


def shaped_as_names(column: ColumnProfile) -> bool:
    """Two to five capital words, whoever's language they are of; enough where the table is known to be of people."""
    values = looked_at(column)
    return bool(values) and sum(map(_like_name, values)) >= _MOST * len(values)


def _like_name(text: str) -> bool:
    words = re.split(r"[\s,]+", text.casefold())
    if not 2 <= len(words) <= _LONGEST_NAME or any(char.isdigit() for char in text) or set(words) & _NO_PERSON:  # noqa: PLR2004 - two parts
        return False
    return all(part[:1].isupper() for part in re.split(r"[\s,]+", text) if len(part) > 3)  # noqa: PLR2004 - de, van


def _is_name(text: str) -> bool:
    words = re.split(r"[\s,]+", text.casefold())
    # 'Bellweather, Amelia' and 'Amelia Bellweather'; the surname alone may be any word
    return words[0].rstrip(".") in _TITLES or bool({words[0], words[1], words[-1]} & forenames())


@cache
def forenames() -> frozenset[str]:
    """Given names and short forms as the nicknames package lists them; English ones for the most part."""
    # Private, for the package offers no list of its names.
    pairs = NickNamer()._nickname_lookup.items()
    known = {name.casefold() for given, others in pairs for name in (given, *others)}
    return frozenset(name for name in known if len(name) > 2)  # noqa: PLR2004 - initials are no evidence


def private_mailboxes(column: ColumnProfile) -> bool:
    """Whether the e-mail addresses are people's own rather than an office's."""
    locals_ = [value.split("@", 1)[0].casefold() for value in looked_at(column) if "@" in value]
    if not locals_:
        return False
    office = sum(1 for local in locals_ if _OFFICE.match(local))
    return office < len(locals_) / 2


_OFFICE = re.compile(
    r"(office|admin|info|enquir|inquir|sales|contact|hello|support|head|reception|accounts?|finance|orders?|bookings?|"
    r"help|mail|noreply|no-reply|service|team|school|post)\b"
)
