"""A parent reads what a table is, and the school still finds it."""

import pytest

from honour.workspace.titles import table_title


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("tblATTMARK", "Attendance mark (tblATTMARK)"),
        ("sPUP_MEDCOND", "Pupil medical condition (sPUP_MEDCOND)"),
        ("sPUP_SEN", "Pupil SEN (sPUP_SEN)"),
        ("lkpATTCODE", "Attendance code (lkpATTCODE)"),
        ("incident", "incident"),
        ("t", "t"),
    ],
)
def test_a_table_is_called_by_its_words_and_by_its_name(name: str, title: str) -> None:
    assert table_title(name) == title
