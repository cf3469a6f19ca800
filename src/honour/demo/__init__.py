"""A fictional school with planted truth. Nothing but the command line and the tests may know it.

Call `build.build(folder, seed=..., size=...)`; it writes the whole school and its truth.json, and the same seed gives
the same bytes. `truth.load(path)` reads the truth back. `people.invent(seed, size)` gives the school without files.
Types: `world`. Formats: docs/spec/demo-school.md, docs/spec/truth.md. It recognises nothing: truth comes from the
invented world alone, and it imports no package of honour but the kernel.
"""
