"""`honour find --live` asks the databases as they are now, and gives what the index says of them."""

from __future__ import annotations

import json
import sqlite3

from walk_school import Walk


def _rows(walk: Walk, *more: str) -> dict[str, list[dict[str, str]]]:
    ran = walk.run("find", walk.subject, "--json", *more)
    assert ran.code in {0, 3}, ran.err
    told = json.loads(ran.out)
    assert isinstance(told, dict)
    return told


def test_live_rows_are_those_of_the_index(read_copy: Walk) -> None:
    kept, live = _rows(read_copy), _rows(read_copy, "--live")
    about = {
        (row["source"], row["table"], row["key"], row["role"])
        for row in kept["rows"]
        if row["source"] == "mis" and row["role"] != "mentions"
    }
    assert about
    assert {(r["source"], r["table"], r["key"], r["role"]) for r in live["rows"] if r["role"] != "mentions"} == about
    assert all(row["via"] for row in live["rows"])
    assert {gap["at"] for gap in live["not_searched"]} >= {"mail", "drive"}


def test_what_was_written_since_the_reading_is_found(read_copy: Walk) -> None:
    with sqlite3.connect(read_copy.folder / "mis" / "school.db") as db:
        (key, text) = db.execute("SELECT NOTE_ID, NOTE FROM tblNOTE ORDER BY NOTE_ID LIMIT 1").fetchone()
        db.execute("UPDATE tblNOTE SET NOTE = ? WHERE NOTE_ID = ?", (f"{text} Seen with {read_copy.subject}.", key))
    live = _rows(read_copy, "--live")
    assert ("tblNOTE", str(key)) in {(hit["table"], hit["key"]) for hit in (*live["mentions"], *live["rows"])}
