"""The draft as one page to read: every record as it would leave, with the proposals marked. Pure.

One HTML file, no script, nothing fetched; prints well. For those who decide, so it shows what is proposed to be
withheld; it never leaves the school.
"""

from __future__ import annotations

from html import escape

from honour.rights.draft import Draft, DraftRecord, Item

_STYLE = """
:root{color-scheme:light;--ink:#1d1d1f;--quiet:#585c66;--line:#d4d7dd;--ask:#fff1c9;--cut:#ffd9d3;--form:#e4e0ff}
*{box-sizing:border-box}body{margin:0 auto;max-width:56rem;padding:1.5rem;color:var(--ink);
font:1.05rem/1.55 "Helvetica Neue",Helvetica,Arial,sans-serif}h1{font-size:1.9rem;line-height:1.2;margin:.2em 0}
h2{font-size:1.35rem;margin:2.2em 0 .4em}h3{font-size:1.05rem;margin:0}p,li{max-width:46rem}
table{border-collapse:collapse;width:100%;margin:.6em 0}
th,td{text-align:left;vertical-align:top;padding:.35em .6em .35em 0;border-bottom:1px solid var(--line)}
article{border-top:2px solid var(--ink);padding:.7em 0 1em;margin-top:1.2em}
.quiet{color:var(--quiet);font-size:.92rem;margin:.1em 0}
.text{white-space:pre-wrap;overflow-wrap:anywhere;margin:.6em 0 0}
mark{color:inherit;padding:0 .1em;background:var(--cut);text-decoration:underline;text-decoration-thickness:2px}
mark.form{background:var(--form);text-decoration-style:dotted}
.ask{background:var(--ask);padding:.4em .7em;margin:.5em 0}
a{color:#0b4f9e}a:focus{outline:3px solid #f0b400;outline-offset:2px}
@media (max-width:44rem){table,tbody,tr,td{display:block;width:100%}thead{position:absolute;clip-path:inset(50%)}
tr{border-bottom:1px solid var(--line);padding:.5em 0}td{border:0;padding:.1em 0}
td[data-h]:not(:empty)::before{content:attr(data-h) ": ";color:var(--quiet)}}
@media print{body{max-width:none;padding:0;font-size:10.5pt}article{break-inside:auto}h3{break-after:avoid}}
"""


def page(draft: Draft) -> str:
    """The whole page as text. Every value is escaped; nothing in a record can become markup."""
    items = {i.id: i for i in draft.items}
    to_decide = "".join(
        _row(
            ("", sentence(i.what)),
            ("Records", str(len(i.records))),
            ("Proposed", i.proposed or "only asked"),
            ("Rule", f"{i.source} ({i.status})"),
            ("Who", i.who),
        )
        for i in draft.items
    )
    searched = "".join(
        _row(("", s.where), ("Searched", "yes" if s.searched else "no"), ("Found", str(s.found)), ("Note", s.note))
        for s in draft.searches
    )
    unread = "".join(
        f"<li>{escape(what)}: {escape(why)}. {escape(advice)}</li>" for _, why, what, advice in draft.unread
    )
    records = "".join(_record(r, items) for r in draft.records)
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Draft of case {escape(draft.case)}</title><style>{_STYLE}</style></head><body>"
        f"<main><p class=quiet>For those who decide. Never send this page: it shows what may have to be withheld.</p>"
        f"<h1>Draft of case {escape(draft.case)}</h1>"
        f"<p>Asked by {escape(draft.requester_name)} on {draft.received:%d %B %Y} about {escape(draft.subject_name)}. "
        f"Answer by <strong>{draft.due:%A %d %B %Y}</strong>. {' '.join(escape(f) for f in draft.authority_facts)}</p>"
        f"<p>{len(draft.records)} records found and {len(draft.unread)} not read. "
        "<mark>Marked so</mark>: other people's information, proposed to be withheld. "
        '<mark class="form">Marked so</mark>: a word that may be a name and that nothing explains.</p>'
        f"<h2>What people must decide</h2>{_table(('What', 'Records', 'Proposed', 'Rule', 'Who'), to_decide)}"
        f"<h2>Where we looked</h2>{_table(('Place', 'Searched', 'Found', 'Note'), searched)}"
        + (f"<h2>Not read</h2><ul>{unread}</ul>" if unread else "")
        + f"<h2>Records</h2>{records}</main></body></html>"
    )


def sentence(words: str) -> str:
    """With a capital, unless it begins with a table's own name."""
    first, _, _ = words.partition(" ")
    return words[:1].upper() + words[1:] if first.rstrip(":").islower() else words


def _table(headings: tuple[str, ...], rows: str) -> str:
    heads = "".join(f"<th scope=col role=columnheader>{heading}</th>" for heading in headings)
    return f"<table role=table><thead><tr role=row>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _row(*cells: tuple[str, str]) -> str:
    """A row that is still a row to a screen reader when a narrow page stacks its cells."""
    made = "".join(
        f'<td role=cell data-h="{escape(name)}">{escape(text)}</td>' if name else f"<td role=cell>{escape(text)}</td>"
        for name, text in cells
    )
    return f"<tr role=row>{made}</tr>"


def _record(record: DraftRecord, items: dict[str, Item]) -> str:
    asks = "".join(
        f"<p class=ask>{escape(items[i].what)}. {escape(items[i].source)}. Who decides: {escape(items[i].who)}.</p>"
        for i in record.items
        if i in items
    )
    dated = f", {record.dated:%d %B %Y}" if record.dated else ""
    return (
        f'<article id="r{record.number}"><h3>{record.number}. {escape(record.title)}{dated}</h3>'
        f"<p class=quiet>{escape(record.where)}; {escape(', '.join(record.roles))}; {escape(record.reason)}</p>"
        f"{asks}<div class=text>{_marked(record)}</div></article>"
    )


def _marked(record: DraftRecord) -> str:
    spans = [(t.start, t.end, "<mark>") for t in record.theirs]
    spans += [(a, b, '<mark class="form">') for a, b, _ in record.forms]
    out = []
    position = 0
    for start, end, tag in sorted(spans):
        if start < position:
            continue
        out.append(escape(record.text[position:start]) + tag + escape(record.text[start:end]) + "</mark>")
        position = end
    out.append(escape(record.text[position:]))
    return "".join(out)
