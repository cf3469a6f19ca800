"""Nobody vanishes because the place that told of them could not be opened this time."""

from honour.kernel.address import row
from honour.kernel.holding import Name, PersonName, Subject, SubjectId, SubjectKind
from honour.workspace.mapping import people_of_failed

NAME = (PersonName(Name.LEGAL, "Ayla", "Demir"),)


def someone(letter: str, *rows: str) -> Subject:
    addresses = tuple(row(*text.split("/")) for text in rows)
    return Subject(SubjectId(f"S-{letter * 16}"), frozenset({SubjectKind.PUPIL}), NAME, hub_rows=addresses)


def test_who_is_known_only_from_a_failed_source_is_kept() -> None:
    known = [someone("a", "mis/PUPIL/1"), someone("b", "drive/list/2")]
    kept = people_of_failed([someone("a", "mis/PUPIL/1")], known, {"drive": "gone"})
    assert [s.id[2] for s in kept] == ["a", "b"]


def test_who_has_no_row_of_their_own_is_kept_while_a_source_is_gone() -> None:
    kept = people_of_failed([], [someone("c")], {"drive": "gone"})
    assert [s.id[2] for s in kept] == ["c"]


def test_who_left_a_source_that_was_read_is_not_brought_back() -> None:
    assert people_of_failed([], [someone("d", "mis/PUPIL/4")], {"drive": "gone"}) == []
