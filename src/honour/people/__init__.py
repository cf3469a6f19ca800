"""Subjects, names and variants, relations; which record concerns whom, in what role, and why."""
