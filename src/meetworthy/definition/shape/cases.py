"""Cases: small leads with what is expected of them, written by domain people."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from .words import Part, Words

_DAY = re.compile(r"day (\d{1,4}(?:\.\d{1,6})?)")
Scalar = str | int | float | bool


def day_of(text: str) -> float:
    """Return the day that `day 2` or `day 2.5` names."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"`{text[:60]}` is not a day of the case.|Write `day 0`, `day 2` or so.")
    return float(found[1])


def _checked_day(text: str) -> str:
    day_of(text)
    return text


DayWord = Annotated[str, AfterValidator(_checked_day)]


class ExpectationShape(Part):
    """What must be so on a day."""

    stage: str | None = Field(None, description="The stage; `recycled` and the like once out.")
    score: float | None = Field(None, description="The score, to six decimals.")
    fit: float | None = Field(None, description="The fit points.")
    behaviour: float | None = Field(None, description="The behaviour points.")
    verdict: Literal["sql", "mql", "cold"] | None = Field(None, description="The verdict.")
    unknown: Words = Field(default=[], description="The criteria nobody knows.")
    entered: Words = Field(default=[], description="The stages ever entered.")
    not_entered: Words = Field(default=[], description="Stages never entered.")
    review: bool | None = Field(None, description="Whether it is up for review.")
    exit: str | None = Field(None, description="The reason for which it left.")


class CaseShape(Part):
    """A lead, what happened, and what is expected."""

    lead: dict[str, Scalar] = Field(
        default={}, description="What is known of the lead from day 0; `source`, `campaign` too."
    )
    account: dict[str, Scalar] = Field(
        default={}, description="What is known of its account from day 0."
    )
    facts: list[dict[DayWord, str | dict[str, dict[str, Scalar] | None]]] = Field(
        default=[], max_length=500, description="What happens: `day 2: demo.requested`."
    )
    expect: dict[DayWord, ExpectationShape] = Field(
        min_length=1, description="What must be so, by day (at the end of it)."
    )
