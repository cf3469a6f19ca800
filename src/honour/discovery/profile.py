"""What the values of a column look like, in bounded memory.

A table of up to `LARGE_ROWS` rows is read once. Of a larger one the source itself counts, where it can (`Measuring`),
and only different values, keys and a sample of whole rows are fetched; where it cannot, the table is read once.
Either way the facts are the same, but for the sample.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from honour.discovery.keys import Collecting, Keys, Many
from honour.discovery.words import tokens
from honour.kernel.errors import SourceError
from honour.kernel.following import canonical, split_list
from honour.kernel.progress import Progress
from honour.kernel.tabular import Column, Measuring, Table

CHUNK_ROWS = 5000
SAMPLE_ROWS = 3000
"""Whole rows kept of a table, to look at columns together."""
_SAMPLE_VALUES = 200
LARGE_ROWS = 20_000
"""Rows of a table beyond which its source is asked to count; below, reading it is as fast."""
FEW_VALUES = 20_000
"""Different values of a column that are kept as they are; of more, keys of eight bytes are."""
_CLEARLY_MANY = 0.95
"""Share of the sampled values that differ, from which nobody needs to count whether there are more than few."""
_CLEARLY_TEXT = 0.5
"""The same of long texts."""
_LONGEST_KEY = 40
"""Characters of one element of a list."""
_SEEN = 1000
"""Values in the sample from which it tells what the column holds."""
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


@dataclass
class ColumnProfile:
    """`distinct` are raw values without empty ones; a sample of them if `given_up`, and `Many` if more than a few."""

    column: Column
    position: int
    rows: int
    filled: int
    distinct: Set[str]
    given_up: bool
    mean_length: float
    said: str = ""
    """What the system's own definitions call a column whose name says nothing; '' if they do not."""
    listed: Set[str] | None = None
    """The canonical elements of its lists, where those were too many to keep; see `elements`."""

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
        return sorted(map(str.strip, _spread(sorted(self.distinct))))

    @cached_property
    def canonical(self) -> Set[str]:
        if isinstance(self.distinct, Many):
            return self.distinct.keys
        return frozenset(_shared(canonical(value), value) for value in self.distinct)

    def elements(self, how: str) -> Set[str]:
        """The canonical elements of the lists in this column; `how` as in `list_kind`."""
        return self.listed if self.listed is not None else frozenset(_elements(self.distinct, how))

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

    @property
    def sampled(self) -> bool:
        """Whether `sample` holds only some of the rows, so that what is counted in it is less than there is."""
        return len(self.sample) < self.rows

    @cached_property
    def is_file(self) -> bool:
        return "/" in self.table.name


def profile_tables(tables: list[Table], progress: Progress) -> tuple[dict[str, TableProfile], list[tuple[str, str]]]:
    """(profiles by `source.table`, what could not be read with why). One table that fails stops no other."""
    progress.start("looking at tables", len(tables))
    profiles: dict[str, TableProfile] = {}
    bad: list[tuple[str, str]] = []
    for table in tables:
        progress.at(table.label)
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


def profile_table(table: Table, *, large_rows: int = LARGE_ROWS) -> TableProfile:
    """Raises SourceError where it cannot be read."""
    measuring: Measuring | None = getattr(table, "measuring", None)
    if measuring is not None and table.count() > large_rows:
        return _measured(table, measuring)
    return _read(table)


# ---- a table read through


@dataclass(slots=True)
class _Gathering:
    """What one pass leaves of a column: its few different values, or `keys` where they are many."""

    filled: int = 0
    distinct: set[str] = field(default_factory=set)
    keys: Collecting | None = None
    given_up: bool = False
    different: int = 0
    """Of which `characters` are."""
    characters: int = 0
    lists: str = ""
    listed: set[str] = field(default_factory=set)
    dropped: bool = False
    """Many values of a kind that no key has: they are not looked at any more."""

    @property
    def mean_length(self) -> float:
        return self.characters / self.different if self.different else 0.0

    @property
    def many(self) -> bool:
        return self.keys is not None or self.dropped

    def expect(self, trial: ColumnProfile) -> None:
        """Decides what is kept of the many values of which `trial` shows some."""
        self.lists = trial.list_kind
        if self.lists or trial.id_like:
            self.keys = Collecting()
        else:
            self.dropped = True

    def add(self, values: Sequence[str | int]) -> None:
        if self.keys is not None and self.lists:
            self.listed.update(_elements(map(str, values), self.lists))
        elif self.keys is not None:
            self.keys.add(values)
            self.given_up = self.keys.overflowed


def _read(table: Table) -> TableProfile:
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
    profiles = {}
    for position, (column, kept) in enumerate(zip(columns, gathered, strict=True)):
        some = _values_of(sample, position) if kept.many else kept.distinct
        profiles[column.name] = _profile(column, position, rows, kept, some)
    return TableProfile(table, rows, profiles, sample)


def _keep(kept: _Gathering, values: tuple[str | None, ...]) -> None:
    kept.filled += len(values) - values.count(None) - values.count("")
    if kept.given_up or kept.dropped:
        return
    new = [value for value in set(values).difference(kept.distinct) if value]
    if kept.keys is None:
        kept.distinct.update(new)
        kept.characters += sum(len(value.strip()) for value in new)
        kept.different = many = len(kept.distinct)
        if many > CHUNK_ROWS // 2 and kept.mean_length > _LONG_TEXT:
            kept.given_up = True
            kept.distinct = set(_spread(sorted(kept.distinct)))
            return
        if many <= FEW_VALUES:
            return
        new = sorted(kept.distinct)
        kept.distinct.clear()
        kept.expect(_trial(_UNNAMED, 0, new))
    kept.add(new)


_UNNAMED = Column("")


# ---- a table whose source counts


def _measured(table: Table, measuring: Measuring) -> TableProfile:
    rows, filled = measuring.filled()
    sample = measuring.spread(SAMPLE_ROWS)
    profiles = {}
    for position, column in enumerate(table.columns):
        some = _values_of(sample, position)
        kept = _Gathering(filled[position])
        if kept.filled:
            _ask(measuring, _trial(column, position, some), kept, *_counted(sample, position))
        profiles[column.name] = _profile(column, position, rows, kept, kept.distinct or some)
    return TableProfile(table, rows, profiles, sample)


def _ask(measuring: Measuring, trial: ColumnProfile, kept: _Gathering, seen: int, different: int) -> None:
    """Fetches the different values of a column; where they are many, its keys if it can hold any.

    `seen`, `different`: values, and different ones, in the sample.
    """
    long = trial.mean_length > _LONG_TEXT
    many = seen >= _SEEN and different >= (_CLEARLY_TEXT if long else _CLEARLY_MANY) * seen
    if not many:
        found = measuring.different(trial.name, FEW_VALUES + 1)
        many = len(found) > FEW_VALUES
        if many and seen < _SEEN:
            trial = _trial(trial.column, trial.position, list(_spread(sorted(found))))
        elif not many:
            kept.distinct, kept.different = found, len(found)
            kept.characters = sum(len(value.strip()) for value in found)
            if kept.different > CHUNK_ROWS // 2 and kept.mean_length > _LONG_TEXT:
                kept.given_up = True
                kept.distinct = set(_spread(sorted(found)))
            return
    kept.distinct, kept.different = set(trial.distinct), len(trial.distinct)
    kept.characters = sum(len(value.strip()) for value in trial.distinct)
    if long:
        kept.given_up = True
        return
    kept.expect(trial)
    if kept.keys is not None:
        for chunk in measuring.every(trial.name):
            kept.add(chunk)


# ---- both


def _profile(column: Column, position: int, rows: int, kept: _Gathering, some: Iterable[str]) -> ColumnProfile:
    distinct: Set[str] = frozenset(some)
    if kept.dropped or (kept.many and kept.lists):
        distinct = Many(Keys(), FEW_VALUES + 1, distinct)
    elif kept.keys is not None and not kept.given_up:
        distinct = Many(kept.keys.keys(), kept.keys.different(), distinct)
    return ColumnProfile(
        column, position, rows, kept.filled, distinct, kept.given_up, kept.mean_length,
        listed=frozenset(kept.listed) if kept.lists else None,
    )  # fmt: skip


def _trial(column: Column, position: int, some: Sequence[str]) -> ColumnProfile:
    """The column as a part of its values shows it."""
    mean = sum(len(value.strip()) for value in some) / len(some) if some else 0.0
    return ColumnProfile(column, position, len(some), len(some), frozenset(some), given_up=False, mean_length=mean)


def _counted(sample: Sequence[tuple[str | None, ...]], position: int) -> tuple[int, int]:
    """(values, different values) of one column of whole rows, without empty ones."""
    values = [value for row in sample if (value := row[position])]
    return len(values), len(set(values))


def _values_of(sample: Sequence[tuple[str | None, ...]], position: int) -> list[str]:
    """Some of the different values of one column of whole rows."""
    return list(_spread(sorted({value for row in sample if (value := row[position])})))


def _elements(values: Iterable[str], how: str) -> Iterator[str]:
    return (canonical(part) for value in values for part in split_list(value, how) if len(part) <= _LONGEST_KEY)


def _spread(ordered: Sequence[str]) -> Iterator[str]:
    """Some of them, the same ones every time."""
    step = max(1, len(ordered) // _SAMPLE_VALUES) if len(ordered) > _SAMPLE_VALUES else 1
    return islice(ordered, 0, None, step)


def _shared(key: str, value: str) -> str:
    """One text in memory where two are alike."""
    return value if key == value else key
