"""Word and PowerPoint of 1997 to 2003: what they show, what they hide, and what is wrong with them."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import olefile
import pytest
from compound_file import compound_file
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honour.kernel.unread import Why
from honour.reading.confine import Limits
from honour.reading.emit import Out, Where
from honour.reading.formats import compound, dispatch

MADE = Path(__file__).parent / "made"


def made_file(name: str) -> bytes:
    return gzip.decompress((MADE / f"{name}.gz").read_bytes())


def hidden_of(record) -> list[tuple[str, str]]:
    return [(record.text[start:end].strip(), why) for start, end, why in record.hidden]


def streams(data: bytes) -> dict[str, bytes]:
    with olefile.OleFileIO(data) as file:
        return {"/".join(path): file.openstream(path).read() for path in file.listdir()}


def test_an_old_word_document_is_read_with_what_it_hides(read):
    (record,) = read(made_file("letter.doc")).records
    assert record.title == "Letter (Word)"
    lines = [line for line in record.text.split("\n") if line.strip()]
    assert lines == [
        "Dear Mrs Patel,",
        "Amelia settled well.He hit Noël. She reads daily.",
        "Seen not for parents by all.",
        "Subject\tMark",
        "Reading\t",
        "ゾルゲ and 𐌲𐌿 end.",
        "\tSee her plan.",
        "Springfield Infant School",
        "In confidence",
        "Tara Finch: Ask social care first",
        "\tLast year too.",
        "title: Year 1 report",
        "creator: Ruth Okafor",
        "lastModifiedBy: Ruth Okafor",
        "Checked by: Ben Larch",
    ]
    assert hidden_of(record) == [
        ("He hit Noël.", "deleted text"),
        ("not for parents", "hidden text"),
        ("Tara Finch: Ask social care first", "comment"),
        ("title: Year 1 report", "document property"),
        ("creator: Ruth Okafor", "document property"),
        ("lastModifiedBy: Ruth Okafor", "document property"),
        ("Checked by: Ben Larch", "document property"),
    ]
    assert record.author == "Ruth Okafor"


def test_old_slides_are_read_with_hidden_ones_and_notes(read):
    (record,) = read(made_file("slides.ppt")).records
    assert record.text == (
        "Sports day\nAmelia runs first\nBen may not run\nMention Noël\ntitle: Sports day\ncreator: Ruth Okafor"
    )
    assert hidden_of(record)[:2] == [("Ben may not run", "hidden slide"), ("Mention Noël", "speaker notes")]


def test_a_locked_word_document_says_so(read):
    parts = streams(made_file("letter.doc"))
    main = bytearray(parts["WordDocument"])
    main[11] |= 1
    result = read(compound_file({**parts, "WordDocument": bytes(main)}))
    assert [unread.why for unread in result.unread] == [Why.ENCRYPTED]
    assert result.records == ()


def test_an_object_in_an_old_document_is_a_document_of_its_own(read):
    parts = streams(made_file("letter.doc"))
    label = b"notes.txt\0C:\\notes.txt\0"
    note = b"Amelia may not be photographed, says her mother.\n" * 2
    native = b"\x02\0" + label + b"\0\0\3\0" + struct.pack("<I", 4) + b"tmp\0" + struct.pack("<I", len(note)) + note
    parts["ObjectPool/_1/\x01Ole10Native"] = struct.pack("<I", len(native)) + native
    for name, content in streams(made_file("letter.doc")).items():
        parts[f"ObjectPool/_2/{name}"] = content
    outer, first, second = read(compound_file(parts)).records
    assert first.text == note.decode()
    assert "He hit Noël." in second.text
    assert {first.parent, second.parent} == {outer.address}
    assert second.address.parts[0] != outer.address.parts[0]


def record_(kind: int, content: bytes, instance: int = 0, container: bool = False) -> bytes:
    return struct.pack("<HHI", instance << 4 | (15 if container else 0), kind, len(content)) + content


def slide(words: str) -> bytes:
    text = record_(4000, words.encode("utf-16-le"))
    return record_(1006, record_(0xF004, record_(0xF00D, text, 0, True), 0, True), 0, True)


def saved_twice(first: str, second: str) -> bytes:
    """Slides saved with `first`, then in haste with `second` behind it."""
    listed = record_(4080, record_(1011, struct.pack("<IIIII", 2, 0, 0, 256, 0)), 0, True)
    stream = record_(1000, listed, 0, True)
    at = len(stream)
    stream += slide(first)
    table = len(stream)
    stream += record_(6002, struct.pack("<III", 2 << 20 | 1, 0, at))
    edit = len(stream)
    stream += record_(4085, struct.pack("<IIIIIII", 256, 3, 0, table, 1, 3, 1))
    at = len(stream)
    stream += slide(second)
    table = len(stream)
    stream += record_(6002, struct.pack("<II", 1 << 20 | 2, at))
    last = len(stream)
    stream += record_(4085, struct.pack("<IIIIIII", 256, 3, edit, table, 1, 3, 1))
    user = record_(4086, struct.pack("<III", 20, 0xE391C05F, last))
    return compound_file({"PowerPoint Document": stream, "Current User": user})


def test_what_an_earlier_save_of_slides_left_behind_is_read_and_marked(read):
    (record,) = read(saved_twice("Noël bites", "Noël is kind")).records
    assert record.text == "Noël is kind\nNoël bites"
    assert hidden_of(record) == [("Noël bites", "earlier revision")]


def read_here(data: bytes) -> list[dict]:
    said: list[dict] = []

    class Kept(Out):
        def say(self, one):
            said.append(one)

        def flush(self):
            pass

    where = Where("file", "0" * 64)
    dispatch.read(data, where, "", Kept(Limits(), -1, dispatch.read))
    return [one for one in said if one["k"] in ("r", "u")]


@pytest.mark.parametrize("name", ["letter.doc", "slides.ppt"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.data())
def test_a_damaged_old_document_is_told_or_unread_and_never_a_crash(name, chance):
    parts = streams(made_file(name))
    hit = chance.draw(st.sampled_from([part for part, content in parts.items() if content]))
    content = bytearray(parts[hit])
    for _ in range(chance.draw(st.integers(1, 8))):
        content[chance.draw(st.integers(0, min(len(content), 6000) - 1))] = chance.draw(st.integers(0, 255))
    parts[hit] = bytes(content[: chance.draw(st.integers(1, len(content)))])
    said = read_here(compound_file(parts))
    assert said, "neither text nor a reason"
    for one in said:
        for start, end, _ in one.get("hidden", ()):
            assert 0 <= start <= end <= len(one["text"])


def test_an_old_document_that_is_cut_off_gives_no_garbage():
    parts = streams(made_file("letter.doc"))
    for cut in (100, 600, 1200):
        (said,) = read_here(compound_file({**parts, "WordDocument": parts["WordDocument"][:cut]}))
        assert said["why"] == Why.DAMAGED.value


@given(
    st.dictionaries(
        st.sampled_from(["A", "WordDocument", "1Table", "B/C", "B/D"]), st.binary(max_size=9000), min_size=1
    )
)
def test_a_storage_written_anew_holds_the_same_streams(parts):
    data = compound.written({tuple(name.split("/")): content for name, content in parts.items()})
    assert data == compound.written({tuple(name.split("/")): content for name, content in reversed(parts.items())})
    again = streams(data)
    assert set(again) == set(parts)
    for name, content in parts.items():
        assert again[name][: len(content)] == content
        assert not again[name][len(content) :].strip(b"\0")
