"""Assemble, seal and verify what leaves the school. Format: docs/spec/pack.md.

    staged = build.build(plan, target, progress=...)      -> Staged     a folder beside `target`, not a pack yet
    path = seal.seal(staged, signing_key, ledger_ref, inside=FOLDER)   -> Path   the pack, `target` itself
    verdict = verify.verify(path, school_key=None)        -> PackVerdict

`plan.Plan` is what is approved and signed; `honour.rights` makes it. `target` is a file named by the case's
reference alone (`build.file_name(plan.case)`). `inside` is a folder that must not exist yet: the redaction log, the
original hashes and the gate's report, kept at the school and never sent. `signing_key` is an Ed25519PrivateKey;
`ledger_ref` is `seal.LedgerRef(log, entry, checkpoint)` or None.

`seal` always runs the release gate (`redaction.gate`) and raises `GateStopped`, with the places, if anything is in
doubt; no argument turns it off. Whatever goes wrong, a full disk and a kill included, no file that looks like a pack
is left, and an existing one is never touched. `verify` never raises for a bad pack: it says what is wrong.

It does not decide anything, does not encrypt for the recipient, and does not send.
"""
