"""Append-only evidence: who did what, to which address, why, under which rule. Format: docs/spec/ledger.md."""
