"""The five-question check: would this qualify, and what would change it."""

from __future__ import annotations

from enum import StrEnum

from ninja import Router, Schema
from pydantic import Field

from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Asked
from meetworthy.app.people.access import Ability
from meetworthy.definition.five_questions import QUESTIONS, Action, Verdict, answer
from meetworthy.model.criteria import Status

router = Router(tags=["quiz"])


class Known(StrEnum):
    """What is known of a criterion."""

    CONFIRMED = "confirmed"
    PARTIAL = "partial"
    DENIED = "denied"
    UNKNOWN = "unknown"


class FiveAnswers(Asked):
    """What is known of the five; what is not said is unknown."""

    need: Known = Field(Known.UNKNOWN, description=QUESTIONS["need"])
    authority: Known = Field(Known.UNKNOWN, description=QUESTIONS["authority"])
    budget: Known = Field(Known.UNKNOWN, description=QUESTIONS["budget"])
    timeline: Known = Field(Known.UNKNOWN, description=QUESTIONS["timeline"])
    action: Action = Field("none", description=QUESTIONS["action"])


class QuizAnswer(Schema):
    """The verdict: what an SQL lacks, what is unknown, what to ask, and all of it in words."""

    verdict: Verdict
    lacking: list[str]
    unknown: list[str]
    ask: str | None
    text: str


@endpoint(router, "POST", "/quiz", needs=Ability.SEE, gives=QuizAnswer, keyed=False)
def ask_five_questions(call: Call, said: FiveAnswers) -> QuizAnswer:  # noqa: ARG001 - every verb's first
    """This will say whether these answers would qualify as SQL, as MQL, or are cold.

    Nothing is recorded.
    """
    need, authority, budget, timeline = (
        Status[known.name] for known in (said.need, said.authority, said.budget, said.timeline)
    )
    found = answer(need, authority, budget, timeline, said.action)
    return QuizAnswer(
        verdict=found.verdict,
        lacking=list(found.lacking),
        unknown=list(found.unknown),
        ask=found.ask,
        text=found.text,
    )
