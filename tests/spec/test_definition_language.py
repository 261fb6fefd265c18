"""The written definition: what each part of it says.

One definition, Northwind's, is read part by part, as the semantics show it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from meetworthy.definition.language import Definition, Entry, Target, Unit
from meetworthy.definition.load import Loaded, load_text, read_definition
from meetworthy.model.criteria import Status
from meetworthy.model.kinds import Type
from meetworthy.model.time import DAY, HOUR, MINUTE

FILE = Path(__file__).parent / "northwind" / "definition.yaml"


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return read_definition(FILE)


@pytest.fixture(scope="module")
def northwind(loaded: Loaded) -> Definition:
    assert loaded.definition is not None
    return loaded.definition


def test_it_is_sound_and_what_is_unwise_is_said(loaded: Loaded) -> None:
    assert [(each.kind, each.place.field) for each in loaded.problems] == [
        ("unsigned", "signed"),
        ("lasting_penalty", "behaviour.unsubscribed"),
    ]


def test_it_has_a_name_a_number_and_an_instant_in_its_own_zone(northwind: Definition) -> None:
    assert (northwind.name, northwind.version) == ("Northwind inbound", 3)
    assert northwind.zone == "Europe/Berlin"
    assert northwind.in_force == 1_772_319_600_000_000  # 2026-02-28 23:00 UTC


def test_attributes_have_types_and_an_order_of_precedence(northwind: Definition) -> None:
    seniority = northwind.attributes["seniority"]
    assert seniority.type is Type.TEXT
    assert seniority.one_of == ("c-level", "vp", "director", "manager", "staff")
    assert seniority.sources == ("crm", "enrichment")
    assert northwind.attributes["domain"].of_account


def test_rules_have_slugs_beside_their_labels(northwind: Definition) -> None:
    assert [(rule.slug, rule.label) for rule in northwind.fit][:2] == [
        ("decision_maker", "decision maker"),
        ("right_size", "right size"),
    ]


def test_behaviour_fades_is_capped_and_may_show_high_intent(northwind: Definition) -> None:
    prices = northwind.behaviour[1]
    assert (prices.kind, prices.points, prices.cap) == ("page.viewed", 12, 30)
    assert (prices.half_life, prices.at_most_a_day) == (14 * DAY, 3)
    assert prices.high_intent
    assert prices.review_at_once


def test_what_the_account_does_promotes_nobody_unless_the_rule_says_so(
    northwind: Definition,
) -> None:
    surge = northwind.behaviour[-1]
    assert (surge.of_account, surge.wakes) == (True, False)


def test_stages_say_what_enters_them(northwind: Definition) -> None:
    assert [(stage.slug, stage.entry, stage.kind) for stage in northwind.stages] == [
        ("lead", Entry.START, None),
        ("mql", Entry.JUDGED, None),
        ("sal", Entry.DECIDED, "lead.accepted"),
        ("sql", Entry.DECIDED, "lead.qualified"),
        ("sqm", Entry.MEETING, None),
        ("opportunity", Entry.DECIDED, "opportunity.created"),
        ("customer", Entry.RECORDED, "opportunity.won"),
    ]


def test_the_threshold_is_what_the_first_judged_stage_asks_for(northwind: Definition) -> None:
    assert northwind.threshold == 50


def test_the_sql_needs_criteria_of_the_framework(northwind: Definition) -> None:
    assert northwind.framework.slug == "bant"
    assert northwind.stage("sql").needs == {
        "need": Status.CONFIRMED,
        "authority": Status.PARTIAL,
        "budget": Status.PARTIAL,
        "timeline": Status.PARTIAL,
    }


def test_a_meeting_counts_once_accepted_held_and_confirmed(northwind: Definition) -> None:
    meeting = northwind.stage("sqm").meeting
    assert meeting is not None
    assert meeting.accepted
    assert not meeting.self_confirmation


def test_motions_inherit_stages_and_the_default_comes_last(northwind: Definition) -> None:
    outbound, default = northwind.motions
    assert outbound.stages == ("lead", "sql", "sqm", "opportunity", "customer")
    assert (default.slug, default.when) == ("default", None)
    assert default.stages == tuple(stage.slug for stage in northwind.stages)


def test_reasons_say_where_a_lead_goes(northwind: Definition) -> None:
    assert northwind.reasons["no_budget_yet"].duration == 90 * DAY
    until = northwind.reasons["no_answer"].until
    assert until is not None
    assert until.text == "high_intent > 0"
    assert northwind.reasons["after_the_fair"].strict


def test_clocks_run_in_working_time_or_by_the_clock(northwind: Definition) -> None:
    accept, contact, idle = northwind.sla.clocks
    assert accept.target == Target("30 business minutes", Unit.BUSINESS, 30 * MINUTE)
    assert accept.otherwise == Target("4 business hours", Unit.BUSINESS, 4 * HOUR)
    assert contact.otherwise == Target("same day", Unit.SAME_DAY)
    assert idle.target == Target("48 hours", Unit.WALL, 48 * HOUR)
    assert (idle.stop, idle.restarted_by) == (("exit", "customer"), ("contact.made",))


# ------------------------------------------------------------------ case 32: the floor


def with_needs(framework: str, needs: str) -> list[str]:
    text = f"""
definition: Small
version: 1
in_force: 2026-01-01
timezone: UTC
framework: {framework}
stages:
  lead: {{}}
  sql: {{decided_by: sales, needs: {needs}}}
"""
    loaded = load_text(text, "d.yaml", lists_folder=None)
    return [each.kind for each in loaded.problems if each.severity == "error"]


MEDDIC = (
    "{pain: confirmed, metrics: partial, economic_buyer: partial, decision_criteria: partial, "
    "decision_process: partial, champion: partial}"
)
GPCTBA = "{goals: confirmed, challenges: confirmed, budget: partial, timeline: partial}"


@pytest.mark.parametrize(
    ("framework", "needs"),
    [
        ("bant", "{need: confirmed, budget: partial, timeline: partial}"),
        ("bant", "{need: confirmed, budget: confirmed, timeline: partial, authority: confirmed}"),
        ("champ", "{challenges: confirmed, money: partial, prioritization: partial}"),
        ("meddic", MEDDIC),
        ("gpctba/c&i", GPCTBA),
    ],
)
def test_an_sql_on_its_floor_is_fine(framework: str, needs: str) -> None:
    assert with_needs(framework, needs) == []


@pytest.mark.parametrize(
    ("framework", "needs"),
    [
        ("bant", "{need: confirmed, authority: partial}"),
        ("bant", "{need: partial, budget: partial, timeline: partial}"),
        ("bant", "{}"),
        ("champ", "{challenges: confirmed, money: partial}"),
        ("meddic", MEDDIC.replace(", champion: partial", "")),
        ("meddic", MEDDIC.replace("pain: confirmed", "pain: partial")),
        ("gpctba/c&i", GPCTBA.replace("goals: confirmed", "goals: partial")),
        ("gpctba/c&i", GPCTBA.replace(", timeline: partial", "")),
    ],
)
def test_an_sql_under_its_floor_is_refused(framework: str, needs: str) -> None:
    assert with_needs(framework, needs) == ["under_the_floor"]


OWN = """{name: Ours, criteria: {
  Pain: {answers: need, floor: confirmed, ask: What hurts?},
  Money: {answers: budget, floor: partial, ask: What may it cost?},
  Fit: {ask: Does it fit?}}}"""


def test_a_team_may_write_its_own_framework_with_its_own_floor() -> None:
    assert with_needs(OWN, "{pain: confirmed, money: partial}") == []
    assert with_needs(OWN, "{pain: confirmed}") == ["under_the_floor"]
