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

from honour.kernel.errors import BadInput, Trouble
from honour.protection.atomic import write_atomically

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
_PASSWORD = re.compile(r"://[^/@:]*:[^$/@][^/@]*@|[?&]password=[^$&]")
_ENVIRONMENT = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")


def _filled(url: str, what: str) -> str:
    def value(match: re.Match[str]) -> str:
        found = os.environ.get(match.group(1))
        if found is None:
            raise BadInput(
                f"{what} needs the environment variable {match.group(1)}.",
                advice="Set it, then run the same command again.",
            )
        return found

    return _ENVIRONMENT.sub(value, url)


@dataclass(frozen=True, slots=True)
class SourceSetting:
    name: str
    kind: str
    at: str
    """A path relative to honour.toml, or a database URL that may name `${ENVIRONMENT}` variables."""
    title: str
    """How letters call it: 'the pupil database'."""
    write_at: str = ""
    """The same database by a login that may write; '' leaves every change to the office. docs/spec/writeback.md."""

    def write_location(self, folder: Path) -> str:
        """As `location`, for the writing login. Raises BadInput where there is none."""
        if not self.write_at:
            raise BadInput(
                f"The source {self.name} has no writing login.", advice="Give it write_at in honour.toml, or use tasks."
            )
        return SourceSetting(self.name, self.kind, self.write_at, self.title).location(folder)

    def location(self, folder: Path) -> str:
        """The path made absolute, or the URL with its environment variables filled in.

        Raises BadInput if a variable is not set. The result may hold a password: never log it.
        """
        if "://" not in self.at:
            return str((folder / self.at).resolve())

        return _filled(self.at, f"The source {self.name}")


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
    store: str = ""
    """URL of the PostgreSQL database that holds the school's index and ledger; '' for the file in .honour/store."""
    allow_unconfined: bool = False
    """Whether documents are read on a machine that cannot put up every wall around a parser: docs/spec/reading.md."""

    def store_url(self) -> str:
        """`store` with its environment variables filled in. May hold a password: never log it."""
        return _filled(self.store, "The store")

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
    except UnicodeDecodeError:
        raise BadInput(
            "honour.toml is no plain text (UTF-8).", advice="Save it as UTF-8, or restore it from a backup."
        ) from None
    except tomllib.TOMLDecodeError as error:
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
    listed = raw.get("source", [])
    if not isinstance(listed, list):
        raise BadInput("honour.toml: source is no list of tables.", advice="Write each as [[source]].")
    for number, entry in enumerate(listed, start=1):
        if not isinstance(entry, dict):
            raise BadInput(f"honour.toml: source {number} is no table.", advice="Write it as [[source]].")
        source = SourceSetting(
            name=_text(entry, "name"),
            kind=_text(entry, "kind"),
            at=_text(entry, "at"),
            title=_text(entry, "title"),
            write_at=_text(entry, "write_at", ""),
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
            key: _text(table, key, "") for table in [_table(raw, "supplementary", optional=True)] for key in table
        },
        store=_store(_table(raw, "store", optional=True)),
        allow_unconfined=_flag(_table(raw, "reading", optional=True), "allow_unconfined"),
    )


def _store(table: dict[str, Any]) -> str:
    url = _text(table, "url", "")
    if url and not re.match(r"postgresql(\+psycopg)?://", url):
        raise BadInput(
            "honour.toml: the store's url is no PostgreSQL URL.",
            advice="Write postgresql+psycopg://user:${STORE_PASSWORD}@host/database, or take [store] out.",
        )
    if _PASSWORD.search(url):
        raise BadInput(
            "honour.toml: the store's url holds a password.",
            advice="Put it in an environment variable and write ${NAME} in its place.",
        )
    return re.sub(r"\Apostgresql://", "postgresql+psycopg://", url)


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
    if any(ord(character) < ord(" ") for character in source.at + source.write_at):
        raise BadInput(f"The address of {source.name} holds a character that is no letter.", advice="Write it anew.")
    if source.write_at and source.kind != "database":
        raise BadInput(
            f"The source {source.name} is no database, so nothing can be written into it.",
            advice="Take write_at out; what is to be changed there becomes a task for the office.",
        )
    if _PASSWORD.search(source.at) or _PASSWORD.search(source.write_at):
        raise BadInput(
            f"The address of {source.name} holds a password.",
            advice="Put it in an environment variable and write ${NAME} in its place.",
        )


def save(folder: Path, settings: Settings) -> None:
    """Replaces honour.toml as a whole, with a hint above every setting: after a crash it is the old file or the new."""
    _replace(folder, _written(settings))


def append_source(folder: Path, source: SourceSetting) -> Settings:
    """Adds a source at the end of honour.toml; whatever people wrote in the file, comments too, stays as it is."""
    settings = with_source(load(folder), source)
    text = (folder / FILE_NAME).read_text(encoding="utf-8").rstrip("\n")
    _replace(folder, "\n".join([text, *_source_lines(source)]) + "\n")
    return settings


def _replace(folder: Path, text: str) -> None:
    try:
        _checked(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        raise BadInput(
            "Nothing can be added to honour.toml: its sources are not written as [[source]] tables at the end.",
            advice="Write each source as [[source]] and try again.",
        ) from None
    path = folder / FILE_NAME
    try:
        write_atomically(path, text.encode(), mode=path.stat().st_mode & 0o777 if path.exists() else 0o644)
    except OSError as error:
        raise Trouble(
            f"honour.toml could not be written ({os.strerror(error.errno or 0)}); it is as it was.",
            advice="Free some space or mend the permissions, then run the same command again.",
        ) from None


def with_source(settings: Settings, source: SourceSetting) -> Settings:
    check_source(source, (s.name for s in settings.sources))
    return replace(settings, sources=(*settings.sources, source))


def _written(settings: Settings) -> str:
    since, checked = settings.dpo_since, settings.regulator_checked_on
    lines = [
        "# Settings of this school. Holds no secrets: passwords stand in environment variables, as ${NAME}.",
        "# Lines that begin with # are hints. Format: docs/spec/workspace.md",
        "format = 1",
        "",
        "[school]",
        f"name = {_quoted(settings.school_name)}",
        '# As letters show it: ["1 Example Lane", "Exampleton", "EX1 1AA"]',
        f"postal_address = {_list(settings.postal_address)}",
        f"# Whose public holidays count: {', '.join(NATIONS)}",
        f"nation = {_quoted(settings.nation)}",
        f"# {', '.join(SCHOOL_KINDS)}",
        f"kind = {_quoted(settings.kind)}",
        "# The data protection officer, as every letter names them: name, e-mail, telephone. Needed before a seal.",
        f"dpo = {_quoted(settings.dpo)}",
        f"dpo_since = {since.isoformat()}" if since else "# dpo_since = 2026-01-31",
        "# Where people can complain: name, address, website, as the regulator's own site gives them on the day you",
        "# look. Needed before a seal.",
        f"regulator = {_list(settings.regulator)}",
        f"regulator_checked_on = {checked.isoformat()}" if checked else "# regulator_checked_on = 2026-01-31",
        "",
        '# Who may sign in which capacity, by name; one person may stand in several: head = ["A. Name"]',
        "[people]",
    ]
    lines += [f"{capacity} = {_list(settings.people.get(capacity, ()))}" for capacity in CAPACITIES]
    lines += [
        "",
        "# The school's own words for what every answer must say besides the copy (UK GDPR Art 15(1), (2)).",
        "# Needed before a seal; take them from your privacy notice.",
        "[supplementary]",
    ]
    lines += [f"{_key(key)} = {_quoted(text)}" for key, text in settings.supplementary.items()]
    lines += [
        "",
        "# Index and ledger lie in an encrypted file under .honour. Or in a PostgreSQL database of this school's own:",
        *(
            ["[store]", f"url = {_quoted(settings.store)}"]
            if settings.store
            else ["# [store]", '# url = "postgresql+psycopg://honour:${STORE_PASSWORD}@host/database"']
        ),
        "",
        "# Where this kernel lacks a wall around the readers of documents, honour read refuses and names it. To read",
        "# all the same, at your own risk and with a note in every answer:",
        *(
            ["[reading]", "allow_unconfined = true"]
            if settings.allow_unconfined
            else ["# [reading]", "# allow_unconfined = true"]
        ),
        "",
        "# Where the school keeps records. honour connect NAME PATH adds each of them below.",
    ]
    for source in settings.sources:
        lines += _source_lines(source)
    return "\n".join(lines) + "\n"


def _source_lines(source: SourceSetting) -> list[str]:
    return [
        "",
        "[[source]]",
        f"name = {_quoted(source.name)}",
        f"kind = {_quoted(source.kind)}",
        f"at = {_quoted(source.at)}",
        "# How letters call it.",
        f"title = {_quoted(source.title)}",
        *([f"write_at = {_quoted(source.write_at)}"] if source.write_at else []),
    ]


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else _quoted(text)


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


def _flag(table: dict[str, Any], key: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise BadInput(f"honour.toml: {key} must be true or false, without quotes.")
    return value


def _date(table: dict[str, Any], key: str) -> date | None:
    value = table.get(key)
    if value is not None and type(value) is not date:
        raise BadInput(f"honour.toml: {key} must be a date such as 2026-11-01, without quotes.")
    return value
