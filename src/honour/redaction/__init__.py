"""What is withheld, out of a rebuilt page; the release gate that proves it.

`cut.approved(text, withheld)` gives the stretches that may leave and labels of constant width for the rest.
`burn.burned(...)` gives a page's picture with whole lines painted out, or says why the picture may not leave,
and the words that a reader of the painted picture confirms.
`gate.inspect(folder, expected)` reopens finished files with readers of its own and finds what should not be there.

It promises: nothing of an original file is copied, only rebuilt; whatever could not be located, read or
explained stops the release. It does not decide what is withheld, and it cannot know of information that nobody
marked: a name that was never found is approved text here.
"""
