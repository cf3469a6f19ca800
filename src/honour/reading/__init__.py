"""Bytes in, text with places out, in a confined process: PDF, office, spreadsheets, XML, mail, images, archives.

Call `pool.Reader` (a context manager): `read(items, progress)` yields one `result.ReadResult` per item, in the
order of the items; `render(item, page, dpi, part=, inner=)` gives one page as pixels (`result.PageImage`), also of
a document inside a message or archive. `kinds.group_of(title)` says what kind of thing a record is.
`table.tables_of(records)` gives the tables among read records (`kernel.tabular.Table`), for discovery.

    with Reader(workers=2) as reader:
        for result in reader.read(Folder("drive", path).items(), progress):
            result.records, result.unread, result.tables

Promises: every parser runs in a child that can open nothing, connect nowhere and start nothing; a child that
crashes, stalls or eats the machine costs only its own document; whatever is not read comes back as `Unread` with a
reason and advice. Formats, limits and the confinement: docs/spec/reading.md.
Will not: read handwriting, film, sound or databases; fetch anything a document points to; run macros or formulas.
"""
