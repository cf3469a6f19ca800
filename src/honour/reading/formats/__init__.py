"""The parsers, one file a family of formats. They run in the confined child only: `dispatch.read` is the way in.

A parser gets bytes and says what it finds to `emit.Out`. It opens nothing and keeps nothing.
"""
