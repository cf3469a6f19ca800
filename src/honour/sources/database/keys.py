"""Whether a primary key may stand in an address: addresses carry no personal data."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PERSONAL_NAME = re.compile(
    r"upn|uln|e-?mail|login|user_?name|nino|national_?ins|surname|forename|full_?name|phone|mobile|nhs|birth|dob",
    re.IGNORECASE,
)
_PERSONAL_VALUE = re.compile(
    r"[A-Za-z][0-9]{11}[0-9A-Za-z]\Z|[^@\s]+@[^@\s]+\Z|[A-Za-z]{2}[0-9]{6}[A-Da-d]\Z|.*\s.*", re.DOTALL
)

_RUNNING_NUMBER_DIGITS = 8
"""PHONE_ID 17 is a running number, not a telephone."""


def key_is_personal(column_names: Iterable[str], sample: Iterable[Iterable[object]]) -> bool:
    """True if the key's name or any sampled value looks like a UPN, e-mail, NI number, login or name."""
    rows = [tuple(key) for key in sample]
    if any(_PERSONAL_NAME.search(name) for name in column_names) and not all(
        len(str(value)) <= _RUNNING_NUMBER_DIGITS and str(value).lstrip("-").isdigit() for key in rows for value in key
    ):
        return True
    return any(isinstance(value, str) and _PERSONAL_VALUE.match(value) for key in rows for value in key)
