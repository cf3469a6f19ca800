"""Names of tables and columns as a person at the school would say them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from honour.discovery.entities import Entities
from honour.discovery.profile import ColumnProfile, TableProfile

_CAPITALS = frozenset(
    "sen senco send ehc ehcp upn uln dbs nhs gp pp fsm eal lac cin cp dsl la mis ks phonics sats gcse id dob pe ict"
    " uprn rfid pr iep ta tlr dfe nino".split()
)
_KEYS = frozenset("identifier number key reference".split())
_FORMS = (
    ("email", "e-mail addresses"), ("phone", "telephone numbers"), ("postcode", "postcodes"), ("upn", "UPNs"),
    ("day", "dates"), ("moment", "dates with a time"), ("clock", "times of day"), ("guid", "long technical keys"),
    ("json", "technical texts"), ("decimal", "amounts"), ("integer", "numbers"), ("title", "titles such as Mrs"),
    ("full name", "names of people"), ("street", "addresses"),
)  # fmt: skip
_SHORT, _LONG = 12, 40
"""Characters on average up to which texts are short, and from which they are sentences."""


def of_words(words: Iterable[str]) -> str:
    return " ".join(word.upper() if word in _CAPITALS else word for word in words)


def column_said(entities: Entities, at: str, column: ColumnProfile, *, pointer: bool = False) -> str:
    """'SEN contact' for sen_contact_id; with the name itself behind it where opening its abbreviations changed it."""
    words = entities.said(at, column)
    if pointer:
        while len(words) > 1 and words[-1] in _KEYS:
            words = words[:-1]
    said = of_words(words)
    if column.said:
        return f"{said} ({column.name})"
    plain = re.sub(r"[^a-z0-9]", "", said.lower())
    return said if plain and plain in re.sub(r"[^a-z0-9]", "", column.name.lower()) else f"{said} ({column.name})"


def table_said(entities: Entities, profile: TableProfile) -> str:
    """'SEN history' for sen_sen_history; a list in a file under what people would call it."""
    if profile.is_file:
        return profile.table.label
    said = of_words(entities.entity(profile.at))
    plain = re.sub(r"[^a-z0-9]", "", said.lower())
    name = profile.table.name.rsplit(".", 1)[-1]
    return said if plain and plain in re.sub(r"[^a-z0-9]", "", name.lower()) else f"{said} ({name})".strip()


def kind_of_values(column: ColumnProfile) -> str:
    """What sort of values a column has, in plain words and without one of them."""
    if not column.filled:
        return "nothing so far"
    for form, words in _FORMS:
        if column.has(form):
            return words
    if column.list_kind:
        return "several numbers or codes in one"
    if column.text_like or column.mean_length >= _LONG:
        return "sentences"
    return (
        "short codes"
        if column.mean_length <= _SHORT / 2
        else "short texts"
        if column.mean_length <= _SHORT
        else "texts"
    )
