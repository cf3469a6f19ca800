"""Lays a plan out: from approved segments to the data of `pack.typ`, and on to one tagged PDF/UA document.

Everything a person wrote travels as JSON and is never read as markup. Widths of columns come from what may leave,
with every label counted as the same width, so that the layout tells nothing about what was taken out.
"""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from importlib.resources import files
from itertools import groupby
from pathlib import Path

import font_source_sans_pro
import typst

from honour.kernel.errors import BadInput, Trouble
from honour.kernel.record import Form
from honour.packs.plan import Plan, PlannedRecord
from honour.redaction import burn, cut

FONTS = ("Source Sans Pro", "Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")
"""The last three come inside typst: other scripts look the same on every machine."""
_FONT_FILES = (
    "SourceSansPro-Regular.ttf",
    "SourceSansPro-Semibold.ttf",
    "SourceSansPro-Bold.ttf",
    "SourceSansPro-It.ttf",
)

WORDS: Mapping[str, str] = {
    "page": "Page",
    "of": "of",
    "withheld": "withheld",
    "record": "Record",
    "records": "Records",
    "to": "to",
    "contents": "What is in this pack",
    "contents_about": "Every record has a number. Rows of the same kind stand together in one table.",
    "no_records": "No record is released in this pack.",
    "number": "Number",
    "what": "What it is",
    "source": "Where from",
    "dated": "Date",
    "part": "part withheld",
    "searches": "Where we looked",
    "no_searches": "No place was searched.",
    "place": "Place",
    "searched": "Searched",
    "yes": "yes",
    "no": "no",
    "found": "Found",
    "note": "Note",
    "picture_text": "Text read from this picture",
    "picture_alt": "Picture of the page. Its text follows.",
    "picture_left_out": "The picture of this page is not included, because something that must be withheld could not "
    "be painted out of it with certainty, or because no picture could be made. Its text follows.",
    "words_left_out": "Words that stand in a painted line, or that cannot be read in the picture with certainty, "
    "and are not repeated here:",
    "came_with": "attached to record",
    "not_dated": "no date",
    "codes": "What the labels mean",
    "codes_about": "A label stands wherever something was taken out. All labels are equally wide, so their width says "
    "nothing about what they stand for.",
    "supplementary": "How and why the school uses this data",
    "rights": "Your rights, and how to complain",
    "counts": "How the records add up",
    "counts_about": "Every record that was found is counted once below. The lines add up to the number found.",
    "count_released": "released in full",
    "count_part": "released in part",
    "count_withheld": "withheld",
    "count_unread": "could not be read",
    "count_found": "found, all together",
    "unread": "What could not be read",
    "unread_about": "These could not be read by our system, or are on paper, so we cannot say yet what is in them. "
    "A person is looking at each of them.",
    "why": "Why",
    "no_unread": "Every record that was found could be read.",
    "title": "Your request for personal data",
    "dear": "Dear",
    "about": "About",
    "received": "Request received",
    "due": "Answer due",
    "law": "Under",
    "reference": "Reference",
    "dpo": "Data Protection Officer",
    "cannot_show": "[letters this document cannot draw; they are in records.json]",
}
"""Every fixed word of the layout. The gate explains the words of a page by these and by approved text, nothing else."""

_LABEL_LETTERS = 15
"""How many letters wide a label counts when columns are measured."""
_TABLE_LETTERS = 96
"""Letters of 9 pt that fit beside each other on an A4 page; wider rows are set one below another."""
_LONG_WORD = 24
_WORD_PIECE = 20
_PICTURE_CM = (16.4, 18.0)

Run = str | int | dict[str, str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record ready to be laid out: its segments, and for a page its picture or why there is none."""

    record: PlannedRecord
    segments: tuple[cut.Segment, ...]
    fields: tuple[tuple[tuple[cut.Segment, ...], tuple[cut.Segment, ...]], ...]
    picture: burn.Burned | burn.Refused | None = None

    @property
    def part(self) -> bool:
        return bool(self.record.withheld)

    def plain(self) -> str:
        """The approved text, labels written out: what is hashed and copied. For a page with a picture, the words
        that the picture confirms."""
        if isinstance(self.picture, burn.Burned):
            return self.picture.text
        return cut.plain(self.segments)


@dataclass(frozen=True, slots=True)
class Typeset:
    pdf: bytes
    page_words: str
    """Fixed words of record pages, for the gate."""
    other_words: str
    """Words of all other pages, for the gate."""
    beside: Mapping[int, str]
    """What the layout itself puts beside each record: its title, source, date."""


def prepare(record: PlannedRecord, never: Sequence[str]) -> Prepared:
    """Cuts, and for a page burns. Slow for pages: one reading of the picture, about a second."""
    segments = cut.approved(record.text, record.withheld)
    fields = tuple(
        (
            cut.approved_part(record.text, record.withheld, heading_start, heading_end),
            cut.approved_part(record.text, record.withheld, value_start, value_end),
        )
        for heading_start, heading_end, value_start, value_end in record.fields
    )
    picture = None
    if record.form is Form.PAGE:
        picture = burn.burned(record.image, record.text, record.words, record.withheld, never)
    return Prepared(record, segments, fields, picture)


def day(when: date | None) -> str:
    return f"{when.day} {when:%B %Y}" if when else ""


def _short(when: date) -> str:
    return f"{when.day} {when:%b %Y}"


def typeset(plan: Plan, prepared: Sequence[Prepared], scratch: Path) -> Typeset:
    """One PDF/UA-1 document; the same plan gives the same bytes with the same typst.

    Works in folders of its own under `scratch`, so that whoever clears that after a crash has cleared all.

    Raises Trouble if the typesetter fails. Characters that no font at hand can draw are replaced by a note; they
    are whole in records.json.
    """
    blocks = [_block(group) for group in _groups(prepared)]
    data = _data(plan, blocks)
    undrawable = _undrawable(data, scratch)
    if undrawable:
        data = _replaced(data, undrawable)
    pictures = {
        f"p{item.record.number}.jpg": item.picture.jpeg for item in prepared if isinstance(item.picture, burn.Burned)
    }
    pdf = _compiled(data, pictures, plan.letter.signed_on, scratch)
    beside = {
        item.record.number: " ".join(
            [
                item.record.title,
                item.record.where,
                day(item.record.dated),
                # in a range of days, and where rows are dated
                f"{_short(item.record.dated)} {item.record.dated.isoformat()}" if item.record.dated else "",
                str(item.record.number),
                str(item.record.parent or ""),
                str(item.picture.dropped) if isinstance(item.picture, burn.Burned) else "",
            ]
        )
        for item in prepared
    }
    codes = " ".join(
        sorted({cut.code for item in prepared for cut in item.record.withheld} | {code.code for code in plan.codes})
    )
    numbers = " ".join(str(number) for number in range(len(plan.records) + 1))
    pages = " ".join(str(number) for number in range(pdf.count(b"/Type/Page") + 1))
    page_words = " ".join(
        [*WORDS.values(), plan.letter.school_name, plan.case, codes, pages, numbers, "PDF", "UA", "en", "GB"]
    )
    rest = {key: value for key, value in data.items() if key != "blocks"}
    index = [[block[key] for key in ("numbers", "title", "where", "dates", "heading")] for block in blocks]
    # The letterhead as it stands on the page: a letter of the school's that is withheld may begin with the same lines.
    letterhead = " ".join([plan.letter.school_name, *plan.letter.school_address])
    other_words = json.dumps([letterhead, rest, index], ensure_ascii=False).replace("\\n", " ").replace('\\"', '"')
    return Typeset(pdf, page_words, other_words, beside)


def _groups(prepared: Sequence[Prepared]) -> Iterator[list[Prepared]]:
    """Neighbouring rows of one kind, or single records. Rows are one kind if title, place and headings agree."""

    def kind(item: Prepared) -> object:
        record = item.record
        if record.form is not Form.ROW or not item.fields or record.parent is not None:
            return record.number
        return (record.title, record.where, tuple(cut.plain(name) for name, _ in item.fields))

    for _, group in groupby(prepared, key=kind):
        yield list(group)


def _block(group: list[Prepared]) -> dict[str, object]:
    first, last = group[0].record, group[-1].record
    if len(group) > 1:
        heading = f"{WORDS['records']} {first.number} {WORDS['to']} {last.number}: {first.title}"
        numbers = f"{first.number} {WORDS['to']} {last.number}"
    else:
        heading = f"{WORDS['record']} {first.number}: {first.title}"
        numbers = str(first.number)
    dates = sorted({item.record.dated for item in group if item.record.dated})
    if not dates:
        shown = ""
    elif len(dates) == 1:
        shown = day(dates[0])
    else:
        shown = f"{_short(dates[0])} {WORDS['to']} {_short(dates[-1])}"
    about = f"{first.where}, {shown or WORDS['not_dated']}"
    if first.parent is not None:
        about += f", {WORDS['came_with']} {first.parent}"
    block: dict[str, object] = {
        "first": first.number,
        "heading": heading,
        "numbers": numbers,
        "title": first.title,
        "where": first.where,
        "dates": shown,
        "about": about,
        "part": any(item.part for item in group),
    }
    if len(group) > 1:
        table = _table(group)
        if table is not None:
            return block | table
        # Too wide for a table: one list of fields after another, the number first.
        fields: list[list[list[Run]]] = []
        for item in group:
            fields.append([[WORDS["record"]], [str(item.record.number)]])
            fields.extend([_runs(name), _runs(value)] for name, value in _shown(item))
            fields.append([[""], [""]])
        return block | {"kind": "fields", "fields": fields[:-1]}
    item = group[0]
    if item.fields:
        return block | {"kind": "fields", "fields": [[_runs(name), _runs(value)] for name, value in _shown(item)]}
    text: dict[str, object] = {"kind": "text", "picture": None, "note": "", "text": _paragraphs(item.segments)}
    if isinstance(item.picture, burn.Burned):
        text |= {
            "picture": f"/p{first.number}.jpg",
            "alt": f"{WORDS['record']} {first.number}. {WORDS['picture_alt']}",
            "width_cm": _width_cm(item.picture),
            "text": _paragraphs((cut.Text(item.picture.text),)),
        }
        if item.picture.dropped:
            text["note"] = f"{WORDS['words_left_out']} {item.picture.dropped}."
    elif isinstance(item.picture, burn.Refused):
        text["note"] = WORDS["picture_left_out"]
    return block | text


def _shown(item: Prepared) -> Iterator[tuple[tuple[cut.Segment, ...], tuple[cut.Segment, ...]]]:
    yield from (pair for pair in item.fields if pair[0] or pair[1])


def _table(group: list[Prepared]) -> dict[str, object] | None:
    """One table for many like rows: what is the same in all stands once above it. None if it is too wide."""
    names = [name for name, _ in group[0].fields]
    columns = [[item.fields[at][1] for item in group] for at in range(len(names))]
    common: list[int] = []
    varying: list[int] = []
    for at, column in enumerate(columns):
        (common if all(cell == column[0] for cell in column) else varying).append(at)
    if not varying:
        varying, common = common[:1], common[1:]
    widths = []
    for at in varying:
        cells = [_letters(names[at]), *(_letters(cell) for cell in columns[at])]
        word = max(longest for _, longest in cells)
        full = sorted(length for length, _ in cells)[int(0.9 * (len(cells) - 1))]
        widths.append((word + 2, max(word, min(full, 48)) - word))
    room = _TABLE_LETTERS - 6 - sum(word for word, _ in widths)
    if room < 0:
        return None
    # Every column holds its longest word, or headings run into each other; what is left goes where text is long.
    wish = sum(more for _, more in widths) or 1
    return {
        "kind": "table",
        "common": [[_runs(names[at]), _runs(columns[at][0])] for at in common if columns[at][0]],
        "headings": [[WORDS["record"]], *(_runs(names[at]) for at in varying)],
        "widths": [0, *(round(word + room * more / wish, 1) for word, more in widths)],
        "rows": [
            [[str(item.record.number)], *(_runs(columns[at][row]) for at in varying)] for row, item in enumerate(group)
        ],
    }


def _letters(segments: tuple[cut.Segment, ...]) -> tuple[int, int]:
    """(letters in all, letters of the longest word), a label counting as one wide word."""
    total = longest = 0
    for part in segments:
        if isinstance(part, cut.Label):
            total, longest = total + _LABEL_LETTERS, max(longest, _LABEL_LETTERS)
        else:
            total += len(part.text)
            longest = max(longest, *(min(_wide(word), _WORD_PIECE) for word in part.text.split()), 0)
    return total, longest


def _wide(word: str) -> int:
    """How many small letters wide a word is: capitals and low lines are about a third wider."""
    return round(sum(1.35 if char.isupper() or char in "_mw@%" else 1.0 for char in word))


def _width_cm(picture: burn.Burned) -> float:
    width, height = _PICTURE_CM
    return round(min(width, height * picture.width_px / picture.height_px), 2)


def _paragraphs(segments: Sequence[cut.Segment]) -> list[list[Run]]:
    """Paragraphs at empty lines, line breaks elsewhere."""
    paragraphs: list[list[Run]] = [[]]
    for part in segments:
        if isinstance(part, cut.Label):
            paragraphs[-1].append({"c": part.code})
            continue
        lines = _safe(part.text).split("\n")
        for at, line in enumerate(lines):
            if at:
                if not line.strip() and at < len(lines) - 1:
                    if paragraphs[-1]:
                        paragraphs.append([])
                    continue
                if paragraphs[-1]:
                    paragraphs[-1].append(0)
            if line.strip():
                paragraphs[-1].append(line)
            elif line and paragraphs[-1]:
                paragraphs[-1].append(" ")
    return [trimmed for paragraph in paragraphs if (trimmed := _trimmed(paragraph))]


def _trimmed(paragraph: list[Run]) -> list[Run]:
    while paragraph and paragraph[-1] == 0:
        paragraph.pop()
    while paragraph and paragraph[0] == 0:
        paragraph.pop(0)
    return paragraph


def _runs(segments: Sequence[cut.Segment]) -> list[Run]:
    runs: list[Run] = []
    for at, paragraph in enumerate(_paragraphs(segments)):
        if at:
            runs.append(0)
        runs.extend(paragraph)
    return runs or [""]


_WORD = re.compile(rf"\S{{{_LONG_WORD + 1},}}")
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u00ad]")


def _safe(text: str) -> str:
    """What the typesetter can take: no control signs, no invisible turns of direction, places to break long words."""
    text = _LINE_BREAKS.sub("\n", text).replace("\t", "    ")
    text = _DIRECTION.sub("", _CONTROL.sub("\ufffd", text))
    return _WORD.sub(lambda match: "\u200b".join(_pieces(match.group())), text)


def _pieces(word: str) -> Iterator[str]:
    at = 0
    while at < len(word):
        end = min(len(word), at + _WORD_PIECE)
        # Never between a letter and its marks.
        while end < len(word) and unicodedata.category(word[end]).startswith("M"):
            end += 1
        yield word[at:end]
        at = end


def _data(plan: Plan, blocks: list[dict[str, object]]) -> dict[str, object]:
    letter, counts = plan.letter, plan.counts
    language, _, region = plan.language.partition("-")
    facts = [[WORDS["reference"], plan.case], [WORDS["about"], letter.subject_label]]
    facts.append([WORDS["received"], day(letter.received)])
    due = day(letter.due)
    cited = "; ".join(dict.fromkeys(citation.source for citation in letter.due_citations))
    facts.append([WORDS["due"], f"{due} ({cited})" if cited else due])
    facts.append([WORDS["dpo"], letter.dpo])
    clean = _clean
    return {
        "title": WORDS["title"],
        "case": clean(plan.case),
        "lang": language,
        "region": region or None,
        "fonts": list(FONTS),
        "words": dict(WORDS),
        "school": {"name": clean(letter.school_name), "address": [clean(line) for line in letter.school_address]},
        "letter": {
            "facts": [[key, clean(value)] for key, value in facts],
            "greeting": clean(f"{WORDS['dear']} {letter.recipient},"),
            "paragraphs": [clean(paragraph) for paragraph in letter.paragraphs],
            "signed_by": clean(letter.signed_by),
            "signed_role": clean(letter.signed_role),
            "signed_on": day(letter.signed_on),
        },
        "sections": [],
        "searches": [
            {
                "where": clean(line.where),
                "searched": WORDS["yes"] if line.searched else WORDS["no"],
                "found": str(line.found) if line.searched else "",
                "note": clean(line.note),
            }
            for line in plan.searches
        ],
        "blocks": blocks,
        "codes": [
            {
                "code": code.code,
                "words": clean(code.words),
                "cite": clean(code.citation.source) if code.citation else "",
            }
            for code in plan.codes
        ],
        "supplementary": [[clean(heading), clean(text)] for heading, text in plan.supplementary],
        "rights": [[clean(heading), clean(text)] for heading, text in letter.rights],
        "counts": [
            [WORDS["count_released"], str(counts.released)],
            [WORDS["count_part"], str(counts.part)],
            [WORDS["count_withheld"], str(counts.withheld)],
            [WORDS["count_unread"], str(counts.unread)],
            [WORDS["count_found"], str(counts.found)],
        ],
        "unread": [
            # The advice is for the office, not for whoever asked.
            {"what": clean(item.what), "why": str(item.why)}
            for item in plan.unread
        ],
    }


def _clean(text: str) -> str:
    return _safe(text).strip()


def _fonts_into(folder: Path) -> None:
    source = Path(font_source_sans_pro.__file__).parent / "files"
    folder.mkdir()
    for name in _FONT_FILES:
        (folder / name).write_bytes((source / name).read_bytes())


_UNSHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_PROBE = b"""#let d = json("/data.json")
#set document(title: "probe")
#set text(font: d.fonts, lang: "en")
#for c in d.chars [#c #linebreak()]
"""


def _undrawable(data: object, scratch: Path) -> set[str]:
    """Characters of the data that no font at hand has, found by asking the typesetter."""
    text = json.dumps(data, ensure_ascii=False)
    unusual = sorted({char for char in text if ord(char) > 0x24F and not char.isspace()})  # noqa: PLR2004 - Latin is there
    if not unusual:
        return set()
    with tempfile.TemporaryDirectory(prefix="fonts-", dir=scratch) as name:
        root = Path(name)
        _fonts_into(root / "fonts")
        # A mark needs a letter to stand on, or it is drawn on a dotted circle that may be missing itself.
        chars = [f"a{char}" if unicodedata.category(char).startswith("M") else char for char in unusual]
        try:
            (root / "main.typ").write_bytes(_PROBE)
            (root / "data.json").write_text(json.dumps({"chars": chars, "fonts": list(FONTS)}), encoding="utf-8")
            typst.compile(
                str(root / "main.typ"),
                root=str(root),
                font_paths=[str(root / "fonts")],
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
                timestamp=0,
            )
        except typst.TypstError as error:
            found: set[str] = set()
            for shown in _UNSHOWN.findall(error.diagnostic):
                found.update(_unescaped(shown))
            return found & set(unusual)
    return set()


def _unescaped(shown: str) -> str:
    return re.sub(r"\\u\{([0-9a-f]+)\}|\\(.)", lambda m: chr(int(m[1], 16)) if m[1] else m[2], shown)


def _replaced(data: dict[str, object], undrawable: set[str]) -> dict[str, object]:
    runs = re.compile("[" + "".join(re.escape(char) for char in sorted(undrawable)) + "]+")

    def walk(value: object) -> object:
        if isinstance(value, str):
            return runs.sub(WORDS["cannot_show"], value)
        if isinstance(value, list):
            return [walk(item) for item in value]
        if isinstance(value, dict):
            return {key: walk(item) for key, item in value.items()}
        return value

    return {key: walk(value) for key, value in data.items()}


def _compiled(data: dict[str, object], pictures: Mapping[str, bytes], dated: date, scratch: Path) -> bytes:
    with tempfile.TemporaryDirectory(prefix="typeset-", dir=scratch) as name:
        root = Path(name)
        _fonts_into(root / "fonts")
        (root / "main.typ").write_bytes(files("honour.packs").joinpath("pack.typ").read_bytes())
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        for file_name, picture in pictures.items():
            (root / file_name).write_bytes(picture)
        try:
            pdf = typst.compile(
                str(root / "main.typ"),
                root=str(root),
                font_paths=[str(root / "fonts")],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=["ua-1"],
                timestamp=datetime.combine(dated, time(12), UTC),
            )
        except typst.TypstError as error:
            if _UNSHOWN.search(error.diagnostic):
                raise BadInput(
                    "the pack holds letters that no font at hand can draw",
                    advice="Withhold or describe them in the title.",
                ) from None
            # The typesetter's own words may quote a record; they are not repeated.
            raise Trouble(
                "The pack could not be typeset", advice="Run the same command again; if it stays, report the version."
            ) from None
    if not isinstance(pdf, bytes):
        raise Trouble("The typesetter returned no document", advice="Run make setup again.")
    return pdf
