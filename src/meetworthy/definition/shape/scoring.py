"""Fit, behaviour and disqualifiers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .words import Condition, Duration, Line, Part, Points, Rate, Slug


class FitShape(Part):
    """Points for what a lead is."""

    when: Condition = Field(description="A condition over attributes only.")
    points: Points = Field(description="The points it gives; negative ones take away.")
    slug: Slug | None = Field(None, description="A stable name, if the label is to change.")


class DisqualifyShape(Part):
    """What takes a lead out, whatever its score."""

    when: Condition = Field(description="The condition, over attributes and signals.")
    reason: Line = Field(description="One of `reasons`.")
    slug: Slug | None = Field(None, description="A stable name, if the label is to change.")


AtOnce = Literal["at once"]


class BehaviourShape(Part):
    """Points for what a lead, or its account, does."""

    fact: Line = Field(description="The kind of fact.")
    points: Points = Field(description="The points of one such fact; negative ones take away.")
    where: Condition | None = Field(
        None,
        description="A condition over the properties of the fact, and its `source`, "
        "`campaign` and `actor`.",
    )
    half_life: Duration | None = Field(None, description="After this long, half is left.")
    within: Duration | None = Field(
        None, description="Full points for this long, then none; instead of a half-life."
    )
    cap: Annotated[float, Field(gt=0, le=100_000)] | None = Field(
        None, description="The most this rule gives (or takes away), however many facts."
    )
    at_most: Rate | None = Field(None, description="No more than so many facts of a day count.")
    high_intent: bool = Field(default=False, description="Such a fact shows explicit intent.")
    review: AtOnce | None = Field(
        None, description="`at once`: such a fact puts the lead up for sales' review."
    )
    of: Literal["lead", "account"] = Field(
        "lead", description="`account`: facts about the account count for all its leads."
    )
    wakes: bool | None = Field(
        None, description="Whether a fact about the account may promote its leads; no unless said."
    )
    slug: Slug | None = Field(None, description="A stable name, if the label is to change.")
