"""What did rule X say on date D, who says so, and how sure are we?

`rules.value("law:deadlines/access", on=received)` gives the value in force and its Citation;
`rules.exemption(code, on)`, `rules.signers(decision, on)` and `rules.response_items(which, on)` are the same for
the shapes other packages need; `rules.book()` is the whole book that ships, `RuleBook(folder)` another one.
`holidays.calendar(book, nation)` says which days are public holidays.

A request is judged by the rule in force on its own date. No rule in force is an error, never a default.
What it will not do: judge a case. Rules are values; the judging is Python in `honour.rights`.
Format: docs/spec/rule.md. The rules themselves: law/, where a lawyer may read them.
"""
