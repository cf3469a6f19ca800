"""The review file: what people decide is read back whole, and what is wrong is said with its line."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import AYLA, JOSH, RECEIVED, STAFF, TEACHER, TODAY, draft_of, found

from honour.kernel.errors import BadInput, NotAllowed
from honour.kernel.holding import Label, Role
from honour.rights.draft import Draft, from_json, to_json
from honour.rights.outcome import decide
from honour.rights.review import Review, checked, written

NEEDS = (("data-protection-lead",), ("second-person",))


def check(text: str, draft: Draft, today: date = TODAY) -> Review:
    def fresh(on: date, relied: date) -> bool:
        return (relied - on).days < 180

    return checked(
        text,
        draft,
        people=STAFF,
        today=today,
        opinion_fresh=fresh,
        release_needs=NEEDS,
        already_known_needs=(("head",),),
        identity_needs=(("head",),),
    )


def filled(text: str, **by_kind: str) -> str:
    """The file as careful people would fill it in; `by_kind` gives the decision for each kind of table."""
    kind = ""
    lines = []
    for line in text.split("\n"):
        if match := re.match(r"\[+(\w+)\]+", line):
            kind = match[1]
        answer = {
            "decision": by_kind.get(kind, {"identity": "accepted", "release": "signed"}.get(kind, "withhold")),
            "evidence": "known to the office", "reason": "weighed", "lead": "Ken Bright", "second": "Ola Nowak",
            "head": "Mary Hale", "opinion": "harm not likely", "opinion_by": "Dr Lin",
        }  # fmt: skip
        answer |= dict.fromkeys(("type_of_information", "duty_of_confidence", "steps_to_seek_consent"), "considered")
        answer |= {"capable_of_consent": "a child of six", "express_refusal": "none known"}
        if match := re.match(r'(\w+) = ""$', line):
            key = match[1]
            value = TODAY.isoformat() if key in ("decided_on", "on", "opinion_on") else f'"{answer.get(key, "")}"'
            line = f"{key} = {value}"  # noqa: PLW2901
        elif line == "signed_by = []":
            names = ["Ken Bright", "Ola Nowak", "Mary Hale", "Dr Lin, health professional"]
            line = "signed_by = [" + ", ".join(f'"{n}"' for n in names) + "]"  # noqa: PLW2901
        lines.append(line)
    return "\n".join(lines)


NOTE = found("Ayla read well. Josh has asthma.", {AYLA: ["Ayla"], JOSH: ["Josh"]})


def test_a_fresh_file_has_every_item_undecided_and_no_problem() -> None:
    draft = draft_of(NOTE)
    review = check(written(draft), draft)
    assert [u.id for u in review.undecided] == ["B-pupils", "identity", "release"]
    assert review.problems == ()
    assert not review.ready
    with pytest.raises(NotAllowed):
        decide(draft, review)


def test_when_all_is_signed_only_the_other_childs_sentence_is_cut() -> None:
    draft = draft_of(NOTE)
    review = check(filled(written(draft)), draft)
    assert (review.problems, review.undecided) == ((), ())
    (record,) = decide(draft, review).records
    assert record.kind == "part"
    assert [record.record.text[c.start : c.end] for c in record.cuts] == ["Josh has asthma."]


def test_health_data_is_not_released_on_a_stale_opinion() -> None:
    draft = draft_of(found("Ayla has asthma.", {AYLA: ["Ayla"]}, labels=frozenset({Label.HEALTH})))
    text = filled(written(draft), ground="release")
    stale = text.replace(f"opinion_on = {TODAY}", "opinion_on = 2026-03-01")
    review = check(stale, draft)
    assert [p.words for p in review.problems] == ["the health opinion is too old on the day it is relied on; ask again"]
    assert stale.split("\n")[review.problems[0].line - 1].startswith("opinion_on")
    assert check(text, draft).ready


def test_health_data_is_not_withheld_on_an_opinion_that_harm_is_unlikely() -> None:
    draft = draft_of(found("Ayla has asthma.", {AYLA: ["Ayla"]}, labels=frozenset({Label.HEALTH})))
    review = check(filled(written(draft), ground="withhold"), draft)
    assert "to withhold health data the opinion must be: harm likely or not yet given" in [
        p.words for p in review.problems
    ]


def test_health_data_stays_withheld_while_no_opinion_has_come() -> None:
    draft = draft_of(found("Ayla has asthma.", {AYLA: ["Ayla"]}, labels=frozenset({Label.HEALTH})))
    text = filled(written(draft), ground="withhold").replace('"harm not likely"', '"not yet given"')
    (record,) = decide(draft, check(text, draft)).records
    assert record.whole is not None
    assert record.whole.ground == "HEALTH_GATE"
    assert not check(text.replace('decision = "withhold"\nopinion', 'decision = "release"\nopinion'), draft).ready


def test_one_person_cannot_be_both_signers() -> None:
    draft = draft_of(NOTE)
    text = filled(written(draft)).replace('second = "Ola Nowak"', 'second = "Ken Bright"')
    assert any("two different people" in p.words for p in check(text, draft).problems)


def test_someone_without_the_capacity_cannot_sign() -> None:
    draft = draft_of(NOTE)
    text = filled(written(draft)).replace("Ola Nowak", "Kai Stranger")
    review = check(text, draft)
    assert any("must be signed by: data-protection-lead and second-person" in p.words for p in review.problems)
    assert not any("Stranger" in p.words for p in review.problems)


def test_a_removed_item_is_missed() -> None:
    draft = draft_of(NOTE)
    text = filled(written(draft)).replace('id = "B-pupils"', 'id = "B-others"')
    words = [p.words for p in check(text, draft).problems]
    assert any(w.startswith("the item B-pupils") for w in words)
    assert any("'B-others' is not of this draft" in w for w in words)


def test_a_file_of_another_draft_is_refused() -> None:
    other = draft_of(found("Ayla ran.", {AYLA: ["Ayla"]}))
    with pytest.raises(BadInput, match="another draft"):
        check(written(other), draft_of(NOTE))


def test_broken_toml_names_the_line() -> None:
    draft = draft_of(NOTE)
    with pytest.raises(BadInput, match="line"):
        check(written(draft).replace('case = "', "case = "), draft)


def test_a_date_before_the_request_is_a_problem() -> None:
    draft = draft_of(NOTE)
    text = filled(written(draft)).replace(f"decided_on = {TODAY}", "decided_on = 2026-10-01", 1)
    assert date(2026, 10, 1) < RECEIVED
    assert any("before the request" in p.words for p in check(text, draft).problems)


def test_an_exception_lets_one_stretch_stand_and_hides_another() -> None:
    draft = draft_of(NOTE)
    text = filled(written(draft)) + "".join(
        f'\n[[exception]]\nrecord = 1\ntext = "{what}"\ndecision = "{how}"\nreason = "seen"\n'
        f'signed_by = ["Ken Bright"]\ndecided_on = {TODAY}\n'
        for what, how in (("has asthma", "release"), ("read well", "withhold"))
    )
    review = check(text, draft)
    assert review.problems == ()
    (record,) = decide(draft, review).records
    assert [record.record.text[c.start : c.end] for c in record.cuts] == ["read well", "Josh ", "."]


def test_a_doubtful_record_that_is_not_theirs_is_no_part_of_the_answer() -> None:
    draft = draft_of(found("Ayla fell.", {AYLA: ["Ayla"]}, confidence=0.5))
    outcomes = decide(draft, check(filled(written(draft), doubtful="not theirs"), draft))
    assert (outcomes.records, outcomes.not_theirs) == ((), (1,))


def test_staff_acting_in_their_job_stay_visible() -> None:
    draft = draft_of(found("Miss Amos helped Ayla.", {AYLA: ["Ayla"], TEACHER: ["Miss Amos"]}))
    (record,) = decide(draft, check(filled(written(draft)), draft)).records
    assert record.kind == "released"


def test_what_a_member_of_staff_only_typed_at_work_is_asked_about_as_such() -> None:
    note = found("Josh fell.", {TEACHER: [], JOSH: ["Josh"]}, role=Role.WRITTEN_BY, subject=TEACHER)
    draft = draft_of(note, requester=TEACHER, subject=TEACHER)
    assert [(i.ground, i.proposed) for i in draft.items if i.kind == "ground"] == [("AT_WORK", "withhold")]
    (record,) = decide(draft, check(filled(written(draft)), draft)).records
    assert record.kind == "withheld"


def test_what_a_parent_wrote_is_theirs() -> None:
    draft = draft_of(found("Ayla fell.", {AYLA: ["Ayla"]}, role=Role.WRITTEN_BY))
    assert [i for i in draft.items if i.ground == "AT_WORK"] == []


def test_a_draft_survives_being_written_and_read() -> None:
    draft = draft_of(NOTE)
    again = from_json(to_json(draft))
    assert again.digest() == draft.digest()
    assert again.records == draft.records


WORDS = st.sampled_from(["Ayla", "Josh", "ran.", "fell.", "and", "He cried.", "\n\n", "Miss Amos", '"', "\\", "é"])


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=14))
def test_whatever_the_text_no_withheld_name_is_left(words: list[str]) -> None:
    text = " ".join(words)
    draft = draft_of(found(text, {AYLA: ["Ayla"], JOSH: ["Josh"], TEACHER: ["Miss Amos"]}))
    outcomes = decide(draft, check(filled(written(draft)), draft))
    for outcome in outcomes.records:
        left = list(text)
        for cut in outcome.cuts or ([outcome.whole] if outcome.whole else []):
            left[cut.start : cut.end] = "#" * (cut.end - cut.start)
        assert "Josh" not in "".join(left)
