"""An element leaves a list, a JSON text or a serialised value; every other byte stays."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honour.kernel.editing import CannotEdit, without
from honour.kernel.following import canonical, values_named
from honour.kernel.mapping import ColumnRef, Join, JoinKind

AT = (ColumnRef("mis", "trips", "who"),)
TO = (ColumnRef("mis", "pupils", "id"),)


def join(kind: JoinKind, detail: str) -> Join:
    return Join(AT, TO, kind, "", 1.0, 0, detail)


def php(value: object) -> str:
    """PHP's serialize(), written here from its manual: an oracle that shares nothing with the code."""
    if value is None:
        return "N;"
    if isinstance(value, bool):
        return f"b:{int(value)};"
    if isinstance(value, int):
        return f"i:{value};"
    if isinstance(value, float):
        return f"d:{value};"
    if isinstance(value, str):
        return f's:{len(value.encode())}:"{value}";'
    assert isinstance(value, dict)
    return f"a:{len(value)}:{{" + "".join(php(k) + php(v) for k, v in value.items()) + "}"


ids = st.integers(1, 400)
lists = st.lists(ids, min_size=1, max_size=9)


@pytest.mark.parametrize("separator", [",", ";", "|", " "])
@pytest.mark.parametrize(("before", "after"), [("", ""), ("[", "]"), ("{", "}"), (" (", ") "), ("W", "W")])
@pytest.mark.parametrize("form", ["{}", "'{}'", '"{}"', "00{}"])
@given(numbers=lists, pick=st.integers(0, 8))
def test_a_separated_list_is_what_it_would_be_had_the_element_never_been_there(
    separator: str, before: str, after: str, form: str, numbers: list[int], pick: int
) -> None:
    gone = numbers[pick % len(numbers)]
    before, after = before.replace("W", separator), after.replace("W", separator)

    def written(some: Sequence[int]) -> str:
        return before + separator.join(form.format(n) for n in some) + after

    rest = [n for n in numbers if n != gone]
    listed = join(JoinKind.LIST, separator)
    found = without(written(numbers), listed, {str(gone)})
    if rest:
        assert found == written(rest)
    else:
        assert found == before.strip(separator + " ") + after.strip(separator + " "), "nobody is left in it"
    assert without(found, listed, {str(gone)}) == found, "twice is once"


@given(numbers=lists, gap=st.sampled_from([", ", " , ", ",  ", ",\n"]), pick=st.integers(0, 8))
def test_blanks_between_elements_stay_as_they_are(numbers: list[int], gap: str, pick: int) -> None:
    gone = numbers[pick % len(numbers)]
    rest = [n for n in numbers if n != gone]
    found = without(gap.join(map(str, numbers)), join(JoinKind.LIST, ","), {str(gone)})
    assert [part.strip() for part in found.split(",") if part.strip()] == list(map(str, rest))
    assert found == found.lstrip()
    assert set(found) <= set("0123456789" + gap)


@given(numbers=st.lists(st.tuples(st.booleans(), ids), min_size=1, max_size=9), pick=ids)
def test_minus_tells_two_kinds_of_people_apart(numbers: list[tuple[bool, int]], pick: int) -> None:
    value = ",".join(f"{'-' if minus else ''}{n}" for minus, n in numbers)
    plain = without(value, join(JoinKind.LIST, ","), {str(pick)})
    negative = without(value, join(JoinKind.LIST, ", negative"), {str(pick)})
    assert plain == ",".join(f"{'-' if m else ''}{n}" for m, n in numbers if m or n != pick)
    assert negative == ",".join(f"{'-' if m else ''}{n}" for m, n in numbers if not m or n != pick)


@given(
    items=st.lists(st.one_of(ids, ids.map(str), st.text(max_size=4), st.none()), min_size=1, max_size=9),
    pick=st.integers(0, 8),
    indent=st.sampled_from([None, 1]),
    separators=st.sampled_from([(",", ":"), (", ", ": ")]),
    ascii_only=st.booleans(),
)
def test_a_json_list_loses_the_element_and_nothing_else(
    items: list[object], pick: int, indent: int | None, separators: tuple[str, str], ascii_only: bool
) -> None:
    def written(some: object) -> str:
        return json.dumps(some, indent=indent, separators=separators, ensure_ascii=ascii_only)

    gone = canonical(str(items[pick % len(items)])) or "77"
    listed = join(JoinKind.LIST, "json")
    rest = [i for i in items if i is None or canonical(str(i)) != gone]
    found = without(written(items), listed, {gone})
    assert json.loads(found) == rest
    if rest or indent is None:
        assert found == written(rest)
    assert without(found, listed, {gone}) == found


@given(
    people=st.lists(st.tuples(ids, st.sampled_from(["pupil", "staff"]), st.text(max_size=5)), min_size=1, max_size=6),
    pick=st.integers(0, 5),
    separators=st.sampled_from([(",", ":"), (", ", ": ")]),
)
def test_inside_json_the_whole_element_about_the_person_goes(
    people: list[tuple[int, str, str]], pick: int, separators: tuple[str, str]
) -> None:
    gone = str(people[pick % len(people)][0])

    def written(some: Sequence[tuple[int, str, str]]) -> str:
        who = [{"name": name, "id": number, "type": kind} for number, kind, name in some]
        return json.dumps({"kind": "trip", "who": who, "n": 1.50}, separators=separators)

    by_kind = join(JoinKind.JSON, "$.who[*].id where type='pupil'")
    found = without(written(people), by_kind, {gone})
    assert found == written([p for p in people if (str(p[0]), p[1]) != (gone, "pupil")])
    assert gone not in values_named(by_kind)(found)
    assert without(found, by_kind, {gone}) == found


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("$.pupil_id", '{"pupil_id": 15, "kind": "trip"}', '{"kind": "trip"}'),
        ("$.pupil_id", '{"kind":"trip" ,  "pupil_id":"0015"}', '{"kind":"trip"}'),
        ("$.pupil.id", '{"a": 1, "pupil": {"id": 15, "name": "A"}, "b": 2}', '{"a": 1, "b": 2}'),
        ("$.a[*].b[*]", '{"a": [{"b": [15, 2]}, {"b": [15]}]}', '{"a": [{"b": [2]}, {"b": []}]}'),
        ("$.pupil_id", '{"pupil_id": 15}', "{}"),
        ("$.pupil_id", '{"pupil_id": 16}', '{"pupil_id": 16}'),
        ("$[*].id", ' [ {"id": 15} , {"id": 3} ] ', ' [ {"id": 3} ] '),
    ],
)
def test_what_goes_with_an_id_in_json(path: str, before: str, after: str) -> None:
    assert without(before, join(JoinKind.JSON, path), {"15"}) == after


plain = st.one_of(ids, ids.map(str), st.text(max_size=6), st.booleans(), st.none())
php_arrays = st.dictionaries(st.one_of(st.integers(0, 50), st.text(max_size=4)), plain, min_size=1, max_size=7)


@given(array=php_arrays, pick=st.integers(0, 6), nested=st.booleans())
def test_a_serialised_value_stays_readable_with_its_lengths_put_right(
    array: dict[object, object], pick: int, nested: bool
) -> None:
    def named(value: object) -> bool:
        return isinstance(value, int | str) and not isinstance(value, bool) and canonical(str(value)) == gone

    chosen = list(array.values())[pick % len(array)]
    gone = canonical(str(chosen)) if isinstance(chosen, int | str) and not isinstance(chosen, bool) else ""
    gone = gone or "77"
    rest = {k: v for k, v in array.items() if not named(v)}
    whole: dict[object, object] = {"zoë": array, "n": None} if nested else array
    wanted: dict[object, object] = {"zoë": rest, "n": None} if nested else rest
    listed = join(JoinKind.LIST, "serialised")
    found = without(php(whole), listed, {gone})
    assert found == php(wanted)
    assert without(found, listed, {gone}) == found


@pytest.mark.parametrize(
    ("kind", "detail", "value"),
    [
        (JoinKind.LIST, "json", "[12, 15"),
        (JoinKind.LIST, "json", "[12, 15,]"),
        (JoinKind.LIST, "json", '{"15": 1}'),
        (JoinKind.LIST, "json", "[15] [12]"),
        (JoinKind.JSON, "$.id", "id=15"),
        (JoinKind.LIST, "serialised", 'a:2:{i:0;i:12;i:1;s:3:"15";}'),
        (JoinKind.LIST, "serialised", "a:2:{i:0;i:15;}"),
        (JoinKind.LIST, "serialised", "a:1:{i:0;i:15;}x"),
        (JoinKind.LIST, "serialised", 'C:3:"Who":2:{15}'),
        (JoinKind.LIST, ",", "[[15],[12]]"),
        (JoinKind.SINGLE, "", "15"),
        (JoinKind.LIST, "json", "[" * 5000 + "]" * 5000),
        (JoinKind.LIST, "serialised", "a:1:{i:0;" * 5000),
    ],
)
def test_what_is_broken_or_of_another_form_is_left_to_a_person(kind: JoinKind, detail: str, value: str) -> None:
    with pytest.raises(CannotEdit):
        without(value, join(kind, detail), {"15"})


@pytest.mark.parametrize(
    ("kind", "detail", "value"),
    [
        (JoinKind.LIST, ",", "1,2,115"),
        (JoinKind.LIST, "json", "[true, 1, null]"),
        (JoinKind.LIST, "serialised", "a:1:{i:15;i:2;}"),
    ],
)
def test_a_value_that_does_not_name_the_person_is_not_changed(kind: JoinKind, detail: str, value: str) -> None:
    assert without(value, join(kind, detail), {"15"}) == value
