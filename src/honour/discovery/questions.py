"""Doubts made into questions for someone who knows the school and not databases. Few, most consequential first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from honour.discovery.answering import ABOUT, EACH, NOBODY, SAME, THING, UNKNOWN, Answers
from honour.discovery.doubts import Doubt
from honour.discovery.entities import Entities
from honour.discovery.hubs import FoundHub
from honour.discovery.profile import TableProfile
from honour.discovery.spoken import column_said, kind_of_values, table_said
from honour.kernel.holding import SubjectKind
from honour.kernel.mapping import Asks, ColumnFinding, ColumnRef, Question

MOST = 30
DONT_KNOW = "I don't know"
_NAMED = 2
"""Columns of a sort that are named; the others are counted."""
_SHOWN_CODE, _SHOWN_CODES = 6, 2
_A = {
    SubjectKind.PUPIL: "a pupil", SubjectKind.CONTACT: "a parent, carer or other contact",
    SubjectKind.STAFF: "a member of staff", SubjectKind.GOVERNOR: "a governor", SubjectKind.VISITOR: "a visitor",
    SubjectKind.OTHER: "somebody else",
}  # fmt: skip
_WORDS: dict[tuple[Asks, str], str] = {
    (Asks.ROLE, "about"): "whom the entry is about",
    (Asks.ROLE, "wrote"): "who wrote it",
    (Asks.ROLE, "dealt"): "who dealt with it as part of their work",
    (Asks.ROLE, "mentioned"): "somebody it only mentions",
    (Asks.ROLE, SAME): "the same person as the row itself",
    (Asks.TABLE, ABOUT): "something about a person, or what ties people together",
    (Asks.TABLE, THING): "a thing, place, firm, price or code, and about nobody",
    (Asks.SHARED, ABOUT): "yes, it is about them",
    (Asks.SHARED, THING): "no, it is a list the school keeps",
    (Asks.TARGET, NOBODY): "nobody: it is no person",
    (Asks.SAME, SAME): "yes, the same people",
    (Asks.SAME, "apart"): "no, different people with one name",
    (Asks.COLUMN, "health"): "health, disability or medicine",
    (Asks.COLUMN, "sen"): "special educational needs",
    (Asks.COLUMN, "ethnicity"): "ethnicity or nationality",
    (Asks.COLUMN, "religion"): "religion or belief",
    (Asks.COLUMN, "safeguarding"): "safeguarding, social work or family court",
    (Asks.COLUMN, "criminal"): "crime or police",
    (Asks.COLUMN, "politics"): "political opinion",
    (Asks.COLUMN, "union"): "trade union membership",
    (Asks.COLUMN, "sexuality"): "sex life or sexual orientation",
    (Asks.COLUMN, "biometric"): "fingerprint or face",
    (Asks.COLUMN, "genetic"): "genetic data",
    (Asks.COLUMN, ABOUT): "something else about the person",
    (Asks.COLUMN, THING): "nothing about a person",
}
_DOUBTFUL = "what hangs on it is shown as doubtful, for a person to decide"


def asked(doubts: Iterable[Doubt], answers: Answers, words: Wording) -> list[Question]:
    """The `MOST` heaviest questions that nobody answered yet; columns of one sort in one question."""
    sorts: dict[str, list[Doubt]] = defaultdict(list)
    alone: list[Doubt] = []
    for doubt in doubts:
        if answers.given(doubt.own):
            continue
        whole = answers.given(doubt.sort) if doubt.sort else False
        if whole and not answers.each(doubt.sort) and not answers.kept_away(doubt.own):
            continue
        if doubt.sort and not whole and not answers.kept_away(doubt.own):
            sorts[doubt.sort].append(doubt)
        else:
            alone.append(doubt)
    found = [words.question([doubt]) for doubt in alone]
    found.extend(words.question(members) for members in sorts.values())
    return worthwhile(found)


def worthwhile(questions: Iterable[Question]) -> list[Question]:
    """The `MOST` heaviest, once each; ties by id so that two runs ask the same."""
    once = {question.id: question for question in questions}
    return sorted(once.values(), key=lambda question: (-question.weight, question.id))[:MOST]


class Wording:
    """Says doubts in plain words."""

    def __init__(
        self,
        profiles: Mapping[str, TableProfile],
        entities: Entities,
        hubs: Mapping[str, FoundHub],
        columns: Sequence[ColumnFinding],
        codes: Mapping[ColumnRef, tuple[str, ...]],
    ) -> None:
        self._profiles, self._entities, self._hubs, self._codes = profiles, entities, hubs, codes
        self._personal: dict[str, list[str]] = defaultdict(list)
        for finding in columns:
            if finding.personal:
                self._personal[finding.at.at].append(finding.at.column)

    def question(self, members: Sequence[Doubt]) -> Question:
        """One question for doubts of one sort."""
        first = max(members, key=lambda doubt: (doubt.doubt * (doubt.rows + doubt.special), doubt.own))
        members = [first, *(doubt for doubt in members if doubt is not first)]
        several = len(members) > 1
        options = [code for code in first.options if all(code in doubt.options for doubt in members)]
        codes = (*options, *((EACH,) if several else ()), UNKNOWN)
        rows = sum(doubt.rows for doubt in members)
        people = max(doubt.people for doubt in members)
        special = sum({doubt.at.at: doubt.special for doubt in members}.values())
        weight = sum(doubt.doubt * doubt.rows for doubt in members) + first.doubt * (people + special)
        return Question(
            first.sort if several else first.own,
            self._text(members, rows, people),
            tuple(self._choice(first, code) for code in codes),
            tuple(doubt.at for doubt in members),
            round(weight, 1),
            first.kind,
            codes,
            self._assumed(first),
            round(max(doubt.doubt for doubt in members), 2),
            rows,
            people,
            special,
            self._examples(first),
        )

    # ---- names

    def _table(self, at: str) -> str:
        return f"'{table_said(self._entities, self._profiles[at])}'"

    def _column(self, ref: ColumnRef, *, pointer: bool = False) -> str:
        column = self._profiles[ref.at].columns[ref.column]
        return f"'{column_said(self._entities, ref.at, column, pointer=pointer)}'"

    def _places(self, members: Sequence[Doubt]) -> str:
        """'in A', 'in A, B and 4 more tables'."""
        tables = list(dict.fromkeys(self._table(doubt.at.at) for doubt in members))
        if len(tables) <= _NAMED:
            return f"in {' and '.join(tables)}"
        rest = len(tables) - _NAMED
        return f"in {', '.join(tables[:_NAMED])} and {_count(rest, 'more table')}"

    def _examples(self, doubt: Doubt) -> tuple[str, ...]:
        if doubt.value:
            return (f"'{doubt.value}'",)
        if not doubt.at.column:
            return ()
        codes = [code for code in self._codes.get(doubt.at, ()) if len(code.strip()) <= _SHOWN_CODE]
        if codes and doubt.kind is Asks.COLUMN:
            return tuple(f"'{code}'" for code in codes[:_SHOWN_CODES])
        return (kind_of_values(self._profiles[doubt.at.at].columns[doubt.at.column]),)

    # ---- sentences

    def _text(self, members: Sequence[Doubt], rows: int, people: int) -> str:
        first = members[0]
        if first.kind is Asks.TARGET:
            return self._whom(members, rows)
        if first.kind is Asks.ROLE:
            column = self._column(first.at, pointer=True)
            means = " does it name" if len(members) > 1 else " does it mean"
            return (
                f"{column} {self._places(members)}:{means} the person the entry is about, the one who wrote it,"
                f" or one who dealt with it? ({_count(rows, 'entry')}, {_count(people, 'person')})"
            )
        if first.kind is Asks.TABLE:
            return self._what(first)
        if first.kind is Asks.SHARED:
            return (
                f"Is an entry of {self._table(first.other)} about the people whose rows in {self._table(first.at.at)}"
                f" name it, as a family's address is about the family? ({_count(rows, 'entry')})"
            )
        if first.kind is Asks.CODE:
            return (
                f"In {self._table(first.at.at)}, {self._column(first.at)} says what kind of person somebody is."
                f" Who has '{first.value}' there? ({_count(people, 'person')})"
            )
        example = ", such as " + " and ".join(e for e in self._examples(first)) if self._codes.get(first.at) else ""
        kind = kind_of_values(self._profiles[first.at.at].columns[first.at.column])
        return (
            f"What does {self._column(first.at)} {self._places(members)} tell? It holds {kind}{example}"
            f" ({_count(rows, 'entry')})."
        )

    def _whom(self, members: Sequence[Doubt], rows: int) -> str:
        first = members[0]
        if first.value:
            beside = self._column(replace(first.at, column=first.other))
            return (
                f"In {self._table(first.at.at)}, {beside} says what an entry belongs to. To what do those with"
                f" '{first.value}' belong? ({_count(rows, 'entry')})"
            )
        told = list(dict.fromkeys(self._column(doubt.at, pointer=True) for doubt in members))
        if len(members) == 1 or len(told) == 1:
            return f"Whom does {told[0]} {self._places(members)} name? ({_count(rows, 'entry')})"
        shown = [f"{self._column(doubt.at, pointer=True)} in {self._table(doubt.at.at)}" for doubt in members[:_NAMED]]
        rest = len(members) - len(shown)
        more = f"{', '.join(shown)} and {_count(rest, 'more column')}" if rest else " and ".join(shown)
        doing = " say who did something" if first.sort.endswith(":did it") else " name somebody"
        return f"{more}{doing}. In which list is that person? ({_count(rows, 'entry')})"

    def _what(self, doubt: Doubt) -> str:
        names = self._personal[doubt.at.at][: _NAMED + 1]
        told = [self._column(ColumnRef(doubt.at.source, doubt.at.table, name)) for name in names]
        held = f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else "".join(told)
        return f"What is one line of {self._table(doubt.at.at)}? It has {held} ({_count(doubt.rows, 'line')})."

    def _choice(self, doubt: Doubt, code: str) -> str:
        if code == UNKNOWN:
            return DONT_KNOW
        if code == EACH:
            return "it differs from table to table"
        if doubt.value and doubt.kind is Asks.TARGET and code == NOBODY:
            return "something else"
        if (doubt.kind, code) in _WORDS:
            return _WORDS[doubt.kind, code]
        if doubt.kind is Asks.TARGET:
            found = self._hubs.get(code)
            if found is None:
                return f"an entry of {self._table(code)}"
            return f"{'a login' if found.account else _A[found.hub.kind]} in {self._table(code)}"
        what = _A[SubjectKind(code)]
        return what if doubt.kind is Asks.CODE else f"a person: {what}"

    def _assumed(self, doubt: Doubt) -> str:
        taken = self._choice(doubt, doubt.taken)
        if doubt.kind is Asks.COLUMN:
            return (
                'Until somebody says, it is taken for personal data of no special category; after "I don\'t know" it'
                " counts as unmapped, and no promise over it is called kept."
            )
        if doubt.kind is Asks.CODE:
            return f'Until somebody says, and after "I don\'t know", they are taken for {taken}.'
        if doubt.kind is Asks.TABLE:
            return f'Until somebody says, and after "I don\'t know", it is taken for {taken}: nothing is left out.'
        if doubt.kind is Asks.SHARED:
            return 'Until somebody says, and after "I don\'t know", it is taken to be about them: nothing is left out.'
        if doubt.kind is Asks.TARGET and doubt.taken == NOBODY:
            return "Until somebody says, nobody is found by it."
        return f'Until somebody says, it is taken for {taken}; after "I don\'t know" too, and then {_DOUBTFUL}.'


_MANY = {"entry": "entries", "person": "people"}


def _count(number: int, what: str) -> str:
    return f"{number:,} {what if number == 1 else _MANY.get(what, what + 's')}"
