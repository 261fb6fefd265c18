"""Routing, the pre-qualification form, quotas, and the terms of meetings."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from .words import Condition, Duration, Line, Page, Part, Share, Slug, Words, as_list

MOST_RULES = 200  # chosen by eye: nobody can foresee what more of them do
MOST_QUESTIONS = 10  # chosen by eye: a form with more is not short
MOST_OPTIONS = 20  # chosen by eye: what fits on a phone

Counted = Annotated[int, Field(ge=1, le=10_000)]
Said = Literal["confirmed", "partial", "denied", "unknown"]


class RoutingRuleShape(Part):
    """Who gets leads of a kind; the first rule that holds and finds somebody counts."""

    to: Words = Field(
        min_length=1,
        description="Who: e-mail addresses, `team …`, `sdr`, `sales`, or `account owner`.",
    )
    when: Condition | None = Field(None, description="For which leads; for all unless said.")
    by: Literal["turns", "load"] = Field(
        "turns",
        description="`turns`: in turn, by weight; `load`: who has the fewest open leads for "
        "their capacity.",
    )
    skills: Words = Field(default=[], description="What a person must have, all of them.")
    slug: Slug | None = Field(None, description="A stable name, if the label is to change.")


class RoutingShape(Part):
    """Who gets a lead."""

    capacity: Counted | None = Field(
        None, description="Open leads a person has at most, unless theirs is said."
    )
    rules: dict[str, RoutingRuleShape] = Field(
        min_length=1, max_length=MOST_RULES, description="The rules, in the order they are tried."
    )


def _as_options(value: Any) -> Any:
    """Return a list of options as options that say nothing of a criterion."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        return value
    return dict.fromkeys(value)


Options = Annotated[
    dict[Line, Said | None],
    BeforeValidator(_as_options, json_schema_input_type=dict[Line, Said | None] | list[Line]),
    Field(max_length=MOST_OPTIONS),
]


class QuestionShape(Part):
    """One question of the form."""

    ask: Line = Field(description="The question, as the lead reads it.")
    answers: Line | None = Field(None, description="The criterion that it is evidence of.")
    options: Options = Field(
        default={},
        description="What may be chosen and what each says of the criterion: `confirmed`, "
        "`partial`, `denied` or `unknown`; without options the answer is a text, and partial.",
    )
    slug: Slug | None = Field(None, description="A stable name, if the label is to change.")


Asked = Annotated[
    list[Literal["reply", "booking", "hand"]],
    BeforeValidator(as_list),
    Field(min_length=1, max_length=3),
]


class PrequalificationShape(Part):
    """A short form that a lead answers before it sees the calendar."""

    asked_by: Asked = Field(
        description="What makes it go out: `reply` (a positive one), `booking` (an attempt), "
        "`hand` (somebody sends it)."
    )
    when: Condition | None = Field(None, description="For which leads; for all unless said.")
    questions: dict[str, QuestionShape] = Field(
        min_length=1, max_length=MOST_QUESTIONS, description="The questions, in order."
    )
    fits: dict[str, Literal["confirmed", "partial"]] = Field(
        default={}, max_length=20, description="The least status of criteria after the answers."
    )
    remind: Duration = Field("2 days", description="When the one reminder goes out.")
    expires: Duration = Field("7 days", description="How long the link works.")
    silent: Line | None = Field(None, description="The reason by which who says nothing leaves.")
    unfit: Line | None = Field(None, description="The reason by which who does not fit leaves.")
    calendar: Page | None = Field(None, description="The calendar that those who fit are shown.")


class QuotaShape(Part):
    """Confirmed meetings a month."""

    meetings: Counted = Field(description="How many.")
    ramp: list[Share] = Field(
        default=[],
        max_length=24,
        description="The shares of it in a person's first, second … month.",
    )


class MeetingTermsShape(Part):
    """What holds of every meeting."""

    arbiter: Line | None = Field(
        None, description="Who decides a dispute: an e-mail address, or `sales`."
    )
    reasons: Words = Field(default=[], description="Why sales may decline a meeting.")
