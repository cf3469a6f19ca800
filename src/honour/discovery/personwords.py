"""Whether the words of a column say that it names a person, in one system's own language.

A system calls its people as it likes: a hub named `party` makes PARTY_ID a person's key there, and where the staff
table is called `teachers` a TEACHER_ID says whose row it is rather than who teaches.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from honour.discovery.entities import bare, kind_word
from honour.discovery.profile import ColumnProfile
from honour.discovery.roles import ACTING, is_structure
from honour.discovery.valueforms import flag_like, names_people
from honour.discovery.words import PERSON_WORDS

_PEOPLE = frozenset(
    """customer client borrower passenger applicant candidate patient subscriber actor member donor alumnus alumni
    resident voter player driver referee invitee attendee participant respondent lead tenant author reader buyer
    seller cardholder recipient sender payer payee host traveller guest registrant coach volunteer beneficiary leaver
    joiner patron""".split()
)
"""Words for people beside those of schools, so that shops and libraries come out sensibly."""
_THINGS = frozenset(
    """school agency supplier shipper vendor organisation organization company department room building site
    location product item book film menu dish asset equipment device course subject lookup code type status reason
    country language setting config configuration option parameter template category definition field permission
    migration version schema job queue cache holiday term period calendar scale scheme currency region city store
    warehouse category stock brand manufacturer publisher genre role module plugin layout theme translation constant
    surgery practice authority establishment laptop tablet computer vehicle locker invoice ledger
    homework assignment quiz unit task""".split()
)
_KEYED = frozenset({"identifier", "number", "code", "reference"})
_OF_THE_KEY = frozenset("photo card expiry type image format date status scan issued prefix length required".split())
"""Behind a key they say something of it: STUDENT_ID_CARD is no pointer."""
_MESSAGES = frozenset("message post comment log chat email note login session inbox outbox sms mail forum".split())
_BY = frozenset("author creator recorder reporter approver editor".split())
_TO = frozenset("from to cc bcc".split())
"""Before or behind a person they say who a message goes to or comes from."""
_HANDED = frozenset("issued given assigned awarded sent lent allocated".split())
_AGENT = re.compile(r"(er|or|ist|ian|nurse|senco|sendco|dsl|victim|clerk|dpo)\Z")
_SHORTEST_AGENT = 3
_NO_AGENT = frozenset(
    """letter number order register counter paper folder filter transfer header center centre computer printer other
    offer user locker voucher sensor monitor colour color error factor sector floor door motor mirror tenor master
    layer server router container identifier parameter marker poster newsletter quarter semester trimester chapter
    answer cover dinner danger disorder power tower water weather danger character corner matter list wishlist checklist
    shortlist author supplier provider carrier manufacturer publisher contractor vendor distributor shipper retailer
    insurer employer sponsor over under after rollover remainder reminder earlier later""".split()
)
_NOT_WHO = frozenset("timestamp date time order sort group filter search url".split())


def about_things(words: Sequence[str]) -> bool:
    """Whether a table's words say that its rows are things, places or codes."""
    return bool(words) and (words[-1] in _THINGS or is_structure(words) or "lookup" in words)


def about_messages(words: Collection[str]) -> bool:
    return bool(set(words) & _MESSAGES)


_TEACHERS, _OFTEN = frozenset({"teacher", "tutor"}), 2
"""Where tables are named after teachers (absences, contracts), the system calls its staff so."""


class PersonWords:
    """`hubs`: the words of the people tables of this system; `tables`: those of all its tables."""

    def __init__(self, hubs: Iterable[Sequence[str]] = (), tables: Sequence[Sequence[str]] = ()) -> None:
        heads = {words[-1] for words in hubs if words} - _THINGS
        heads |= {word for word in _TEACHERS if sum(word in words for words in tables) >= _OFTEN}
        self._words = (frozenset(PERSON_WORDS) - {"account"}) | _PEOPLE | heads
        self.acting = (ACTING | {"by", "taker", "modified"}) - heads
        """Words that say the person did something to the row rather than that it is theirs."""

    def any(self, words: Collection[str]) -> bool:
        return any(word in self._words for word in words if word != "operator")

    def all(self, words: Collection[str]) -> bool:
        return all(word in self._words for word in words)

    def acts(self, words: Collection[str]) -> bool:
        """Whether the words say that the person did something to the row; issued to, given to say the contrary."""
        held = set(words)
        return bool(held & self.acting) and not self._handed(held)

    def _handed(self, held: set[str]) -> bool:
        return "to" in held and "by" not in held and bool(held & _HANDED)

    def keyed(self, words: Sequence[str], column: ColumnProfile) -> bool:
        """STUDENT_ID, BORROWER_NO, personIDCreator: a person by key, whether or not their table is known."""
        return self._key(words) is not None and _keylike(column)

    def _key(self, words: Sequence[str]) -> int | None:
        """Where in the words a person word stands right before a word for a key; None if nowhere."""
        for place, (word, after) in enumerate(pairwise(words)):
            if word == "parent" and not place and len(words) == 2:  # noqa: PLR2004 - a bare PARENT_ID is the row above
                continue
            keyed = after in _KEYED and (word != "account" or after == "identifier")
            person = word in self._words or (after == "identifier" and _agent(word))
            if keyed and person and not set(words[place + 2 :]) & _OF_THE_KEY:
                return place
        return None

    def whose(
        self, words: Sequence[str], column: ColumnProfile, table_words: Sequence[str], *, teachers: bool = False
    ) -> bool:
        """A pupil's name or number kept in the row says whose the row is, though nothing joins.

        `teachers`: a TEACHER_CODE says so too, as where no pupil is in the row.
        """
        things, told = about_things(table_words), set(words)
        if self.acts(told - _TEACHERS if teachers else told):
            return False
        stem = set(bare(tuple(words)))
        kind = kind_word(stem & self._words) or ("person" if stem & self._words else "")
        named = bool(told & {"name", "fullname"}) and stem <= self._words | {"name", "fullname"}
        if len(words) == 1 and kind == "pupil" and column.list_kind:
            return True
        if self._handed(told) and "identifier" in told and _keylike(column):
            return not things
        if not kind or (things and (named or kind not in {"pupil", "contact"})):
            return False
        if named:
            return not column.filled or names_people(column)
        if not _keylike(column) or flag_like(column):
            return False
        if len(words) == 1 and kind in {"pupil", "staff"} and column.filled and not things:
            return not column.has("full name") or names_people(column)
        place = self._key(words)
        if place is None:
            return False
        after = [word for word in words[place + 2 :] if not word.isdigit() and word not in {"list", "array"}]
        return self.all(after)

    def persons_key(self, words: Sequence[str], column: ColumnProfile, table_words: Sequence[str]) -> bool:
        """STUDENT_ID as the key of a table of medical notes: it tells rows apart and says whose they are."""
        place = self._key(words)
        if place is None or words[place] == "account" or not _keylike(column):
            return False
        return not self.own_key(words, column, table_words)

    def own_key(self, words: Sequence[str], column: ColumnProfile, table_words: Sequence[str]) -> bool:
        """STUDENT_NOTE_ID, or NOTE_ID at the head of the table of student notes; PERSON_ID at the head of students."""
        stem, entity = bare(tuple(words)), tuple(table_words)
        if not stem or "identifier" not in words:
            return False
        head = column.position == 0 and (entity[-1:] == stem[-1:] or self.all(entity))
        return stem == entity or head

    def own_number(self, words: Sequence[str], column: ColumnProfile, table_words: Collection[str]) -> bool:
        """STAFF_CODE in the staff table: their own number, not a key of someone else's row."""
        rest = set(bare(tuple(words))) - {*table_words, *self._words}
        return column.unique and bool(set(words) & _KEYED - {"identifier"}) and not rest and self.any(table_words)

    def named_by(self, words: Sequence[str], column: ColumnProfile) -> bool:
        """CREATED_BY, approver, to_user: the column says who, by key, login or name, in any table."""
        told = set(words)
        if flag_like(column) or any(column.has(form) for form in ("moment", "day", "decimal", "clock")):
            return False
        if told & _NOT_WHO:
            return False
        if self._handed(told) and "identifier" in told:
            return True
        if "by" in told or told & _BY:
            return True
        stem = set(bare(tuple(words)))
        sent = stem & _TO and stem - _TO - {"is"} <= self._words
        return bool(sent and kind_word(stem)) or self.keyed(words, column)


def _agent(word: str) -> bool:
    """Perpetrator, counsellor, psychologist: who does or did something, by the end of the word."""
    return bool(_AGENT.search(word)) and word not in _NO_AGENT and len(word) >= _SHORTEST_AGENT


def _keylike(column: ColumnProfile) -> bool:
    return not column.filled or column.id_like or column.given_up or bool(column.list_kind)
