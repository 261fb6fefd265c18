"""What to ask next: the order of the criteria, with all built-in frameworks and a team's own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetworthy.definition.language import Definition
from meetworthy.handoff.asking import asked_next, known_of, needs_of_stage, qualifying_stage
from meetworthy.judge.gather import gather
from meetworthy.judge.interpreter import Interpreter, Judgement
from meetworthy.model.criteria import Status
from meetworthy.model.fact import Fact
from spec.judging import definition, instant

OWN = """
framework:
  name: Four points
  criteria:
    Pain: {answers: need, floor: confirmed, ask: What hurts today?}
    Sponsor: {answers: authority, floor: partial, ask: Who wants this to happen?}
    Money: {answers: budget, floor: partial, ask: What may it cost?}
    Data ready: {ask: Is the data there?}
stages:
  lead: {}
  mql: {when: "score >= 50 and high_intent > 0"}
  sal: {decided_by: sales}
  sql: {decided_by: sales, needs: {pain: confirmed, sponsor: partial, money: partial}}
"""


def by_framework(name: str, **needs: str) -> Definition:
    listed = ", ".join(f"{slug}: {least}" for slug, least in needs.items())
    return definition(
        f"framework: {name}\nstages:\n  lead: {{}}\n"
        '  mql: {when: "score >= 50 and high_intent > 0"}\n'
        f"  sal: {{decided_by: sales}}\n  sql: {{decided_by: sales, needs: {{{listed}}}}}\n"
    )


CHAMP = by_framework("champ", challenges="confirmed", money="partial", prioritization="partial")
BANT = definition()
EXPIRING = definition("expiry:\n  budget: 30 days\n  authority: 90 days\n  need: 200 days\n")


def learned(day: float, criterion: str, status: str, how: str = "call") -> Fact:
    said = {"criterion": criterion, "status": status, "how": how}
    return Fact("criterion.assessed", instant(day), "crm", f"{criterion} {day}", 1, properties=said)


def asked(by: Definition, *told: Fact, on: float = 100):
    """The criteria in the order in which they are asked about on a day."""
    judged, facts = judged_on(by, *told, on=on)
    return known_of(by, judged, facts)


def judged_on(by: Definition, *told: Fact, on: float) -> tuple[Judgement, list[Fact]]:
    first = Fact("lead.created", instant(0), "crm", "first", 1)
    facts = [first, *told]
    (history,) = gather(facts, at=instant(on)).values()
    return Interpreter((by,)).judge_history(history, at=instant(on)), facts


def slugs(known) -> list[str]:
    return [one.slug for one in known]


def test_what_an_sql_needs_comes_before_what_it_does_not():
    assert slugs(asked(BANT)) == ["budget", "need", "timeline", "authority"]


def test_the_unknown_comes_before_the_partial_and_the_denied_last():
    order = asked(BANT, learned(1, "budget", "denied"), learned(1, "need", "partial"))
    assert slugs(order) == ["timeline", "need", "budget", "authority"]


def test_what_is_known_well_enough_comes_last():
    order = asked(BANT, learned(1, "budget", "partial"), learned(1, "need", "confirmed"))
    assert slugs(order) == ["timeline", "authority", "budget", "need"]


def test_what_has_expired_is_asked_again_before_what_nobody_ever_asked():
    told = learned(1, "need", "confirmed"), learned(90, "budget", "partial")
    assert slugs(asked(EXPIRING, *told, on=100)) == ["timeline", "authority", "budget", "need"]
    later = asked(EXPIRING, *told, on=250)
    assert slugs(later) == ["budget", "need", "timeline", "authority"]
    assert [one.status for one in later[0].expired] == [Status.PARTIAL]
    assert later[0].status is Status.UNKNOWN


def test_evidence_is_good_until_it_expires_to_the_microsecond():
    told = learned(0, "budget", "confirmed")
    (before,) = [one for one in asked(EXPIRING, told, on=29.9) if one.slug == "budget"]
    assert (before.expires_at, before.expired) == (instant(30), ())
    (then,) = [one for one in asked(EXPIRING, told, on=30) if one.slug == "budget"]
    assert (then.evidence, then.expires_at, len(then.expired)) == (None, None, 1)


def test_among_what_is_known_the_soonest_to_expire_comes_first():
    told = [learned(1, slug, "confirmed") for slug in ("authority", "need", "budget", "timeline")]
    assert slugs(asked(EXPIRING, *told, on=10)) == ["budget", "authority", "need", "timeline"]


def test_what_says_otherwise_and_still_holds_is_shown():
    told = learned(1, "budget", "denied", "form"), learned(2, "budget", "partial", "call")
    (budget,) = [one for one in asked(BANT, *told) if one.slug == "budget"]
    assert budget.status is Status.PARTIAL
    assert [one.status for one in budget.otherwise] == [Status.DENIED]


def test_nothing_is_asked_where_all_is_known():
    told = [learned(1, slug, "confirmed") for slug in ("authority", "need", "budget", "timeline")]
    assert asked_next(asked(BANT, *told)) == ""


@pytest.mark.parametrize(
    ("by", "first"),
    [
        (BANT, ["budget", "need", "timeline"]),
        (
            by_framework(
                "champ", challenges="confirmed", money="partial", prioritization="partial"
            ),
            ["challenges", "money", "prioritization"],
        ),
        (
            by_framework(
                "meddic",
                pain="confirmed",
                **dict.fromkeys(("metrics", "economic_buyer", "decision_criteria"), "partial"),
                **dict.fromkeys(("decision_process", "champion"), "partial"),
            ),
            ["metrics", "economic_buyer", "decision_criteria", "decision_process", "pain"],
        ),
        (
            by_framework(
                "gpctba/c&i",
                **dict.fromkeys(("goals", "challenges"), "confirmed"),
                **dict.fromkeys(("timeline", "budget"), "partial"),
            ),
            ["goals", "challenges", "timeline", "budget"],
        ),
        (definition(OWN), ["pain", "sponsor", "money"]),
    ],
    ids=["bant", "champ", "meddic", "gpctba/c&i", "their own"],
)
def test_each_framework_asks_first_for_what_its_sql_needs(by, first):
    order = asked(by)
    assert slugs(order)[: len(first)] == first
    assert {one.slug for one in order} == {c.slug for c in by.framework.criteria}
    assert all(one.is_missing for one in order[: len(first)])


def test_evidence_under_another_frameworks_word_counts_for_what_it_answers():
    known = {one.slug: one.status for one in asked(CHAMP, learned(1, "budget", "partial"))}
    assert known["money"] is Status.PARTIAL


def test_no_stage_needs_less_than_the_floor():
    """A definition can't be loaded under it; one made by hand is held to it as well."""
    stages = tuple(replace(s, needs={}) if s.slug == "sql" else s for s in BANT.stages)
    bare = replace(BANT, stages=stages)
    assert needs_of_stage(bare, qualifying_stage(bare)) == {
        "need": Status.CONFIRMED,
        "budget": Status.PARTIAL,
        "timeline": Status.PARTIAL,
    }


STATUSES = st.sampled_from(["confirmed", "partial", "denied", "unknown"])
TOLD = st.lists(
    st.builds(
        learned,
        st.integers(0, 99),
        st.sampled_from(["budget", "authority", "need", "timeline", "money"]),
        STATUSES,
        st.sampled_from(["call", "form", "website"]),
    ),
    max_size=12,
    unique_by=lambda fact: fact.id,
)


@given(TOLD)
def test_what_comes_first_is_the_verdicts_question_unless_something_expired(told):
    order = asked(BANT, *told)
    judged, _facts = judged_on(BANT, *told, on=100)
    assert sorted(slugs(order)) == sorted(c.slug for c in BANT.framework.criteria)
    asks = {one.slug: one.ask for one in order}
    missing = [one for one in order if one.is_missing]
    assert tuple(sorted(one.slug for one in missing)) == tuple(sorted(judged.verdict.missing))
    if judged.verdict.next_question is None:
        assert asked_next(order) == ""
    elif missing and missing[0].status is Status.UNKNOWN:
        assert asks[asked_next(order)] == judged.verdict.next_question
