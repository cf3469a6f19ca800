"""Words only: the values every other package speaks in. No I/O, no clock, no randomness but ids.

Start with `address.Address` (where a record lives) and `record.Record` (one thing held).
`holding.Holding` says whom a record concerns; `decision.Proposal` and `decision.Decision` say what
the program suggests and what a named person decided; `unread.Unread` is what could not be read.
Formats: docs/spec/record.md. Words: docs/spec/words.md.
"""
