"""honour.toml: read, checked, and changed by whole-file atomic replace."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from honour.kernel.errors import BadInput

FILE_NAME = "honour.toml"
NATIONS = ("england-and-wales", "scotland", "northern-ireland")
SCHOOL_KINDS = ("maintained", "academy", "non-maintained special", "independent")
SOURCE_KINDS = ("database", "folder", "mailbox", "paper")
CAPACITIES = (
    "data-protection-lead",
    "office-lead",
    "second-reader",
    "second-person",
    "head",
    "senco",
    "dsl",
    "dpo",
    "chair-of-governors",
)
_SOURCE_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}\Z")
_ENVIRONMENT = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class SourceSetting:
    name: str
    kind: str
    at: str
    """A path relative to honour.toml, or a database URL that may name `${ENVIRONMENT}` variables."""
    title: str
    """How letters call it: 'the pupil database'."""

    def location(self, folder: Path) -> str:
        """The path made absolute, or the URL with its environment variables filled in.

        Raises BadInput if a variable is not set. The result may hold a password: never log it.
        """
        if "://" not in self.at:
            return str((folder / self.at).resolve())

        def filled(match: re.Match[str]) -> str:
            value = os.environ.get(match.group(1))
            if value is None:
                raise BadInput(
                    f"The source {self.name} needs the environment variable {match.group(1)}.",
                    advice="Set it, then run the same command again.",
                )
            return value

        return _ENVIRONMENT.sub(filled, self.at)


@dataclass(frozen=True, slots=True)
class Settings:
    school_name: str
    postal_address: tuple[str, ...] = ()
    nation: str = "england-and-wales"
    kind: str = "maintained"
    dpo: str = ""
    dpo_since: date | None = None
    regulator: tuple[str, ...] = ()
    regulator_checked_on: date | None = None
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Capacity (`CAPACITIES`) to the names of those who may sign in it."""
    sources: tuple[SourceSetting, ...] = ()
    supplementary: Mapping[str, str] = field(default_factory=dict)
    """Item of law/responses (`access-` left out) to the school's own words for it: UK GDPR Art 15(1), (2)."""

    def source(self, name: str) -> SourceSetting:
        for source in self.sources:
            if source.name == name:
                return source
        raise BadInput(f"No source is called {name}.", advice="See honour.toml, or connect it: honour connect.")


def load(folder: Path) -> Settings:
    """The settings of the workspace `folder`. Raises BadInput saying which line or key is wrong."""
    path = folder / FILE_NAME
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(
            "There is no honour.toml here.",
            advice="Make a workspace with honour new DIR, or name one with --school DIR.",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"honour.toml cannot be read: {error}.", advice="Mend that line and try again.") from None
    return _checked(raw)


def _checked(raw: dict[str, Any]) -> Settings:
    if raw.get("format") != 1:
        raise BadInput("honour.toml has no `format = 1` line, so it is not a settings file this version knows.")
    school = _table(raw, "school")
    people = {capacity: _texts(_table(raw, "people"), capacity) for capacity in _table(raw, "people", optional=True)}
    for capacity in people:
        if capacity not in CAPACITIES:
            raise BadInput(f"honour.toml: [people] knows no {capacity!r}.", advice=f"Use {', '.join(CAPACITIES)}.")
    sources: list[SourceSetting] = []
    for number, entry in enumerate(raw.get("source", []), start=1):
        if not isinstance(entry, dict):
            raise BadInput(f"honour.toml: source {number} is no table.", advice="Write it as [[source]].")
        source = SourceSetting(
            name=_text(entry, "name"), kind=_text(entry, "kind"), at=_text(entry, "at"), title=_text(entry, "title")
        )
        check_source(source, (s.name for s in sources))
        sources.append(source)
    nation, kind = _text(school, "nation", NATIONS[0]), _text(school, "kind", SCHOOL_KINDS[0])
    if nation not in NATIONS:
        raise BadInput(f"honour.toml: nation {nation!r} is unknown.", advice=f"Use {', '.join(NATIONS)}.")
    if kind not in SCHOOL_KINDS:
        raise BadInput(f"honour.toml: kind {kind!r} is unknown.", advice=f"Use {', '.join(SCHOOL_KINDS)}.")
    return Settings(
        school_name=_text(school, "name"),
        postal_address=_texts(school, "postal_address"),
        nation=nation,
        kind=kind,
        dpo=_text(school, "dpo", ""),
        dpo_since=_date(school, "dpo_since"),
        regulator=_texts(school, "regulator"),
        regulator_checked_on=_date(school, "regulator_checked_on"),
        people=people,
        sources=tuple(sources),
        supplementary={
            key: _text(table, key) for table in [_table(raw, "supplementary", optional=True)] for key in table
        },
    )


def check_source(source: SourceSetting, others: Any) -> None:
    """Raises BadInput if the name is none or taken, or the kind unknown."""
    if not _SOURCE_NAME.match(source.name):
        raise BadInput(
            f"{source.name!r} is no name for a source.",
            advice="Use a lower-case word such as mis or drive (letters, digits, hyphens).",
        )
    if source.name in set(others):
        raise BadInput(f"Two sources are called {source.name}.", advice="Give one another name.")
    if source.kind not in SOURCE_KINDS:
        raise BadInput(f"{source.kind!r} is no kind of source.", advice=f"Use {', '.join(SOURCE_KINDS)}.")
    if re.search(r"://[^/@:]+:[^$/@][^/@]*@", source.at):
        raise BadInput(
            f"The address of {source.name} holds a password.",
            advice="Put it in an environment variable and write ${NAME} in its place.",
        )


def save(folder: Path, settings: Settings) -> None:
    """Replaces honour.toml as a whole: after a crash it is the old file or the new one."""
    text = _written(settings)
    _checked(tomllib.loads(text))
    temporary = folder / (FILE_NAME + ".new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / FILE_NAME)


def with_source(settings: Settings, source: SourceSetting) -> Settings:
    check_source(source, (s.name for s in settings.sources))
    return replace(settings, sources=(*settings.sources, source))


def _written(settings: Settings) -> str:
    lines = [
        "# Settings of this school. Holds no secrets. Format: docs/spec/workspace.md",
        "format = 1",
        "",
        "[school]",
        f"name = {_quoted(settings.school_name)}",
        f"postal_address = {_list(settings.postal_address)}",
        f"nation = {_quoted(settings.nation)}",
        f"kind = {_quoted(settings.kind)}",
        f"dpo = {_quoted(settings.dpo)}",
    ]
    if settings.dpo_since:
        lines.append(f"dpo_since = {settings.dpo_since.isoformat()}")
    lines.append(f"regulator = {_list(settings.regulator)}")
    if settings.regulator_checked_on:
        lines.append(f"regulator_checked_on = {settings.regulator_checked_on.isoformat()}")
    lines += ["", "[people]  # who may sign in which capacity"]
    lines += [f"{capacity} = {_list(settings.people.get(capacity, ()))}" for capacity in CAPACITIES]
    lines += ["", "[supplementary]  # what every answer to an access request says besides the copy (UK GDPR Art 15)"]
    lines += [f"{key} = {_quoted(text)}" for key, text in settings.supplementary.items()]
    for source in settings.sources:
        lines += [
            "",
            "[[source]]",
            f"name = {_quoted(source.name)}",
            f"kind = {_quoted(source.kind)}",
            f"at = {_quoted(source.at)}",
            f"title = {_quoted(source.title)}",
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string, but for DEL, which JSON leaves bare.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(texts: tuple[str, ...]) -> str:
    return "[" + ", ".join(_quoted(text) for text in texts) + "]"


def _table(raw: dict[str, Any], key: str, *, optional: bool = False) -> dict[str, Any]:
    value = raw.get(key, {} if optional else None)
    if not isinstance(value, dict):
        raise BadInput(f"honour.toml lacks the table [{key}].")
    return value


def _text(table: dict[str, Any], key: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if not isinstance(value, str) or (default is None and not value):
        raise BadInput(f"honour.toml: {key} must be a text in quotes.")
    return value


def _texts(table: dict[str, Any], key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise BadInput(f'honour.toml: {key} must be a list of texts: ["...", "..."].')
    return tuple(value)


def _date(table: dict[str, Any], key: str) -> date | None:
    value = table.get(key)
    if value is not None and type(value) is not date:
        raise BadInput(f"honour.toml: {key} must be a date such as 2026-11-01, without quotes.")
    return value
