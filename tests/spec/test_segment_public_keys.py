"""Segment, chapter 5: what a key may tell that stands in every visitor's browser."""

from __future__ import annotations

import pytest

from meetworthy.connect.trust import DESCRIBING, is_public
from meetworthy.model.kinds import KINDS, Kind, Phase
from spec.segment import kinds_told, refused


@pytest.mark.parametrize(
    "kind",
    ["lead.accepted", "lead.qualified", "criterion.assessed", "meeting.held", "lead.merged",
     "fact.retracted", "contact.suppressed", "spend.recorded", "lead.rejected", "stage.asserted"],
)  # fmt: skip
def test_it_never_tells_decisions_criteria_meetings_or_merges(kind):
    problems = refused("track", userId="u", event=kind, public=True)
    assert ("public_key", "type") in problems


def test_it_tells_what_people_do_and_who_they_say_they_are():
    assert kinds_told("track", anonymousId="a", event="Demo Requested", public=True) == [
        "demo.requested"
    ]
    assert kinds_told("identify", userId="u", anonymousId="a", traits={"x": 1}, public=True) == [
        "lead.identified",
        "lead.described",
    ]
    assert kinds_told("group", userId="u", groupId="g", traits={"x": 1}, public=True) == [
        "lead.moved",
        "account.described",
    ]


def test_it_joins_its_own_visitor_and_no_other():
    own = {"userId": "u", "anonymousId": "a", "previousId": "a", "public": True}
    assert kinds_told("alias", **own) == ["lead.identified"]
    assert refused("alias", **{**own, "previousId": "b"}) == [("public_key", "previousId")]


def test_the_line_runs_between_behaviour_and_the_rest():
    public = {name for name, kind in KINDS.items() if is_public(kind)}
    behaviour = {name for name, kind in KINDS.items() if kind.phase is Phase.BEHAVIOUR}
    assert public == behaviour | DESCRIBING
    assert not is_public(Kind("deal.known", Phase.KNOWING))
