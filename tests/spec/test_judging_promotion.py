"""Chapter 3, promotion: a lead becomes an MQL on a fact, exactly then, or not at all.

A fact about the lead promotes: what it did, what is known of it, a joining.  The activation of
a version does (chapter 6).  Time alone does not, nor what others did.
"""

from __future__ import annotations

import pytest

from spec.judging import DEMO, MAIL, PRICES, PRICING, behaviour, judged, lead_of

SAAS = {"industry": "SaaS"}
FOUR_VIEWS = [(day, "page.viewed", PRICING) for day in range(4)]


# Promotion (cases 3, 4, 5)


def test_the_moment_of_crossing_is_that_of_the_fact_that_crossed():  # case 3
    rules = behaviour(PRICES, fit=20)
    days = {day: lead_of(rules, FOUR_VIEWS, lead=SAAS, on=day) for day in range(4)}
    assert [days[day].score for day in range(4)] == [32, 43.420342, 50, 50]
    assert [days[day].stage for day in range(4)] == ["lead", "lead", "mql", "mql"]
    assert days[3].days("mql") == [2]


def test_the_threshold_itself_is_enough():
    rule = DEMO.replace("points: 40", "points: 50")
    lead = lead_of(behaviour(rule), [(0, "demo.requested")])
    assert lead.days("mql") == [0]


def test_activity_is_not_intent():  # case 4
    opens = [(day, "email.opened") for day in range(12)]
    lead = lead_of(behaviour(MAIL, fit=60), opens, lead=SAAS, on=11)
    uncapped = lead_of(behaviour(MAIL.replace(", cap: 5", "")), opens, on=11)
    assert (uncapped.behaviour, lead.behaviour, lead.score) == (7.374561, 5, 65)
    assert (lead.high_intent, lead.days("mql")) == (0, [])


INTENT_AND_PENALTY = (
    "talked to us: {fact: chat.started, points: 0, high_intent: true}",
    "bounced: {fact: email.bounced, points: -25, half_life: 10 days}",
    "opened a mail: {fact: email.opened, points: 0}",
)
PENALISED = [(0, "chat.started"), (0, "email.bounced")]


@pytest.mark.parametrize(
    ("day", "score"), [(0, 35), (10, 47.5), (13, 49.846845), (14, 50.526771), (100, 59.975586)]
)
def test_a_penalty_that_fades_promotes_nobody_by_itself(day, score):  # case 5
    lead = lead_of(behaviour(*INTENT_AND_PENALTY, fit=60), PENALISED, lead=SAAS, on=day)
    assert lead.score == score
    assert lead.days("mql") == []


def test_the_first_fact_after_a_penalty_has_faded_promotes_even_if_it_is_worth_nothing():
    rules = behaviour(*INTENT_AND_PENALTY, fit=60)
    too_early = lead_of(rules, [*PENALISED, (13, "email.opened")], lead=SAAS)
    assert too_early.days("mql") == []
    in_time = lead_of(rules, [*PENALISED, (14, "email.opened")], lead=SAAS)
    assert in_time.days("mql") == [14]


@pytest.mark.parametrize(
    ("kind", "said", "promotes"),
    [
        ("page.viewed", {"path": "/"}, True),  # what the lead did, whatever it is worth
        ("lead.described", {"employees": 5}, True),  # an attribute
        ("lead.cleared", {"attribute": "employees"}, True),  # an attribute, taken back
        ("lead.assigned", {"owner": "yara"}, False),  # somebody was assigned
        ("criterion.assessed", {"criterion": "need", "status": "confirmed"}, False),
        ("contact.made", {"how": "call"}, False),  # what sales did
    ],
)
def test_what_the_lead_did_or_is_promotes_and_what_others_did_does_not(kind, said, promotes):
    rules = behaviour(*INTENT_AND_PENALTY, fit=60)
    lead = lead_of(rules, [*PENALISED, (20, kind, said)], lead=SAAS)
    assert lead.days("mql") == ([20] if promotes else [])


def test_an_attribute_promotes_when_it_is_learned():
    facts = [(0, "demo.requested"), (5, "lead.described", SAAS)]
    lead = lead_of(behaviour(DEMO, fit=20), facts)
    assert lead.days("mql") == [5]


def test_falling_back_under_the_threshold_takes_no_stage_away():
    lead = lead_of(behaviour(DEMO, fit=20), [(0, "demo.requested")], lead=SAAS, on=100)
    assert lead.score < 50
    assert lead.stage == "mql"


# Ties (case 11)


@pytest.mark.parametrize("order", [1, -1])
def test_facts_of_one_instant_count_together_in_whichever_order_they_arrive(order):
    rules = behaviour(
        "asked: {fact: demo.requested, points: 30, high_intent: true}",
        "bounced: {fact: email.bounced, points: -30}",
        more='stages: {lead: {}, mql: {when: "score >= 25"}}',
    )
    together = [(1, "demo.requested", {"id": "a"}), (1, "email.bounced", {"id": "b"})][::order]
    assert lead_of(rules, together).days("mql") == []
    apart = [(1, "demo.requested"), (1.00001, "email.bounced")]
    assert lead_of(rules, apart).days("mql") == [1]


# What the account did

SURGE = "topic surge: {fact: intent.surged, of: account, points: 20, high_intent: true"
AT_ACME = {"accounts": {1: 7, 2: 7, 3: 8}}


@pytest.mark.parametrize(("words", "days"), [("}", []), (", wakes: true}", [5])])
def test_what_the_account_does_promotes_its_leads_only_if_the_rule_wakes(words, days):
    rules = behaviour(SURGE + words, fit=40)
    facts = [(0, "lead.created"), (5, "intent.surged", {"account": 7})]
    lead = lead_of(rules, facts, lead=SAAS, **AT_ACME)
    assert lead.score == 60
    assert lead.days("mql") == days


def test_a_rule_that_does_not_wake_counts_at_the_leads_next_fact():
    facts = [(0, "lead.created"), (5, "intent.surged", {"account": 7}), (9, "email.opened")]
    lead = lead_of(behaviour(SURGE + "}", fit=40), facts, lead=SAAS, **AT_ACME)
    assert lead.days("mql") == [9]


def test_what_a_colleague_does_says_nothing_about_the_lead():
    facts = [
        (0, "lead.created"),
        (0, "lead.created", {"lead": 2}),
        (5, "demo.requested", {"lead": 2}),
    ]
    leads = judged(behaviour(DEMO, fit=20), facts, lead=SAAS, **AT_ACME)
    assert (leads[1].score, leads[1].days("mql")) == (20, [])


def test_a_fact_of_the_account_reaches_the_leads_that_are_known_by_then_and_later_ones():
    # the surge of day 5 counts for lead 1 from day 5; lead 2 is born into it on day 8
    facts = [
        (0, "lead.created"),
        (5, "intent.surged", {"account": 7}),
        (8, "lead.created", {"lead": 2}),
        (8, "lead.created", {"lead": 3}),
    ]
    leads = judged(behaviour(SURGE + "}"), facts, on=10, **AT_ACME)
    assert [leads[lead].behaviour for lead in (1, 2, 3)] == [20, 20, 0]


def test_a_lead_that_moves_takes_what_it_did_and_leaves_what_its_account_did():
    rules = behaviour(DEMO.replace("half_life: 90 days, ", ""), SURGE + "}")
    facts = [
        (0, "demo.requested"),
        (1, "intent.surged", {"account": 7}),
        (5, "lead.moved", {"lead": 1, "account": 8}),
    ]
    assert lead_of(rules, facts, on=4, **AT_ACME).behaviour == 60
    assert lead_of(rules, facts, on=5, **AT_ACME).behaviour == 40


# Several stages at once


def test_one_fact_may_enter_several_stages_in_their_order():
    rules = behaviour(
        DEMO,
        more="""
            stages:
              lead: {}
              engaged: {when: "behaviour >= 1"}
              mql: {when: "score >= 40 and high_intent > 0"}
            """,
    )
    lead = lead_of(rules, [(3, "demo.requested")])
    assert lead.told() == [(3, "pass"), (3, "lead"), (3, "engaged"), (3, "mql")]


def test_a_stage_is_entered_once_in_a_pass():
    facts = [(0, "demo.requested"), (100, "email.opened"), (200, "demo.requested")]
    lead = lead_of(behaviour(DEMO, fit=20), facts, lead=SAAS)
    assert lead.days("mql") == [0]
