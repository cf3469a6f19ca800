"""Consent and audit of the school's website. Empty until its issue."""
