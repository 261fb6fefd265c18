"""The five questions: need, authority, budget, timeline, and what the lead did.

*Would qualify as SQL* where the floor is met and authority is at least partial; *MQL* where
not that, and need is at least partial or the action shows high intent; else *cold*.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from meetworthy.definition.five_questions import ACTIONS, STATUSES, answer, truth_table, verdict
from meetworthy.model.criteria import Status

C, P, D, U = Status.CONFIRMED, Status.PARTIAL, Status.DENIED, Status.UNKNOWN
TABLE = Path(__file__).parents[2] / "docs" / "reference" / "five-questions.csv"


@pytest.mark.parametrize(
    ("need", "authority", "budget", "timeline", "action", "expected"),
    [
        (C, P, P, P, "none", "sql"),
        (C, C, C, C, "high intent", "sql"),
        (C, P, D, P, "none", "mql"),  # the same with budget denied
        (C, U, P, P, "none", "mql"),  # nobody knows who decides
        (P, C, C, C, "none", "mql"),  # a need that is not confirmed is no SQL
        (U, U, U, U, "high intent", "mql"),  # asked for a demo
        (D, C, C, C, "high intent", "mql"),
        (D, U, U, U, "activity", "cold"),  # opened mails
        (U, C, C, C, "activity", "cold"),  # money without a need
        (U, U, U, U, "none", "cold"),
    ],
)
def test_the_verdict(need, authority, budget, timeline, action, expected) -> None:
    assert verdict(need, authority, budget, timeline, action) == expected


def test_the_whole_truth_table_follows_the_two_sentences() -> None:
    for need, authority, budget, timeline, action, found in truth_table():
        if need is C and {authority, budget, timeline} <= {C, P}:
            assert found == "sql"
        elif need in {C, P} or action == "high intent":
            assert found == "mql"
        else:
            assert found == "cold"


def test_the_truth_table_is_whole_and_published() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["need", "authority", "budget", "timeline", "action", "verdict"]
    assert len(rows) == len(STATUSES) ** 4 * len(ACTIONS) == 768
    assert rows == [
        [*(status.name.lower() for status in line[:4]), *line[4:]] for line in truth_table()
    ]


def test_the_answer_says_what_would_change_it() -> None:
    found = answer(C, P, D, U, "none")
    assert found.verdict == "mql"
    assert found.lacking == ("budget", "timeline")
    assert found.unknown == ("timeline",)
    assert found.ask == "Is there a date by which it must be solved?"
    assert found.text == (
        "Would qualify as MQL. For an SQL: budget at least partial (now denied) and "
        "timeline at least partial (now unknown)."
    )


def test_more_known_to_be_true_never_makes_it_worse() -> None:
    rank = {"cold": 0, "mql": 1, "sql": 2}
    for need, authority, budget, timeline, action, found in truth_table():
        if need is not C:
            better = verdict(Status(max(need + 1, 0)), authority, budget, timeline, action)
            assert rank[better] >= rank[found]
        if budget is not C:
            better = verdict(need, authority, Status(budget + 1), timeline, action)
            assert rank[better] >= rank[found]
