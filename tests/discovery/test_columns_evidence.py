"""What each kind of evidence does by itself: comments, code tables, field definitions, check digits, combinations."""

from __future__ import annotations

from labelled import MemoryTable, read

from honour.discovery.codesets import labels_of_set, sets_of_values
from honour.discovery.labels import labels_of_words
from honour.discovery.mapping import map_tables
from honour.discovery.words import tokens
from honour.discovery.written import map_from_json, map_to_json
from honour.kernel.holding import Label
from honour.kernel.mapping import ColumnFinding, Kind
from honour.kernel.tabular import Column


def table(name: str, columns: dict[str, list[str | None]], comments: dict[str, str] | None = None) -> MemoryTable:
    told = comments or {}
    return MemoryTable(
        "mis",
        name,
        tuple(Column(column, comment=told.get(column, "")) for column in columns),
        tuple(zip(*columns.values(), strict=True)),
    )


def found(*tables: MemoryTable) -> dict[str, ColumnFinding]:
    return {f"{c.at.table}.{c.at.column}": c for c in map_tables(tables).columns}


PUPILS = table(
    "pupils",
    {
        "pupil_id": [str(n) for n in range(1, 41)],
        "forename": ["Amelia", "Noah", "Zainab", "Oliver"] * 10,
        "surname": ["Fernsby", "Okonjo", "Hartnoll", "Rahimi", "Underhay"] * 8,
        "x1": ["WBRI", "AIND", "BAFR", "MWAS"] * 10,
        "remark_code": ["17", "18", "19", "17"] * 10,
        "group_code": ["31", "32", "33", "31"] * 10,
    },
)


def test_ethnicity_is_known_by_its_codes_under_a_name_that_says_nothing() -> None:
    column = found(PUPILS)["pupils.x1"]
    assert column.personal
    assert column.labels == {Label.ETHNICITY}
    assert "law:code-sets/ethnicity" in column.reason


def test_a_comment_speaks_where_the_name_does_not() -> None:
    one = table("pupils", {"pupil_id": ["1", "2", "3"], "surname": ["Fernsby", "Okonjo", "Rahimi"],
                           "forename": ["Amelia", "Noah", "Omar"], "kd7": ["a", "b", "a"]},
                {"kd7": "Religion of the child"})  # fmt: skip
    assert found(one)["pupils.kd7"].labels == {Label.RELIGION}


def test_a_table_of_all_codes_gives_each_column_only_what_it_uses() -> None:
    codes = table(
        "lookup_values",
        {
            "value_id": ["17", "18", "19", "31", "32", "33"],
            "text": ["Asthma", "Epilepsy", "Eczema", "Red", "Blue", "Green"],
        },
    )
    from honour.discovery.columns import Columns
    from honour.discovery.entities import Entities
    from honour.discovery.profile import profile_tables
    from honour.kernel.mapping import ColumnRef, Join, JoinKind
    from honour.kernel.progress import Silent

    profiles, _ = profile_tables([PUPILS, codes], Silent())
    columns = Columns(profiles, Entities(profiles.values()), {})
    joins = [
        Join((ColumnRef("mis", "pupils", name),), (ColumnRef("mis", "lookup_values", "value_id"),), JoinKind.SINGLE,
             "as given", 1.0)
        for name in ("remark_code", "group_code")
    ]  # fmt: skip
    made = {f.at.column: f for f in columns.findings({"mis.pupils"}, joins, [], set())}
    assert made["remark_code"].labels == {Label.HEALTH}
    assert made["group_code"].labels == frozenset()
    assert not made["text"].personal


def test_values_of_fields_the_school_defined_are_special_where_a_field_is() -> None:
    tables, _ = read("entity_values")
    columns = {f"{c.at.table}.{c.at.column}": c for c in map_tables(tables).columns}
    value = columns["person_attribute_value.value_text"]
    assert {Label.HEALTH, Label.RELIGION, Label.SEN} <= value.labels
    assert "field list" in value.reason


def test_short_codes_count_only_where_the_name_hints_at_their_set() -> None:
    assert sets_of_values({"C1", "C2", "E1", "V2"}, {"classroom"}) == ()
    assert sets_of_values({"C1", "C2", "E1", "V2"}, {"legal", "status"}) == ("legal-status-looked-after",)
    assert labels_of_set("legal-status-looked-after") == {Label.SOCIAL_WORK}


def test_colours_and_dishes_are_no_parties_and_no_illnesses() -> None:
    assert sets_of_values({"Red", "Green", "Blue", "Yellow"}, {"house"}) == ()
    assert sets_of_values({"Milk", "Eggs", "Fish"}, {"dish"}) == ()


def test_words_that_mean_another_thing_beside_another_word_give_no_label() -> None:
    for name in ("password_salt", "sent_date", "send_email", "race_number", "data_protection_flag", "weight_kg_package",
                 "tennis_court", "credit_union_ref", "image_height"):  # fmt: skip
        assert not labels_of_words(tokens(name)), name


def test_names_of_many_styles_give_their_label() -> None:
    for name, label in (
        ("PUPETHN", Label.ETHNICITY), ("ETHNCTY", Label.ETHNICITY), ("strKonfession", Label.RELIGION),
        ("DISABFLG", Label.HEALTH), ("medicalConditions", Label.HEALTH), ("GP_NAME", Label.HEALTH),
        ("tradeUnionMember", Label.UNION), ("sexual_orientation", Label.SEXUALITY), ("DbsCertNo", Label.CRIMINAL),
        ("fingerTemplate", Label.BIOMETRIC), ("dna_sample", Label.GENETIC), ("political_party", Label.POLITICS),
        ("SenProvision", Label.SEN), ("has_ehcp", Label.EHCP), ("cp_plan", Label.SAFEGUARDING),
    ):  # fmt: skip
        assert label in labels_of_words(tokens(name)), name


def test_columns_that_single_people_out_together_are_named_with_their_share() -> None:
    ids = range(200)
    pupils = table(
        "pupils",
        {
            "pupil_id": [str(n) for n in ids],
            "forename": ["Amelia", "Noah"] * 100,
            "surname": ["Fernsby", "Okonjo", "Hartnoll", "Rahimi"] * 50,
            "sex": ["F" if n < 100 else "M" for n in ids],
            "class": ["1A" if n < 100 else "2A" for n in ids],
            "first_language": ["Polish" if n == 7 else "Urdu" if n in {31, 131} else "English" for n in ids],
        },
    )
    quasi = map_tables([pupils]).quasi
    assert [(q.columns, q.unique_share, q.rows) for q in quasi] == []
    rare = table("pupils", {**{c.name: [row[i] for row in pupils.values] for i, c in enumerate(pupils.columns)},
                            "nationality": [f"country {n % 97}" for n in ids]})  # fmt: skip
    pair = map_tables([rare]).quasi[0]
    assert (pair.columns, pair.unique_share, pair.rows) == (("sex", "nationality"), 0.94, 200)


def test_kinds_labels_and_combinations_survive_being_written() -> None:
    tables, _ = read("mis_snake")
    made = map_tables(tables)
    assert made.quasi
    assert map_from_json(map_to_json(made)) == made
    by_name = {f"{c.at.table}.{c.at.column}": c for c in made.columns}
    assert Kind.CONSENT in by_name["students.photo_consent"].kinds
