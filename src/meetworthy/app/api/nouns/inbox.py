"""The inbox: what needs somebody now, most urgent first."""

from __future__ import annotations

import uuid
from typing import Literal

from ninja import Query, Router, Schema
from pydantic import Field

from meetworthy.app.api import cursors
from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Ever, Instant, Line, Listed
from meetworthy.app.desk import inbox
from meetworthy.app.people.access import Ability

router = Router(tags=["inbox"])


class InboxAsked(Listed):
    """Whose inbox is wanted."""

    whose: inbox.Whose = Field(
        inbox.Whose.ALL,
        description="Those of a person (with what their role is asked), nobody's, or all.",
    )
    person: Line = Field("", description="An e-mail address, for `mine`, `snoozed` and `lying`.")
    role: Literal["", "sdr", "sales", "marketing", "admin"] = Field(
        "", description="The role by which the person is asked as well."
    )


class NeedOut(Schema):
    """What a lead needs now: the most urgent of it, and what else."""

    lead: uuid.UUID
    asked: str = Field(examples=["review", "contact", "qualify", "confirm"])
    further: list[str] = Field(description="What else the lead needs.")
    person: str = Field(description="Of whom; empty: of anybody who may.")
    meeting: str = Field(description="Which meeting it is about; empty: the lead itself.")
    since: Instant
    due_at: Ever = Field(description="When its clock runs out; null where none runs.")
    clock: str
    cause: str = Field(description="The rule by which the lead was last raised.")
    snoozed_until: Ever
    next_question: str
    score: float
    stage: str
    owner: str


class InboxPage(Schema):
    """A page of an inbox."""

    items: list[NeedOut]
    next: str | None = Field(description="The cursor of the next page; null at the end.")


@endpoint(router, "GET", "/inbox", needs=Ability.SEE, gives=InboxPage)
def list_inbox(call: Call, asked: Query[InboxAsked]) -> InboxPage:
    """This will list the leads that need somebody now, a line each, the first due first."""
    place = cursors.place_of("inbox", call.workspace.pk, asked)
    last = cursors.read(place, asked.cursor)
    after = (-1, -1) if last is None else (int(last[0]), int(last[1]))
    whom = inbox.Whom(call.workspace.pk, asked.person.lower(), asked.role)
    found = inbox.inbox_of(whom, asked.whose, at=call.at, after=after, size=asked.limit)
    later = None if found.later is None else cursors.write(place, found.later)
    return InboxPage(items=[_out(line) for line in found.lines], next=later)


def _out(line: inbox.Line) -> NeedOut:
    names = ("lead", "asked", "person", "meeting", "since", "due_at", "clock", "cause")
    more = ("snoozed_until", "next_question", "score", "stage", "owner")
    said = {name: getattr(line, name) for name in (*names, *more)}
    return NeedOut.model_validate(said | {"further": list(line.further)})
