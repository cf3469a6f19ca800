"""In which language a mail is written: a two-letter code (ISO 639-1) where it is long enough to tell, else ''.

py3langid, whose model is part of its package. It tells Welsh, Polish, Urdu and a hundred others apart on a sentence
or two; of a mail in two languages it names the one that prevails at its beginning. The model takes 75 MB, which every
fork would have to carry, so the parent tells the language: it parses nothing, it counts letters.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

_LEAST_LETTERS = 24
_LOOKED_AT = 200
"""Characters. More do not tell better, and take longer."""
_SURE = 0.95
_NONE = "zxx"
"""The code of what is no language: lists of numbers, keys."""
_loading = threading.Lock()
_loaded: list[Any] = []


def language(text: str) -> str:
    words = text[:_LOOKED_AT]
    if sum(map(str.isalpha, words)) < _LEAST_LETTERS:
        return ""
    if not _loaded:
        with _loading:
            if not _loaded:
                from py3langid.langid import MODEL_FILE, LanguageIdentifier

                _loaded.append(LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True))
    code, share = _loaded[0].classify(words)
    return str(code) if share >= _SURE and code != _NONE else ""


def of_mail(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The language of the writer's own words: behind the headers, without `spans`; if these are too few, of all."""
    start = text.find("\n\n") + 2
    if start < 2:  # noqa: PLR2004 - there are headers and nothing else
        return ""
    at, own = start, []
    for first, last in sorted(spans):
        own.append(text[at:first])
        at = max(at, last)
        if sum(map(len, own)) > _LOOKED_AT:
            break
    else:
        own.append(text[at : at + _LOOKED_AT])
    return language(" ".join(own).strip()) or language(text[start : start + _LOOKED_AT])
