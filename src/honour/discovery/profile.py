"""What the values of a column look like, from one pass over each table in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from honour.discovery.words import tokens
from honour.kernel.errors import SourceError
from honour.kernel.following import canonical
from honour.kernel.progress import Progress
from honour.kernel.tabular import Column, Table

CHUNK_ROWS = 5000
SAMPLE_ROWS = 3000
"""Whole rows kept of a table, to look at columns together."""
_SAMPLE_VALUES = 200
_DISTINCT_CAP = 600_000
"""Distinct values kept of one column; past it the column is no key that can be looked up in memory."""
_LONG_TEXT = 48
"""Characters on average from which values are texts, not keys; their distinct values are not kept."""
_MOST = 0.8
"""Share of values that must have a format for the column to have it: real data has typing errors."""

FORMATS = {
    "integer": re.compile(r"[+-]?\d{1,18}(\.0+)?\Z"),
    "decimal": re.compile(r"[+-]?£?\d+[.,]\d+\Z"),
    "day": re.compile(r"(\d{4}-\d\d-\d\d|\d\d?[/.]\d\d?[/.]\d{2,4}|\d\d?[- ][A-Za-z]{3}[- ]\d{2,4})\Z"),
    "moment": re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*\Z|\d\d?/\d\d?/\d{4} \d\d:\d\d\S*\Z"),
    "clock": re.compile(r"\d\d?:\d\d(:\d\d)?\Z"),
    "guid": re.compile(r"\{?[0-9A-Fa-f]{8}-?([0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}\}?\Z"),
    "email": re.compile(r"\s*[^@\s<>,;]+@[^@\s<>,;]+\.[A-Za-z]{2,}\s*\Z"),
    "phone": re.compile(r"\s*(\+44|\(?0)[\d\s()-]{8,15}\d\s*\Z"),
    "postcode": re.compile(r"(?i)\s*[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\s*\Z"),
    "upn": re.compile(r"\s*[A-HJ-NP-RT-Z]\d{11}[0-9A-HJ-NP-RT-Z]\s*\Z"),
    "nino": re.compile(r"(?i)\s*[A-CEGHJ-PR-TW-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]\s*\Z"),
    "ip": re.compile(r"\d{1,3}(\.\d{1,3}){3}\Z|[0-9a-fA-F:]{3,39}::?[0-9a-fA-F]{1,4}\Z"),
    "json": re.compile(r"\s*[\[{].*[\]}]\s*\Z", re.DOTALL),
    "serialised": re.compile(r"a:\d+:\{.*\}\Z", re.DOTALL),
    "name": re.compile(r"[^\W\d_a-z][\w'’-]*[^\W\d_]([ -][^\W\d_a-z][\w'’-]*)?\.?\Z"),
    "full name": re.compile(r"[^\W\d_]\S*[^\W\d_.,]?,?\.?( \(?[^\W\d_][\w.'’-]*\)?){1,4}\Z"),
    "street": re.compile(
        r"(?i).*\b(road|rd|street|st|avenue|ave|close|lane|drive|way|court|place|crescent|gardens|terrace|grove|hill)\b"
    ),
    "title": re.compile(r"(?i)(mr|mrs|miss|ms|mx|dr|rev|revd|prof|sir|lady|master)\.?\Z"),
}
_ELEMENT = r"[+-]?[A-Za-z]{0,5}[-/]?\d{1,12}"
_LIST = re.compile(rf"[\[({{,;| ]*{_ELEMENT}\s*(?P<sep>[,;|]|\s)\s*{_ELEMENT}(\s*(?P=sep)\s*{_ELEMENT})*[\])}},;| ]*\Z")
_JSON_LIST = re.compile(r"\s*\[\s*(\"?[\w/-]+\"?\s*(,\s*\"?[\w/-]+\"?\s*)*)?\]\s*\Z")
_CODE_LIST = re.compile(r"[\w/-]{1,20}(?P<sep>[,;|])\s?[\w/-]{1,20}((?P=sep)\s?[\w/-]{1,20})*\Z")
_ONE_WRAPPED = re.compile(rf"(?P<sep>[,;|]){_ELEMENT}(?P=sep)\Z")


@dataclass(slots=True)
class _Gathering:
    """What one pass leaves of a column."""

    filled: int = 0
    distinct: set[str] = field(default_factory=set)
    given_up: bool = False
    characters: int = 0


@dataclass
class ColumnProfile:
    """`distinct` are raw values without empty ones; incomplete if `given_up`."""

    column: Column
    position: int
    rows: int
    filled: int
    distinct: frozenset[str]
    given_up: bool
    mean_length: float
    said: str = ""
    """What the system's own definitions call a column whose name says nothing; '' if they do not."""

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def called(self) -> str:
        return self.said or self.column.name

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tokens(self.called)

    @cached_property
    def sample(self) -> list[str]:
        """Distinct values without padding, the same ones every time whatever the hash seed."""
        if len(self.distinct) <= _SAMPLE_VALUES:
            return sorted(map(str.strip, self.distinct))
        some = islice(sorted(self.distinct), 0, None, max(1, len(self.distinct) // _SAMPLE_VALUES))
        return sorted(map(str.strip, some))

    @cached_property
    def canonical(self) -> frozenset[str]:
        return frozenset(map(canonical, self.distinct))

    @cached_property
    def unique(self) -> bool:
        return self.filled > 0 and not self.given_up and len(self.distinct) == self.filled

    @cached_property
    def shares(self) -> dict[str, float]:
        """Format -> share of the sampled values that have it."""
        values = self.sample
        if not values:
            return {}
        return {name: sum(1 for v in values if form.match(v)) / len(values) for name, form in FORMATS.items()}

    def has(self, form: str) -> bool:
        return self.shares.get(form, 0.0) >= _MOST

    @cached_property
    def text_like(self) -> bool:
        """Sentences rather than codes or names."""
        values = self.sample
        return bool(values) and not self.has("json") and sum(v.count(" ") for v in values) / len(values) >= 4  # noqa: PLR2004 - five words

    @cached_property
    def list_kind(self) -> str:
        """How several ids lie in one value: a separator, 'json', 'serialised', or '' if they do not."""
        values = self.sample
        if not values:
            return ""
        if self.has("serialised"):
            return "serialised"
        if sum(1 for v in values if _JSON_LIST.match(v)) >= _MOST * len(values):
            return "json"
        separators: dict[str, int] = {}
        single = 0
        for value in values:
            found = _LIST.match(value) or _ONE_WRAPPED.match(value)
            if not found and not self.text_like:
                found = _CODE_LIST.match(value)
            if found:
                separator = found["sep"] if found["sep"].strip() else " "
                separators[separator] = separators.get(separator, 0) + 1
            elif re.fullmatch(r"[\w/-]{1,20}", value):
                single += 1
        if not separators:
            return ""
        best = max(sorted(separators), key=lambda separator: separators[separator])
        if (
            separators[best] + single < _MOST * len(values)
            or self.has("day")
            or self.has("phone")
            or self.has("decimal")
        ):
            return ""
        return best if separators[best] >= max(2, 0.1 * len(values)) or len(values) <= 3 else ""  # noqa: PLR2004 - few

    @cached_property
    def id_like(self) -> bool:
        """Short values that could be keys: whole numbers, GUIDs, codes; no dates, sentences or amounts."""
        if not self.filled or self.given_up:
            return False
        if any(self.has(form) for form in ("day", "moment", "clock", "decimal", "phone", "postcode")):
            return False
        return self.has("integer") or self.has("guid") or (self.mean_length <= 40 and not self.text_like)  # noqa: PLR2004


@dataclass
class TableProfile:
    table: Table
    rows: int
    columns: dict[str, ColumnProfile]
    sample: list[tuple[str | None, ...]]
    """Whole rows, spread over the table."""
    said: str = ""
    """What the system's own definitions call a table whose name says nothing."""

    @property
    def at(self) -> str:
        return f"{self.table.source}.{self.table.name}"

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Tokens of the table's name; a file's table has none: its name is a hash."""
        return () if "/" in self.table.name else tokens(self.said or self.table.name.rsplit(".", 1)[-1])

    @cached_property
    def is_file(self) -> bool:
        return "/" in self.table.name


def profile_tables(tables: list[Table], progress: Progress) -> tuple[dict[str, TableProfile], list[tuple[str, str]]]:
    """(profiles by `source.table`, what could not be read with why). One table that fails stops no other."""
    progress.start("looking at tables", len(tables))
    profiles: dict[str, TableProfile] = {}
    bad: list[tuple[str, str]] = []
    for table in tables:
        try:
            profile = profile_table(table)
        except SourceError as error:
            bad.append(
                (f"{table.source}.{table.name}", f"{error.message}. {error.advice}" if error.advice else error.message)
            )
        else:
            profiles[profile.at] = profile
        progress.step()
    return profiles, bad


def profile_table(table: Table) -> TableProfile:
    columns = table.columns
    gathered = [_Gathering() for _ in columns]
    sample: list[tuple[str | None, ...]] = []
    rows = 0
    stream = (values for _, values in table.rows())
    while chunk := list(islice(stream, CHUNK_ROWS)):
        if len(sample) < SAMPLE_ROWS:
            sample.extend(chunk[: SAMPLE_ROWS - len(sample)])
        else:
            # later stretches replace a part, so that codes used only in recent years are seen
            take = chunk[:: max(1, len(chunk) // 100)]
            start = rows // CHUNK_ROWS * 97 % SAMPLE_ROWS
            for offset, row in enumerate(take):
                sample[(start + offset * 29) % SAMPLE_ROWS] = row
        rows += len(chunk)
        for kept, values in zip(gathered, zip(*chunk, strict=True), strict=True):
            _keep(kept, values)
    profiles = {
        column.name: ColumnProfile(
            column=column,
            position=position,
            rows=rows,
            filled=kept.filled,
            distinct=frozenset(kept.distinct),
            given_up=kept.given_up,
            mean_length=kept.characters / len(kept.distinct) if kept.distinct else 0.0,
        )
        for position, (column, kept) in enumerate(zip(columns, gathered, strict=True))
    }
    return TableProfile(table, rows, profiles, sample)


def _keep(kept: _Gathering, values: tuple[str | None, ...]) -> None:
    kept.filled += len(values) - values.count(None) - values.count("")
    if kept.given_up:
        return
    new = set(values).difference(kept.distinct, _EMPTY)
    kept.distinct.update(value for value in new if value is not None)
    kept.characters += sum(len(value.strip()) for value in new if value)
    many = len(kept.distinct)
    if many > _DISTINCT_CAP or (many > CHUNK_ROWS // 2 and kept.characters / many > _LONG_TEXT):
        kept.given_up = True
        kept.distinct = set(_first(kept.distinct))
        kept.characters = sum(map(len, kept.distinct))


_EMPTY = frozenset({None, ""})


def _first(values: set[str]) -> Iterator[str]:
    return islice(sorted(values), 0, None, max(1, len(values) // _SAMPLE_VALUES))
