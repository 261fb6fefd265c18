"""Every rule finds its fault: a small definition with one, and where it is said to be.

The line that a problem must name ends in `# here`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from meetworthy.definition import load
from meetworthy.definition.draft import Draft
from meetworthy.definition.load import load_text
from meetworthy.definition.rules import RULES
from meetworthy.model.document import read_document
from meetworthy.model.problem import Severity

SOUND = {
    "definition": "definition: Small",
    "version": "version: 1",
    "in_force": "in_force: 2026-01-01T00:00",
    "timezone": "timezone: Europe/Berlin",
    "framework": "framework: bant",
    "signed": """
signed:
  marketing: {by: Mia, on: 2025-12-01}
  sales: {by: Sam, on: 2025-12-02}
""",
    "attributes": """
attributes:
  employees: {type: integer}
  title: {type: text}
""",
    "fit": """
fit:
  right size: {when: "employees >= 10", points: 30}
""",
    "behaviour": """
behaviour:
  asked for a demo: {fact: demo.requested, points: 40, cap: 40, high_intent: true}
""",
    "stages": """
stages:
  lead: {}
  mql: {when: "score >= 50 and high_intent > 0"}
  sql:
    decided_by: sales
    needs: {need: confirmed, authority: partial, budget: partial, timeline: partial}
  customer: {fact: opportunity.won}
""",
    "reasons": """
reasons:
  not now: {then: recycled, for: 90 days}
  out: {then: disqualified}
""",
}


def small(**sections: str) -> str:
    """Return a sound definition in which these sections stand instead."""
    return "\n".join(part.strip("\n") for part in ({**SOUND, **sections}).values() if part)


def found(text: str) -> list[tuple[str, int | None, Severity]]:
    loaded = load_text(text, "small.yaml", lists_folder=None)
    return [(each.kind, each.place.line, each.severity) for each in loaded.problems]


def line_marked(text: str) -> int:
    (line,) = [at for at, each in enumerate(text.splitlines(), 1) if each.endswith("# here")]
    return line


def test_the_sound_one_has_no_problem() -> None:
    assert found(small()) == []


BEHAVIOUR = """
behaviour:
  asked for a demo: {fact: demo.requested, points: 40, cap: 40, high_intent: true}
"""
STAGES = """
stages:
  lead: {}
"""
ROUTING = """
routing:
  rules:
    all: {to: sdr}
"""
FORM = """
prequalification:
  asked_by: reply
  questions:
    when: {ask: When?, answers: timeline, options: {now: confirmed, later: denied}}
"""
NEEDS = "needs: {need: confirmed, authority: partial, budget: partial, timeline: partial}"

ERRORS: dict[str, tuple[str, dict[str, str]]] = {
    "a lead for nobody who can be told": (
        "unknown_taker",
        {"routing": ROUTING + "    rest: {to: [sdr, dach]}  # here"},
    ),
    "somebody named twice in one rule": (
        "named_twice",
        {"routing": ROUTING + "    rest: {to: [Team DACH, team dach]}  # here"},
    ),
    "two routing rules with one slug": (
        "duplicate_slug",
        {"routing": ROUTING + "    All: {to: sales}  # here"},
    ),
    "a routing rule about something that nobody declared": (
        "unknown_name",
        {"routing": ROUTING + "    rest: {to: sales, when: \"town = 'Ulm'\"}  # here"},
    ),
    "a routing rule that no lead can fulfil": (
        "unreachable",
        {"routing": ROUTING + '    best: {to: sales, when: "score > 500"}  # here'},
    ),
    "a capacity of nothing": (
        "wrong_value",
        {"routing": ROUTING + "  capacity: 0  # here"},
    ),
    "a question about a criterion that the framework does not have": (
        "unknown_criterion",
        {"prequalification": FORM + "    who: {ask: Who?, answers: champion}  # here"},
    ),
    "somebody who fits by what nobody asks": (
        "unasked_criterion",
        {"prequalification": FORM + "  fits: {budget: partial}  # here"},
    ),
    "options that say something of nothing": (
        "option_of_nothing",
        {"prequalification": FORM + "    which: {ask: Which?, options: {a: denied}}  # here"},
    ),
    "an option that says nothing of its criterion": (
        "option_of_nothing",
        {
            "prequalification": FORM
            + "    who: {ask: Who?, answers: authority, options: [me, my boss]}  # here"
        },
    ),
    "a form that ends with a reason that does not exist": (
        "unknown_reason",
        {"prequalification": FORM + "  silent: not now or ever  # here"},
    ),
    "a form after which a deal is lost": (
        "wrong_reason",
        {
            "reasons": "reasons:\n  lost: {then: lost}",
            "prequalification": FORM + "  unfit: lost  # here",
        },
    ),
    "a reminder after the end": (
        "late_reminder",
        {"prequalification": FORM + "  remind: 8 days  # here"},
    ),
    "a calendar that anybody on the way can read": (
        "wrong_value",
        {"prequalification": FORM + "  calendar: http://cal.example.com/demo  # here"},
    ),
    "a calendar with a password in it": (
        "wrong_value",
        {"prequalification": FORM + "  calendar: https://a:b@cal.example.com/demo  # here"},
    ),
    "an arbiter who is not of sales": (
        "unknown_arbiter",
        {"meetings": "meetings:\n  arbiter: marketing  # here"},
    ),
    "a reason to decline that is there twice": (
        "named_twice",
        {"meetings": "meetings:\n  reasons: [no need, No  need]  # here"},
    ),
    "a quota of nobody": (
        "unknown_holder",
        {"quotas": "quotas:\n  everybody: {meetings: 12}  # here"},
    ),
    "two quotas of one": (
        "named_twice",
        {"quotas": "quotas:\n  sdr: {meetings: 12}\n  SDR: {meetings: 10}  # here"},
    ),
    "a ramp of more than all": (
        "wrong_value",
        {"quotas": "quotas:\n  sdr: {meetings: 12, ramp: [50 %, 150 %]}  # here"},
    ),
    "a quota of nothing": (
        "wrong_value",
        {"quotas": "quotas:\n  sdr: {meetings: 0}  # here"},
    ),
    "somebody's hours where nobody's are written": (
        "no_working_hours",
        {"sla": "sla:\n  a: {from: mql, to: sql, within: same day, hours: owner}  # here"},
    ),
    "somebody's hours for a clock that runs by day and night": (
        "word_out_of_place",
        {"sla": "sla:\n  a: {from: mql, to: sql, within: 2 hours, hours: owner}  # here"},
    ),
    "a framework that does not exist": (
        "unknown_framework",
        {"framework": "framework: bantt  # here"},
    ),
    "an own framework without a confirmed need": (
        "framework_without_need",
        {
            "framework": """
framework:  # here
  name: Ours
  criteria:
    need: {answers: need, floor: partial, ask: Why?}
    authority: {answers: authority, ask: Who?}
    budget: {answers: budget, ask: How much?}
    timeline: {answers: timeline, ask: When?}
"""
        },
    ),
    "an attribute with the name of a signal": (
        "reserved_name",
        {
            "attributes": "attributes:\n  employees: {type: integer}\n"
            "  score: {type: number}  # here"
        },
    ),
    "an attribute whose name is no word": (
        "bad_name",
        {
            "attributes": "attributes:\n  employees: {type: integer}\n"
            "  The title: {type: text}  # here"
        },
    ),
    "two rules with one slug": (
        "duplicate_slug",
        {
            "fit": """
fit:
  right size: {when: "employees >= 10", points: 30}
  right-size: {when: "employees >= 20", points: 10}  # here
"""
        },
    ),
    "a fit rule and a behaviour rule with one slug": (
        "duplicate_slug",
        {
            "behaviour": BEHAVIOUR
            + "  other: {fact: page.viewed, points: 1, slug: right_size}  # here"
        },
    ),
    "a label without a letter to make a slug of": (
        "bad_slug",
        {"fit": 'fit:\n  "大きさ": {when: "employees >= 10", points: 30}  # here'},
    ),
    "a stage whose name is no slug": (
        "bad_slug",
        {"stages": STAGES + f"  Sales Qualified: {{decided_by: sales, {NEEDS}}}  # here"},
    ),
    "a misspelt kind of fact": (
        "unknown_kind",
        {"behaviour": BEHAVIOUR + "  prices: {fact: page.veiwed, points: 5}  # here"},
    ),
    "a decision scored as behaviour": (
        "wrong_kind",
        {"behaviour": BEHAVIOUR + "  accepted: {fact: lead.accepted, points: 5}  # here"},
    ),
    "a stage entered by money spent": (
        "wrong_kind",
        {"stages": STAGES + "  customer: {fact: spend.recorded}  # here"},
    ),
    "a kind that the product has already": (
        "duplicate_kind",
        {"kinds": "kinds:\n  page.viewed: {properties: {path: text}}  # here"},
    ),
    "a rule with two ways to fade": (
        "two_ways_to_fade",
        {
            "behaviour": BEHAVIOUR
            + "  prices: {fact: page.viewed, points: 5, half_life: 1 day, within: 2 days}  # here"
        },
    ),
    "a rule about the lead that wakes": (
        "word_out_of_place",
        {"behaviour": BEHAVIOUR + "  prices: {fact: page.viewed, points: 5, wakes: true}  # here"},
    ),
    "a disqualifier with a reason that does not exist": (
        "unknown_reason",
        {"disqualify": 'disqualify:\n  tiny: {when: "employees < 2", reason: outt}  # here'},
    ),
    "a disqualifier with a reason that recycles": (
        "wrong_reason",
        {"disqualify": 'disqualify:\n  tiny: {when: "employees < 2", reason: not now}  # here'},
    ),
    "a first stage that is not being a lead": (
        "first_stage",
        {"stages": f"stages:\n  sql: {{decided_by: sales, {NEEDS}}}  # here"},
    ),
    "a stage that nothing enters": (
        "no_way_in",
        {"stages": STAGES + f"  mql: {{}}  # here\n  sql: {{decided_by: sales, {NEEDS}}}"},
    ),
    "a stage with two ways in": (
        "two_ways_in",
        {"stages": STAGES + f"  sql: {{decided_by: sales, asserted: crm, {NEEDS}}}  # here"},
    ),
    "a judged stage with needs": (
        "word_out_of_place",
        {
            "stages": STAGES
            + f"""
  mql: {{when: "high_intent > 0", needs: {{need: partial}}}}  # here
  sql: {{decided_by: sales, {NEEDS}}}
"""
        },
    ),
    "stages out of order": (
        "stage_order",
        {
            "stages": STAGES
            + f"""
  sql: {{decided_by: sales, {NEEDS}}}
  mql: {{when: "high_intent > 0"}}  # here
"""
        },
    ),
    "an SQL that no salesperson decides": (
        "not_decided_by_sales",
        {"stages": STAGES + '  sql: {when: "score >= 50 and high_intent > 0"}  # here'},
    ),
    "a need for a criterion of another framework": (
        "unknown_criterion",
        {
            "framework": "framework: champ",
            "stages": STAGES
            + """
  sql:
    decided_by: sales
    needs:
      challenges: confirmed
      authority: partial
      money: partial
      prioritization: partial
      budget: partial  # here
""",
        },
    ),
    "an SQL under the floor of BANT": (
        "under_the_floor",
        {
            "stages": STAGES
            + "  sql: {decided_by: sales, needs: {need: confirmed, authority: partial}}  # here"
        },
    ),
    "an SQL of another name under the floor": (
        "under_the_floor",
        {"stages": STAGES + "  qualified: {decided_by: sales, fact: lead.qualified}  # here"},
    ),
    "a meeting that replaces the SQL under the floor": (
        "under_the_floor",
        {"stages": STAGES + "  sqm: {meeting: held, needs: {need: confirmed}}  # here"},
    ),
    "high intent asked for and never shown": (
        "no_high_intent_rule",
        {
            "behaviour": "behaviour:\n  asked: {fact: demo.requested, points: 40}",
            "stages": STAGES
            + f"""
  mql: {{when: "score >= 50 and high_intent > 0"}}  # here
  sql: {{decided_by: sales, {NEEDS}}}
""",
        },
    ),
    "a threshold that no lead can reach": (
        "unreachable",
        {
            "stages": STAGES
            + f"""
  mql: {{when: "score >= 71 and high_intent > 0"}}  # here
  sql: {{decided_by: sales, {NEEDS}}}
"""
        },
    ),
    "more points than so many facts a day can give": (
        "unreachable",
        {
            "behaviour": BEHAVIOUR
            + "  prices: {fact: page.viewed, points: 1, at_most: 1 a day, half_life: 1 day}",
            "stages": STAGES
            + f"""
  mql: {{when: "points('prices') >= 4 and high_intent > 0"}}  # here
  sql: {{decided_by: sales, {NEEDS}}}
""",
        },
    ),
    "fit points of rules that exclude each other": (
        "unreachable",
        {
            "fit": """
fit:
  large: {when: "employees between 200 and 999", points: 30}
  larger: {when: "employees >= 1000", points: 20}
  chief: {when: "title = 'Chief'", points: 10}
  boss: {when: "title in ('boss', 'owner')", points: 5}
""",
            "stages": STAGES
            + f"""
  mql: {{when: "fit > 40 and high_intent > 0"}}  # here
  sql: {{decided_by: sales, {NEEDS}}}
""",
        },
    ),
    "points of a rule over its cap": (
        "unreachable",
        {
            "stages": STAGES
            + f"""
  mql: {{when: "points('asked for a demo') > 40"}}  # here
  sql: {{decided_by: sales, {NEEDS}}}
"""
        },
    ),
    "a motion with an unknown stage": (
        "unknown_stage",
        {"motions": 'motions:\n  big: {when: "employees > 100", stages: [lead, sqll]}  # here'},
    ),
    "a motion in another order": (
        "stage_order",
        {"motions": 'motions:\n  big: {when: "employees > 9", stages: [lead, sql, mql]}  # here'},
    ),
    "a motion that does not start at the first stage": (
        "motion_start",
        {"motions": 'motions:\n  big: {when: "employees > 100", stages: [mql, sql]}  # here'},
    ),
    "a motion chosen by a signal": (
        "signal_out_of_place",
        {"motions": 'motions:\n  big: {when: "score > 10", stages: [lead, sql]}  # here'},
    ),
    "a reason that leads nowhere": (
        "reason_leads_nowhere",
        {"reasons": "reasons:\n  later: {then: recycled}  # here"},
    ),
    "a reason that is out and comes back": (
        "word_out_of_place",
        {"reasons": "reasons:\n  never: {then: disqualified, for: 9 days}  # here"},
    ),
    "a clock from an unknown stage": (
        "unknown_stage_or_kind",
        {"sla": "sla:\n  answer: {from: [mqll], to: [exit], within: 2 hours}  # here"},
    ),
    "a clock that stops where it starts": (
        "clock_stands_still",
        {"sla": "sla:\n  answer: {from: [mql], to: [mql, exit], within: 2 hours}  # here"},
    ),
    "working time without working hours": (
        "no_working_hours",
        {"sla": "sla:\n  answer: {from: [mql], to: [exit], within: 2 business hours}  # here"},
    ),
    "a second target without a question": (
        "otherwise_without_when",
        {
            "sla": "sla:\n"
            "  answer: {from: mql, to: exit, within: 1 hour, otherwise: 2 hours}  # here"
        },
    ),
    "a list file that is not there": (
        "list_file_missing",
        {"lists": "lists:\n  rivals: {file: rivals.csv}  # here"},
    ),
    "a list with neither file nor values": (
        "list_source",
        {"lists": "lists:\n  rivals: {}  # here"},
    ),
    "an unknown word": (
        "unknown_word",
        {"fit": 'fit:\n  size: {when: "employees > 1", points: 60, pionts: 2}  # here'},
    ),
    "a missing word": ("missing_word", {"fit": "fit:\n  size: {points: 60}  # here"}),
    "a time zone that does not exist": (
        "wrong_value",
        {"timezone": "timezone: Europe/Berlim  # here"},
    ),
    "a half-life of nothing": (
        "wrong_value",
        {"behaviour": BEHAVIOUR + "  p: {fact: page.viewed, points: 5, half_life: 0 days}  # here"},
    ),
    "points that are text": (
        "wrong_value",
        {"fit": 'fit:\n  size: {when: "employees > 1", points: "60"}  # here'},
    ),
}

WARNINGS: dict[str, tuple[str, dict[str, str]]] = {
    "a cap under the points of one fact": (
        "cap_under_points",
        {"behaviour": BEHAVIOUR + "  prices: {fact: page.viewed, points: 10, cap: 5}  # here"},
    ),
    "a penalty that never fades": (
        "lasting_penalty",
        {"behaviour": BEHAVIOUR + "  left: {fact: email.unsubscribed, points: -25}  # here"},
    ),
    "an MQL that asks for nothing a lead did": (
        "activity_is_not_intent",
        {
            "stages": STAGES
            + f"""
  mql: {{when: "score >= 50"}}  # here
  sql: {{decided_by: sales, {NEEDS}}}
"""
        },
    ),
    "a benchmark set that does not come with the product": (
        "unknown_benchmark",
        {"benchmarks": "benchmarks: [b2b-saass]  # here"},
    ),
    "a missing signature": (
        "unsigned",
        {"signed": "signed: {sales: {by: Sam, on: 2025-12-02}}  # here"},
    ),
}


@pytest.mark.parametrize("fault", ERRORS)
def test_an_error_is_found_at_its_line(fault: str) -> None:
    kind, sections = ERRORS[fault]
    text = small(**sections)
    problems = found(text)
    assert (kind, line_marked(text), Severity.ERROR) in problems
    assert load_text(text, "small.yaml", lists_folder=None).definition is None


@pytest.mark.parametrize("fault", ERRORS)
def test_one_fault_is_one_error(fault: str) -> None:
    _, sections = ERRORS[fault]
    errors = [kind for kind, _, how in found(small(**sections)) if how is Severity.ERROR]
    assert len(errors) == 1, errors


@pytest.mark.parametrize("fault", WARNINGS)
def test_a_warning_is_given_and_lets_pass(fault: str) -> None:
    kind, sections = WARNINGS[fault]
    text = small(**sections)
    assert found(text) == [(kind, line_marked(text), Severity.WARNING)]
    assert load_text(text, "small.yaml", lists_folder=None).definition is not None


@pytest.mark.parametrize(
    ("condition", "reachable"),
    [
        ("fit >= 40", True),
        ("fit > 40", False),
        ("fit <= -15", True),
        ("fit < -15", False),
    ],
)
def test_fit_is_reachable_up_to_what_one_lead_can_be(condition: str, reachable: bool) -> None:
    text = small(
        fit="""
fit:
  large: {when: "employees between 200 and 999", points: 30}
  larger: {when: "employees >= 1000", points: 20}
  chief: {when: "title = 'Chief'", points: 10}
  boss: {when: "title in ('boss', 'owner')", points: 5}
  tiny: {when: "employees < 5", points: -15}
  alone: {when: "employees = 1000", points: -5}
""",
        stages=STAGES
        + f"""
  mql: {{when: "{condition} and high_intent > 0"}}
  sql: {{decided_by: sales, {NEEDS}}}
""",
    )
    assert ("unreachable" in {kind for kind, _, _ in found(text)}) is not reachable


def test_every_rule_has_a_file_and_every_file_is_registered() -> None:
    folder = Path(__import__("meetworthy.definition.rules").definition.rules.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "bounds", "fit_bounds"}
    assert files == {rule.__module__.rsplit(".", 1)[-1] for rule in RULES}


def test_every_rule_is_tried_here() -> None:
    faulty = [_drafted(sections) for _, sections in {**ERRORS, **WARNINGS}.values()]
    for rule in RULES:
        assert any(list(rule(draft)) for draft in faulty if draft), rule.__module__


def _drafted(sections: dict[str, str]) -> Draft | None:
    tree, _ = read_document(small(**sections), "small.yaml")
    return load._draft(tree, None)[0]


def test_all_problems_are_found_at_once() -> None:
    text = small(
        framework="framework: bantt",
        fit='fit:\n  size: {when: "emplojees > 1", points: 60, pionts: 2}',
        behaviour="behaviour:\n  d: {fact: demo.reqested, points: 10, half_life: 0 days}",
        reasons="reasons:\n  later: {then: recycled}",
    )
    assert {kind for kind, _, _ in found(text)} == {
        "unknown_framework",
        "unknown_name",
        "unknown_word",
        "unknown_kind",
        "wrong_value",
        "reason_leads_nowhere",
    }
