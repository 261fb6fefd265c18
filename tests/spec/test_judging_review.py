"""Chapter 9, review at once: some facts put a lead before sales whatever its score.

Being up for review is no stage: the lead is where it was, sales' clocks run, and accepting it is
a direct entry into SAL.
"""

from __future__ import annotations

from spec.judging import DEMO, PRICING, behaviour, judged, lead_of

SAAS = {"industry": "SaaS"}
AT_ONCE = (
    "looked at prices: {fact: page.viewed, where: \"path like '/pricing%'\", points: 12, "
    "half_life: 14 days, cap: 30, high_intent: true, review: at once}"
)
RULES = behaviour(AT_ONCE, DEMO)
CREATED = (0, "lead.created")
VIEW = ("page.viewed", PRICING)
OURS = {"industry": "Ours"}
COMPETITORS = "disqualify: {competitor: {when: \"industry = 'Ours'\", reason: competitor}}"


# Case 31


def test_one_look_at_prices_is_up_for_review_and_not_an_mql():
    lead = lead_of(RULES, [CREATED, (1, *VIEW)], on=1)
    assert lead.score == 12
    assert lead.told("how")[-1] == (1, "review", "judged")
    assert (lead.stage, lead.days("mql")) == ("lead", [])


def test_accepting_it_is_a_direct_entry_into_sal():
    lead = lead_of(RULES, [CREATED, (1, *VIEW), (2, "lead.accepted", {"by": "yara"})])
    assert lead.passes() == [(1, 1, "review"), (2, 1, "sal")]


def test_the_same_of_a_disqualified_lead_is_nothing():
    rules = behaviour(AT_ONCE, more=COMPETITORS)
    lead = lead_of(rules, [CREATED, (1, *VIEW)], lead=OURS)
    assert (lead.days("review"), lead.open) == ([], False)


def test_disqualified_at_that_very_instant_it_is_not_up_for_review_either():
    rules = behaviour(AT_ONCE, more=COMPETITORS)
    lead = lead_of(rules, [CREATED, (1, *VIEW), (1, "lead.described", OURS)])
    assert lead.passes() == [(1, 1, "exit")]


# More of the kind


def test_a_fact_that_does_not_fulfil_the_rule_asks_for_no_review():
    assert lead_of(RULES, [CREATED, (1, "page.viewed", {"path": "/"})]).days("review") == []


def test_a_lead_is_put_up_once_in_a_pass():
    assert lead_of(RULES, [CREATED, (1, *VIEW), (2, *VIEW)]).days("review") == [1]


def test_and_again_in_the_next_pass():
    out = (5, "lead.rejected", {"reason": "no answer"})
    lead = lead_of(RULES, [CREATED, (1, *VIEW), out, (20, *VIEW)])
    assert lead.passes() == [(1, 1, "review"), (5, 1, "exit"), (20, 2, "review")]


def test_review_and_mql_may_come_by_one_fact():
    rules = behaviour(AT_ONCE, fit=60)
    lead = lead_of(rules, [CREATED, (1, *VIEW)], lead=SAAS)
    assert lead.passes() == [(1, 1, "review"), (1, 1, "mql")]


def test_an_mql_is_put_up_too_as_sales_has_not_seen_it():
    rules = behaviour(AT_ONCE, DEMO, fit=20)
    lead = lead_of(rules, [CREATED, (1, "demo.requested"), (2, *VIEW)], lead=SAAS)
    assert lead.passes() == [(1, 1, "mql"), (2, 1, "review")]


def test_what_sales_has_already_is_not_put_up_again():
    facts = [CREATED, (1, "lead.accepted", {"by": "yara"}), (2, *VIEW)]
    assert lead_of(RULES, facts).days("review") == []


def test_a_visitor_who_looked_at_prices_is_put_up_when_identified():
    facts = [
        (0, "page.viewed", {**PRICING, "visitor": 1}),
        (4, "lead.identified", {"lead": 1, "visitor": 1}),
    ]
    assert lead_of(RULES, facts).days("review") == [4]


def test_more_than_counts_in_a_day_asks_for_no_review():
    rules = behaviour(AT_ONCE.replace("cap: 30", "cap: 30, at_most: 1 a day"))
    out = (1.1, "lead.rejected", {"reason": "no answer"})
    facts = [CREATED, (1, *VIEW), out, (1.2, *VIEW)]
    # the second view of the day does not count: not as intent, not for review
    assert lead_of(rules, facts).passes() == [(1, 1, "review"), (1.1, 1, "exit")]


def test_what_the_account_did_puts_its_leads_up_only_if_the_rule_wakes():
    surge = "surge: {fact: intent.surged, of: account, points: 10, review: at once"
    facts = [CREATED, (3, "intent.surged", {"account": 7})]
    for words, days in (("}", []), (", wakes: true}", [3])):
        leads = judged(behaviour(surge + words), facts, accounts={1: 7})
        assert leads[1].days("review") == days
