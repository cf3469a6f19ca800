"""The tables of the index, one definition for all who read or write them. Format: docs/spec/people.md, "Index"."""

from __future__ import annotations

import sqlalchemy as sa

TABLES = sa.MetaData()

RECORD = sa.Table(
    "people_record",
    TABLES,
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, nullable=False, index=True),
    sa.Column("unit", sa.Text, nullable=False, index=True),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("dated", sa.Date),
    sa.Column("text_kept", sa.Boolean, nullable=False),
    sa.Column("sealed", sa.LargeBinary),
)
HOLDING = sa.Table(
    "people_holding",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("address", sa.Text, nullable=False, index=True),
    sa.Column("subject", sa.Text, nullable=False, index=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("spans", sa.Text, nullable=False),
    sa.Column("labels", sa.Text, nullable=False),
    sa.Column("alternatives", sa.Text, nullable=False),
)
SUBJECT = sa.Table(
    "people_subject",
    TABLES,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)
UNREAD = sa.Table(
    "people_unread",
    TABLES,
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, nullable=False, index=True),
    sa.Column("unit", sa.Text, nullable=False, index=True),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("advice", sa.Text, nullable=False),
)
DUPLICATE = sa.Table(
    "people_duplicate",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False, index=True),
    sa.Column("source", sa.Text, nullable=False, index=True),
    sa.Column("sealed_where", sa.LargeBinary, nullable=False),
)
RUN = sa.Table(
    "people_run",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("started_at", sa.Text, nullable=False),
    sa.Column("finished_at", sa.Text, nullable=False),
    sa.Column("records", sa.Integer, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
)
ITEM = sa.Table(
    "people_item",
    TABLES,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("item", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, nullable=False),
)
"""A file or message that was read to its end, and by which version of the readers."""
ITEM_UNIT = sa.Table(
    "people_item_unit",
    TABLES,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("item", sa.Text, primary_key=True),
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("records", sa.Integer, nullable=False),
    sa.Column("unread", sa.Integer, nullable=False),
    sa.Column("owned", sa.Boolean, nullable=False, index=True),
)
"""What lay in an item. Of what lies in several items, the first in the source's order owns the records."""
