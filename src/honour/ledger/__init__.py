"""Append-only evidence: who did what, to which address, why, under which rule. Format: docs/spec/ledger.md.

Write with `log.Ledger`:

    ledger = Ledger(engine, origin="honour.school/ID", signing_key=keys.signing_key())
    ledger.append([Entry(Event.CASE_OPENED, now, actor=Office.DPO, about=(Salted(salt, what),))], connection)
    note = ledger.checkpoint(now)             # text, to be kept elsewhere
    verdict = ledger.verify([note])           # audit.LedgerVerdict

`append` in the caller's own connection makes deed and evidence one transaction; it never forks the log and
leaves no gap. `verify` promises nothing without a checkpoint kept elsewhere: it then says "unproven".
Nothing here knows a name: what an entry is about is committed to with the subject's salt (`entry.Salted`).
`merkle` (hashes and proofs) and `note` (C2SP formats) are pure. Says nothing about what was never written.
"""
