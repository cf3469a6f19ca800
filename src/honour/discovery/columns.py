"""What every column holds: by itself from name and values, then again once it is known whose rows they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from honour.discovery.entities import Entities
from honour.discovery.hubs import holds_people, primary_key
from honour.discovery.labels import labels_of_words
from honour.discovery.meanings import labels_of_column, meaning_of
from honour.discovery.profile import ColumnProfile, TableProfile
from honour.discovery.words import tokens
from honour.kernel.holding import Label
from honour.kernel.mapping import ColumnFinding, ColumnRef, Join, Meaning, Pointer

M = Meaning
_MOST_CODES = 60
_CODE_LENGTH = 6.0
PERSONS_OWN = frozenset(
    {
        M.FORENAME,
        M.SURNAME,
        M.FULL_NAME,
        M.KNOWN_AS,
        M.FORMER_NAME,
        M.MIDDLE_NAME,
        M.TITLE,
        M.BORN,
        M.SEX,
        M.UPN,
        M.FORMER_UPN,
        M.IDENTIFIER,
        M.EMAIL,
        M.PHONE,
        M.ADDRESS,
        M.POSTCODE,
        M.ONLINE_ID,
    }
)
_ABOUT_SOMEBODY = PERSONS_OWN | {
    M.CLASS_GROUP, M.YEAR_GROUP, M.POST, M.RELATION, M.ATTAINMENT, M.ATTENDANCE, M.BEHAVIOUR, M.FINANCIAL, M.LOCATION,
    M.NARRATIVE, M.SPECIAL,
}  # fmt: skip


class Columns:
    """The columns of one set of tables. `meanings` by (source.table, column) stand from the start."""

    def __init__(
        self, profiles: Mapping[str, TableProfile], entities: Entities, labelled: Mapping[tuple[str, str], str]
    ) -> None:
        self._profiles, self._entities, self._labelled = profiles, entities, labelled
        self.meanings: dict[tuple[str, str], Meaning] = {}
        self._reasons: dict[tuple[str, str], tuple[str, float]] = {}
        self._mean()

    def _mean(self) -> None:
        for at, profile in self._profiles.items():
            people = holds_people(profile, self._entities)
            key = primary_key(profile)
            for column in profile.columns.values():
                words = self.words(at, column)
                meaning, why, sure = meaning_of(column, words, holds_people=people)
                if column.name == key and meaning in {M.NONE, M.CODE, M.IDENTIFIER, M.ATTENDANCE, M.BEHAVIOUR,
                                                      M.CLASS_GROUP, M.ATTAINMENT, M.ADDRESS}:  # fmt: skip
                    meaning, why = M.KEY, "tells the rows apart"
                if meaning in {M.ATTENDANCE, M.BEHAVIOUR, M.CLASS_GROUP, M.ATTAINMENT, M.ADDRESS, M.FINANCIAL} and (
                    "identifier" in words and column.id_like
                ):
                    meaning, why = M.NONE, "a key of another table"
                self.meanings[at, column.name] = meaning
                self._reasons[at, column.name] = (why, sure)

    def words(self, at: str, column: ColumnProfile) -> tuple[str, ...]:
        label = self._labelled.get((at, column.name))
        if label:
            return tokens(label)
        if self._profiles[at].is_file:
            # Contacts.Contact[1].Surname: the last part says what it is, the rest whose
            return tuple(word for word in column.words if not word.isdigit())
        return self._entities.column_words(at, column)

    def findings(
        self,
        hubs: Collection[str],
        joins: Sequence[Join],
        pointers: Sequence[Pointer],
        about: Collection[str],
    ) -> list[ColumnFinding]:
        """`about`: tables with rows about people besides the `hubs` themselves."""
        about = {*about, *hubs}
        pointed = {ref for pointer in pointers for ref in pointer.join.from_columns}
        through: dict[ColumnRef, set[Label]] = defaultdict(set)
        for join in joins:
            to = join.to_columns[0].at
            if to not in hubs and to not in about and len(join.from_columns) == 1:
                through[join.from_columns[0]] |= labels_of_words(self._entities.entity(to))
                for column in self._profiles[to].columns.values():
                    through[join.from_columns[0]] |= labels_of_column(column, ())[0]
        findings = []
        for at, profile in sorted(self._profiles.items()):
            table_labels = labels_of_words(self._entities.entity(at))
            people = at in about or profile.is_file
            for column in profile.columns.values():
                ref = ColumnRef(profile.table.source, profile.table.name, column.name)
                meaning = self.meanings[at, column.name]
                labels, why = labels_of_column(column, self.words(at, column))
                labels |= through.get(ref, set())
                if people and meaning in {M.NARRATIVE, M.CODE, M.NONE, M.SPECIAL, M.DATE} and ref not in pointed:
                    labels |= table_labels if meaning is M.NARRATIVE or column.text_like else frozenset()
                reason, sure = self._reasons[at, column.name]
                if (at, column.name) in self._labelled:
                    reason = "the system's own field list names it"
                if labels and people and meaning in {M.NONE, M.CODE}:
                    meaning, reason = M.SPECIAL, why or "special category by its name or code list"
                personal = (
                    meaning in PERSONS_OWN
                    or ref in pointed
                    or (people and (meaning in _ABOUT_SOMEBODY or bool(labels)))
                )
                findings.append(ColumnFinding(ref, meaning, personal, frozenset(labels), reason, sure))
        return findings

    def codes(
        self, joins: Sequence[Join], columns: Sequence[ColumnFinding]
    ) -> Iterable[tuple[ColumnRef, tuple[str, ...]]]:
        """Short lists of codes. Not of columns that join: what is new there is new in the table they point to."""
        keys = {join.from_columns[0] for join in joins} | {ref for join in joins for ref in join.to_columns}
        for finding in columns:
            column = self._profiles[f"{finding.at.source}.{finding.at.table}"].columns[finding.at.column]
            told = finding.meaning in PERSONS_OWN | {M.NARRATIVE, M.DATE, M.KEY, M.FINANCIAL} or finding.at in keys
            few = column.filled > 2 * len(column.distinct) and len(column.distinct) <= _MOST_CODES
            short = column.mean_length <= _CODE_LENGTH and not column.has("integer")
            if few and short and not told and not column.given_up:
                yield finding.at, tuple(sorted(column.distinct))
