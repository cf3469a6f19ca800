"""The fictional school's shared drive and mailbox, with the truth of every record in them.

Call `honour.demo.documents.write.write(world, folder, book, progress)`. It promises that the same world gives the
same bytes, that every quote of the truth stands in its record, and that every family of difficulty of
docs/spec/hard-cases.md occurs. It will not read anything back, and nothing but the demo and its tests may import it.
"""
