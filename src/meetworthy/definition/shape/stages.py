"""Stages, motions, reasons, and the framework with its criteria."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .words import Condition, Duration, Line, Part, Slug, Words

Need = Literal["confirmed", "partial"]


class StageShape(Part):
    """A stage and what enters it; no word at all for the first, which every lead enters."""

    label: Line | None = Field(None, description="What people call it.")
    when: Condition | None = Field(
        None, description="The condition that enters it; for a meeting, what its guest must meet."
    )
    decided_by: Literal["sales"] | None = Field(None, description="`sales` decides.")
    fact: Line | None = Field(
        None, description="The kind of fact that enters it, or by which sales decides."
    )
    meeting: Literal["held"] | None = Field(
        None, description="`held`: a meeting that took place and that sales confirmed."
    )
    accepted_by: Literal["sales"] | None = Field(
        None, description="`sales` accepts the meeting as worth taking, before it."
    )
    confirmed_by: Literal["sales"] | None = Field(
        None, description="`sales` confirms afterwards that it was worth it; always so."
    )
    self_confirmation: bool = Field(
        default=False, description="Who booked the meeting may confirm it (teams of one or two)."
    )
    asserted: Line | None = Field(
        None, description="The system whose word enters it, such as `crm`; criteria unrecorded."
    )
    needs: dict[str, Need] = Field(
        default={}, max_length=20, description="The least status of criteria of the framework."
    )
    agreed_meeting: bool = Field(default=False, description="A meeting must be booked as well.")


class MotionShape(Part):
    """One of several ways of selling."""

    when: Condition = Field(description="Which leads go this way; attributes only.")
    stages: Words = Field(min_length=1, description="The stages that apply, in order.")
    slug: Slug | None = Field(None, description="A stable name, if the label is to change.")


class ReasonShape(Part):
    """Why a lead leaves, and where it goes."""

    then: Literal["recycled", "disqualified", "lost"] = Field(description="Where it goes.")
    duration: Duration | None = Field(
        None, alias="for", description="It comes back to nurture after this long."
    )
    until: Condition | None = Field(
        None, description="It comes back when this holds, counting facts after it left."
    )
    strict: bool = Field(default=False, description="High intent does not bring it back earlier.")
    slug: Slug | None = Field(None, description="A stable name, if the label is to change.")


class CriterionShape(Part):
    """A criterion of the team's own framework."""

    answers: Literal["need", "authority", "budget", "timeline"] | None = Field(
        None, description="Which of the four questions it answers, if any."
    )
    floor: Literal["confirmed", "partial", "none"] = Field(
        "none", description="The least status without which nothing is an SQL."
    )
    ask: Line = Field(description="The question that answers it.")
    slug: Slug | None = Field(None, description="A stable name, if the label is to change.")


class FrameworkShape(Part):
    """The team's own framework."""

    name: Line = Field(description="What it is called.")
    criteria: dict[str, CriterionShape] = Field(
        min_length=1, max_length=20, description="Its criteria; one answers need, confirmed."
    )
