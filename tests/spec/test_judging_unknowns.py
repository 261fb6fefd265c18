"""Chapter 2, unknowns: a condition is true, false or unknown, and unknown is not false in disguise.

A rule whose condition is unknown adds nothing to the known score.  Beside that score stands what
it could be if the unknowns were answered, and what to ask first.
"""

from __future__ import annotations

import pytest

from spec.judging import DEMO, TALK, definition, explained, lead_of

SIZE = """
behaviour: {asked for a demo: {fact: demo.requested, points: 40, high_intent: true}}
fit: {right size: {when: "employees between 10 and 200", points: 15}}
"""
ASKED = [(0, "demo.requested")]


# Unknown is not zero (case 7)


def test_a_rule_about_something_unknown_adds_nothing_yet_and_could_add_its_points():
    lead = lead_of(definition(SIZE), ASKED, on=1)
    assert (lead.score, lead.score_low, lead.score_high) == (40, 40, 55)
    assert lead.ask_first == "employees"
    assert lead.points("right_size") is None


@pytest.mark.parametrize(("employees", "score"), [(5, 40), (10, 55), (200, 55), (201, 40)])
def test_once_it_is_known_nothing_is_left_to_ask(employees, score):
    lead = lead_of(definition(SIZE), ASKED, lead={"employees": employees}, on=1)
    assert (lead.score, lead.score_low, lead.score_high) == (score, score, score)
    assert lead.ask_first is None


def test_decisions_use_the_known_score():
    lead = lead_of(definition(SIZE), ASKED)
    assert lead.score_high >= 50
    assert lead.days("mql") == []


# How far the score could go

MANY = f"""
behaviour: {{{TALK}}}
attributes:
  employees: {{type: integer}}
  industry: {{type: text, one_of: [SaaS, Retail, Farming]}}
  title: {{type: text}}
  country: {{type: text}}
fit:
  small: {{when: "employees between 10 and 49", points: 10}}
  medium: {{when: "employees between 50 and 200", points: 25}}
  software: {{when: "industry = 'SaaS'", points: 20}}
  shops: {{when: "industry = 'Retail'", points: -10}}
  student: {{when: "title like '%student%'", points: -30}}
  near: {{when: "country = 'DE' and employees >= 10", points: 5}}
"""


def test_rules_that_exclude_one_another_are_not_added_up():
    # size 0 to 25, industry -10 to 20, title -30 to 0, near 0 to 5
    lead = lead_of(definition(MANY), [(0, "lead.created")], on=0)
    assert (lead.score, lead.score_low, lead.score_high) == (0, -40, 50)


def test_what_could_change_most_is_asked_first():
    # employees could change 25 by itself and 5 with the country; title and industry 30 each
    rules, created = definition(MANY), [(0, "lead.created")]
    ask = explained(rules, created, on=0).judgement.reachable.ask
    assert ask == ("employees", "industry", "title", "country")
    lead = lead_of(rules, created, on=0, lead={"employees": 30, "industry": "Farming"})
    assert (lead.score, lead.score_low, lead.score_high, lead.ask_first) == (10, -20, 15, "title")


def test_a_rule_that_is_decided_whatever_the_unknown_turns_out_to_be_is_not_unknown():
    # country is unknown, but with five employees `and` is false already
    lead = lead_of(definition(MANY), [(0, "lead.created")], on=0, lead={"employees": 5})
    assert lead.points("near") == 0
    # with thirty it is not
    lead = lead_of(definition(MANY), [(0, "lead.created")], on=0, lead={"employees": 30})
    assert lead.points("near") is None


# The three values


@pytest.mark.parametrize(
    ("when", "points"),
    [
        ("employees > 10", None),
        ("not employees > 10", None),
        ("employees <> 10", None),
        ("employees in (1, 2)", None),
        ("employees > 10 and industry = 'Retail'", 0),
        ("employees > 10 and industry = 'SaaS'", None),
        ("employees > 10 or industry = 'SaaS'", 7),
        ("employees > 10 or industry = 'Retail'", None),
        ("employees is null", 7),
        ("employees is not null", 0),
        ("coalesce(employees, 0) = 0", 7),
        ("employees / 0 > 1", None),
        ("industry = 'saas'", 7),
        ("industry like 'S%S'", 7),
        ("industry not in ('Retail')", 7),
    ],
)
def test_true_false_and_unknown_are_as_in_sql(when, points):
    parts = f'behaviour: {{{DEMO}}}\nfit: {{rule: {{when: "{when}", points: 7}}}}'
    lead = lead_of(definition(parts), [(0, "lead.created")], lead={"industry": "SaaS"}, on=0)
    assert lead.points("rule") == points


def test_dividing_by_zero_is_unknown_and_not_an_error():
    parts = f'behaviour: {{{DEMO}}}\nfit: {{rule: {{when: "100 / employees > 1", points: 7}}}}'
    lead = lead_of(definition(parts), [(0, "lead.created")], lead={"employees": 0}, on=0)
    assert lead.points("rule") is None


def test_a_disqualifier_whose_condition_is_unknown_disqualifies_nobody():
    parts = 'disqualify: {tiny: {when: "employees < 3", reason: competitor}}'
    assert lead_of(definition(parts), [(0, "lead.created")]).open
    assert not lead_of(definition(parts), [(0, "lead.created")], lead={"employees": 2}).open


# Whose word counts

ORDER = f"""
behaviour: {{{TALK}}}
attributes:
  employees: {{type: integer, from: [crm, enrichment]}}
  industry: {{type: text}}
fit:
  five: {{when: "employees = 5", points: 5}}
  fifty: {{when: "employees = 50", points: 50}}
  nine: {{when: "employees = 9", points: 9}}
"""


def said(day: float, sender: str, **attributes) -> tuple:
    return (day, "lead.described", {"sender": sender, **attributes})


def fit_of(*facts, on: float = 10):
    return lead_of(definition(ORDER), facts, on=on).fit


def test_the_first_source_that_says_something_wins_whoever_spoke_last():
    assert fit_of(said(0, "crm", employees=5), said(1, "enrichment", employees=50)) == 5
    assert fit_of(said(0, "enrichment", employees=50)) == 50


def test_of_one_source_the_latest_word_holds():
    assert fit_of(said(0, "crm", employees=5), said(1, "crm", employees=50)) == 50


def test_a_source_that_is_not_named_comes_after_those_that_are():
    assert fit_of(said(0, "enrichment", employees=50), said(1, "form", employees=5)) == 50


def test_among_sources_that_are_not_named_the_latest_holds():
    assert fit_of(said(0, "form", employees=50), said(1, "hubspot", employees=5)) == 5


def test_an_empty_cell_says_nothing():
    facts = [said(0, "crm", employees=5), said(1, "crm", industry="SaaS")]
    assert fit_of(*facts) == 5


def test_clearing_takes_back_what_its_sender_said_and_the_next_source_speaks():
    facts = [
        said(0, "crm", employees=5),
        said(0, "enrichment", employees=50),
        (3, "lead.cleared", {"sender": "crm", "attribute": "employees"}),
    ]
    assert fit_of(*facts, on=2) == 5
    assert fit_of(*facts, on=3) == 50


def test_a_source_that_was_cleared_may_speak_again():
    cleared = (3, "lead.cleared", {"sender": "crm", "attribute": "employees"})
    assert fit_of(said(0, "crm", employees=5), cleared, said(4, "crm", employees=9)) == 9


def test_clearing_what_others_said_takes_nothing_back():
    cleared = (3, "lead.cleared", {"sender": "form", "attribute": "employees"})
    assert fit_of(said(0, "crm", employees=5), cleared) == 5


def test_an_attribute_of_the_account_holds_for_all_its_leads():
    parts = f"""
        behaviour: {{{TALK}}}
        fit: {{ours: {{when: "domain = 'acme.example'", points: 60}}}}
        """
    facts = [
        (0, "lead.created"),
        (1, "account.described", {"account": 7, "domain": "acme.example"}),
    ]
    assert lead_of(definition(parts), facts, accounts={1: 7}, on=1).fit == 60
    assert lead_of(definition(parts), facts, accounts={1: 8}, on=1).fit == 0


# Named lists

RIVALS = f"""
behaviour: {{{TALK}}}
lists: {{rivals: {{values: [Rival, {{value: Friend, from: 2026-01-05, until: 2026-01-10}}]}}}}
fit: {{rival: {{when: "in_list(industry, 'rivals')", points: 60}}}}
"""


@pytest.mark.parametrize(("day", "points"), [(3, 0), (4, 60), (8, 60), (9, 0)])
def test_a_list_with_days_holds_from_one_day_until_another(day, points):
    # 5 January begins half a day before day 4's noon; the engine leaves dated lists to the
    # interpreter, so here both answers are its own
    by = definition(RIVALS)
    facts = [(0, "lead.described", {"industry": "friend"})]
    assert lead_of(by, facts, on=day, engine_fits=False).fit == points


def test_a_list_compares_without_regard_to_case_and_an_unknown_is_not_in_it_nor_out_of_it():
    plain = definition(
        RIVALS.replace("{value: Friend, from: 2026-01-05, until: 2026-01-10}", "Foe")
    )
    facts = [(0, "lead.created")]
    assert lead_of(plain, facts, lead={"industry": "RIVAL"}, on=0).points("rival") == 60
    assert lead_of(plain, facts, lead={"industry": "SaaS"}, on=0).points("rival") == 0
    assert lead_of(plain, facts, on=0).points("rival") is None


# Source and campaign


def test_a_lead_is_credited_to_what_was_stated_first():
    parts = f"""
        behaviour: {{{TALK}}}
        fit: {{from webinars: {{when: "source = 'Webinar'", points: 60}}}}
        """
    facts = [(0, "lead.created", {"source": "webinar"}), (1, "lead.described", {"source": "ads"})]
    assert lead_of(definition(parts), facts, on=2).fit == 60
