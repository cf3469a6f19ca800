from __future__ import annotations

import pytest

from honour.discovery.words import numbered, tokens


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("PUP_ID", ("pupil", "identifier")),
        ("LASTUPDUSER", ("updated", "user")),
        ("DATEOFBIRTH", ("dob",)),
        ("tblStudentContacts", ("table", "student", "contact")),
        ("Contacts.Contact[1].Surname", ("contact", "contact", "1", "surname")),
        ("createdByUserId", ("created", "by", "user", "identifier")),
        ("Legal surname", ("legal", "surname")),
        ("addresses", ("address",)),
        ("", ()),
    ],
)
def test_names_of_every_style_are_cut_into_the_words_of_schools(name: str, words: tuple[str, ...]) -> None:
    assert tokens(name) == words


def test_columns_without_a_meaning_of_their_own_are_known() -> None:
    assert all(numbered(name) for name in ("UDF01", "CUSTOM_3", "custom_1", "TEXT2", "FIELD7"))
    assert not any(numbered(name) for name in ("UPN", "address1x", "pupil_id", "surname"))
