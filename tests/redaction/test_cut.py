"""Cutting withheld spans: nothing of them is left, and nothing tells how long they were."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from honour.redaction.cut import Label, Text, approved, approved_part, plain, regions


@dataclass(frozen=True)
class Span:
    start: int
    end: int
    code: str = "A"


texts = st.text(st.characters(codec="utf-8"), max_size=80)


@st.composite
def cuts(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(texts)
    spans = draw(
        st.lists(
            st.builds(Span, st.integers(0, len(text)), st.integers(0, len(text) + 3), st.sampled_from(["A", "B", "C"])),
            max_size=5,
        )
    )
    return text, spans


@given(cuts())
def test_every_letter_that_leaves_was_outside_of_every_span(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    inside = {at for span in spans for at in range(span.start, span.end)}
    kept = "".join(part.text for part in approved(text, spans) if isinstance(part, Text))
    outside = "".join(char for at, char in enumerate(text) if at not in inside)
    remaining = iter(outside)
    # A subsequence of what may leave: nothing added but the one blank or break beside a label.
    assert all(char in remaining for char in kept if not char.isspace())


@given(cuts())
def test_no_spans_change_nothing_and_labels_stand_only_where_something_was_taken(
    case: tuple[str, list[Span]],
) -> None:
    text, spans = case
    assert plain(approved(text, [])) == text
    real = [span for span in spans if span.start < min(span.end, len(text))]
    labels = [part for part in approved(text, spans) if isinstance(part, Label)]
    assert bool(labels) == bool(real)
    assert {label.code for label in labels} == {span.code for span in real}


@given(st.text("ab ", max_size=20), st.text("cd", max_size=20), st.text("xyz ,\n", min_size=1, max_size=40))
def test_the_result_does_not_depend_on_what_was_taken_out(before: str, after: str, secret: str) -> None:
    """Same surroundings, any secret of at least one word: the same page."""
    secret = f"q{secret}q"
    text, other = f"{before} {secret} {after}", f"{before} qq {after}"
    start = len(before) + 1
    assert approved(text, [Span(start, start + len(secret))]) == approved(other, [Span(start, start + 2)])


@given(st.text(" \n\t", max_size=6), st.text(" \n\t", max_size=6))
def test_blanks_beside_a_label_become_one(left: str, right: str) -> None:
    text = f"a{left} Amelia {right}b"
    start = text.index("Amelia")
    shown = plain(approved(text, [Span(start, start + 6)]))
    assert shown.replace("\n", " ") == "a [withheld A] b"


def test_a_span_that_cuts_a_word_takes_the_whole_word() -> None:
    assert plain(approved("with Amelias mother", [Span(5, 8)])) == "with [withheld A] mother"
    assert plain(approved("with Amelia's mother", [Span(5, 11)])) == "with [withheld A]'s mother"
    assert plain(approved("Zoe\u0308 came", [Span(0, 3)])) == "[withheld A] came"


def test_scripts_without_blanks_lose_only_what_was_marked() -> None:
    assert plain(approved("王小明去学校", [Span(0, 3)])) == "[withheld A]去学校"


def test_neighbouring_spans_become_one_label_so_that_words_cannot_be_counted() -> None:
    text = "by Amelia Rose Patel today"
    three = [Span(3, 9), Span(10, 14), Span(15, 20)]
    assert approved(text, three) == approved(text, [Span(3, 20)])
    assert plain(approved(text, three)) == "by [withheld A] today"


def test_overlapping_spans_with_two_codes_show_each_code_once() -> None:
    labels = approved("abc def ghi", [Span(0, 7, "A"), Span(4, 11, "B"), Span(0, 11, "A")])
    assert labels == (Label("A"), Label("B"))


def test_spans_beyond_the_text_are_clipped_and_empty_ones_withhold_nothing() -> None:
    assert approved("abc", [Span(2, 99)]) == (Label("A"),)
    assert approved("abc", [Span(1, 1)]) == (Text("abc"),)
    assert regions("", [Span(0, 4)]) == ()


def test_a_field_of_a_row_is_cut_by_spans_of_the_whole_text() -> None:
    text = "Name: Amelia\nMark: 7\n"
    span = [Span(6, 15)]
    assert plain(approved_part(text, span, 0, 4)) == "Name"
    assert approved_part(text, span, 6, 12) == (Label("A"),)
    # The span reaches into the next heading, whose word goes whole.
    assert approved_part(text, span, 13, 17) == (Label("A"),)
    assert plain(approved_part(text, span, 19, 20)) == "7"
