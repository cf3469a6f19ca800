"""The README's "On your own files", command by command, on a few invented files of a school that is no demo."""

from __future__ import annotations

import json
import mailbox
import re
import tomllib
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from walk_school import run

README = Path(__file__).parents[2] / "README.md"
PUPILS = """Admission No,Forename,Surname,Date of birth,Class
A101,Annika,Thistlewood,2019-04-01,Wrens
A102,Bodhi,Quarrington,2019-06-11,Wrens
A103,Clover,Umberslade,2019-01-21,Robins
A104,Dafydd,Ellesmere,2018-11-02,Robins
A105,Esme,Pemberley,2018-12-12,Robins
"""
CONTACTS = """Contact ID,Pupil Admission No,Forename,Surname,Relationship,Parental responsibility,Email
1,A101,Petra,Thistlewood,Mother,Y,petra.t@home.example
2,A102,Isaac,Quarrington,Father,Y,isaac.q@home.example
3,A103,Marta,Umberslade,Mother,Y,marta.u@home.example
4,A104,Gwen,Ellesmere,Mother,Y,gwen.e@home.example
5,A105,Noor,Pemberley,Carer,N,noor.p@home.example
"""
LETTER = (
    "Dear Ms Thistlewood,",
    "Annika Thistlewood has settled well into Wrens this term and reads with confidence.",
    "She sat beside Bodhi Quarrington at lunch on Tuesday.",
    "Yours sincerely, Hazel Brook",
)
SIGNERS = {
    "data-protection-lead": "Hazel Brook",
    "office-lead": "Hazel Brook",
    "second-reader": "Tariq Lowe",
    "second-person": "Tariq Lowe",
    "head": "Joan Ash",
    "senco": "Ines Vale",
    "dsl": "Joan Ash",
    "dpo": "Owen Field",
}
DAY = "2026-11-30"


def _docx(path: Path, paragraphs: tuple[str, ...]) -> None:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    rels = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{rels}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{rels}/relationships"><Relationship Id="r1" Type="{office}" '
            f'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>')


@pytest.fixture
def own_files(tmp_path: Path) -> Path:
    drive = tmp_path / "files"
    drive.mkdir()
    (drive / "pupils.csv").write_text(PUPILS, encoding="utf-8")
    (drive / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    _docx(drive / "letter.docx", LETTER)
    box = mailbox.mbox(tmp_path / "office.mbox")
    for sender, subject, text in (
        ("petra.t@home.example", "Annika's jumper", "Annika Thistlewood left her jumper on the peg. Petra Thistlewood"),
        ("gwen.e@home.example", "Dafydd away", "Dafydd Ellesmere will be away on Monday. Gwen Ellesmere"),
    ):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, "office@school.example", subject
        message["Date"], message["Message-ID"] = "Mon, 05 Oct 2026 09:00:00 +0100", f"<{abs(len(text))}@home.example>"
        message.set_content(text)
        box.add(message)
    box.flush()
    return tmp_path


def _settings_filled(path: Path) -> None:
    """As a newcomer does: every empty value gets the school's own words, every capacity a name."""
    text = path.read_text(encoding="utf-8")
    for capacity, name in SIGNERS.items():
        text = text.replace(f"{capacity} = []", f'{capacity} = ["{name}"]')
    text = text.replace('dpo = ""', 'dpo = "Owen Field, dpo@school.example"')
    text = text.replace("regulator = []", 'regulator = ["The regulator", "Its address"]')
    text = re.sub(r'^([a-z-]+) = ""$', r'\1 = "Words of this school about \1."', text, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")


def _review_filled(path: Path) -> None:
    everyone = json.dumps(sorted(set(SIGNERS.values())))
    answers = {
        "evidence": '"known to the office"',
        "reason": '"weighed one by one"',
        "signed_by": everyone,
        "decided_on": DAY,
        "on": DAY,
        "lead": '"Hazel Brook"',
        "second": '"Tariq Lowe"',
        "head": '"Joan Ash"',
        "type_of_information": '"a name"',
        "duty_of_confidence": '"none"',
        "steps_to_seek_consent": '"not asked"',
        "capable_of_consent": '"too young"',
        "express_refusal": '"none"',
        "opinion": '"already known"',
        "opinion_by": '"Joan Ash"',
        "opinion_on": DAY,
    }
    decisions = {
        "identity": "accepted",
        "release": "signed",
        "balance": "withhold",
        "ground": "release",
        "doubtful": "theirs",
        "forms": "withhold",
        "others": "release",
    }
    lines, table = [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"\[+(\w+)\]+", line):
            table = heading[1]
        key, _, value = line.partition(" = ")
        if key == "id":
            # The requester is among the others where no table ties her to the child; her own letter names her.
            table = "others" if value == '"B-others"' else table
        if value in {'""', "[]"} and (key in answers or key == "decision"):
            line = f'{key} = "{decisions[table]}"' if key == "decision" else f"{key} = {answers[key]}"  # noqa: PLW2901
        lines.append(line)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_every_command_of_the_readme_is_walked_here() -> None:
    block = README.read_text(encoding="utf-8").partition("## On your own files")[2].partition("```\n")[2]
    verbs = re.findall(r"honour (\w+)", block.partition("```")[0])
    assert verbs == ["new", "connect", "map", "read", "who", "find", "access", "review", "seal"]


def test_the_readme_on_own_files(own_files: Path) -> None:
    new = run("new", "my-school", cwd=own_files)
    assert new.code == 0, new.err
    here = own_files / "my-school"
    settings = tomllib.loads((here / "honour.toml").read_text(encoding="utf-8"))
    assert set(settings["supplementary"].values()) == {""}
    assert len(settings["supplementary"]) >= 8
    assert all(names == [] for names in settings["people"].values())

    def honour(*words: str, code: int = 0) -> str:
        ran = run(*words, cwd=here)
        assert ran.code == code, ran.out + ran.err
        assert "Traceback" not in ran.err
        return ran.out if code == 0 else ran.err

    honour("connect", "drive", "../files", "--title", "the office files")
    honour("connect", "mail", "../office.mbox")
    assert "People: 10," in honour("map"), "five pupils and five parents"
    honour("read")
    assert "Annika Thistlewood" in honour("who", "annika")
    assert "records" in honour("find", "Annika Thistlewood")
    asked = ("Annika Thistlewood", "--for", "Petra Thistlewood", "--received", DAY, "--today", DAY)
    honour("access", *asked, "--out", "../review")
    honour("review", "../review", "--today", DAY, code=4)
    _review_filled(own_files / "review" / "review.toml")
    assert "must be signed by" in run("review", "../review", "--today", DAY, cwd=here).out, "nobody may sign yet"
    _settings_filled(here / "honour.toml")
    empty = (here / "honour.toml").read_text(encoding="utf-8")
    (here / "honour.toml").write_text(re.sub(r"(?m)^purposes = .*$", 'purposes = ""', empty), encoding="utf-8")
    checked = honour("review", "../review", "--today", DAY)
    assert "0 undecided, 0 wrong" in checked
    assert "supplementary.purposes" in honour("seal", "../review", "--today", DAY, code=4)
    (here / "honour.toml").write_text(empty, encoding="utf-8")
    assert "Sealed" in honour("seal", "../review", "--today", DAY)
    [pack] = (own_files / "review").glob("*.pack.zip")
    assert "Whole and unchanged" in honour("verify", str(pack))
    with zipfile.ZipFile(pack) as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist() if name.endswith((".json", ".csv")))
    assert b"Annika" in inside
    for other in (b"Bodhi", b"Quarrington", b"Ellesmere"):
        assert other not in inside


def test_settings_that_people_wrote_survive_a_connect(own_files: Path) -> None:
    assert run("new", "my-school", cwd=own_files).code == 0
    path = own_files / "my-school" / "honour.toml"
    path.write_text(path.read_text(encoding="utf-8") + "# Ask Hazel before adding more.\n", encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    assert run("connect", "drive", "../files", cwd=own_files / "my-school").code == 0
    assert path.read_text(encoding="utf-8").startswith(before)
    for setting in ("postal_address", "nation", "kind", "dpo_since", "regulator_checked_on", "[store]", "[people]"):
        assert setting in before, "every setting is named, with a hint"
