"""Sentences of the notice to promises to checks to verdicts.

So far the one gate every check must go through: `scope.scope_of` says what a promise is about and which part of it the
map does not know; `verdict.judge` makes a verdict of what a check found there, and cannot say kept over an unmapped
part, over a part nobody examined, or over nothing. Will not: check anything itself. Spec: docs/spec/promise.md.
"""
