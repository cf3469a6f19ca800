"""The page of a record is found again wherever its file lay: in a folder, in an archive, attached to a message."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import typst

from honour.kernel.record import Form
from honour.reading.pool import Reader
from honour.workspace.connecting import connect
from honour.workspace.opening import open_all
from honour.workspace.pages import Pages
from honour.workspace.school import create_school
from honour.workspace.settings import Settings


def test_pages_in_folders_archives_and_messages_render_and_lost_ones_are_none(tmp_path):
    source = tmp_path / "page.typ"
    source.write_text('#set page(paper: "a5")\nAccident form\n\nNoël fell.')
    pdf = typst.compile(str(source))
    source.write_text('#set page(paper: "a4")\nLetter\n\nDear all.')
    other = typst.compile(str(source))
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = "a@example.org", "one", "Mon, 02 Nov 2026 09:30:00 +0000"
    message.set_content("See attached.")
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename="scan.pdf")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.pdf", other)
    drive = tmp_path / "drive"
    drive.mkdir()
    (drive / "a.zip").write_bytes(held.getvalue())
    (drive / "b.eml").write_bytes(message.as_bytes())
    (drive / "c.pdf").write_bytes(pdf + b"\n%another")
    school = create_school(tmp_path / "school", Settings(school_name="Hill School"))
    connect(school, "drive", str(drive), title="the shared drive")
    sources = open_all(school.settings.sources, school.folder).sources
    with Reader(workers=1) as reader:
        items = [item for source in sources for item in source.items]
        found = [record for result in reader.read(items) for record in result.records if record.form is Form.PAGE]
        pages = Pages(school, reader)
        widths = {}
        for record in found:
            image = pages.image(record)
            assert image is not None
            widths[record.title] = round(image().width_pt)
        assert widths == {"Letter (PDF), page 1": 595, "Accident form (PDF), page 1": 420}
        assert len(found) == 3
        (drive / "a.zip").unlink()
        gone = next(record for record in found if record.parent is not None and record.title.startswith("Letter"))
        assert Pages(school, reader).image(gone) is None
