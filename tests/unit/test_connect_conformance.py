"""The rules for systems find each way in which one may break them."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from meetworthy.connect.conformance import breaches
from meetworthy.connect.reading import Reading
from meetworthy.connect.system import System
from meetworthy.model.kinds import KINDS
from meetworthy.model.problem import Place, Problem
from meetworthy.model.told import Alias, Told

READING = Reading(sender="crm", received_at=1_772_357_405_000_000, kinds=KINDS)
GOOD = Told(
    "demo.requested", READING.received_at, "crm", "1", (Alias("crm", "7"),), content=b"x" * 16
)


def found(*reads, reading=READING):
    """What a system breaks that answers with these."""
    answer = [(f"event[{number}]", read) for number, read in enumerate(reads)]
    system = System(name="one", label="One", purpose="Answers.", read=lambda _, __: answer)
    return breaches(system, {}, reading)


def test_a_good_answer_breaks_nothing():
    problem = Problem("kind_unknown", Place("event[1]"), "It is unknown.", "Correct it.")
    assert found((GOOD,), [problem], ()) == []


@pytest.mark.parametrize(
    ("told", "breach"),
    [
        (replace(GOOD, kind="demo.wished"), "`demo.wished` is no kind."),
        (replace(GOOD, sender="erp"), "It speaks for another sender."),
        (replace(GOOD, lead=()), "`demo.requested` is about nobody."),
        (replace(GOOD, content=b""), "Its content has no digest."),
        (replace(GOOD, id="x" * 101), "Its id can't be held."),
        (replace(GOOD, id="a\0"), "Its id can't be held."),
        (replace(GOOD, source=""), "Its source, campaign or actor can't be held."),
        (replace(GOOD, lead=(Alias("crm", ""),)), "An alias of the space `crm` can't be held."),
        (replace(GOOD, properties={"size": 5}), "`demo.requested` has no property `size`."),
        (replace(GOOD, properties={"path": "\ud800"}), "The property `path` can't be held."),
        (replace(GOOD, properties={"path": float("inf")}), "The property `path` can't be held."),
        (replace(GOOD, properties={"path": []}), "The property `path` can't be held."),
    ],
)
def test_what_no_ledger_can_hold_is_found(told, breach):
    assert found((told,)) == [f"event[0]: {breach}"]


def test_what_a_public_key_may_not_tell_is_found():
    decided = replace(GOOD, kind="lead.accepted")
    assert found((decided,)) == []
    assert found((decided,), reading=replace(READING, public=True)) == [
        "event[0]: A public key told `lead.accepted`."
    ]


def test_answers_that_say_too_little_are_found():
    assert found([]) == ["event[0]: It is refused without a problem."]
    bare = Problem("kind_unknown", Place("event"), "It is unknown.", "")
    assert found([bare]) == ["event[0]: `kind_unknown` has no cause or no remedy."]
    assert found([replace(bare, remedy="a\0")]) == [
        "event[0]: `kind_unknown` says what can't be shown."
    ]
    assert found((GOOD, GOOD)) == ["event[0]: Two facts of one event have one id."]


def test_a_system_that_is_not_pure_is_found():
    counter = itertools.count()
    system = System(
        name="one",
        label="One",
        purpose="Counts.",
        read=lambda _, __: [("a", (replace(GOOD, id=str(next(counter))),)), ("a", (GOOD,))],
    )
    assert breaches(system, {}, READING) == [
        "Two events have one place.",
        "The same body was read in two ways.",
    ]
