"""Cases in YAML become facts on days, and expectations."""

from __future__ import annotations

import pytest

from meetworthy.definition.cases import Case, noon_after
from meetworthy.definition.load import Loaded, load_text
from meetworthy.model.fact import Fact
from meetworthy.model.time import DAY, HOUR

DEFINITION = """\
definition: Small
version: 1
in_force: 2026-01-01T00:00
timezone: UTC
framework: bant
attributes:
  seniority: {type: text, one_of: [vp, staff]}
  employees: {type: integer, of: account}
fit:
  decides: {when: "seniority = 'vp'", points: 20}
stages:
  lead: {}
  sal: {decided_by: sales}
reasons:
  not now: {then: recycled, for: 9 days}
cases:
  a case:
"""
DAY_0 = 1_767_268_800_000_000  # 2026-01-01 12:00 UTC


def load(case: str) -> Loaded:
    lines = [f"    {line}" for line in case.strip("\n").splitlines()]
    return load_text(DEFINITION + "\n".join(lines) + "\n", "d.yaml", lists_folder=None)


def read(case: str) -> Case:
    loaded = load(case)
    assert loaded.definition is not None, loaded.problems
    return loaded.cases[0]


def test_what_is_known_of_the_lead_and_its_account_is_known_on_day_0() -> None:
    case = read(
        """
lead: {seniority: vp, employees: 50, source: inbound}
expect:
  day 0: {score: 20}
"""
    )
    assert case.facts == (
        Fact("lead.created", DAY_0, "case", "created", lead=1, source="inbound"),
        Fact("lead.described", DAY_0, "case", "lead", lead=1, properties={"seniority": "vp"}),
        Fact(
            "account.described", DAY_0, "case", "account", account=1, properties={"employees": 50}
        ),
    )


def test_what_happens_has_its_day_its_properties_and_who_did_it() -> None:
    case = read(
        """
facts:
  - day 0: demo.requested
  - day 2.5: {page.viewed: {path: /pricing, source: ads}}
  - day 3: {lead.accepted: {by: Yara}}
  - day 3: {intent.surged: {topic: crm, of: account}}
  - day 4: {meeting.missed: {by: guest, actor: Yara}}
  - day 5: {lead.rejected: {reason: not now}}
expect:
  day 5: {exit: not now}
"""
    )
    assert case.facts[1:] == (
        Fact("demo.requested", DAY_0, "case", "1", lead=1),
        Fact(
            "page.viewed",
            DAY_0 + DAY * 5 // 2,
            "case",
            "2",
            lead=1,
            source="ads",
            properties={"path": "/pricing"},
        ),
        Fact("lead.accepted", DAY_0 + 3 * DAY, "case", "3", lead=1, actor="Yara"),
        Fact("intent.surged", DAY_0 + 3 * DAY, "case", "4", account=1, properties={"topic": "crm"}),
        Fact(
            "meeting.missed",
            DAY_0 + 4 * DAY,
            "case",
            "5",
            lead=1,
            actor="Yara",
            properties={"meeting": "meeting", "by": "guest"},
        ),
        Fact(
            "lead.rejected",
            DAY_0 + 5 * DAY,
            "case",
            "6",
            lead=1,
            properties={"reason": "not_now"},
        ),
    )
    assert case.expectations[0].exit == "not_now"


def test_expectations_are_in_order_of_their_days_with_their_lines() -> None:
    case = read(
        """
expect:
  day 3: {stage: sal, verdict: mql, unknown: [budget]}
  day 1: {stage: lead, score: 0}
"""
    )
    first, second = case.expectations
    assert (first.day, first.at, first.stage, first.score) == (1, DAY_0 + DAY, "lead", 0)
    assert (second.stage, second.verdict, second.unknown) == ("sal", "mql", ("budget",))
    assert second.line < first.line


def test_day_0_is_the_first_noon_in_force() -> None:
    assert noon_after(0) == 12 * HOUR
    assert noon_after(12 * HOUR) == 12 * HOUR
    assert noon_after(12 * HOUR + 1) == 36 * HOUR


EXPECTED = "\nexpect:\n  day 0: {stage: lead}\n"
FAULTS = {
    "facts:\n  - day 0: demo.reqested" + EXPECTED: "unknown_kind",
    "facts:\n  - day 0: {page.viewed: {pth: /x}}" + EXPECTED: "unknown_name",
    "facts:\n  - day 0: {call.answered: {minutes: many}}" + EXPECTED: "wrong_type",
    "facts:\n  - someday: demo.requested" + EXPECTED: "wrong_value",
    "facts:\n  - day 0: {lead.rejected: {reason: never}}" + EXPECTED: "unknown_reason",
    "facts:\n  - day 0: {criterion.assessed: {criterion: ned, status: denied}}"
    + EXPECTED: "unknown_criterion",
    "facts:\n  - day 0: {criterion.assessed: {criterion: need, status: confirmd}}"
    + EXPECTED: "unknown_status",
    "lead: {senority: vp}" + EXPECTED: "unknown_name",
    "lead: {employees: many}" + EXPECTED: "wrong_type",
    "expect:\n  day 0: {stage: mql}": "unknown_stage",
    "expect:\n  day 0: {unknown: [pain]}": "unknown_criterion",
    "expect:\n  day 0: {exit: never}": "unknown_reason",
    "expect:\n  day 0: {verdict: hot}": "wrong_value",
    "expect:\n  day 0: {scroe: 3}": "unknown_word",
    "lead: {seniority: vp}": "missing_word",
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_faulty_case_is_refused(case: str) -> None:
    loaded = load(case)
    assert loaded.definition is None
    errors = [each for each in loaded.problems if each.severity == "error"]
    assert [each.kind for each in errors] == [FAULTS[case]]
    assert (errors[0].place.line or 0) > 16
