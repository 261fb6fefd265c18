"""Chapter 4, time and identity: what was known when, who is whom, and since when.

Judging looks at what had occurred by an instant (``at``) and, where it is asked, only at what
had been recorded by another (``known_by``).  What joins a lead later fades from its own time,
and crosses nothing earlier than the moment of joining.
"""

from __future__ import annotations

import random

import pytest

from facts_folder import quarantine, read
from spec.judging import (
    DEMO,
    PRICES,
    PRICING,
    behaviour,
    definition,
    judged,
    judged_dataset,
    lead_of,
)

SAAS = {"industry": "SaaS"}


# The order of arrival


@pytest.mark.parametrize("seed", range(3))
def test_facts_delivered_in_any_order_give_the_same(seed):
    facts = [
        (0, "lead.created", {"id": "a"}),
        (0, "lead.described", {"id": "b", "industry": "SaaS"}),
        (1, "demo.requested", {"id": "c"}),
        (1, "lead.accepted", {"id": "d", "by": "yara"}),
        (5, "lead.rejected", {"id": "e", "reason": "no answer"}),
        (9, "demo.requested", {"id": "f"}),
    ]
    straight = lead_of(behaviour(DEMO, fit=20), facts)
    mixed = lead_of(behaviour(DEMO, fit=20), random.Random(seed).sample(facts, len(facts)))
    assert (mixed.row, mixed.entries) == (straight.row, straight.entries)


# Late facts (case 14)

VIEWS = [
    (0, "page.viewed", PRICING),
    (1, "page.viewed", {**PRICING, "recorded": 40}),
    (2, "page.viewed", PRICING),
    (3, "page.viewed", PRICING),
]


def test_a_late_fact_changes_what_the_numbers_say_and_not_what_was_known():
    rules = behaviour(PRICES, fit=20)
    as_known_then = lead_of(rules, VIEWS, lead=SAAS, on=5, known_by=5)
    assert as_known_then.days("mql") == [3]
    as_known_later = lead_of(rules, VIEWS, lead=SAAS, on=41)
    assert as_known_later.days("mql") == [2]
    assert lead_of(rules, VIEWS, lead=SAAS, on=41, known_by=39).days("mql") == [3]


def test_what_three_views_give_on_day_three():
    # 12 * (2^(-3/14) + 2^(-1/14) + 1) = 33.764016 underneath; the cap reads 30
    lead = lead_of(behaviour(PRICES, fit=20), VIEWS, lead=SAAS, on=3, known_by=5)
    assert (lead.behaviour, lead.score) == (30, 50)


def test_what_has_not_happened_yet_is_not_seen():
    facts = [(0, "lead.created"), (10, "demo.requested")]
    assert lead_of(behaviour(DEMO), facts, on=9.9999).high_intent == 0
    assert lead_of(behaviour(DEMO), facts, on=10).high_intent == 1  # the instant itself is


def test_nobody_is_a_lead_before_the_first_fact_about_them():
    facts = [(5, "lead.created")]
    assert judged(behaviour(DEMO), facts, on=4) == {}
    assert lead_of(behaviour(DEMO), facts, on=5).days("lead") == [5]


# Attributes have a history (case 16)

SIZE = """
behaviour: {asked for a demo: {fact: demo.requested, points: 40, high_intent: true}}
fit: {right size: {when: "employees between 10 and 200", points: 15}}
"""
GREW = [(0, "lead.described", {"employees": 5}), (20, "lead.described", {"employees": 50})]


@pytest.mark.parametrize(("day", "fit"), [(10, 0), (19.999, 0), (20, 15), (30, 15)])
def test_a_judgement_uses_the_values_that_held_then(day, fit):
    assert lead_of(definition(SIZE), GREW, on=day).fit == fit


def test_what_the_lead_did_before_it_grew_was_judged_by_its_size_then():
    facts = [*GREW, (10, "demo.requested")]
    assert lead_of(definition(SIZE), facts, on=30).days("mql") == [20]
    shrunk = [
        (0, "lead.described", {"employees": 50}),
        (10, "demo.requested"),
        (20, "lead.described", {"employees": 5}),
    ]
    assert lead_of(definition(SIZE), shrunk, on=30).days("mql") == [10]


# Visitors (case 13)

ANONYMOUS = [(day, "page.viewed", {**PRICING, "visitor": 1}) for day in range(3)]


def test_joining_crosses_no_earlier_than_it_happens():
    facts = [*ANONYMOUS, (9, "lead.identified", {"lead": 1, "visitor": 1})]
    facts += [(9, "lead.described", {"industry": "SaaS"})]
    rules = behaviour(PRICES, fit=30)
    assert judged(rules, facts, on=8) == {}
    lead = lead_of(rules, facts, on=9)
    assert (lead.behaviour, lead.score) == (24.246003, 54.246003)
    assert lead.told() == [(9, "pass"), (9, "lead"), (9, "mql")]


def test_identified_later_there_is_less_left_of_what_the_visitor_did():
    facts = [*ANONYMOUS, (30, "lead.identified", {"lead": 1, "visitor": 1})]
    lead = lead_of(behaviour(PRICES, fit=30), facts, lead=SAAS, on=30)
    assert lead.score == 38.572256
    assert lead.days("mql") == []


def test_what_a_visitor_does_once_identified_counts_when_it_happens():
    facts = [
        (0, "lead.identified", {"lead": 1, "visitor": 1}),
        (4, "page.viewed", {**PRICING, "visitor": 1}),
    ]
    lead = lead_of(behaviour(PRICES, fit=40), facts, lead=SAAS, on=10)
    assert lead.days("mql") == [4]


def test_a_visitor_shared_by_two_leads_is_the_one_last_identified_else_the_first():
    facts = [
        (0, "page.viewed", {**PRICING, "visitor": 1}),  # before anybody: the first one's
        (3, "lead.identified", {"lead": 1, "visitor": 1}),
        (4, "page.viewed", {**PRICING, "visitor": 1}),  # the first one's
        (6, "lead.identified", {"lead": 2, "visitor": 1}),
        (6.5, "page.viewed", {**PRICING, "visitor": 1}),  # the second one's
    ]
    leads = judged(behaviour(PRICES), facts, on=7)
    assert (leads[1].high_intent, leads[2].high_intent) == (2, 1)


def test_a_visitor_whom_nobody_identified_is_no_lead():
    assert judged(behaviour(PRICES), ANONYMOUS) == {}


# Merging (case 15)

TWO = [
    (0, "lead.created", {"lead": 1}),
    (0, "lead.described", {"lead": 1, "industry": "SaaS"}),
    (0, "lead.created", {"lead": 2}),
    (0, "lead.described", {"lead": 2, "industry": "SaaS"}),
    (1, "demo.requested", {"lead": 1}),
    (2, "demo.requested", {"lead": 2}),
]
DEMOS = behaviour(DEMO, fit=20)


@pytest.mark.parametrize(("survivor", "other"), [(1, 2), (2, 1)])
def test_of_two_leads_found_to_be_one_the_earliest_entry_counts(survivor, other):
    facts = [*TWO, (10, "lead.merged", {"lead": survivor, "other": str(other)})]
    leads = judged(DEMOS, facts, on=11)
    assert set(leads) == {survivor}
    assert leads[survivor].days("mql") == [1]


def test_until_they_are_merged_they_are_two():
    facts = [*TWO, (10, "lead.merged", {"lead": 1, "other": "2"})]
    leads = judged(DEMOS, facts, on=9)
    assert (leads[1].days("mql"), leads[2].days("mql")) == ([1], [2])


def test_un_merging_restores_both():
    merged = (10, "lead.merged", {"lead": 1, "other": "2"})
    apart = (12, "lead.unmerged", {"lead": 1, "other": "2"})
    before, after = judged(DEMOS, TWO, on=13), judged(DEMOS, [*TWO, merged, apart], on=13)
    for lead in (1, 2):
        assert after[lead].row == before[lead].row
        assert after[lead].entries == before[lead].entries


def test_what_both_did_adds_up_from_the_moment_of_merging():
    facts = [*TWO, (10, "lead.merged", {"lead": 1, "other": "2"})]
    # 40 * (2^(-9/90) + 2^(-8/90)) = 74.931184
    assert judged(DEMOS, facts, on=9.9)[1].high_intent == 1
    together = judged(DEMOS, facts, on=10)[1]
    assert (together.behaviour, together.high_intent) == (74.931184, 2)


def test_a_merge_may_be_what_crosses_and_then_it_is_its_moment():
    rules = behaviour(DEMO.replace("40, half_life: 90 days", "30"))
    facts = [
        (0, "demo.requested", {"lead": 1}),
        (0, "demo.requested", {"lead": 2}),
        (10, "lead.merged", {"lead": 1, "other": "2"}),
    ]
    assert judged(rules, facts)[1].days("mql") == [10]


def test_decisions_about_the_other_lead_hold_for_both():
    facts = [
        *TWO,
        (3, "lead.accepted", {"lead": 2, "by": "yara"}),
        (10, "lead.merged", {"lead": 1, "other": "2"}),
    ]
    lead = judged(DEMOS, facts)[1]
    assert (lead.stage, lead.days("mql"), lead.days("sal")) == ("sal", [1], [3])


def test_a_lead_that_had_left_goes_on_with_the_pass_of_one_that_had_not():
    facts = [
        *TWO,
        (4, "lead.rejected", {"lead": 1, "reason": "no answer"}),
        (10, "lead.merged", {"lead": 1, "other": "2"}),
    ]
    lead = judged(DEMOS, facts)[1]
    assert lead.open
    assert lead.passes() == [(1, 1, "mql"), (2, 2, "mql"), (4, 1, "exit")]


def test_where_both_had_left_the_surviving_lead_stays_out_as_it_was():
    facts = [
        *TWO,
        (4, "lead.rejected", {"lead": 1, "reason": "no answer"}),
        (5, "lead.recycled", {"lead": 2, "reason": "no budget yet"}),
        (10, "lead.merged", {"lead": 1, "other": "2"}),
    ]
    lead = judged(DEMOS, facts)[1]
    assert (lead.open, lead.reason, lead.days("exit")) == (False, "no_answer", [4])


def test_what_one_of_them_was_already_is_kept_though_the_other_was_less():
    facts = [
        *TWO,
        (0.5, "opportunity.won", {"lead": 2}),
        (10, "lead.merged", {"lead": 1, "other": "2"}),
    ]
    lead = judged(DEMOS, facts)[1]
    assert (lead.stage, lead.days("mql"), lead.days("customer")) == ("customer", [1], [0.5])


@pytest.mark.parametrize(
    "undoing",
    [
        (12, "lead.unmerged", {"lead": 2, "other": "1"}),  # named the other way round
        (12, "fact.retracted", {"fact": "merge"}),
    ],
)
def test_a_merge_may_be_undone_from_either_side_or_retracted(undoing):
    merged = (10, "lead.merged", {"id": "merge", "lead": 1, "other": "2"})
    assert set(judged(DEMOS, [*TWO, merged, undoing], on=11)) == {1}
    assert set(judged(DEMOS, [*TWO, merged, undoing], on=12)) == {1, 2}


def test_when_an_identification_is_retracted_the_visitor_is_nobody_again():
    facts = [
        (0, "lead.created"),
        *ANONYMOUS,
        (9, "lead.identified", {"id": "it was me", "lead": 1, "visitor": 1}),
        (12, "fact.retracted", {"fact": "it was me"}),
    ]
    assert lead_of(behaviour(PRICES), facts, on=11).high_intent == 3
    assert lead_of(behaviour(PRICES), facts, on=12).high_intent == 0


def test_merges_that_go_round_in_a_circle_end_with_the_one_that_would_close_it():
    facts = [
        *TWO,
        (0, "lead.created", {"lead": 3}),
        (10, "lead.merged", {"lead": 1, "other": "2"}),
        (11, "lead.merged", {"lead": 2, "other": "3"}),
        (12, "lead.merged", {"lead": 3, "other": "1"}),
    ]
    leads = judged(DEMOS, facts)
    assert set(leads) == {1}
    assert leads[1].days("mql") == [1]


def test_a_merge_with_oneself_says_nothing():
    facts = [*TWO, (10, "lead.merged", {"lead": 1, "other": "1"})]
    assert set(judged(DEMOS, facts)) == {1, 2}


# Corrections

ASKED = [(0, "demo.requested", {"id": "demo", "sender": "web"})]


def test_a_retracted_fact_is_as_if_it_had_never_been():
    facts = [*ASKED, (5, "fact.retracted", {"sender": "web", "fact": "demo"})]
    assert lead_of(DEMOS, [(0, "lead.created"), *facts], lead=SAAS, on=4).days("mql") == [0]
    lead = lead_of(DEMOS, [(0, "lead.created"), *facts], lead=SAAS, on=5)
    assert (lead.days("mql"), lead.high_intent) == ([], 0)


def test_a_retraction_may_itself_be_retracted():
    facts = [
        *ASKED,
        (5, "fact.retracted", {"id": "undo", "sender": "web", "fact": "demo"}),
        (6, "fact.retracted", {"id": "redo", "sender": "web", "fact": "undo"}),
    ]
    assert lead_of(DEMOS, facts, lead=SAAS, on=5).days("mql") == []
    assert lead_of(DEMOS, facts, lead=SAAS, on=6).days("mql") == [0]


def test_another_senders_fact_of_the_same_id_is_another_fact():
    facts = [*ASKED, (5, "fact.retracted", {"sender": "crm", "fact": "demo"})]
    assert lead_of(DEMOS, facts, lead=SAAS).days("mql") == [0]


def test_when_the_fact_behind_an_mql_is_retracted_the_sal_stays_as_a_direct_entry():
    facts = [
        (0, "lead.created"),
        (1, "demo.requested", {"id": "demo"}),
        (2, "lead.accepted", {"by": "yara"}),
    ]
    before = lead_of(DEMOS, facts, lead=SAAS)
    assert before.passes() == [(1, 1, "mql"), (2, 1, "sal")]
    after = lead_of(DEMOS, [*facts, (9, "fact.retracted", {"fact": "demo"})], lead=SAAS)
    assert after.passes() == [(2, 1, "sal")]


# The same id again (case 12)

EXPORT = """
    sources: 1
    timezone: UTC
    files:
      log:
        file: log.csv
        sender: web
        id: id
        lead: {crm: lead}
        recorded: sent
        facts:
          - {kind: demo.requested, at: happened, properties: {path: path}}
    """
HEADER = "id,lead,happened,sent,path\n"


def test_the_second_of_two_contents_goes_to_quarantine_and_the_counts_add_up(tmp_path):
    rows = (
        "a,1,2026-01-01T12:00Z,2026-01-01T12:00Z,/demo\n"
        "a,1,2026-01-01T12:00Z,2026-01-01T12:00Z,/other\n"
    )
    told = read(tmp_path, EXPORT, {"log.csv": HEADER + rows})
    (aside,) = quarantine(told)
    assert aside["kind"] == "contradiction"
    assert "/other" in aside["raw"]
    assert "/demo" in aside["why"]
    counts = told.read
    assert (counts.rows, counts.taken, counts.known, counts.quarantined) == (2, 1, 0, 1)
    (lead,) = judged_dataset(told, behaviour(DEMO), on=0).values()
    assert (lead.high_intent, lead.score) == (1, 40)


def test_the_same_content_sent_again_is_the_same_fact(tmp_path):
    rows = (
        "a,1,2026-01-01T12:00Z,2026-01-01T12:00Z,/demo\n"
        "a,1,2026-01-01T12:00Z,2026-01-02T08:00Z,/demo\n"
    )
    told = read(tmp_path, EXPORT, {"log.csv": HEADER + rows})
    counts = told.read
    assert (counts.rows, counts.taken, counts.known, counts.quarantined) == (2, 1, 1, 0)
    (lead,) = judged_dataset(told, behaviour(DEMO), on=0).values()
    assert lead.high_intent == 1


# A column without a date (case 16)

SNAPSHOT = """
    sources: 1
    timezone: UTC
    files:
      leads:
        file: leads-2026-01-31.csv
        rows: snapshot
        taken: {from_name: "leads-%Y-%m-%d.csv"}
        lead: {crm: id}
        facts:
          - {kind: lead.created, at: created}
          - kind: lead.described
            properties: {employees: {column: employees, type: integer}}
    """


@pytest.mark.parametrize(
    ("known_from", "on_day_10", "on_day_30"),
    [("", None, 15), ("\n        known_from: 2026-01-05", 15, 15)],
)
def test_an_exports_column_is_known_from_its_day_unless_the_mapping_says_earlier(
    tmp_path, known_from, on_day_10, on_day_30
):
    sources = SNAPSHOT.replace("rows: snapshot", "rows: snapshot" + known_from)
    rows = "id,created,employees\n1,2026-01-02,50\n"
    told = read(tmp_path, sources, {"leads-2026-01-31.csv": rows})
    for day, points in ((10, on_day_10), (30, on_day_30)):
        (lead,) = judged_dataset(told, definition(SIZE), on=day).values()
        assert lead.points("right_size") == points
