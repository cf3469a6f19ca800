"""How a house style writes a name: casing, prefixes, suffixes, abbreviations, another language, or no meaning at all."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

NOUNS: dict[str, tuple[str, ...]] = {
    "pupil": ("pupil", "student", "learner", "child"),
    "contact": ("contact", "parent", "guardian", "carer"),
    "staff": ("staff", "employee", "teacher", "personnel"),
    "account": ("user", "user account", "login", "system user"),
    "person": ("person", "individual", "party"),
}
SHORT: dict[str, str] = {
    "address": "addr", "admission": "adm", "amount": "amt", "assessment": "assmt", "attendance": "att", "balance": "bal",
    "behaviour": "beh", "birth": "brth", "category": "cat", "comment": "cmt", "contact": "cont", "date": "dt",
    "description": "descr", "employee": "emp", "forename": "fname", "surname": "sname", "first": "fst", "group": "grp",
    "incident": "incid", "language": "lang", "medical": "med", "message": "msg", "name": "nm", "number": "no",
    "parent": "par", "person": "pers", "pupil": "pup", "student": "stud", "learner": "lrnr", "child": "chld",
    "record": "rec", "reference": "ref", "religion": "relig", "school": "sch", "staff": "stf", "teacher": "tch",
    "telephone": "tel", "year": "yr", "guardian": "grdn", "carer": "carr", "ethnicity": "ethn", "ethnic": "ethn",
    "account": "acct", "transaction": "trn", "condition": "cond", "exclusion": "excl", "detention": "det",
}  # fmt: skip
GERMAN: dict[str, str] = {
    "pupil": "schueler", "student": "schueler", "learner": "schueler", "child": "kind", "staff": "personal", "employee": "mitarbeiter",
    "teacher": "lehrer", "personnel": "bediensteter", "contact": "ansprechpartner", "parent": "eltern", "guardian": "erziehungsber",
    "carer": "betreuer", "user": "benutzer", "account": "konto", "login": "anmeldung", "person": "person", "individual": "person",
    "name": "name", "surname": "nachname", "last": "nach", "family": "familie", "first": "vor", "forename": "vorname", "given": "ruf",
    "legal": "amtl", "middle": "zweit", "known": "ruf", "preferred": "ruf", "chosen": "ruf", "sex": "geschlecht", "gender": "geschlecht",
    "date": "datum", "birth": "geburts", "birthday": "geburtstag", "dob": "gebdat", "of": "", "street": "strasse", "address": "adresse",
    "town": "ort", "city": "ort", "postcode": "plz", "post": "post", "code": "kuerzel", "zip": "plz", "postal": "postal",
    "email": "email", "mobile": "handy", "phone": "telefon", "telephone": "telefon", "tel": "tel", "home": "privat", "work": "dienst",
    "religion": "bekenntnis", "faith": "konfession", "denomination": "konfession", "ethnicity": "herkunft", "ethnic": "herkunft",
    "origin": "abstammung", "language": "sprache", "nationality": "staatsangeh", "citizenship": "staatsangeh", "country": "land",
    "class": "klasse", "form": "klasse", "group": "gruppe", "teaching": "kurs", "year": "jahrgang", "grade": "note", "mark": "zensur",
    "subject": "fach", "room": "raum", "lesson": "stunde", "attendance": "anwesenheit", "absence": "fehlzeit", "late": "verspaetung",
    "behaviour": "verhalten", "incident": "vorfall", "event": "ereignis", "action": "massnahme", "conduct": "verhalten",
    "detention": "nachsitzen", "exclusion": "ausschluss", "suspension": "ausschluss", "report": "zeugnis", "result": "ergebnis",
    "assessment": "pruefung", "exam": "pruefung", "test": "test", "medical": "gesundheit", "health": "gesundheit", "condition": "befund",
    "medication": "medikament", "medicine": "medikament", "drug": "arznei", "dose": "dosis", "injury": "verletzung", "treatment": "behandlung",
    "vaccination": "impfung", "immunisation": "impfung", "allergies": "allergien", "allergy": "allergie", "diagnosis": "diagnose",
    "note": "notiz", "notes": "bemerkung", "comment": "bemerkung", "comments": "bemerkungen", "description": "bezeichnung",
    "details": "angaben", "message": "nachricht", "text": "text", "body": "inhalt", "letter": "brief", "meal": "essen", "dinner": "essen",
    "account number": "kontonummer", "amount": "betrag", "balance": "saldo", "payment": "zahlung", "paid": "bezahlt", "price": "preis",
    "salary": "gehalt", "bank": "bank", "number": "nummer", "no": "nr", "key": "schluessel", "status": "status", "type": "art",
    "category": "kategorie", "kind": "art", "order": "reihenfolge", "sort": "sortier", "created": "angelegt", "by": "von",
    "updated": "geaendert", "modified": "geaendert", "deleted": "geloescht", "active": "aktiv", "on": "am", "at": "am", "time": "zeit",
    "start": "beginn", "end": "ende", "from": "von", "to": "bis", "due": "faellig", "recorded": "erfasst", "entered": "erfasst",
    "taken": "aufgenommen", "added": "hinzugefuegt", "approved": "genehmigt", "assigned": "zugewiesen", "owner": "zustaendig",
    "tutor": "klassenlehrer", "head": "leiter", "house": "haus", "school": "schule", "other": "andere", "previous": "vorige",
    "trip": "ausflug", "visit": "besuch", "visitor": "besucher", "member": "mitglied", "club": "ag", "loan": "ausleihe", "library": "buecherei",
    "book": "buch", "device": "geraet", "photo": "foto", "picture": "bild", "consent": "einwilligung", "relationship": "verwandtschaft",
    "relation": "verhaeltnis", "priority": "rang", "union": "gewerkschaft", "trade": "", "membership": "mitgliedschaft", "job": "stelle",
    "title": "anrede", "username": "benutzername", "password": "kennwort", "concern": "gefaehrdung", "safeguarding": "kinderschutz",
    "protection": "schutz", "household": "haushalt", "menu": "speiseplan", "item": "posten", "transaction": "buchung", "value": "wert",
    "setting": "einstellung", "log": "protokoll", "audit": "pruefprotokoll", "history": "verlauf", "need": "foerderbedarf",
    "sen": "foerder", "send": "foerder", "joined": "eintritt", "left": "austritt", "admission": "aufnahme", "leaving": "abgang",
    "entry": "eintrag", "exit": "austritt", "calendar": "kalender", "holiday": "ferien", "task": "aufgabe", "homework": "hausaufgabe",
    "supplier": "lieferant", "invoice": "rechnung", "governor": "beirat", "meeting": "sitzung", "points": "punkte", "score": "punktzahl",
    "sexual": "sexuelle", "orientation": "orientierung", "disability": "behinderung", "disabled": "behinderung", "political": "politische",
    "party": "partei", "criminal": "straf", "offence": "straftat", "conviction": "verurteilung", "record": "akte", "reason": "grund",
    "responsible": "verantwortlich", "witness": "zeuge", "sender": "absender", "author": "verfasser", "recipient": "empfaenger",
    "application": "bewerbung", "applicant": "bewerber", "term": "halbjahr", "academic": "schul", "effort": "mitarbeit", "target": "ziel",
    "transport": "befoerderung", "bus": "bus", "route": "linie", "contract": "vertrag", "training": "fortbildung", "qualification": "abschluss",
    "appointment": "termin", "counselling": "beratung", "session": "sitzung", "session mark": "zensur", "field": "feld", "definition": "definition",
    "custom": "zusatz", "additional": "zusatz", "register": "verzeichnis", "place": "platz", "seating": "sitz", "plan": "plan", "colour": "farbe",
}  # fmt: skip


def words_of(text: str) -> list[str]:
    return [word for word in re.split(r"[^A-Za-z0-9]+", text.strip()) if word]


def _camel(words: list[str]) -> str:
    return "".join(word[:1].upper() + word[1:] for word in words)


def _low_camel(words: list[str]) -> str:
    joined = _camel(words)
    return joined[:1].lower() + joined[1:]


def plural(word: str) -> str:
    if word in ("staff", "personnel", "equipment", "homework", "medication", "alumni", "stock"):
        return word
    if word.endswith("child"):
        return word + "ren"
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeou":
        return word[:-1] + "ies"
    if word in ("person",):
        return "people"
    return word + "s"


def squeeze(word: str, keep: int) -> str:
    """Vowels out, first letter kept."""
    word = SHORT.get(word, word)
    out = word[:1] + re.sub(r"[aeiou]", "", word[1:])
    return out[:keep]


@dataclass
class Namer:
    """Names of one system. `case` is how words are put together; the rest is what the house adds."""

    rng: random.Random
    case: str = "snake"
    plural_tables: bool = False
    prefix: str = ""
    module_prefix: bool = False
    id_style: str = "table_id"
    """`id`, `table_id`, `tableID`, `ID`, `code`."""
    suffix: str = "id"
    """What a pointer ends in; empty for none."""
    actor_suffix: bool = True
    """Whether 'created by' gets the pointer's ending too."""
    column_prefix: str = ""
    """`type` for Hungarian, `table` for the table's initials, empty for none."""
    nouns: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, values in NOUNS.items():
            self.nouns.setdefault(key, self.rng.choice(values))

    def pick(self, words: str) -> str:
        """One of the ways to say it, the same all over the system."""
        if words not in self.chosen:
            options = words.split("|")
            weights = [2] + [1] * (len(options) - 1)
            self.chosen[words] = self.rng.choices(options, weights)[0]
        text = self.chosen[words]
        for key, noun in self.nouns.items():
            text = text.replace("{" + key + "}", noun)
        return text

    def join(self, text: str) -> str:
        words = words_of(text.lower())
        case = self.case
        if case in ("german", "german_snake"):
            words = [GERMAN.get(word, word) for word in words]
            words = [word for word in words if word]
            return _camel(words) if case == "german" else "_".join(words).upper()
        if case == "snake":
            return "_".join(words)
        if case == "upper":
            return "_".join(words).upper()
        if case == "camel":
            return _camel(words)
        if case == "low_camel":
            return _low_camel(words)
        if case == "flat":
            return "".join(words)
        if case == "dbase":
            if len(words) == 1:
                return (words[0] if len(words[0]) <= 8 else squeeze(words[0], 8)).upper()
            keep = max(2, 8 // len(words))
            return "".join(squeeze(word, keep) for word in words).upper()[:8]
        if case == "vowelless":
            return "_".join(word if len(word) < 4 else squeeze(word, 5) for word in words)
        raise ValueError(case)

    def table(self, words: str, module: str, taken: set[str]) -> str:
        text = self.pick(words)
        if self.case == "opaque":
            number = self.numbers["T"] = self.numbers.get("T", 0) + self.rng.randint(1, 9)
            return f"T{number:04d}"
        if self.plural_tables:
            parts = text.split(" ")
            text = " ".join([*parts[:-1], plural(parts[-1])])
        name = self.join(text)
        if self.module_prefix:
            name = (
                f"{module}_{name}"
                if self.case in ("snake", "vowelless")
                else f"{module.upper()}_{name}"
                if self.case == "upper"
                else module.capitalize() + name
            )
        name = self.prefix + name
        return self._unique(name, taken)

    def _unique(self, name: str, taken: set[str]) -> str:
        """A free name; the eight letters of the oldest style make room for a figure."""
        base, serial = name, 1
        while name.lower() in taken:
            serial += 1
            name = (
                base[:7] + str(serial)
                if self.case == "dbase"
                else f"{base}{serial}"
                if not base[-1:].isdigit()
                else f"{base}_{serial}"
            )
        taken.add(name.lower())
        return name

    def column(self, words: str, table: str, taken: set[str], sql: str = "text") -> str:
        if self.case == "opaque":
            number = self.numbers[table] = self.numbers.get(table, 0) + 1
            return f"F{number:03d}"
        name = self.join(self.pick(words))
        return self._unique(self._dress(name, table, sql), taken)

    def _dress(self, name: str, table: str, sql: str) -> str:
        if self.column_prefix == "type":
            mark = {"int": "int", "real": "dbl", "text": "txt", "date": "dtm", "flag": "bln"}[sql]
            return mark + name[:1].upper() + name[1:]
        if self.column_prefix == "table":
            initials = re.sub(r"[^A-Za-z]", "", table[len(self.prefix) :])[:3]
            return f"{initials.upper()}_{name}" if self.case == "upper" else f"{initials.lower()}_{name}"
        return name

    def key(self, table_words: str, table: str, taken: set[str]) -> str:
        """The name of a table's own number."""
        if self.case == "opaque":
            return self.column("", table, taken)
        noun = self.pick(table_words)
        if self.id_style == "id":
            name = "id"
        elif self.id_style == "ID":
            name = "ID"
        elif self.id_style == "tableID":
            name = table + "ID"
            return self._unique(name, taken)
        else:
            name = self.join(f"{noun} {self.suffix}" if self.suffix else noun)
        return self._unique(self._dress(name, table, "int"), taken)

    def pointer(
        self, words: str, target_words: str, target_table: str, table: str, taken: set[str], *, numeric: bool = True
    ) -> str:
        """`words` empty: named by what it points at."""
        if self.case == "opaque":
            return self.column("", table, taken)
        if self.id_style == "tableID" and numeric:
            role = _camel(words_of(self.pick(words))) if words else ""
            return self._unique(f"{target_table}ID{role}", taken)
        text = self.pick(words or target_words)
        ending = self.suffix if numeric and (not words or self.actor_suffix) else ""
        if ending and text.split(" ")[-1] in ("id", "ids", ending):
            ending = ""
        name = self.join(f"{text} {ending}" if ending else text)
        return self._unique(self._dress(name, table, "int" if numeric else "text"), taken)
