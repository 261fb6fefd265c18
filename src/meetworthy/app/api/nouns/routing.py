"""Routing: why somebody has a lead, which leads nobody has, and trials of rules."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404
from ninja import Query, Router, Schema
from pydantic import Field

from meetworthy.app.api import cursors
from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Asked, Ever, Instant, Listed, Moment
from meetworthy.app.definitions.models import Version
from meetworthy.app.judging.one import judge_lead
from meetworthy.app.people.access import Ability
from meetworthy.app.routing.models import Trial
from meetworthy.app.routing.trials import ask_trial
from meetworthy.app.routing.unrouted import nobody_found
from meetworthy.app.routing.why import why_of
from meetworthy.model.time import instant_of, moment_of

from .found import found, lead_found
from .roster import ever

router = Router(tags=["routing"])

_MOST_UNROUTED = 1_000


class WhyOut(Schema):
    """Whose a lead is and why; without an owner, why no rule found anybody."""

    owner: str
    at: Ever
    rule: str = Field(description="The rule that gave it; empty for a person or another system.")
    by: str = Field(description="Who gave it; empty for a rule.")
    why: str


class UnroutedOut(Schema):
    """A lead that needs an owner and has none."""

    lead: uuid.UUID
    since: Instant
    due_at: Ever
    why: str


class Unrouted(Schema):
    """The leads for which nobody was found, the most urgent first; at most a thousand."""

    items: list[UnroutedOut]


class TrialAsked(Asked):
    """Which rules are tried on the leads of which period."""

    version: uuid.UUID | None = Field(None, description="A version; null for what is in force.")
    since: Moment
    until: Moment


class TrialOut(Schema):
    """A trial; `result` once it is done: people, rules, and why nobody would have got some."""

    id: uuid.UUID
    version: uuid.UUID | None
    since: Instant
    until: Instant
    state: str
    asked_at: Instant
    done_at: Ever
    error: str
    result: dict[str, Any] | None


class TrialPage(Schema):
    """Some trials; `next` is the cursor for more, null at the end."""

    items: list[TrialOut]
    next: str | None


@endpoint(router, "GET", "/leads/{uuid:lead}/owner", needs=Ability.SEE, gives=WhyOut)
def see_owner(call: Call, lead: uuid.UUID) -> WhyOut:
    """This will say whose a lead is and why: by which rule, and who was passed over for what."""
    number = lead_found(call, lead).number
    seen = judge_lead(call.workspace.pk, number, at=call.at)
    if seen is None:
        raise Http404
    why = why_of(call.workspace.pk, seen.lead, seen.facts)
    return WhyOut(owner=why.owner, at=ever(why.at), rule=why.rule, by=why.by, why=why.words)


@endpoint(router, "GET", "/routing/unrouted", needs=Ability.SEE, gives=Unrouted)
def list_unrouted(call: Call) -> Unrouted:
    """This will list the leads that need an owner and for which no rule found anybody."""
    rows = nobody_found(call.workspace.pk, most=_MOST_UNROUTED)
    return Unrouted(
        items=[
            UnroutedOut(
                lead=row.lead, since=moment_of(row.since), due_at=ever(row.due_at), why=row.why
            )
            for row in rows
        ]
    )


@endpoint(
    router,
    "POST",
    "/routing/trials",
    needs=Ability.WRITE_DEFINITION,
    gives=TrialOut,
    status=201,
    also=(404,),
)
def create_trial(call: Call, said: TrialAsked) -> TrialOut:
    """This will try rules on the leads that came to sales in a period; nobody is told.

    Up to 2,000 leads are tried before it answers, more in the background.
    """
    version = found(Version.objects.all(), call, said.version) if said.version else None
    trial = ask_trial(
        call.workspace,
        version,
        since=instant_of(said.since),
        until=instant_of(said.until),
        by=call.by,
        now=call.moment,
    )
    return _out(trial)


@endpoint(router, "GET", "/routing/trials", needs=Ability.SEE, gives=TrialPage)
def list_trials(call: Call, asked: Query[Listed]) -> TrialPage:
    """This will list the trials of rules, latest first."""
    rows = Trial.objects.filter(workspace=call.workspace).select_related("version")
    place = cursors.place_of("trials", call.workspace.pk, asked)
    items, more = cursors.newest_first(rows, asked, place)
    return TrialPage(items=[_out(row) for row in items], next=more)


@endpoint(router, "GET", "/routing/trials/{uuid:trial}", needs=Ability.SEE, gives=TrialOut)
def see_trial(call: Call, trial: uuid.UUID) -> TrialOut:
    """This will return a trial: who would have got how many, beside what really happened."""
    return _out(found(Trial.objects.select_related("version"), call, trial))


def _out(trial: Trial) -> TrialOut:
    return TrialOut(
        id=trial.uuid,
        version=trial.version.uuid if trial.version else None,
        since=moment_of(trial.since),
        until=moment_of(trial.until),
        state=trial.state,
        asked_at=trial.asked_at,
        done_at=trial.done_at,
        error=trial.error,
        result=trial.result,
    )
