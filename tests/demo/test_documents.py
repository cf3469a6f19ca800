"""The drive and the mailbox, opened again with nothing of the code that wrote them."""

from __future__ import annotations

import csv
import email
import html
import io
import random
import re
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from hashlib import sha256
from pathlib import Path

import pypdfium2
import pytest
from lxml import etree

from honour.demo.documents.docx import docx
from honour.demo.documents.grammar import chosen, fill
from honour.demo.documents.layout import Document, Para
from honour.demo.documents.locked import locked_docx
from honour.demo.documents.naming import Roster, Voice, without_accents
from honour.demo.documents.phrases import NOBODY, PRIVATE, ROLES, SENTENCES
from honour.demo.documents.said import Claim, Said, join
from honour.demo.documents.write import AMOUNTS, write
from honour.demo.people import invent
from honour.demo.truth import TruthBook
from honour.demo.world import HardCase, World
from honour.kernel.holding import Role, SubjectKind
from honour.kernel.progress import Silent


def chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  # predictable on purpose


SPEC = Path(__file__).parents[2] / "docs" / "spec" / "hard-cases.md"


@dataclass
class Written:
    world: World
    folder: Path
    book: TruthBook
    families: frozenset[str]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("demo-documents")
    world, book = invent(5, "small"), TruthBook()
    return Written(world, folder, book, write(world, folder, book, Silent()))


# -- an independent reader ----------------------------------------------------------------------------------------


def folded(text: str) -> str:
    return " ".join(text.split())


def xml_text(data: bytes) -> str:
    """All character data and author attributes, paragraphs apart, runs joined."""
    out: list[str] = []
    for node in etree.fromstring(data).iter():
        name = etree.QName(node).localname
        for key, value in node.attrib.items():
            if etree.QName(key).localname == "author":
                out.append(f"\n{value}\n")
        if name in {"p", "h", "tc", "title", "subject", "creator", "lastModifiedBy", "initial-creator"}:
            out.append("\n")
        if name in {"br", "line-break"}:
            out.append("\n")
        out.append(node.text or "")
        if node.tail and name in {"line-break"}:
            out.append(node.tail)
    return "".join(out)


def zipped_text(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(xml_text(archive.read(name)) for name in archive.namelist() if name.endswith(".xml"))


def pages_of(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_bounded() for page in document]


def texts_of(data: bytes, ending: str) -> dict[str, str]:
    """Place to text; '' for a page that is only a picture."""
    if ending == "pdf":
        return {f"page={number}": text for number, text in enumerate(pages_of(data), 1)}
    if ending in {"docx", "odt"}:
        return {"all": zipped_text(data)}
    if ending == "csv":
        lines = data.decode("utf-8-sig").splitlines()
        return {f"sheet=1,row={n}": "\n".join(next(csv.reader([line]))) for n, line in enumerate(lines, 1)}
    return {"all": data.decode()}


def raw_messages(folder: Path) -> Iterator[bytes]:
    for path in sorted((folder / "mail").rglob("*.eml")):
        yield path.read_bytes()
    for path in sorted((folder / "mail").glob("*.mbox")):
        for piece in re.split(rb"(?:\A|(?<=\n\n))From \S+@\S+ .*\n", path.read_bytes())[1:]:
            yield piece[:-1]


def header(message: Message, name: str) -> str:
    return str(make_header(decode_header(message.get(name, ""))))


def body_text(message: Message) -> str:
    part = message
    while part.is_multipart():
        part = part.get_payload()[0]
    text = part.get_payload(decode=True).decode(part.get_content_charset() or "ascii")
    if part.get_content_type() == "text/html":
        text = html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", text, flags=re.S))
    return "\n".join([*(header(message, name) for name in ("From", "To", "Cc", "Subject")), text])


def everything_read(folder: Path) -> dict[str, str]:
    """Address to text of all that can be opened; pages without text are pictures."""
    found: dict[str, str] = {}
    for path in sorted((folder / "drive").rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        digest = sha256(data).hexdigest()
        try:
            if not data:
                raise zipfile.BadZipFile
            for place, text in texts_of(data, path.suffix[1:].lower()).items():
                found[f"drive:file/{digest}/{place}"] = text
        except (pypdfium2.PdfiumError, zipfile.BadZipFile, UnicodeDecodeError):
            found[f"drive:file/{digest}/all"] = "!"
    for raw in raw_messages(folder):
        digest = sha256(raw).hexdigest()
        message = email.message_from_bytes(raw)
        found[f"mail:message/{digest}/body/all"] = body_text(message)
        if message.get_content_type() == "multipart/mixed":
            for number, part in enumerate(message.get_payload()[1:], 2):
                ending = header_name(part).rsplit(".", 1)[-1]
                for place, text in texts_of(part.get_payload(decode=True), ending).items():
                    found[f"mail:message/{digest}/{number}/{place}"] = text
    return found


def header_name(part: Message) -> str:
    return str(make_header(decode_header(part.get_filename() or "")))


# -- the whole ----------------------------------------------------------------------------------------------------


def test_every_record_is_found_again_and_nothing_else(small: Written) -> None:
    read = everything_read(small.folder)
    told = set(small.book.records) | set(small.book.unread)
    assert told == set(read)


def test_every_quote_stands_in_its_record(small: Written) -> None:
    read = {address: folded(text) for address, text in everything_read(small.folder).items()}
    scans = {address for address, record in small.book.records.items() if record.via == "scan"}
    checked = 0
    for address, record in small.book.records.items():
        text = read[address]
        if address in scans or (record.via == "attachment" and not text):
            assert not text, "a scan has no text layer"
            continue
        quotes = [quote for concern in record.concerns for quote in concern.quotes]
        quotes += [withhold.quote for withhold in record.withhold if withhold.quote]
        for quote in quotes:
            assert folded(quote) in text, (record.via, quote, text[:400])
            checked += 1
    assert checked > 3000
    for doubt in small.book.unsure:
        assert folded(str(doubt["quote"])) in read[str(doubt["address"])]


def test_the_same_seed_gives_the_same_bytes(small: Written, tmp_path: Path) -> None:
    again = TruthBook()
    write(invent(5, "small"), tmp_path, again, Silent())

    def content(folder: Path) -> dict[str, str]:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}

    assert content(tmp_path) == content(small.folder)
    assert again.records == small.book.records


def test_another_seed_reads_differently(small: Written, tmp_path: Path) -> None:
    other = TruthBook()
    write(invent(6, "small"), tmp_path, other, Silent())
    assert not set(other.records) & set(small.book.records)


def test_amounts_and_kinds(small: Written) -> None:
    kinds = Counter(record.via for record in small.book.records.values())
    assert kinds["mail"] >= AMOUNTS["small"].messages
    assert {"docx", "odt", "pdf", "scan", "csv", "text", "attachment"} <= set(kinds)
    assert kinds["scan"] < 8
    concerning_nobody = [r for r in small.book.records.values() if r.via == "mail" and not r.concerns]
    assert len(concerning_nobody) >= 8
    assert small.book.unsure


def test_every_family_of_the_spec_occurs_and_every_family_that_occurs_is_in_the_spec(small: Written) -> None:
    listed = set(re.findall(r"^\| `([^`]+)`", SPEC.read_text(), flags=re.M))
    rare = {name for name in listed if re.search(rf"^\| `{re.escape(name)}` .*\(school size\)", SPEC.read_text(), re.M)}
    assert small.families <= listed
    assert listed - rare <= small.families


def test_hows_of_the_truth_are_families_of_the_spec(small: Written) -> None:
    listed = set(re.findall(r"^\| `([^`]+)`", SPEC.read_text(), flags=re.M))
    assert {concern.how for record in small.book.records.values() for concern in record.concerns} <= listed


def test_everybody_named_is_a_person_of_the_world(small: Written) -> None:
    for record in small.book.records.values():
        for concern in record.concerns:
            assert concern.person in small.world.people
            assert concern.quotes
        for withhold in record.withhold:
            assert withhold.person is None or withhold.person in small.world.people
            assert set(withhold.except_for) <= set(small.world.people)


def test_the_grounds_of_the_law_all_occur_and_cover_whole_records(small: Written) -> None:
    whole = {w.ground for r in small.book.records.values() for w in r.withhold if w.whole}
    assert whole == {"EHCP", "CHILD_ABUSE", "CRIME_TAX", "CONF_REFERENCE", "HEALTH_GATE", "PRIVILEGE"}
    forwarded = [
        r
        for r in small.book.records.values()
        if r.via == "attachment" and any(w.ground == "CRIME_TAX" for w in r.withhold)
    ]
    assert forwarded


def test_a_third_partys_information_is_never_withheld_from_that_person(small: Written) -> None:
    for record in small.book.records.values():
        for withhold in record.withhold:
            if withhold.ground == "THIRD_PARTY":
                assert withhold.person in withhold.except_for


def test_names_of_staff_in_their_job_are_not_withheld_on_their_own(small: Written) -> None:
    staff = {p.id for p in small.world.of(SubjectKind.STAFF)}
    for record in small.book.records.values():
        for concern in record.concerns:
            if concern.person in staff and concern.role is Role.WRITTEN_BY:
                names = set(concern.quotes)
                assert not names & {w.quote for w in record.withhold if w.person == concern.person}


def test_unreadable_files_cannot_be_read(small: Written) -> None:
    whys = Counter(small.book.unread.values())
    assert whys["encrypted"] == 2
    assert whys["damaged"] == 3
    assert whys["unknown format"] == 2
    files = {sha256(p.read_bytes()).hexdigest(): p for p in (small.folder / "drive").rglob("*") if p.is_file()}
    for address, why in small.book.unread.items():
        path = files[address.split("/")[1]]
        data = path.read_bytes()
        if path.suffix == ".pdf":
            with pytest.raises(pypdfium2.PdfiumError):
                pypdfium2.PdfDocument(data)
        else:
            assert not zipfile.is_zipfile(path)
        if why == "encrypted":
            assert b"Dear" not in data


def test_copies_lie_in_other_folders_and_share_one_address(small: Written) -> None:
    digests = Counter(sha256(p.read_bytes()).hexdigest() for p in (small.folder / "drive").rglob("*") if p.is_file())
    assert any(count > 1 for count in digests.values())
    assert any(p.name.startswith("Copy of ") for p in (small.folder / "drive").rglob("*")) or "copies" in small.families


def test_hidden_parts_hold_people_the_plain_view_does_not_show(small: Written) -> None:
    marks = Counter()
    for path in (small.folder / "drive").rglob("*.docx"):
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                main = archive.read("word/document.xml")
                marks.update({"deleted": main.count(b"<w:delText"), "hidden": main.count(b"<w:vanish/>")})
                marks["comment"] += "word/comments.xml" in archive.namelist()
    assert marks["deleted"] >= 2
    assert marks["hidden"] >= 2
    assert marks["comment"] >= 2


def test_scans_are_pictures_at_a_slant(small: Written) -> None:
    scan = next((small.folder / "drive" / "Accidents").rglob("*.pdf"))
    page = pypdfium2.PdfDocument(scan.read_bytes())[0]
    picture = page.render(scale=1, grayscale=True).to_pil()
    darkest, lightest = picture.getextrema()
    assert darkest < 100
    assert lightest > 200
    assert page.get_textpage().get_text_bounded() == ""


def test_no_mail_line_is_longer_than_the_standard_allows(small: Written) -> None:
    assert all(len(line) <= 998 for raw in raw_messages(small.folder) for line in raw.splitlines())


# -- the parts ----------------------------------------------------------------------------------------------------


def test_a_quote_that_is_not_in_its_text_is_refused() -> None:
    with pytest.raises(AssertionError):
        Said("Amelia was late", (Claim("p1", "about", "Noah", "forename"),))


def test_joining_keeps_what_each_part_knows() -> None:
    one = Said("Amelia", (Claim("p1", "about", "Amelia", "forename"),))
    two = Said("Noah", (Claim("p2", "mentions", "Noah", "forename"),))
    both = join([one, two], " and ")
    assert both.text == "Amelia and Noah"
    assert [claim.person for claim in both.claims] == ["p1", "p2"]


def test_a_capital_at_the_start_is_followed_by_the_quote() -> None:
    said = Said("his mum rang", (Claim("p1", "mentions", "his mum", "relation"),)).capitalised()
    assert said.text == "His mum rang"
    assert said.claims[0].quote == "His mum"


def test_accents_are_left_out_letter_by_letter() -> None:
    assert without_accents("Łucja Ømer Zoë Ștefan") == "Lucja Omer Zoe Stefan"


def test_there_are_hundreds_of_sentence_shapes() -> None:
    rng = chance(1)
    shapes = {chosen(template, rng) for bank in SENTENCES.values() for template in bank for _ in range(60)}
    shapes |= {chosen(template, rng) for template in NOBODY for _ in range(20)}
    assert len(shapes) > 700


def test_topics_name_only_known_slots() -> None:
    slots = {slot for bank in SENTENCES.values() for t in bank for slot in re.findall(r"\{([a-z]+)[.}]", t)}
    assert slots <= set("cbptuvhl")
    assert set(PRIVATE) | set(ROLES) <= set(SENTENCES)
    assert not any("{" in t.replace("{=", "") for t in NOBODY)


def test_a_bare_forename_is_written_only_where_it_can_be_told(small: Written) -> None:
    roster = Roster(small.world)
    rng = chance(3)
    on = small.world.today
    forenames = Counter(without_accents(p.forename).lower() for p in small.world.pupils_on(on))
    for pupil in small.world.pupils_on(on):
        for _ in range(15):
            voice = Voice(roster, rng, on, "", "chat")
            said = voice.name(pupil.id)
            if said.claims[0].how in {"forename", "lower case"} and " " not in said.text:
                assert forenames[without_accents(pupil.forename).lower()] == 1


def test_a_private_sentence_about_two_children_hides_each_from_the_other(small: Written) -> None:
    roster = Roster(small.world)
    one, two = (p.id for p in small.world.pupils_on(small.world.today)[:2])
    voice = Voice(roster, chance(1), small.world.today)
    said = fill(voice, "{c.full} bit {b.full}.", {"c": one, "b": two}, private=("c", "b"))
    by_quote = {secret.quote: secret.except_for for secret in said.secrets}
    assert by_quote[said.text] == (one, two)
    assert by_quote[said.claims[0].quote] == (one,)
    assert by_quote[said.claims[1].quote] == (two,)


def test_a_locked_document_is_an_ole_file_whose_streams_can_be_listed() -> None:
    inner = docx(Document(Said("t"), (Para(Said("secret words")),), "2026-01-05"))
    data = locked_docx(inner, "hollyhock", chance(1))
    assert data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert "EncryptedPackage".encode("utf-16-le") in data
    assert inner[:40] not in data
    assert data == locked_docx(inner, "hollyhock", chance(1))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7, 31])
def test_the_school_is_written_in_time_and_holds_a_few_thousand_messages(tmp_path: Path, seed: int) -> None:
    world, book = invent(seed, "school"), TruthBook()
    begun = time.process_time()
    families = write(world, tmp_path, book, Silent())
    assert time.process_time() - begun < 40
    kinds = Counter(record.via for record in book.records.values())
    assert kinds["mail"] >= 2500
    assert kinds["scan"] < 60
    listed = set(re.findall(r"^\| `([^`]+)`", SPEC.read_text(), flags=re.M))
    missing = listed - families
    assert len(missing) <= 4, missing
    for story in world.requests:
        told = [r for r in book.records.values() if any(c.person == story.subject for c in r.concerns)]
        assert len(told) >= 5, story.story


def test_an_estranged_parent_never_gets_the_address(small: Written) -> None:
    away = {case.people[1] for case in small.world.cases_of(HardCase.ESTRANGED_PARENT)}
    found = [w for r in small.book.records.values() for w in r.withhold if set(w.not_for) & away and not w.whole]
    assert found
    assert all(w.person not in away for w in found)
