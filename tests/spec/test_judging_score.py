"""Chapter 1, the score: points fade, and caps clamp what is read.

Numbers are worked by hand: 40 points with a half-life of 90 days are 40 * 2^(-45/90) = 28.284271
after 45 days. Every number is asked of the interpreter and of the engine.
"""

from __future__ import annotations

import pytest

from spec.judging import DEMO, MAIL, PRICES, PRICING, behaviour, explained, lead_of

SAAS = {"industry": "SaaS"}
FOUR_VIEWS = [(day, "page.viewed", PRICING) for day in range(4)]


# Fading (case 1)


@pytest.mark.parametrize(("day", "points"), [(0, 40), (45, 28.284271), (90, 20), (180, 10)])
def test_points_halve_in_every_half_life(day, points):
    lead = lead_of(behaviour(DEMO), [(0, "demo.requested")], on=day)
    assert lead.behaviour == points
    assert lead.points("asked_for_a_demo") == points


def test_without_a_half_life_points_stay():
    rule = "unsubscribed: {fact: email.unsubscribed, points: -25}"
    lead = lead_of(behaviour(rule), [(0, "email.unsubscribed")], on=300)
    assert (lead.behaviour, lead.score) == (-25, -25)


def test_the_score_is_fit_and_behaviour_together():
    lead = lead_of(behaviour(DEMO, PRICES, fit=20), [(0, "demo.requested")], lead=SAAS, on=90)
    assert (lead.fit, lead.behaviour, lead.score) == (20, 20, 40)


def test_a_fact_counts_once_for_each_rule_that_speaks_of_it():
    rules = behaviour(PRICES, "looked: {fact: page.viewed, points: 1}")
    lead = lead_of(rules, [(0, "page.viewed", PRICING), (0, "page.viewed", {"path": "/"})], on=0)
    assert (lead.points("looked_at_prices"), lead.points("looked")) == (12, 2)


def test_a_property_that_is_not_said_fulfils_no_condition():
    lead = lead_of(behaviour(PRICES), [(0, "page.viewed")], on=0)
    assert lead.behaviour == 0


def test_text_in_conditions_compares_without_regard_to_case():
    lead = lead_of(behaviour(PRICES), [(0, "page.viewed", {"path": "/PRICING/eu"})], on=0)
    assert lead.behaviour == 12


# Caps (case 2)


@pytest.mark.parametrize(
    ("day", "underneath", "read"),
    [
        (2, 34.289026, 30),
        (3, 44.632700, 30),
        (10, 31.560085, 30),
        (14, 25.889853, 25.889853),
        (30, 11.724526, 11.724526),
    ],
)
def test_a_cap_clamps_what_is_read_and_not_what_is_stored(day, underneath, read):
    uncapped = PRICES.replace("cap: 30, ", "")
    assert lead_of(behaviour(PRICES), FOUR_VIEWS, on=day).behaviour == read
    assert lead_of(behaviour(uncapped), FOUR_VIEWS, on=day).behaviour == underneath


def test_a_cap_on_negative_points_is_a_floor():  # case 8
    rule = "bounced: {fact: email.bounced, points: -5, cap: 20}"
    lead = lead_of(behaviour(rule), [(day, "email.bounced") for day in range(6)], on=10)
    assert lead.behaviour == -20


def test_each_rule_has_its_own_cap():
    facts = [*FOUR_VIEWS, *((3, "email.opened") for _ in range(9))]
    lead = lead_of(behaviour(PRICES, MAIL), facts, on=3)
    assert (lead.points("looked_at_prices"), lead.points("opened_a_mail")) == (30, 5)


# At most so many a day (case 9), and within (case 10)

OFTEN = (
    "looked: {fact: page.viewed, points: 12, at_most: 3 a day}",
    "listed: {fact: ad.clicked, points: 10, within: 30 days}",
)


def hundred_views(day: float) -> list:
    return [(day + n / 1440, "page.viewed") for n in range(100)]


def test_no_more_than_so_many_facts_of_a_day_count():
    rules = behaviour(*OFTEN)
    first, second = hundred_views(0), hundred_views(1)
    assert lead_of(rules, first, on=0.9).behaviour == 36
    assert lead_of(rules, [*first, *second], on=1.9).behaviour == 72


def test_the_day_is_one_of_the_workspaces_zone():
    # 22:30 and 23:30 UTC on 1 January: two days in Berlin, where it is one hour later
    views = [(10.5 / 24, "page.viewed")] * 3 + [(11.5 / 24, "page.viewed")] * 3
    assert lead_of(behaviour(*OFTEN), views, on=1).behaviour == 36
    berlin = behaviour(*OFTEN, more="timezone: Europe/Berlin")
    assert lead_of(berlin, views, on=1).behaviour == 72


def test_a_fact_that_does_not_count_shows_no_intent_either():
    rule = "looked: {fact: page.viewed, points: 12, at_most: 1 a day, high_intent: true}"
    lead = lead_of(behaviour(rule), hundred_views(0), on=0.9)
    assert (lead.behaviour, lead.high_intent) == (12, 1)


@pytest.mark.parametrize(("day", "points"), [(0, 10), (29.999, 10), (30, 0)])
def test_within_gives_full_points_and_then_none(day, points):
    assert lead_of(behaviour(*OFTEN), [(0, "ad.clicked")], on=day).behaviour == points


def test_a_window_slides_over_its_facts_one_by_one():
    rules, clicks = behaviour(*OFTEN), [(0, "ad.clicked"), (10, "ad.clicked")]
    assert [lead_of(rules, clicks, on=day).behaviour for day in (10, 30, 40)] == [20, 10, 0]


# When it falls back (case 6)


def test_when_the_score_will_fall_back_is_said_at_once():  # case 6
    rules, facts = behaviour(DEMO, fit=20), [(0, "demo.requested")]
    falls = explained(rules, facts, lead=SAAS, on=0).judgement.falls_under_at
    assert falls is not None
    assert (falls - 1_767_268_800_000_000) / 86_400e6 == pytest.approx(37.3534, abs=5e-5)
    assert lead_of(rules, facts, lead=SAAS, on=37.3533).score >= 50
    assert lead_of(rules, facts, lead=SAAS, on=37.3535).score < 50


def test_a_score_that_does_not_fade_never_falls_back():
    rules = behaviour("asked: {fact: demo.requested, points: 60, high_intent: true}")
    assert explained(rules, [(0, "demo.requested")], on=0).judgement.falls_under_at is None


# High intent


def test_high_intent_counts_facts_whatever_their_points():
    facts = [(0, "contact.requested"), (1, "contact.requested")]
    lead = lead_of(behaviour(DEMO), facts, on=1)
    assert (lead.behaviour, lead.high_intent) == (0, 2)


@pytest.mark.parametrize(("day", "facts"), [(89.999, 1), (90, 0)])
def test_high_intent_older_than_the_window_is_none(day, facts):
    assert lead_of(behaviour(DEMO), [(0, "demo.requested")], on=day).high_intent == facts


def test_the_intent_window_is_the_definitions():
    rules = behaviour(DEMO, fit=60, more="intent_window: 7 days")
    late = [(0, "lead.created"), (0, "demo.requested"), (8, "email.opened")]
    assert lead_of(rules, late, on=8).high_intent == 0


def test_what_a_condition_can_ask_of_the_score():
    rules = behaviour(
        PRICES,
        MAIL,
        more="""
            stages:
              lead: {}
              looking: {when: "points('looked at prices') >= 24 and count('email.opened') >= 2"}
              warm: {when: "behaviour >= 25 and fit = 0 and pass = 1 and stage = 'looking'"}
            """,
    )
    views = [(1, "page.viewed", PRICING), (1, "page.viewed", PRICING)]
    lead = lead_of(rules, [*views, (2, "email.opened"), (3, "email.opened"), (3, "demo.requested")])
    assert lead.days("looking") == []  # on day 3 the two views have faded under 24
    lead = lead_of(rules, [(0, "email.opened"), (1, "email.opened"), *views, (1.1, "ad.clicked")])
    assert (lead.days("looking"), lead.days("warm")) == ([1], [1])
