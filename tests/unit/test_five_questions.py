"""The five-question check and its whole truth table."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from meetworthy.judge.five_questions import (
    ASKED,
    Action,
    Answers,
    Outcome,
    judge_answers,
    outcome_of,
    truth_table,
)
from meetworthy.model.criteria import Status

CONFIRMED, PARTIAL, DENIED, UNKNOWN = (
    Status.CONFIRMED,
    Status.PARTIAL,
    Status.DENIED,
    Status.UNKNOWN,
)
TABLE = list(truth_table())


def test_the_table_is_whole():
    assert len({answers for answers, _ in TABLE}) == 4**4 * 3


def test_how_many_of_each_outcome():
    # SQL: need confirmed, three criteria at least partial (2 of 4 each), any action: 2^3 * 3.
    # Cold: need denied or unknown, any of the other three, action not high intent: 2 * 4^3 * 2.
    counts = Counter(outcome for _, outcome in TABLE)
    assert counts == {Outcome.SQL: 24, Outcome.COLD: 256, Outcome.MQL: 768 - 24 - 256}


@pytest.mark.parametrize("name", ASKED)
def test_knowing_more_good_never_lowers_the_outcome(name):
    rank = {Outcome.COLD: 0, Outcome.MQL: 1, Outcome.SQL: 2}
    for answers, outcome in TABLE:
        for better in (status for status in Status if status > answers.of(name)):
            assert rank[outcome_of(replace(answers, **{name: better}))] >= rank[outcome]


def test_action_alone_never_makes_an_sql():
    assert outcome_of(Answers(action=Action.HIGH_INTENT)) is Outcome.MQL


def test_each_change_that_is_named_does_what_it_says():
    for answers, _ in TABLE:
        for change in judge_answers(answers).changes:
            value = Action(change.to) if change.question == "action" else Status[change.to.upper()]
            assert outcome_of(replace(answers, **{change.question: value})) is change.outcome


def test_an_unknown_is_asked_before_a_denied_is_argued_with():
    verdict = judge_answers(Answers(CONFIRMED, DENIED, UNKNOWN, PARTIAL))
    assert verdict.missing == ("authority", "budget")
    assert verdict.next_question == "budget"
