"""A school's database, read and never written.

Call `honour.sources.database.database.Database(name, url_or_path)`; `.tables()` gives every table that can be
read, `.unreadable()` what could not and what to do. SQLite is opened read-only through its own library; any
other SQLAlchemy URL in a read-only transaction. Views are not read: they hold nothing of their own.
"""
