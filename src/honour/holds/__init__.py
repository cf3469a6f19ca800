"""May this record be used, changed, shared, destroyed? The one gate every action asks.

`gate.may(use, address, subjects, holds)` is pure: it answers Allowed, or Held with every hold that stops the use.
`actions.place` and `actions.lift` write a hold and its ledger entry in the caller's transaction; `actions.current`
gives the holds to ask with. Asking nothing is not being allowed: pass every subject the record concerns, also those
it only mentions. A hold says what must not happen; it does not lock a source, and whoever does not ask is not stopped.
"""
