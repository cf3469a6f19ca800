"""honour.toml: what it holds comes back; what is wrong is said by name."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honour.kernel.errors import BadInput
from honour.workspace.settings import Settings, SourceSetting, load, save, with_source

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(name=TEXT.filter(bool), lines=st.lists(TEXT, max_size=3), head=st.lists(TEXT, max_size=2))
def test_settings_survive_being_written(tmp_path_factory, name, lines, head) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("school")
    settings = Settings(name, tuple(lines), people={"head": tuple(head)}, supplementary={"purposes": name})
    save(folder, settings)
    again = load(folder)
    assert (again.school_name, again.postal_address) == (name, tuple(lines))
    assert again.people["head"] == tuple(head)
    assert again.supplementary == {"purposes": name}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("format = 2", "format = 1"),
        ("format = 1", r"lacks the table \[school\]"),
        ('format = 1\n[school]\nname = "X"\nnation = "france"\n[people]', "nation 'france' is unknown"),
        ('format = 1\n[school]\nname = "X"\n[people]\ncook = ["A"]', "knows no 'cook'"),
        ('format = 1\n[school]\nname = 7\n[people]', "name must be a text"),
        ('format = 1\n[school\n', "line 2"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "honour.toml").write_text(text)
    with pytest.raises(BadInput, match=says):
        load(tmp_path)


def test_no_workspace_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        load(tmp_path)
    assert "honour new" in refused.value.advice


def test_a_password_in_a_url_is_refused() -> None:
    source = SourceSetting("mis", "database", "postgresql://reader:secret@127.0.0.1/mis", "the database")
    with pytest.raises(BadInput, match="holds a password"):
        with_source(Settings("X"), source)


def test_a_password_in_the_environment_is_filled_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    source = SourceSetting("mis", "database", "postgresql://reader:${MIS_WORD}@127.0.0.1/mis", "the database")
    with pytest.raises(BadInput, match="MIS_WORD"):
        source.location(tmp_path)
    monkeypatch.setenv("MIS_WORD", "s3")
    assert source.location(tmp_path) == "postgresql://reader:s3@127.0.0.1/mis"


def test_two_sources_of_one_name_are_refused() -> None:
    one = with_source(Settings("X"), SourceSetting("drive", "folder", "drive", "the drive"))
    with pytest.raises(BadInput, match="Two sources are called drive"):
        with_source(one, SourceSetting("drive", "folder", "other", "the drive"))
