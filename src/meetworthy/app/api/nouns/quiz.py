"""The five-question check: would this qualify, what would change it, and who may ask."""

from __future__ import annotations

from enum import StrEnum

from ninja import Router, Schema
from pydantic import Field, StrictBool

from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Asked, Line
from meetworthy.app.people.access import Ability
from meetworthy.app.quiz.models import PublicPage
from meetworthy.app.quiz.verbs import (
    MOST_SITES,
    address_of,
    close_public_page,
    open_public_page,
    public_page_of,
)
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


class PublicCheck(Schema):
    """Whether the five questions are asked in public, where, and which sites may frame them."""

    open: bool
    address: str | None
    sites: list[str]


class PublicCheckAsked(Asked):
    """Whether they are to be public, and which sites may show them in a frame."""

    open: StrictBool
    sites: list[Line] = Field(default_factory=list, max_length=MOST_SITES)


@endpoint(router, "GET", "/check", needs=Ability.SEE, gives=PublicCheck)
def see_public_check(call: Call) -> PublicCheck:
    """This will say whether the five questions are a public page, and where."""
    return _shown(public_page_of(call.workspace))


@endpoint(router, "PUT", "/check", needs=Ability.MANAGE_DATA, gives=PublicCheck)
def set_public_check(call: Call, said: PublicCheckAsked) -> PublicCheck:
    """This will open the public page of the five questions, or close it; its address stays."""
    if said.open:
        page = open_public_page(call.workspace, sites=said.sites, by=call.by, at=call.moment)
    else:
        page = close_public_page(call.workspace, by=call.by, at=call.moment)
    return _shown(page)


def _shown(page: PublicPage) -> PublicCheck:
    return PublicCheck(open=page.open, address=address_of(page) or None, sites=page.sites)
