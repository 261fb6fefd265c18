"""The funnel: the core's report of the workspace's numbers, measured in the background."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Query, Router, Schema
from pydantic import Field

from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Asked, Instant, Line, Moment
from meetworthy.app.measuring.funnel import FunnelQuestion, Measured, funnel_report
from meetworthy.app.people.access import Ability
from meetworthy.measure.question import HORIZONS_DAYS
from meetworthy.measure.results import as_json
from meetworthy.model.time import instant_of, moment_of

router = Router(tags=["funnel"])

_Pair = Annotated[str, Field(pattern=r"^[a-z0-9_.]{1,100}:[a-z0-9_.]{1,100}$")]


class FunnelAsked(Asked):
    """What is asked of the funnel, as of the command `report`."""

    as_of: Moment | None = Field(None, description="Unsaid, now.")
    since: Moment | None = Field(None, description="The start of the cohorts.")
    horizon_days: Annotated[
        list[Annotated[int, Field(ge=1, le=3_650)]],
        Field(default_factory=lambda: list(HORIZONS_DAYS), min_length=1, max_length=10),
    ]
    by: Annotated[list[Line], Field(default_factory=list, max_length=10)]
    unit: Literal["first pass", "every pass", "ever"] = "first pass"
    pair: Annotated[
        list[_Pair],
        Field(default_factory=list, max_length=10, description="Further conversions, `from:to`."),
    ]


class FunnelOut(Schema):
    """The last answer to a question: asked the first time, it is measured, so ask again."""

    state: Literal["measuring", "measured", "refused"]
    refused: str
    measured_at: Instant | None
    is_current: bool = Field(description="Whether nothing has happened since.")
    report: dict[str, Any] | None = Field(
        description="As docs/reference/report-json.md describes it."
    )


@endpoint(router, "GET", "/funnel", needs=Ability.SEE, gives=FunnelOut)
def see_funnel(call: Call, asked: Query[FunnelAsked]) -> FunnelOut:
    """This will return the funnel's numbers as last measured, and have newer ones measured."""
    measured = funnel_report(call.workspace.pk, _question(asked), at=call.at)
    if measured is None:
        return FunnelOut(
            state="measuring", refused="", measured_at=None, is_current=False, report=None
        )
    return _out(measured)


def _question(asked: FunnelAsked) -> FunnelQuestion:
    as_of, since = (
        None if moment is None else instant_of(moment) for moment in (asked.as_of, asked.since)
    )
    return FunnelQuestion(
        as_of=as_of,
        since=since,
        horizons_days=tuple(asked.horizon_days),
        by=tuple(asked.by),
        unit=asked.unit,
        pairs=tuple((first, second) for first, second in (p.split(":") for p in asked.pair)),
    )


def _out(measured: Measured) -> FunnelOut:
    report = measured.report
    said = None if report is None else as_json(report)
    assert said is None or isinstance(said, dict)
    return FunnelOut(
        state="refused" if report is None else "measured",
        refused=measured.refused,
        measured_at=moment_of(measured.measured_at),
        is_current=measured.is_current,
        report=said,
    )
