"""Honour: every promise of a school's privacy notice, executable and provable. See ARCHITECTURE.md."""
