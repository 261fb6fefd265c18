"""The team's month: quotas with what came of them, and how promises were kept."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from ninja import Query, Router, Schema
from pydantic import Field

from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Asked
from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.measuring.team_promises import promised
from meetworthy.app.measuring.team_quotas import team_month
from meetworthy.app.people.access import Ability
from meetworthy.handoff.quotas import Month, Progress, month_of
from meetworthy.measure.promises import Answers, Tally
from meetworthy.model.time import moment_of
from meetworthy.stats.survival import Quantile

router = Router(tags=["team"])

_MONTH = r"^(19[7-9]\d|20\d\d)-(0[1-9]|1[0-2])$"


class MonthAsked(Asked):
    """Which month is wanted."""

    month: Annotated[str, Field(pattern=_MONTH)] | None = Field(
        None, description="As `2026-05`, in the workspace's zone. Unsaid, this one."
    )


class ProgressOut(Schema):
    """How far somebody has come. What is owed is null for who has no quota."""

    person: str
    name: str
    quota: int | None = Field(description="What the definition says.")
    ramp: float | None = Field(description="Their share of it while new, from 0 to 1.")
    present: float | None = Field(description="The share of the month in which they are there.")
    target: float | None = Field(description="The product of the three.")
    by_now: float | None = Field(description="What of it falls into the time that has passed.")
    confirmed: int = Field(description="Sales qualified meetings that they booked.")
    settled: int = Field(description="Of the confirmed: decided by an arbiter.")
    own: int = Field(description="Of the confirmed: confirmed by who booked it.")
    booked: int
    accepted: int
    held: int


class QuotasOut(Schema):
    """A month of quotas."""

    month: str
    people: list[ProgressOut]
    uncredited: int = Field(description="Confirmed meetings of which nobody said who booked them.")


class QuantileOut(Schema):
    """A time in hours, with its 95 % interval; null where not reached."""

    hours: float | None
    low: float | None
    high: float | None


class KeptOut(Schema):
    """How promises were kept. The share is of those met or missed; null where there are none."""

    clock: str
    label: str
    person: str | None = Field(description="Null: everybody together; empty: nobody's leads.")
    met: int
    missed: int
    running: int = Field(description="Left out of the share, and kept in the times.")
    void: int = Field(description="Left out of the share: the lead left first.")
    undated: int = Field(description="Left out of both: only a day is known.")
    share: float | None
    low: float | None
    high: float | None
    answered: int | None = Field(description="Of a clock as a whole only, as the times are.")
    median: QuantileOut | None = Field(
        description="Until half were answered, in the time in which the clock runs; null where "
        "too few were."
    )
    ninetieth: QuantileOut | None = Field(description="Until nine in ten were answered.")


class PromisesOut(Schema):
    """The promises that began in a month."""

    month: str
    clocks: list[KeptOut]
    people: list[KeptOut]


@endpoint(router, "GET", "/team/quotas", needs=Ability.SEE, gives=QuotasOut)
def see_quotas(call: Call, asked: Query[MonthAsked]) -> QuotasOut:
    """This will return how many confirmed meetings everybody has in a month, and of how many."""
    month = _month(call, asked.month)
    found = team_month(call.workspace.pk, month, at=call.at)
    people = [_progress(one) for one in found.progress]
    return QuotasOut(month=month.text, people=people, uncredited=found.uncredited)


@endpoint(router, "GET", "/team/promises", needs=Ability.SEE, gives=PromisesOut)
def see_promises(call: Call, asked: Query[MonthAsked]) -> PromisesOut:
    """This will return how the promises that began in a month were kept, by clock and person."""
    month = _month(call, asked.month)
    found = promised(call.workspace.pk, month, at=call.at)
    clocks = [
        _kept(slug, label, None, found.clocks[slug], found.answers.get(slug))
        for slug, label in found.labels.items()
        if slug in found.clocks
    ]
    people = [
        _kept(slug, found.labels[slug], person, tally, None)
        for (slug, person), tally in sorted(found.people.items())
    ]
    return PromisesOut(month=month.text, clocks=clocks, people=people)


def _month(call: Call, asked: str | None) -> Month:
    zone = timeline_of(call.workspace.pk)[-1].zone
    if asked is not None:
        return month_of(date.fromisoformat(f"{asked}-01"), zone)
    return month_of(moment_of(call.at).astimezone(ZoneInfo(zone)).date(), zone)


def _progress(one: Progress) -> ProgressOut:
    owed = one.owed
    return ProgressOut(
        person=one.person,
        name=one.name,
        quota=owed.quota.meetings if owed else None,
        ramp=owed.ramp if owed else None,
        present=owed.present if owed else None,
        target=owed.target if owed else None,
        by_now=owed.by_now if owed else None,
        confirmed=one.confirmed,
        settled=one.settled,
        own=one.own,
        booked=one.booked,
        accepted=one.accepted,
        held=one.held,
    )


def _kept(
    clock: str, label: str, person: str | None, tally: Tally, answers: Answers | None
) -> KeptOut:
    share = tally.share
    return KeptOut(
        clock=clock,
        label=label,
        person=person,
        met=tally.met,
        missed=tally.missed,
        running=tally.running,
        void=tally.void,
        undated=tally.undated,
        share=share.rate if share else None,
        low=share.low if share else None,
        high=share.high if share else None,
        answered=answers.answered if answers else None,
        median=_quantile(answers.median) if answers else None,
        ninetieth=_quantile(answers.ninetieth) if answers else None,
    )


def _quantile(quantile: Quantile | None) -> QuantileOut | None:
    if quantile is None:
        return None
    return QuantileOut(hours=quantile.time, low=quantile.low, high=quantile.high)
