"""What changed between two versions, in words."""

from __future__ import annotations

import pytest

from meetworthy.definition.diff import What, compare
from meetworthy.definition.language import Definition
from meetworthy.definition.load import load_text
from meetworthy.definition.packs import pack_path

TEXT = pack_path("b2b-saas-inbound").read_text(encoding="utf-8")


def load(text: str) -> Definition:
    folder = pack_path("b2b-saas-inbound").parent
    definition = load_text(text, "d.yaml", lists_folder=folder).definition
    assert definition is not None
    return definition


CHANGES = {
    "a threshold": (
        "score >= 50",
        "score >= 40",
        (
            "The stage “MQL”: condition `score >= 50 and high_intent > 0` became "
            "`score >= 40 and high_intent > 0`."
        ),
    ),
    "points": (
        "'vp', 'director')\", points: 20}",
        "'vp', 'director')\", points: 25}",
        "The fit rule “decision maker”: points 20 became 25.",
    ),
    "a half-life": (
        "cap: 5, half_life: 7 days",
        "cap: 5, half_life: 10 days",
        "The behaviour rule “opened a mail”: half life 7 days became 10 days.",
    ),
    "a need": (
        "{need: confirmed, authority: partial, budget",
        "{need: confirmed, authority: confirmed, budget",
        "The stage “SQL”: needs authority partial became authority confirmed.",
    ),
    "a reason gone": (
        "  lost to another: {then: lost}\n",
        "",
        "The reason “lost to another” is gone.",
    ),
    "a new reason": (
        "  lost to another: {then: lost}\n",
        "  lost to another: {then: lost}\n  moved away: {then: lost}\n",
        "New reason: “moved away”.",
    ),
    "a label": (
        "  manager: {when: \"seniority = 'manager'\", points: 8}",
        "  middle manager: {when: \"seniority = 'manager'\", points: 8, slug: manager}",
        "The fit rule “middle manager”: label manager became middle manager.",
    ),
    "the window of intent": (
        "intent_window: 90 days",
        "intent_window: 60 days",
        "Intent window: 90 days became 60 days.",
    ),
    "an expiry": (
        "expiry: {budget: 180 days, timeline",
        "expiry: {budget: 90 days, timeline",
        "Expiry: budget 180 days became budget 90 days.",
    ),
    "a clock": (
        "within: 30 business minutes",
        "within: 45 business minutes",
        "The clock “accept”: target `30 business minutes` became `45 business minutes`.",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_in_words(what: str) -> None:
    before, after, words = CHANGES[what]
    assert TEXT.count(before) == 1
    changes = compare(load(TEXT), load(TEXT.replace(before, after)))
    assert [each.text for each in changes] == [words]


def test_nothing_changed() -> None:
    assert compare(load(TEXT), load(TEXT + "# a comment\n")) == ()


def test_an_order_that_matters() -> None:
    sqm = TEXT[TEXT.index("  sqm:\n") : TEXT.index("  opportunity: {")]
    moved = TEXT.replace(sqm, "").replace("  sal: {label", sqm + "  sal: {label")
    changes = compare(load(TEXT), load(moved))
    assert ("stages", What.MOVED) in {(each.section, each.what) for each in changes}
