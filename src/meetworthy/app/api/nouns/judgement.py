"""One lead judged as of any instant: score with its parts, criteria with evidence, verdict."""

from __future__ import annotations

import uuid

from ninja import Query, Router, Schema
from pydantic import Field

from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.problems import stop
from meetworthy.app.api.values import Asked, Ever, Instant, Moment, Pass
from meetworthy.app.judging.one import Seen, judge_lead
from meetworthy.app.ledger.models import Lead
from meetworthy.app.people.access import Ability
from meetworthy.judge.explain_dict import as_dict
from meetworthy.model.fact import Value
from meetworthy.model.time import instant_of

from .found import lead_found, leads_named

router = Router(tags=["leads"])


class AsOf(Asked):
    """As of when; unsaid, now, with all that is known."""

    at: Moment | None = Field(None, description="The instant asked about, inclusive.")
    known_by: Moment | None = Field(
        None, description="Leaves out what had not been recorded by then."
    )


class DefinitionOut(Schema):
    """The version that judged."""

    name: str
    version: int
    hash: str


class NamedFact(Schema):
    """A fact that gave points."""

    sender: str
    id: str
    kind: str
    occurred_at: Instant
    properties: dict[str, Value]


class PartOut(Schema):
    """What one rule gives: null points where what it asks about is unknown."""

    rule: str
    label: str
    points: float | None
    faded_at: Ever
    facts: list[NamedFact]


class AssessmentOut(Schema):
    """What somebody learned of a criterion, how, when, and in which words."""

    status: str
    learned: str
    at: Instant
    by: str | None
    how: str | None
    words: str | None


class CriterionOut(Schema):
    """What is known of one criterion."""

    criterion: str
    label: str
    status: str
    evidence: AssessmentOut | None
    others: list[AssessmentOut]
    contradicted: bool


class ReachableOut(Schema):
    """What the score may be once the unknowns are answered, and what to ask."""

    low: float
    high: float
    ask: list[str]


class EntryOut(Schema):
    """An entry into a stage, an exit, a review or a start of a pass."""

    pass_number: Pass
    stage: str
    at: Instant
    date_only: bool
    how: str
    motion: str | None
    version: int | None
    reason: str | None


class ClockOut(Schema):
    """One promise of the SLA about this lead, as it stands then."""

    slug: str = Field(serialization_alias="clock")
    label: str
    pass_number: Pass
    state: str
    started_at: Instant
    caused_by: str
    target: str
    warn_at: Ever
    due_at: Ever
    stopped_at: Ever
    stopped_by: str | None
    answered: bool
    version: int


class JudgementOut(Schema):
    """Where a lead stands at an instant, and why; `lead` is what it is part of by then."""

    lead: uuid.UUID
    at: Instant
    definition: DefinitionOut
    pass_number: Pass
    motion: str | None
    open: bool
    stage: str | None
    stage_since: Ever
    reason: str | None
    score: float
    fit: float
    behaviour: float
    high_intent: int
    reachable: ReachableOut
    threshold: float | None
    falls_under_at: Ever
    parts: list[PartOut]
    criteria: list[CriterionOut]
    verdict: str
    decided: list[str]
    missing: list[str]
    unknown: list[str]
    next_question: str | None
    warnings: list[str]
    entries: list[EntryOut]
    clocks: list[ClockOut]


@endpoint(router, "GET", "/leads/{uuid:lead}/judgement", needs=Ability.SEE, gives=JudgementOut)
def judge_as_of(call: Call, lead: uuid.UUID, asked: Query[AsOf]) -> JudgementOut:
    """This will judge a lead as of an instant, with every rule's points and their facts."""
    found = lead_found(call, lead)
    seen = seen_as_of(call, found, asked)
    said = as_dict(seen.judgement, seen.definition)
    said["lead"] = leads_named(call, [seen.lead])[seen.lead]
    said["clocks"] = list(seen.clocks)
    return JudgementOut.model_validate(said)


def seen_as_of(call: Call, lead: Lead, asked: AsOf) -> Seen:
    """Return a lead as of an instant; stops with 404 where it was no lead yet."""
    at = call.at if asked.at is None else instant_of(asked.at)
    known_by = None if asked.known_by is None else instant_of(asked.known_by)
    seen = judge_lead(call.workspace.pk, lead.number, at=at, known_by=known_by)
    if seen is None:
        cause = "This was not a lead yet, or nobody knew it."
        stop(404, "not_yet_a_lead", "query.at", cause, "Ask about a later instant.")
    return seen
