"""Sentences from templates.

`[a|b]` chooses, nested as deep as wanted. `{c}` names the person in slot c as the voice would; `{c.full}`,
`{c.formal}`, `{c.again}` say how; `{c.he}`, `{c.him}`, `{c.his}`, `{c.himself}`, `{c.class}`, `{c.year}` are words
about them; `{=place}` draws a word; `{when}` is a value given. `<c:...>` marks words that are confidential to the
person in slot c. Slots c, d are children, b another child, p an adult of c, t and u staff, v a professional.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

from honour.demo.documents.naming import Voice
from honour.demo.documents.said import Claim, Said, Secret, join
from honour.demo.documents.words import WORDS

_INNERMOST = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(=?)([a-z_]+)(?:\.([A-Za-z]+))?\}")
_SECRET = re.compile(r"<([a-z]):([^<>]*)>")
_PRONOUNS = {"he", "him", "his", "himself", "He", "Him", "His"}
ABOUT = ("c", "d")
"""Slots whose person is the sentence's subject; others are mentioned."""


def chosen(template: str, rng: random.Random) -> str:
    """The template with every alternative decided."""
    while True:
        found = _INNERMOST.search(template)
        if found is None:
            return template
        template = template[: found.start()] + rng.choice(found.group(1).split("|")) + template[found.end() :]


def fill(
    voice: Voice,
    template: str,
    people: Mapping[str, str],
    values: Mapping[str, str | Said] | None = None,
    roles: Mapping[str, str] | None = None,
    private: Sequence[str] = (),
    why: str = "about another person",
) -> Said:
    """The sentence. `private`: slots of those to whom the whole sentence is confidential.

    Where two children share a private sentence each may see it, without the name of the other.
    Raises KeyError for a slot nobody fills.
    """
    flat = chosen(template, voice.rng)
    parts: list[Said] = []
    at = 0
    for found in _SECRET.finditer(flat):
        parts.append(_slots(voice, flat[at : found.start()], people, values or {}, roles or {}))
        inner = _slots(voice, found.group(2), people, values or {}, roles or {})
        owner = people[found.group(1)]
        parts.append(hidden(inner, (owner,), why))
        at = found.end()
    parts.append(_slots(voice, flat[at:], people, values or {}, roles or {}))
    said = join(parts).capitalised()
    if private:
        owners = tuple(dict.fromkeys(people[slot] for slot in private if slot in people))
        children = [owner for owner in owners if voice.person(owner).pupil is not None]
        names = [
            Secret(
                claim.quote, claim.person, "THIRD_PARTY", "names another child in this child's record", (claim.person,)
            )
            for claim in said.claims
            if len(children) > 1 and claim.person in children
        ]
        said = hidden(said, owners, why) if owners else said
        said = Said(said.text, said.claims, said.secrets + tuple(dict.fromkeys(names)), said.doubts)
    return said


def hidden(said: Said, owners: tuple[str, ...], why: str, not_for: tuple[str, ...] = ()) -> Said:
    """The words, confidential to `owners` (the first is whose they are); never for a requester in `not_for`."""
    secret = Secret(said.text, owners[0], "THIRD_PARTY", why, owners, not_for=not_for)
    return Said(said.text, said.claims, (*said.secrets, secret), said.doubts)


def _slots(
    voice: Voice,
    text: str,
    people: Mapping[str, str],
    values: Mapping[str, str | Said],
    roles: Mapping[str, str],
) -> Said:
    parts: list[Said | str] = []
    at = 0
    for found in _SLOT.finditer(text):
        parts.append(text[at : found.start()])
        drawn, key, form = found.groups()
        if drawn:
            parts.append(chosen(voice.rng.choice(WORDS[key]), voice.rng))
        elif key in people:
            parts.append(_person(voice, key, form or "", people, roles))
        else:
            parts.append(values[key])
        at = found.end()
    parts.append(text[at:])
    return join(parts)


def _person(voice: Voice, slot: str, form: str, people: Mapping[str, str], roles: Mapping[str, str]) -> Said | str:
    who = people[slot]
    if form in _PRONOUNS:
        return voice.pronoun(who, form)
    if form == "class":
        return voice.class_name(who)
    if form == "year":
        return voice.year_group(who)
    role = roles.get(slot, "about" if slot in ABOUT else "mentions")
    if form == "dsl":
        voice.used.add("role")
        return Said("the DSL", (Claim(who, role, "DSL", "role"),))
    child = people.get("c", "")
    return voice.name(who, role, form, child=child if child != who else "")
