"""Subjects, names and variants, relations; which record concerns whom, in what role, and why.

Start with `link.Linker(subjects, today).holdings(record)`; `index.Index` keeps what it found, sealed.
Promises: a same-name person is never silently chosen; every span is exact in the record's own text;
the same input gives the same answer. Will not: say who somebody is that the school does not know
(`forms.name_like_forms` lists such names), or decide what may be released. Spec: docs/spec/people.md.
"""
