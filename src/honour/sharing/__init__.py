"""Agreements, disclosures, recipients told. Empty until its issue."""
