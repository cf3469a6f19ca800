"""Which rows are one human. Keys first, then name with birth date, then name with a way to reach them.

Never merged: pupils of one table with different UPNs or birth dates (twins, cousins of one name), rows that share
only a name, rows that share only a household's telephone, e-mail or address, adults of one name and one address who
are reached by different telephones or e-mail addresses, a parent and a member of staff who share no more than that
(father and son, two sisters-in-law). What is likely and not sure is merged or left apart with the doubt said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from honour.kernel.following import name_key
from honour.kernel.holding import SubjectKind
from honour.people import nearly
from honour.people.hubrows import HubRow

_REACH = ("email", "phone", "address", "postcode", "username")
_MOST_OF_ONE_KEY = 40
"""Rows with one e-mail or telephone beyond which it is an office's, not a person's."""


class Groups:
    """Union-find over row numbers, with the doubts a merge leaves."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self.held = {row: [row] for row in range(size)}
        """head -> the rows of its group."""
        self.doubts: dict[int, list[str]] = defaultdict(list)
        self.maybe: list[tuple[int, int, str]] = []
        """Rows of two groups that may be one human all the same, and why: for a person to settle."""

    def find(self, row: int) -> int:
        while self._parent[row] != row:
            self._parent[row] = self._parent[self._parent[row]]
            row = self._parent[row]
        return row

    def join(self, one: int, other: int) -> None:
        a, b = self.find(one), self.find(other)
        if a != b:
            head, gone = min(a, b), max(a, b)
            self._parent[gone] = head
            self.held[head].extend(self.held.pop(gone))
            if gone in self.doubts:
                self.doubts[head].extend(self.doubts.pop(gone))


def link(rows: Sequence[HubRow], same: Iterable[tuple[int, int]], apart: Iterable[tuple[str, str]] = ()) -> Groups:
    """Groups of rows that are one human. `same`: pairs that a pointer says are one. `apart`: two tables whose rows
    under one name are different humans, as the school says."""
    groups = Groups(len(rows))
    for one, other in same:
        groups.join(one, other)
    linker = _Linker(rows, groups, frozenset(map(frozenset, apart)))
    for kind in ("upn", "nino"):
        for block in _blocks(rows, kind):
            linker.compare(block, _by_number)
    linker.compare_all(linker.by_birth(), _by_birth)
    linker.compare_all(linker.by_short_name(), _by_short_name)
    for kind in _REACH:
        for block in _blocks(rows, kind):
            if len(block) <= _MOST_OF_ONE_KEY:
                linker.compare(block, _by_reach)
    for block in linker.by_mailbox():
        linker.compare(block, _by_mailbox)
    linker.visitors()
    linker.lists_without_birth()
    linker.nearly()
    return groups


def _blocks(rows: Sequence[HubRow], kind: str) -> list[list[int]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for found, value in row.keys:
            if found == kind:
                blocks[value].append(number)
    return [block for block in blocks.values() if len(block) > 1]


def _forms(row: HubRow) -> frozenset[str]:
    return frozenset(name_key(f"{name.forename} {name.surname}") for name in row.names if name.surname)


Rule = Callable[[HubRow, HubRow, frozenset[str], frozenset[str]], str | None]
"""None: not one human. '': one human. Else: one human, with this doubt."""


class _Linker:
    def __init__(self, rows: Sequence[HubRow], groups: Groups, apart: frozenset[frozenset[str]] = frozenset()) -> None:
        self._rows, self._groups, self._kept_apart = rows, groups, apart
        self._forms = [_forms(row) for row in rows]

    def compare(self, block: Sequence[int], rule: Rule) -> None:
        first = block[0]
        for place, one in enumerate(block):
            # a long block is compared with its first and its neighbours: linear, and the rules are transitive
            others = block[place + 1 :] if len(block) <= _MOST_OF_ONE_KEY else {first, *block[place + 1 : place + 4]}
            for other in others:
                if other == one or self._groups.find(one) == self._groups.find(other):
                    continue
                doubt = rule(self._rows[one], self._rows[other], self._names(one), self._names(other))
                if doubt is None or self._apart(one, other):
                    continue
                if rule is _by_reach and self._reached_apart(one, other):
                    self._groups.maybe.append((one, other, "one name and one address"))
                    continue
                self._groups.join(one, other)
                if doubt:
                    self._groups.doubts[self._groups.find(one)].append(doubt)

    def _names(self, row: int) -> frozenset[str]:
        """The names of a row, or, where it bears none, of the human it is already known to be."""
        if self._forms[row]:
            return self._forms[row]
        return frozenset().union(*(self._forms[other] for other in self._groups.held[self._groups.find(row)]))

    def compare_all(self, blocks: Iterable[Sequence[int]], rule: Rule) -> None:
        for block in blocks:
            if len(block) > 1:
                self.compare(block, rule)

    def by_birth(self) -> list[list[int]]:
        blocks: dict[tuple[str, date], list[int]] = defaultdict(list)
        for number, row in enumerate(self._rows):
            if row.born:
                for form in self._forms[number]:
                    blocks[form, row.born].append(number)
        return list(blocks.values())

    def by_short_name(self) -> list[list[int]]:
        """'Irina L.' with a birth date, beside the full name with that date."""
        short: dict[tuple[str, date], list[int]] = defaultdict(list)
        for number, row in enumerate(self._rows):
            first, _, last = row.full.rpartition(" ")
            if row.born and len(last) == 1:
                short[f"{first} {last}", row.born].append(number)
        for number, row in enumerate(self._rows) if short else ():
            first, _, last = row.full.rpartition(" ")
            born = row.born
            if born and len(last) > 1 and (f"{first} {last[0]}", born) in short:
                short[f"{first} {last[0]}", born].append(number)
        # two full names that fit one short one are two children: nobody is chosen
        return [
            block
            for block in short.values()
            if len({self._groups.find(n) for n in block if len(self._rows[n].full.rpartition(" ")[2]) > 1}) == 1
        ]

    def by_mailbox(self) -> list[list[int]]:
        """The login a.shah2 beside a.shah2@school.example: what stands before the @ is mostly the login."""
        blocks: dict[str, dict[int, None]] = defaultdict(dict)
        logins = {value for row in self._rows for kind, value in row.keys if kind == "username"}
        for number, row in enumerate(self._rows):
            for kind, value in row.keys:
                local = value.partition("@")[0] if kind == "email" else value if kind == "username" else ""
                if local in logins:
                    blocks[local][number] = None
        return [list(block) for block in blocks.values() if 1 < len(block) <= _MOST_OF_ONE_KEY]

    def visitors(self) -> None:
        """A visitors' book has a row a visit: one name there is taken for one visitor, and that is said."""
        blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, row in enumerate(self._rows):
            if row.kind is SubjectKind.VISITOR and " " in row.full:
                blocks[row.at, row.full].append(number)
        for block in blocks.values():
            for other in block[1:]:
                if self._groups.find(other) != self._groups.find(block[0]):
                    self._groups.join(block[0], other)
            if len(block) > 1:
                doubts = self._groups.doubts[self._groups.find(block[0])]
                doubts.append("visits under one name are taken for one visitor")

    def lists_without_birth(self) -> None:
        """A line of a list that has a name and no key: joined to the one person of its kind with that name, doubted."""
        by_form: dict[str, set[int]] = defaultdict(set)
        for number, row in enumerate(self._rows):
            if "/" not in row.at:
                for form in self._forms[number]:
                    by_form[form].add(self._groups.find(number))
        heads = dict(self._groups.held)
        kinds = {head: {self._rows[number].kind for number in members} for head, members in heads.items()}
        in_database = {head for head, members in heads.items() if any("/" not in self._rows[n].at for n in members)}
        for number, row in enumerate(self._rows):
            head = self._groups.find(number)
            if "/" not in row.at or head in in_database or row.born or any(key == "upn" for key, _ in row.keys):
                continue
            fits = {
                found
                for form in self._forms[number]
                for found in by_form.get(form, ())
                if row.kind in kinds[found] or row.kind is SubjectKind.OTHER
            }
            if len(fits) == 1:
                self._groups.join(number, next(iter(fits)))
                self._groups.doubts[self._groups.find(number)].append("a list names them only by name")

    def nearly(self) -> None:
        """What is likely and not sure: merged or left apart, with the doubt said either way."""
        for blocks, rule, merges in nearly.RULES:
            humans = nearly.humans_of(self._rows, self._groups.held)
            tables = {human.head: human.tables for human in humans}
            for one, other, why, alone in nearly.found_by(humans, blocks, rule, self._speaks_against):
                a, b = self._groups.find(one.head), self._groups.find(other.head)
                if a == b:
                    continue
                # what was merged a moment ago may speak against the next
                free = not tables[a] & tables[b] and not self._speaks_against(a, b, births=True)
                if merges and alone and free and one.pupil and other.pupil:
                    self._groups.join(a, b)
                    head = self._groups.find(a)
                    tables[head] = tables[a] | tables[b]
                    self._groups.doubts[head].append(why)
                else:
                    self._groups.maybe.append((one.head, other.head, why))

    def _speaks_against(self, one: int, other: int, births: bool) -> bool:
        return self._apart(one, other, births=births) or any(
            self._differ(one, other, kind) for kind in ("email", "phone", "username", "admission")
        )

    def _apart(self, one: int, other: int, *, births: bool = True) -> bool:
        """Two different UPNs, National Insurance numbers or birth dates anywhere in the two groups are two humans."""
        if self._kept_apart:
            here, there = (
                {self._rows[n].at for n in self._groups.held[self._groups.find(row)]} for row in (one, other)
            )
            if any(frozenset({a, b}) in self._kept_apart for a in here for b in there):
                return True
        born = {
            self._rows[n].born
            for row in (one, other)
            for n in self._groups.held[self._groups.find(row)]
            if self._rows[n].born
        }
        return (births and len(born) > 1) or any(self._differ(one, other, kind) for kind in ("upn", "nino"))

    def _reached_apart(self, one: int, other: int) -> bool:
        """Two who share an address and nothing that is one person's: with different ones of those, or one a parent
        and the other staff.
        """
        kinds = {self._rows[one].kind, self._rows[other].kind}
        mine, theirs = self._keys(one), self._keys(other)
        if {kind for kind, _ in mine & theirs} - {"address", "postcode"}:
            return False
        if len(kinds) > 1 and SubjectKind.CONTACT in kinds:
            return True
        return any(self._differ(one, other, kind) for kind in ("email", "phone", "username", "admission"))

    def _differ(self, one: int, other: int, kind: str) -> bool:
        """Whether both groups have keys of the kind and none in common."""
        mine = {value for found, value in self._keys(one) if found == kind}
        theirs = {value for found, value in self._keys(other) if found == kind}
        return bool(mine) and bool(theirs) and not mine & theirs

    def _keys(self, row: int) -> frozenset[tuple[str, str]]:
        members = self._groups.held[self._groups.find(row)]
        return frozenset().union(*(self._rows[n].keys for n in members))


def _by_number(one: HubRow, other: HubRow, forms: frozenset[str], others: frozenset[str]) -> str | None:
    """One UPN or National Insurance number. Somebody's number typed at another's name is a misprint, not a merge."""
    if not forms or not others or forms & others:
        return ""
    words, other_words = {w for f in forms for w in f.split()}, {w for f in others for w in f.split()}
    if words & other_words:
        return "" if one.born and one.born == other.born else "one number, partly different names"
    return "one number and birth date, different names" if one.born and one.born == other.born else None


def _by_birth(one: HubRow, other: HubRow, forms: frozenset[str], others: frozenset[str]) -> str | None:
    """One name and one birth date. In one table two such rows need more: they may be two children."""
    if not forms & others or not _compatible(one, other):
        return None
    if one.at == other.at:
        shared = {kind.partition(":")[0] for kind, _ in one.keys & other.keys}
        known = {"upn", "admission", "number", "address", "postcode", "phone", "email", "username"}
        return "" if shared & known else None
    return ""


def _by_short_name(one: HubRow, other: HubRow, forms: frozenset[str], others: frozenset[str]) -> str | None:  # noqa: ARG001 - a Rule
    """One birth date, forename and initial, and one person only whom that fits."""
    return "" if one.at != other.at and _compatible(one, other) else None


def _by_reach(one: HubRow, other: HubRow, forms: frozenset[str], others: frozenset[str]) -> str | None:
    """One name and one e-mail, telephone, address or login. Without the name it is a household, not a human."""
    if not forms & others or not _compatible(one, other):
        return None
    shared = {kind for kind, _ in one.keys & other.keys}
    if SubjectKind.PUPIL in {one.kind, other.kind} and one.at == other.at and not one.born:
        return None
    if one.at == other.at and not shared & {"email", "phone", "username"} and not shared >= {"address"}:
        return None
    if shared <= {"postcode"}:
        return "one name and one postcode"
    return ""


def _by_mailbox(one: HubRow, other: HubRow, forms: frozenset[str], others: frozenset[str]) -> str | None:
    """One name, and a login that is what stands before the @. Between tables only, and only people of one kind."""
    kinds = {one.kind, other.kind} - {SubjectKind.OTHER}
    if one.at == other.at or not forms & others or len(kinds) > 1 or (one.born and other.born):
        return None
    return "one name, and a login like the e-mail address"


def _compatible(one: HubRow, other: HubRow) -> bool:
    """A pupil and an adult are two humans even with one name and one address: father and son."""
    adults = {SubjectKind.CONTACT, SubjectKind.STAFF, SubjectKind.GOVERNOR, SubjectKind.VISITOR}
    kinds = {one.kind, other.kind}
    return not (SubjectKind.PUPIL in kinds and kinds & adults)
