"""The whole file."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from meetworthy.definition import units

from .attributes import AttributeShape, KindShape, ListShape
from .cases import CaseShape
from .handoff import MeetingTermsShape, PrequalificationShape, QuotaShape, RoutingShape
from .scoring import BehaviourShape, DisqualifyShape, FitShape
from .sla import SlaShape
from .stages import FrameworkShape, MotionShape, ReasonShape, StageShape
from .words import MOST, Day, Duration, Line, Part, Text, Word, Words, Zone


class SignShape(Part):
    """One team's signature."""

    by: Line = Field(description="Who signed.")
    on: Day = Field(description="When.")


class SignedShape(Part):
    """The signatures of both teams."""

    marketing: SignShape | None = Field(None, description="Marketing's.")
    sales: SignShape | None = Field(None, description="Sales'.")


def _which_framework(value: Any) -> str:
    return "own" if isinstance(value, dict | FrameworkShape) else "named"


Framework = Annotated[
    Annotated[Word, Tag("named")] | Annotated[FrameworkShape, Tag("own")],
    Discriminator(_which_framework),
]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Positive = Annotated[int, Field(ge=1, le=1_000_000)]


def _none_as_empty(value: Any) -> Any:
    return {} if value is None else value


def _no_sla() -> SlaShape:
    return SlaShape.model_validate({})


def _section(description: str) -> Any:
    return Field(default={}, max_length=MOST, description=description)


class DefinitionFile(Part):
    """One version of a team's written definition, as its file has it."""

    definition: Word = Field(description="Its name.")
    version: Positive = Field(description="Its number; a later version has a greater one.")
    in_force: Word = Field(description="From when it counts, in its own zone.")
    language: Literal[1] = Field(1, description="The version of this language.")
    timezone: Zone = Field(description="The zone of its days, hours and months.")
    currency: Currency | None = Field(None, description="The currency of money, as EUR.")
    framework: Framework = Field(description="bant, champ, meddic, gpctba/c&i, or your own.")
    intent_window: Duration = Field("90 days", description="How long high intent counts.")
    author: Line | None = Field(None, description="Who wrote this version.")
    note: Text | None = Field(None, description="What changed, and why.")
    signed: SignedShape | None = Field(None, description="Who agreed; no part of what is signed.")
    kinds: dict[str, KindShape] = _section("Kinds of facts beside those of the product.")
    attributes: dict[str, AttributeShape] = _section("What conditions may speak of.")
    lists: dict[str, ListShape] = _section("Named lists, for `in_list`.")
    fit: dict[str, FitShape] = _section("Points for what a lead is.")
    disqualify: dict[str, DisqualifyShape] = _section("What takes a lead out.")
    behaviour: dict[str, BehaviourShape] = _section("Points for what a lead does.")
    stages: dict[str, Annotated[StageShape, BeforeValidator(_none_as_empty)]] = Field(
        min_length=1, max_length=20, description="The stages in order, and what enters each."
    )
    motions: dict[str, MotionShape] = _section("Several ways of selling.")
    reasons: dict[str, ReasonShape] = _section("Why a lead leaves, and where it goes.")
    expiry: dict[str, Duration] = _section("How long evidence counts, by criterion.")
    sla: SlaShape = Field(default_factory=_no_sla, description="The agreement between the teams.")
    routing: RoutingShape | None = Field(None, description="Who gets a lead.")
    prequalification: PrequalificationShape | None = Field(
        None, description="The short form before the calendar."
    )
    meetings: MeetingTermsShape | None = Field(None, description="The terms of meetings.")
    quotas: dict[str, QuotaShape] = _section(
        "Confirmed meetings a month, of `sdr`, `sales`, `team …` or an e-mail address."
    )
    benchmarks: Words = Field(default=[], description="The named benchmark sets to compare with.")
    cases: dict[str, CaseShape] = _section("Small leads with what is expected of them.")

    @model_validator(mode="after")
    def _dated(self) -> DefinitionFile:
        units.parse_instant(self.in_force, self.timezone)
        return self
