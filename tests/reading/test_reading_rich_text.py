"""Rich text: characters of any code page, text boxes, comments, fields, properties, objects."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honour.reading.formats import rtf


def hidden_of(record) -> list[tuple[str, str]]:
    return [(record.text[start:end].strip(), why) for start, end, why in record.hidden]


def test_characters_are_in_the_code_page_of_their_font_and_pairs_are_joined(read):
    data = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset238 B;}{\f2\fcharset128 C;}}"
        rb"\f0 No\'ebl \f1 Stanis\'b3aw \f2 \'93\'8c\'8b\'9e \f0 \uc1\u-10188?\u-8962? end}"
    )
    (record,) = read(data).records
    assert record.text == f"Noël Stanisław 東京 {chr(0x1D0FE)} end"


def test_what_a_letter_hides_and_adds_is_read_and_marked(read):
    data = (
        rb"{\rtf1{\info{\title Visit}{\author Ruth Okafor}{\creatim\yr2026}"
        rb"{\upr{\company ???}{\*\ud{\company Szko\u322?a}}}}"
        rb"{\*\userprops{\propname Checked by}\proptype30{\staticval Ben Larch}}{\header In confidence\par}"
        rb"Dear Mrs {\*\bkmkstart Amelia}Patel{\*\atnid RO}{\*\atnauthor Tara Finch}\chatn"
        rb"{\*\annotation ask \i first\par},\par"
        rb"{\field{\*\fldinst HYPERLINK \"mailto:ruth@school.example\"{\*\datafield 00ff}}{\fldrslt write to us}}\par"
        rb"{\shp{\*\shpinst{\sp{\sn shapeType}{\sv 202}}{\shptxt in a box\par}}{\shprslt in a box}}"
        rb"{\v secret}{\deleted gone}{\*\footnote See her plan.}{\xe Brandt, Noel}{\*\unknown thing} end\par}"
    ).replace(b'\\"', b'"')
    (record,) = read(data).records
    assert [line for line in record.text.split("\n") if line] == [
        "title: Visit", "creator: Ruth Okafor", "company: Szkoła", "Checked by: Ben Larch", "In confidence",
        "Dear Mrs Patel,", 'HYPERLINK "mailto:ruth@school.example" write to us', "in a box", "secretgone",
        "See her plan.Brandt, Noel end", "Tara Finch: ask first",
    ]  # fmt: skip
    assert record.author == "Ruth Okafor"
    assert hidden_of(record) == [
        ("title: Visit", "document property"),
        ("creator: Ruth Okafor", "document property"),
        ("company: Szkoła", "document property"),
        ("Checked by: Ben Larch", "document property"),
        ('HYPERLINK "mailto:ruth@school.example"', "link"),
        ("secret", "hidden text"),
        ("gone", "deleted text"),
        ("Brandt, Noel", "field code"),
        ("Tara Finch: ask first", "comment"),
    ]


@pytest.mark.parametrize("packed", [True, False])
def test_an_object_is_a_document_of_its_own(read, packed):
    note = b"Amelia may not be photographed, says her mother.\n" * 2
    native = b"\x02\0n.txt\0C:\\n.txt\0\0\0\3\0" + struct.pack("<I", 4) + b"tmp\0" + struct.pack("<I", len(note)) + note
    called, content = (b"Package\0", native) if packed else (b"Note\0", note)
    head = struct.pack("<III", 0x501, 2, len(called)) + called + struct.pack("<III", 0, 0, len(content))
    data = rb"{\rtf1 Outer {\object\objemb{\*\objclass Package}{\*\objdata " + (head + content).hex().encode() + rb"}"
    outer, inner = read(data + rb"{\result picture of it}}}").records
    assert outer.text == "Outer \npicture of it"
    assert inner.text == note.decode()
    assert inner.parent == outer.address


@given(
    st.lists(
        st.sampled_from(
            [
                r"\b",
                r"\v ",
                r"\v0 ",
                "{",
                "}",
                "word ",
                r"\'e9",
                r"\u233?",
                r"\par ",
                r"{\*\annotation x}",
                r"{\info{\title t}}",
                r"\f1 ",
                r"\ansicpg932 ",
                r"\uc3 ",
                "\\",
                r"{\upr",
                r"{\*\ud ",
                r"{\shp{\*\shpinst{\shptxt b}}}",
            ]
        )
    )
)
def test_any_order_of_words_gives_text_whose_hidden_spans_lie_in_it(pieces):
    text = rtf.of("{" + "".join(pieces)).text
    whole = str(text)
    assert text.length == len(whole)
    for start, end, why in text.hidden:
        assert 0 <= start <= end <= len(whole)
        assert why
