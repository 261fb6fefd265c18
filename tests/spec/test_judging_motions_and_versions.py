"""Chapter 6, motions and versions: several ways of selling, and definitions that change.

A pass follows the motion that is chosen when it starts.  Each fact is judged by the version in
force when it occurred; a version that comes into force considers every lead once, at that instant.
"""

from __future__ import annotations

import pytest

from meetworthy.definition.timeline import check_timeline
from spec.judging import DEMO, PRICES, PRICING, TALK, behaviour, definition, judged, lead_of

SAAS = {"industry": "SaaS"}
FLOOR = [
    (2, "criterion.assessed", {"criterion": criterion, "status": status, "how": "call"})
    for criterion, status in (("need", "confirmed"), ("budget", "partial"), ("timeline", "partial"))
]


# Motions

TWO_WAYS = definition(
    f"""
    behaviour: {{{DEMO.replace("40", "60")}}}
    motions: {{outbound: {{when: "source = 'outbound'", stages: [lead, sql, customer]}}}}
    """
)


def test_a_pass_follows_the_motion_whose_condition_holds_when_it_starts():
    facts = [(0, "lead.created", {"source": "Outbound"}), (1, "demo.requested")]
    lead = lead_of(TWO_WAYS, facts)
    assert (lead.motion, lead.passes()) == ("outbound", [])  # there is no MQL in it


def test_otherwise_the_default():
    lead = lead_of(TWO_WAYS, [(0, "lead.created"), (1, "demo.requested")])
    assert (lead.motion, lead.passes()) == ("default", [(1, 1, "mql")])


def test_a_motion_is_not_changed_within_a_pass():
    by_size = definition(
        f"""
        behaviour: {{{DEMO.replace("40", "60")}}}
        motions: {{large: {{when: "employees >= 1000", stages: [lead, sql, customer]}}}}
        """
    )
    facts = [
        (0, "lead.created"),
        (1, "lead.described", {"employees": 5000}),
        (2, "demo.requested"),
        (3, "lead.rejected", {"reason": "no answer"}),
        (9, "demo.requested"),
    ]
    lead = lead_of(by_size, facts)
    assert lead.told("motion") == [
        (0, "pass", "default"),
        (0, "lead", "default"),
        (2, "mql", "default"),
        (3, "exit", "default"),
        (9, "pass", "large"),
        (9, "lead", "large"),
    ]


def test_a_decision_about_a_stage_that_the_motion_does_not_have_enters_nothing():
    facts = [(0, "lead.created", {"source": "outbound"}), (1, "lead.accepted", {"by": "yara"})]
    assert lead_of(TWO_WAYS, facts).passes() == []


def test_an_outbound_prospect_who_confirms_everything_goes_straight_to_sql():
    facts = [(0, "lead.created", {"source": "outbound"}), *FLOOR, (3, "lead.qualified")]
    lead = lead_of(TWO_WAYS, facts)
    assert lead.told() == [(0, "pass"), (0, "lead"), (3, "sql")]


# Two versions (case 24)


def threshold(points: int, **version):
    """Return a version whose MQL asks for so many points of a fit of 45, and high intent."""
    return definition(
        f"""
        behaviour: {{{TALK}}}
        fit:
          known fit: {{when: "industry = 'SaaS'", points: 45}}
          more: {{when: "employees > 0", points: 30}}
        stages:
          lead: {{}}
          mql: {{when: "score >= {points} and high_intent > 0"}}
          sal: {{decided_by: sales}}
        """,
        **version,
    )


V1, V2 = threshold(50), threshold(40, version=2, from_day=30)
STANDS_AT_45 = [(0, "lead.created"), (10, "contact.requested")]


def test_a_version_that_comes_into_force_considers_every_lead_at_that_instant():
    lead = lead_of((V1, V2), STANDS_AT_45, lead=SAAS)
    assert lead.told("version")[-1] == (30, "mql", 2)
    assert lead_of((V1, V2), STANDS_AT_45, lead=SAAS, on=29.9999).days("mql") == []


def test_an_entry_is_the_version_s_that_granted_it():
    stands_at_75 = [*STANDS_AT_45, (11, "lead.described", {"employees": 5}), (31, "lead.accepted")]
    lead = lead_of((V1, V2), stands_at_75, lead=SAAS)
    assert lead.told("version")[-2:] == [(11, "mql", 1), (31, "sal", 2)]
    assert lead.version == 2


def test_a_stricter_version_takes_no_entry_back():
    lead = lead_of((threshold(40), threshold(70, version=2, from_day=30)), STANDS_AT_45, lead=SAAS)
    assert lead.told("version")[-1] == (10, "mql", 1)
    assert (lead.stage, lead.score) == ("mql", 45)


def test_points_are_those_of_the_version_in_force():
    dearer = definition(f"behaviour: {{{DEMO.replace('40', '10')}}}", version=2, from_day=30)
    timeline = (behaviour(DEMO.replace("half_life: 90 days, ", "")), dearer)
    facts = [(0, "demo.requested")]
    assert lead_of(timeline, facts, on=29).behaviour == 40
    assert lead_of(timeline, facts, on=90).behaviour == 5  # ten points, one half-life ago


def test_three_versions_one_after_the_other():
    timeline = (
        threshold(70),
        threshold(60, version=2, from_day=20),
        threshold(45, version=3, from_day=40),
    )
    assert lead_of(timeline, STANDS_AT_45, lead=SAAS).told("version")[-1] == (40, "mql", 3)
    described = [*STANDS_AT_45, (5, "lead.described", {"employees": 5})]
    assert lead_of(timeline, described, lead=SAAS).told("version")[-1] == (10, "mql", 1)


def test_what_happens_at_the_very_instant_of_activation_is_judged_by_the_new_version():
    facts = [(0, "lead.created"), (30, "contact.requested")]
    assert lead_of((V1, V2), facts, lead=SAAS).told("version")[-1] == (30, "mql", 2)


def test_before_the_first_version_the_first_one_counts():
    # open question: history before any definition is judged by the first, not left unjudged
    only = threshold(40, version=1, from_day=100)
    lead = lead_of(only, STANDS_AT_45, lead=SAAS, on=50)
    assert lead.told("version")[-1] == (10, "mql", 1)


def test_a_lead_that_has_left_when_a_version_comes_into_force_stays_out():
    out = (20, "lead.rejected", {"reason": "no answer"})
    lead = lead_of((V1, V2), [*STANDS_AT_45, out], lead=SAAS)
    assert (lead.open, lead.version, lead.days("mql")) == (False, 2, [])


def waits(text: str):
    """Return a second version, from day 30 on, by which a lead without budget waits so."""
    parts = f"behaviour: {{{TALK}}}\nreasons: {{{text}}}"
    return definition(parts, version=2, from_day=30)


RECYCLED = [(0, "lead.created"), (20, "lead.recycled", {"reason": "no budget yet"})]


@pytest.mark.parametrize(
    ("second", "returns"),
    [
        ("no budget yet: {then: recycled, for: 20 days}", 40),  # counted from the exit
        ("no budget yet: {then: recycled, for: 5 days}", 30),  # over already: at once
        ("some reason else: {then: recycled, for: 20 days}", 110),  # unknown now: as it was
    ],
)
def test_a_lead_that_has_left_waits_for_what_the_version_in_force_asks(second, returns):
    # open question: agreed anew, the reason is agreed for those who wait by it as well
    lead = lead_of((behaviour(DEMO), waits(second)), RECYCLED)
    assert lead.days("pass") == [0, returns]


# What a version no longer has

WITHOUT_SAL = definition(
    f"""
    behaviour: {{{TALK}}}
    stages:
      lead: {{}}
      mql: {{when: "score >= 50 and high_intent > 0"}}
      sql: {{decided_by: sales, needs: {{need: confirmed, budget: partial, timeline: partial}}}}
    """,
    version=2,
    from_day=30,
)
ACCEPTED = [(0, "lead.created"), (1, "contact.requested"), (2, "lead.accepted", {"by": "yara"})]


def test_a_lead_in_a_stage_that_is_gone_stands_where_it_stood_before_it():
    timeline = (behaviour(DEMO, fit=60), WITHOUT_SAL)
    assert lead_of(timeline, ACCEPTED, lead=SAAS, on=29).stage == "sal"
    lead = lead_of(timeline, ACCEPTED, lead=SAAS, on=31)
    assert lead.stage == "mql"
    assert lead.days("sal") == [2]  # what was, was


def test_a_decision_about_a_stage_that_is_gone_enters_nothing():
    late = [(0, "lead.created"), (40, "lead.accepted", {"by": "yara"})]
    assert lead_of((behaviour(DEMO), WITHOUT_SAL), late).passes() == []


def test_a_lead_in_a_motion_that_is_gone_goes_on_with_the_stages_of_the_default():
    parts = f"behaviour: {{{DEMO.replace('40', '60')}}}"
    later = definition(parts, version=2, from_day=30)
    facts = [(0, "lead.created", {"source": "outbound"}), (1, "demo.requested"), (29, "ad.clicked")]
    lead = lead_of((TWO_WAYS, later), facts, on=30)
    # 60 points fade to 47.6 by day 30: not an MQL at once
    assert (lead.motion, lead.passes()) == ("outbound", [])
    lead = lead_of((TWO_WAYS, later), [*facts, (31, "demo.requested")], on=31)
    assert lead.passes() == [(31, 1, "mql")]


def test_a_rule_that_is_gone_gives_nothing_any_more():
    gone = definition(f"behaviour: {{{TALK}}}", version=2, from_day=30)
    timeline = (behaviour(PRICES), gone)
    facts = [(29, "page.viewed", PRICING)]
    assert lead_of(timeline, facts, on=29).behaviour == 12
    after = lead_of(timeline, facts, on=30)
    assert (after.behaviour, after.points("looked_at_prices")) == (0, None)


def test_a_reason_may_wait_for_points_of_a_rule_that_is_gone():
    until = "points('looked at prices') > 0"
    first = definition(
        f'behaviour: {{{PRICES}}}\nreasons: {{later: {{then: recycled, until: "{until}"}}}}'
    )
    gone = definition(f"behaviour: {{{TALK}}}", version=2, from_day=30)
    facts = [
        (0, "lead.created"),
        (2, "lead.rejected", {"reason": "later"}),
        (40, "page.viewed", PRICING),
    ]
    assert lead_of((first,), facts).days("pass") == [0, 40]
    assert lead_of((first, gone), facts).days("pass") == [0]


def test_evidence_survives_a_change_of_framework():
    champ = definition(
        f"""
        framework: champ
        behaviour: {{{TALK}}}
        stages:
          lead: {{}}
          sql:
            decided_by: sales
            needs: {{challenges: confirmed, money: partial, prioritization: partial}}
        """,
        version=2,
        from_day=30,
    )
    facts = [(0, "lead.created"), *FLOOR, (40, "lead.qualified", {"by": "yara"})]
    lead = lead_of((behaviour(DEMO), champ), facts)
    assert (lead.criterion("challenges"), lead.criterion("money")) == ("confirmed", "partial")
    assert lead.told("version")[-1] == (40, "sql", 2)


def test_a_fact_of_a_kind_that_was_added_later_is_known_from_the_start():
    added = definition(
        f"""
        kinds: {{demo.watched: {{}}}}
        behaviour: {{watched: {{fact: demo.watched, points: 40}}, {TALK}}}
        """,
        version=2,
        from_day=30,
    )
    leads = judged((behaviour(DEMO), added), [(1, "demo.watched", {"lead": 1})], on=30)
    assert leads[1].behaviour == 40


# Timelines


@pytest.mark.parametrize(
    ("second", "kinds"),
    [
        (threshold(40, version=2, from_day=30), []),
        (threshold(40, version=1, from_day=30), ["version_order"]),
        (threshold(40, version=2, from_day=20), ["same_instant"]),
    ],
)
def test_two_versions_never_start_at_one_instant_and_numbers_grow(second, kinds):
    first = threshold(50, version=1, from_day=20)
    problems = check_timeline([("one.yaml", first), ("two.yaml", second)])
    assert [problem.kind for problem in problems] == kinds
