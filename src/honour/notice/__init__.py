"""Sentences of the notice to promises to checks to verdicts. Empty until its issue."""
