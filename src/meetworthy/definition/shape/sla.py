"""The SLA: hours, what is passed along, and the clocks."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from meetworthy.definition import units

from .words import Condition, Line, Part, Slug, TargetText, Warning_, Words


class HoursShape(Part):
    """The weekly hours in which working time runs, in the definition's zone."""

    days: str | list[str] = Field(description="`mon-fri`, or days in a list.")
    start: str = Field(alias="from", description='When the day begins: "09:00".')
    end: str = Field(alias="to", description='When it ends: "17:30".')
    holidays: str | None = Field(None, description="The region whose holidays count: `DE-BE`.")

    @model_validator(mode="after")
    def _readable(self) -> HoursShape:
        units.parse_hours(self.days, self.start, self.end, self.holidays)
        return self


class ClockShape(Part):
    """One promise: from what, to what, within how long, and what happens otherwise."""

    start: Words = Field(
        alias="from", min_length=1, description="What starts it: stages, kinds, or `review`."
    )
    stop: Words = Field(
        alias="to", min_length=1, description="What stops it: stages, kinds, or `exit`."
    )
    within: TargetText = Field(description="The target.")
    when: Condition | None = Field(None, description="For which leads this target counts.")
    otherwise: TargetText | None = Field(None, description="The target for the others.")
    restarted_by: Words = Field(default=[], description="Stages or kinds that start it anew.")
    warn: Warning_ | None = Field(None, description="When to warn before.")
    escalate: Line | None = Field(None, description="Whom to tell after.")
    reassign: bool = Field(default=False, description="Whether somebody else gets the lead.")
    hours: Literal["owner"] | None = Field(
        None, description="`owner`: it runs in the working time of who has the lead."
    )
    slug: Slug | None = Field(None, description="A stable name, if the label is to change.")


class SlaShape(Part):
    """The agreement between marketing and sales. Any other word in it is a clock."""

    hours: HoursShape | None = Field(None, description="Working hours.")
    passes_along: Words = Field(default=[], description="What marketing says about each lead.")
    clocks: dict[str, ClockShape] = Field(
        default={}, max_length=50, description="The clocks; they may also stand beside `hours`."
    )

    @model_validator(mode="before")
    @classmethod
    def _gathered(cls, value: Any) -> Any:
        """Gather clocks written directly under `sla`, as most people do."""
        if not isinstance(value, dict) or "clocks" in value:
            return value
        named = {"hours", "passes_along"}
        loose = {key: each for key, each in value.items() if key not in named}
        return {**{k: v for k, v in value.items() if k in named}, "clocks": loose}
