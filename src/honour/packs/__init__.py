"""Assemble, seal and verify what leaves the school. Format: docs/spec/pack.md."""
