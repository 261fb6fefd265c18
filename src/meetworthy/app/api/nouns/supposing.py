"""One lead judged as if more had been learned of it; nothing is recorded."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal

from ninja import Router, Schema
from pydantic import Field, StringConstraints

from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.problems import stop
from meetworthy.app.api.values import LONGEST_TEXT, Asked, Line
from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.judging.one import judge_lead
from meetworthy.app.judging.suppose import suppose
from meetworthy.app.people.access import Ability
from meetworthy.app.people.refusals import refuse
from meetworthy.judge.explain_dict import as_dict
from meetworthy.model.fact import Value

from .found import lead_found
from .judgement import CriterionOut

router = Router(tags=["leads"])

_MOST = 50


class Learned(Asked):
    """What would be learned of one criterion."""

    criterion: Line = Field(examples=["budget"])
    status: Literal["confirmed", "partial", "denied", "unknown"]
    how: Line = "call"
    words: Annotated[str, StringConstraints(max_length=LONGEST_TEXT)] = ""


class Supposed(Asked):
    """What is supposed; of two on one criterion the later stands."""

    assessments: list[Learned] = Field(min_length=1, max_length=_MOST)


class WouldBe(Schema):
    """Where the lead would stand: the criteria, and the verdict with what is missing."""

    verdict: str
    decided: list[str]
    missing: list[str]
    unknown: list[str]
    next_question: str | None
    stage: str | None
    score: float
    criteria: list[CriterionOut]


@endpoint(
    router, "POST", "/leads/{uuid:lead}/what-if", needs=Ability.ASSESS, gives=WouldBe, keyed=False
)
def judge_what_if(call: Call, lead: uuid.UUID, said: Supposed) -> WouldBe:
    """This will judge a lead as if these assessments were recorded now; nothing is recorded."""
    found = lead_found(call, lead)
    _check(call, said)
    kinds = [("criterion.assessed", _properties(one)) for one in said.assessments]
    facts = suppose(call.access, found.number, kinds, at=call.at)
    seen = judge_lead(call.workspace.pk, found.number, at=call.at, supposed=facts)
    if seen is None:
        cause = "This is no lead yet, or nobody knows it any more."
        stop(404, "not_yet_a_lead", "path.lead", cause, "Ask about a lead that is one.")
    return WouldBe.model_validate(as_dict(seen.judgement, seen.definition))


def _properties(one: Learned) -> dict[str, Value]:
    said: dict[str, Value] = {"criterion": one.criterion, "status": one.status, "how": one.how}
    return said | ({"words": one.words} if one.words else {})


def _check(call: Call, said: Supposed) -> None:
    framework = timeline_of(call.workspace.pk)[-1].framework
    known = {criterion.slug for criterion in framework.criteria}
    for number, one in enumerate(said.assessments):
        if one.criterion not in known:
            cause = f"{one.criterion!r} is no criterion of {framework.label}."
            remedy = f"There are {', '.join(sorted(known))}."
            refuse("criterion_unknown", f"body.assessments[{number}].criterion", cause, remedy)
