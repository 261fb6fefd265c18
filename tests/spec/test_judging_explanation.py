"""Chapter 10, explanation: every score and every stage says why.

`meetworthy explain` shows the parts of the score with their facts and when they will have faded,
the criteria with their evidence, and everything that happened, in words.
"""

from __future__ import annotations

import json

import pytest

from meetworthy.model.problem import Refused
from spec.judging import DAY_ZERO, DEMO, MAIL, PRICES, PRICING, behaviour, definition, explained

SAAS = {"industry": "SaaS"}
RULES = behaviour(DEMO, PRICES, MAIL, fit=20)
FACTS = [
    (0, "demo.requested"),
    (1, "page.viewed", PRICING),
    (2, "criterion.assessed", {"criterion": "need", "status": "confirmed", "how": "call",
                               "by": "yara", "words": "We lose two days a week"}),
    (3, "lead.accepted", {"by": "yara"}),
]  # fmt: skip


def day_of(instant: int | None) -> float:
    assert instant is not None
    return round((instant - DAY_ZERO) / 86_400e6, 4)


def parts(*facts, on: float, by=RULES):
    judgement = explained(by, list(facts), lead=SAAS, on=on).judgement
    return {part.rule: part for part in judgement.parts}, judgement


def test_the_parts_of_a_score_add_up_to_it():
    found, judgement = parts(*FACTS, on=10)
    assert {rule: part.points for rule, part in found.items()} == {
        "known_fit": 20,
        "asked_for_a_demo": 37.034988,
        "looked_at_prices": 7.68532,
        "opened_a_mail": 0,
        "asked_to_talk": 0,
    }
    assert judgement.score == pytest.approx(sum(part.points for part in found.values()), abs=1e-6)


def test_each_part_names_the_facts_that_gave_it():
    found, _ = parts(*FACTS, (4, "page.viewed", {"path": "/"}), on=10)
    assert [(fact.kind, day_of(fact.occurred_at)) for fact in found["looked_at_prices"].facts] == [
        ("page.viewed", 1)
    ]


def test_facts_beyond_so_many_a_day_are_not_named():
    rule = "looked: {fact: page.viewed, points: 12, at_most: 2 a day}"
    found, _ = parts(*((0, "page.viewed") for _ in range(5)), on=1, by=behaviour(rule))
    assert len(found["looked"].facts) == 2


def test_each_part_says_when_it_will_have_faded():
    # under half a point: 40 * 2^(-t/90) < 0.5 after 90 * log2(80) days
    found, _ = parts((0, "demo.requested"), on=0)
    assert day_of(found["asked_for_a_demo"].faded_at) == pytest.approx(568.9735, abs=1e-4)
    assert found["known_fit"].faded_at is None


def test_the_day_on_which_it_falls_back_is_found_among_several_that_fade():
    # 20 + 40 * 2^(-t/90) + 12 * 2^(-(t - 1)/14) is 20 + 28.5555 + 1.4445 = 50 after 43.7610 days
    _, judgement = parts(*FACTS, on=3)
    assert day_of(judgement.falls_under_at) == pytest.approx(43.7610, abs=1e-4)


def test_a_condition_that_is_unknown_is_said_to_be():
    judgement = explained(RULES, FACTS, on=10).judgement
    assert [part.rule for part in judgement.parts if part.unknown] == ["known_fit"]


def test_the_criteria_come_with_who_learned_what_how_when_and_in_which_words():
    _, judgement = parts(*FACTS, on=10)
    need = next(state for state in judgement.criteria if state.slug == "need")
    assert need.evidence is not None
    assert (need.evidence.by, need.evidence.how, day_of(need.evidence.at)) == ("yara", "call", 2)
    assert need.evidence.words == "We lose two days a week"


def test_everything_that_happened_is_told_in_order():
    _, judgement = parts(*FACTS, on=10)
    assert [(day_of(entry.at), entry.stage, entry.how) for entry in judgement.entries] == [
        (0, "pass", "created"),
        (0, "lead", "created"),
        (0, "mql", "judged"),
        (3, "sal", "decided"),
    ]


def test_a_denial_after_the_sql_and_a_disqualifier_after_it_are_warned_of():
    rules = definition(
        f"""
        behaviour: {{{DEMO}}}
        disqualify: {{farms: {{when: "industry = 'Farming'", reason: competitor}}}}
        """
    )
    call = {"how": "call", "by": "yara"}
    facts = [
        (0, "lead.created"),
        *((1, "criterion.assessed", {**call, "criterion": slug, "status": "confirmed"})
          for slug in ("need", "budget", "timeline")),
        (2, "lead.qualified", {"by": "yara"}),
        (9, "criterion.assessed", {**call, "criterion": "budget", "status": "denied"}),
        (9, "lead.described", {"industry": "Farming"}),
    ]  # fmt: skip
    assert explained(rules, facts, on=9).judgement.warnings == (
        "budget denied after sql",
        "disqualifying: farms",
    )


def test_it_can_be_asked_of_any_time_and_of_what_was_known_then():
    late = [(0, "lead.created"), (1, "demo.requested", {"recorded": 40})]
    assert explained(RULES, late, lead=SAAS, on=50).judgement.stage == "mql"
    assert explained(RULES, late, lead=SAAS, on=50, known_by=39).judgement.stage == "lead"


def test_a_merged_lead_is_explained_with_the_one_it_was_merged_into():
    facts = [
        *FACTS,
        (5, "lead.created", {"lead": 2}),
        (6, "lead.merged", {"lead": 1, "other": "2"}),
    ]
    explanation = explained(RULES, facts, on=10, name="L2")
    assert explanation.merged_into == "L1"
    assert "Merged into L1" in explanation.to_text()


def test_who_was_no_lead_yet_and_who_never_was_is_said():
    for name, on, kind in (("L1", -1, "not_yet_a_lead"), ("L9", 1, "unknown_lead")):
        with pytest.raises(Refused) as refused:
            explained(RULES, FACTS, on=on, name=name)
        assert [problem.kind for problem in refused.value.problems] == [kind]


def test_in_words():
    text = explained(RULES, FACTS, lead=SAAS, on=10).to_text()
    for line in (
        "L1 on 2026-01-11 12:00",
        "By The team's, version 1.",
        "Pass 1: sal since 2026-01-04 12:00.",
        "known fit: +20",
        "asked for a demo: +37.03 from demo.requested on 2026-01-01 12:00",
        "Need: confirmed by yara (call), 2026-01-03 12:00 “We lose two days a week”",
        "Ask next: Is there money for this, or a way to find it?",
        "2026-01-01 12:00  mql (judged, version 1)",
    ):
        assert line in text


def test_as_plain_values_for_programs():
    told = explained(RULES, FACTS, lead=SAAS, on=10).to_dict()
    assert json.loads(json.dumps(told)) == told
    assert (told["stage"], told["stage_since"]) == ("sal", "2026-01-04T12:00:00+00:00")
