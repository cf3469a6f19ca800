"""The houses: how each names, models, refers, encodes and leaves blank. Names inside a house still change with the seed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bench.systems.naming import Namer

EPOCH = dt.datetime(1970, 1, 1)


def iso(value: dt.date | None) -> Any:
    return None if value is None else value.isoformat()


def slashes(value: dt.date | None) -> Any:
    return None if value is None else value.strftime("%d/%m/%Y")


def short_year(value: dt.date | None) -> Any:
    return None if value is None else value.strftime("%d/%m/%y")


def digits(value: dt.date | None) -> Any:
    return None if value is None else value.strftime("%Y%m%d")


def dotted(value: dt.date | None) -> Any:
    return None if value is None else value.strftime("%d.%m.%Y")


def midnight(value: dt.date | None) -> Any:
    return None if value is None else value.strftime("%Y-%m-%d 00:00:00")


def unix(value: dt.date | None) -> Any:
    if value is None:
        return None
    moment = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)
    return int((moment - EPOCH).total_seconds())


def iso_moment(value: dt.datetime) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S")


def digits_moment(value: dt.datetime) -> Any:
    return value.strftime("%Y%m%d%H%M%S")


def slash_moment(value: dt.datetime) -> Any:
    return value.strftime("%d/%m/%Y %H:%M")


def _forename_first(forename: str, surname: str, _title: str) -> str:
    return f"{forename} {surname}"


def _surname_first(forename: str, surname: str, _title: str) -> str:
    return f"{surname}, {forename}"


@dataclass(frozen=True)
class Style:
    name: str
    hubs: str
    """`separate`, `one` (a person table and role tables) or `users` (one table for all)."""
    namer: Callable[[random.Random], Namer]
    keys: str = "declared"
    """`declared` or `none`."""
    fks: str = "none"
    natural: dict[str, str] = field(default_factory=dict)
    """By module: what a pupil is called there instead of by id (`upn`, `admno`, `email`)."""
    staff_ref: str = "id"
    """`id` or `staff_code`."""
    actor_ref: str = "staff"
    """Who typed it: `staff`, `account`, `login`, `staff_code`."""
    lists: str = "comma"
    poly: str = "word"
    lookups: str = "code"
    """`id`, `code`, `text`, `shared`."""
    meta: str = ""
    day: Callable[[dt.date | None], Any] = iso
    moment: Callable[[dt.datetime], Any] = iso_moment
    bools: tuple[Any, Any] = (0, 1)
    blanks: tuple[Any, ...] = (None,)
    custom: str = "none"
    """`udf` (numbered columns beside a definition table), `eav`, `both`, `dictionary` (every column)."""
    composite: bool = False
    one_target: str = "role"
    """In `one`: whether pointers name the `role` row or the `person`."""
    admno: Callable[[Any], Any] = int
    full_name: Callable[[str, str, str], str] = _forename_first
    pad: int = 0
    """Fixed width of short texts; the oldest systems pad with blanks."""
    yearly_staff: bool = False
    negative: bool = False
    gap: bool = True
    drop: frozenset[str] = frozenset()
    extra: str = ""
    views: bool = False
    native_dates: bool = False
    text_type: str = "VARCHAR(255)"
    orphans: float = 0.3
    """The share of pointers and joins that have any."""


def _options(*values: Any) -> Callable[[random.Random], Any]:
    return lambda rng: rng.choice(values)


STYLES: dict[str, Style] = {}


def _style(style: Style) -> None:
    STYLES[style.name] = style


_style(Style(
    "modules", "one",
    lambda rng: Namer(rng, "snake", module_prefix=True, id_style="table_id"),
    fks="some", lookups="id", meta="version", actor_ref="account", poly="number", native_dates=True, custom="udf",
    one_target="person", views=True, bools=("F", "T"), blanks=(None, None, ""), extra="", composite=True,
))  # fmt: skip
_style(Style(
    "product_camel", "one",
    lambda rng: Namer(rng, "low_camel", prefix=rng.choice(("acme", "kite", "hive")), id_style="tableID"),
    lists="comma", lookups="text", meta="", actor_ref="staff", bools=("N", "Y"), blanks=("", "", None),
    poly="table", one_target="person", custom="eav", extra="",
))  # fmt: skip
_style(Style(
    "orm", "separate",
    lambda rng: Namer(rng, "snake", plural_tables=True, id_style="id", suffix="id", actor_suffix=rng.random() < 0.7),
    fks="all", lookups="id", meta="created; updated; @account written =created by|author ?0.05", actor_ref="account", lists="json",
    native_dates=True, bools=(0, 1), custom="eav", orphans=0.0,
))  # fmt: skip
_style(Style(
    "dbase", "separate",
    lambda rng: Namer(rng, "dbase", id_style="table_id", suffix=rng.choice(("no", "id", "key"))),
    keys="none", natural={"att": "admno", "beh": "admno", "med": "upn", "din": "admno", "lib": "admno", "asm": "admno", "exm": "upn"},
    staff_ref="staff_code", actor_ref="staff_code", lists="pipe", poly="word", lookups="code", day=digits, moment=digits_moment,
    bools=("F", "T"), blanks=("", "", "N/A", None), admno=lambda v: f"{v:06d}", pad=16, orphans=0.5, custom="udf", composite=True,
    full_name=_surname_first, text_type="CHAR(40)",
))  # fmt: skip
_style(Style(
    "customs", "separate",
    lambda rng: Namer(rng, "upper" if rng.random() < 0.5 else "snake", plural_tables=True, id_style="table_id"),
    fks="none", lookups="text", meta="created; updated", actor_ref="staff", lists="comma", poly="word", custom="both", composite=True,
    yearly_staff=True, negative=True, bools=(None, "Y"), blanks=(None, "", "0"),
))  # fmt: skip
_style(Style(
    "hungarian", "separate",
    lambda rng: Namer(rng, "camel", prefix=rng.choice(("tbl", "Tbl", "tbl_")), column_prefix="type", module_prefix=rng.random() < 0.5, id_style="table_id"),
    fks="some", lookups="code", meta="@staff written =submit by|created by; created", natural={"asm": "upn", "din": "admno", "com": "upn"},
    staff_ref="staff_code", actor_ref="login", lists="pipe", poly="number", day=midnight, bools=(0, 1), blanks=(None, ""), custom="udf",
    full_name=_surname_first, text_type="NVARCHAR(100)", admno=lambda v: f"A{v:05d}",
))  # fmt: skip
_style(Style(
    "learning", "users",
    lambda rng: Namer(rng, "flat" if rng.random() < 0.5 else "snake", prefix=rng.choice(("mdl_", "lms_", "vle_")), id_style="id", suffix="id", actor_suffix=rng.random() < 0.3),
    lookups="text", meta="created =time created; updated =time modified; @account written =user modified|usermodified ?0.1", actor_ref="account",
    lists="php", poly="number", day=unix, moment=unix, bools=(0, 1), blanks=("", None, ""), custom="eav",
))  # fmt: skip
_style(Style(
    "schule", "separate",
    lambda rng: Namer(rng, "german" if rng.random() < 0.6 else "german_snake", id_style="table_id", suffix=rng.choice(("nr", "id"))),
    fks="some", lookups="code", day=dotted, moment=iso_moment, bools=("N", "J"), blanks=(None, ""), staff_ref="staff_code", actor_ref="staff_code",
    lists="comma", poly="table", custom="none", native_dates=False,
))  # fmt: skip
_style(Style(
    "opaque", "separate",
    lambda rng: Namer(rng, "opaque"),
    fks="none", lookups="shared", meta="created", actor_ref="account", lists="json", poly="number", custom="dictionary", day=slashes,
    moment=slash_moment, bools=(0, 1), blanks=(None, "", "0"), natural={"lib": "upn"},
))  # fmt: skip
_style(Style(
    "erp", "one",
    lambda rng: Namer(rng, "snake", prefix=rng.choice(("op_", "edu_", "sch_")), id_style="id", suffix="id", actor_suffix=True),
    fks="all", lookups="id", meta="created =create date; updated =write date; @account written =create uid|create user ?0.02", actor_ref="account",
    lists="json", poly="table", one_target="role", bools=("f", "t"), native_dates=True, orphans=0.0, custom="udf",
))  # fmt: skip
_style(Style(
    "vowelless", "separate",
    lambda rng: Namer(rng, "vowelless", module_prefix=True, id_style="table_id", column_prefix=rng.choice(("", "table"))),
    fks="none", lookups="shared", meta="updated; deleted", actor_ref="login", lists="comma", poly="word", custom="eav", day=slashes,
    moment=slash_moment, bools=("0", "1"), blanks=("", None, "N/A"), natural={"din": "upn", "sg": "upn", "lib": "email", "com": "admno"},
    negative=True, admno=lambda v: f"{v:05d}", composite=True,
))  # fmt: skip

HELD_OUT: tuple[str, ...] = ("schule", "erp")
"""Not run while the mapper is being developed; what they say counts because of that."""
DEVELOPMENT: tuple[str, ...] = tuple(name for name in STYLES if name not in HELD_OUT)
SIZES: dict[str, tuple[int, int, int]] = {
    # name: tables, rows, pupils
    "small": (28, 3_000, 60),
    "school": (95, 30_000, 260),
    "large": (200, 150_000, 900),
    "huge": (110, 5_000_000, 6_000),
}
