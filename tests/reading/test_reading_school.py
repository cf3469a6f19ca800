"""The fictional school, read whole: every record the truth lists is found or named as unread, with its words in it."""

from __future__ import annotations

import pytest

from honour.demo.build import build
from honour.demo.truth import load
from honour.reading.pool import Reader
from honour.sources.folder.folder import Folder
from honour.sources.mailbox.mailbox import Mailbox
from honour.sources.paper_index.paper_index import PaperIndex

SEED = 4711


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    """(truth, records by address, unread by address) of a small school; databases are another connector's."""
    folder = tmp_path_factory.mktemp("school") / "s"
    build(folder, seed=SEED, size="small")
    truth = load(folder / "truth.json").raw
    records, unread = {}, {}
    with Reader(workers=2) as reader:
        for source in truth["sources"]:
            path = folder / source["path"]
            if source["kind"] == "paper":
                index = PaperIndex(source["name"], path)
                records |= {str(record.address): record for record in index.records()}
                unread |= {str(task.address): task for task in index.tasks()}
            elif source["kind"] in ("folder", "mailbox"):
                connector = Folder if source["kind"] == "folder" else Mailbox
                for result in reader.read(connector(source["name"], path).items()):
                    records |= {str(record.address): record for record in result.records}
                    unread |= {str(one.address): one for one in result.unread}
    return truth, records, unread


def files_only(truth):
    databases = tuple(f"{source['name']}:" for source in truth["sources"] if source["kind"] == "database")
    return [record for record in truth["records"] if not record["address"].startswith(databases)]


def test_every_record_of_the_school_is_read_or_unread(school):
    truth, records, unread = school
    wanted = {record["address"] for record in files_only(truth)}
    assert len(wanted) > 500
    assert wanted - set(records) - set(unread) == set()


def test_what_the_school_knows_to_be_unreadable_is_unread_and_little_else(school):
    truth, _, unread = school
    planned = {one["address"] for one in truth["unreadable"]}
    assert planned <= set(unread)
    beyond = [one for address, one in unread.items() if address not in planned]
    assert [one.what for one in beyond if one.what != "an empty file"] == []


def test_the_words_that_concern_somebody_are_in_the_text(school):
    truth, records, _ = school
    missed, seen = [], 0
    for told in files_only(truth):
        if told["address"] not in records:
            continue
        text = " ".join(records[told["address"]].text.split())
        for concern in told.get("concerns", ()):
            for quote in concern["quotes"]:
                seen += 1
                if " ".join(quote.split()) not in text:
                    missed.append((told["via"], told["address"], quote))
    assert seen > 1000
    assert [miss for miss in missed if miss[0] not in ("scan", "attachment")] == []
    assert len(missed) <= 0.01 * seen, "OCR may lose an accent"
