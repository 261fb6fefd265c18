"""Facts told by a program with a key: one or many, each answered for itself; and one looked up."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from django.db import transaction
from django.http import Http404
from ninja import Query, Router, Schema
from pydantic import Field

from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Asked
from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ids import tail_of
from meetworthy.app.ingest.parcels import Answer, answer_of
from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.load import select, with_personal
from meetworthy.app.ledger.outcome import Taken
from meetworthy.app.operate.wake import wake
from meetworthy.app.people.abilities import ability_to_tell
from meetworthy.app.people.access import Ability
from meetworthy.connect.json_facts import MOST_FACTS, read_facts
from meetworthy.connect.reading import Read, Reading
from meetworthy.model.problem import Place, Problem

from .happenings import FactOut, fact_out

router = Router(tags=["facts"])

_TAIL = 1 << 62
"""A number is never so large; a public id that was made up may be."""


class FactsTold(Asked):
    """Facts to be taken, each as docs/reference/json-facts.md writes one."""

    facts: list[dict[str, Any]] = Field(
        min_length=1,
        max_length=MOST_FACTS,
        examples=[
            [
                {
                    "kind": "page.viewed",
                    "id": "view-1",
                    "occurred_at": "2026-05-01T12:00:00Z",
                    "lead": {"email": "ada@example.com"},
                    "properties": {"path": "/pricing"},
                }
            ]
        ],
    )


class FactAnswer(Schema):
    """What became of one fact: taken, known, or refused and why."""

    place: str
    state: str
    kind: str | None = Field(None, description="Of the problem.")
    field: str | None = None
    cause: str | None = None
    remedy: str | None = None


class FactsAnswer(Schema):
    """What became of every fact, in their order, with the counts."""

    taken: int
    known: int
    refused: int
    facts: list[FactAnswer]


@endpoint(router, "POST", "/facts", needs=Ability.RECORD, gives=FactsAnswer)
def tell_facts(call: Call, said: FactsTold) -> FactsAnswer:
    """This will take facts, told by the key under its name: `key:` and the name is their sender.

    A kind that needs more than `record` is refused to a key without that scope.  Nothing that
    is refused is kept: the answer says what to mend.
    """
    items = [
        (place, _allowed(call, read, place))
        for place, read in read_facts({"facts": said.facts}, _reading(call))
    ]
    told = [fact for _, read in items if isinstance(read, tuple) for fact in read]
    with transaction.atomic():
        outcomes = iter(append(call.workspace.pk, told, recorded_at=call.at, trusted=True))
        transaction.on_commit(lambda: wake("judging"))
    answers = [
        answer_of(place, [next(outcomes) for _ in read])
        if isinstance(read, tuple)
        else Answer(place, Taken.REFUSED, read[0])
        for place, read in items
    ]
    counts = Counter(str(answer.state) for answer in answers)
    return FactsAnswer(
        **{state.value: counts[state.value] for state in Taken},
        facts=[FactAnswer(**answer.to_dict()) for answer in answers],
    )


def _reading(call: Call) -> Reading:
    definition = timeline_of(call.workspace.pk)[-1]
    return Reading(
        sender=call.access.actor,
        received_at=call.at,
        kinds=definition.kinds,
        names={},
        public=False,
        zone=definition.zone,
        currency=definition.currency,
        fallback_id=None,
    )


def _allowed(call: Call, read: Read, place: str) -> Read:
    """Return a fact that was read, or why this key may not tell it."""
    if not isinstance(read, tuple):
        return read
    needed = {ability_to_tell(fact.kind) for fact in read}
    lacking = sorted(ability.value for ability in needed if not call.access.may(ability))
    if not lacking:
        return read
    cause = f"Telling `{read[0].kind}` needs the scope `{lacking[0]}`, which the key does not have."
    remedy = "Let an admin make a key that has it."
    return [Problem("scope_missing", Place(place, None, "kind"), cause, remedy)]


class FactNamed(Asked):
    """A fact's name for ever: who told it, and what they call it."""

    sender: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")
    id: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")


@endpoint(router, "GET", "/facts", needs=Ability.SEE, gives=FactOut, also=(404,))
def find_fact(call: Call, asked: Query[FactNamed]) -> FactOut:
    """This will return the fact that a sender calls by an id."""
    return _one(call, "sender = %s AND told_id = %s", (asked.sender, asked.id))


@endpoint(router, "GET", "/facts/{uuid:fact}", needs=Ability.SEE, gives=FactOut)
def see_fact(call: Call, fact: uuid.UUID) -> FactOut:
    """This will return a fact by its public id."""
    number = tail_of(fact)
    if number >= _TAIL:
        raise Http404
    said = _one(call, "number = %s", (number,))
    if said.fact != fact:
        raise Http404
    return said


def _one(call: Call, where: str, values: tuple[object, ...]) -> FactOut:
    rows = select(call.workspace.pk, where, values)
    if not rows:
        raise Http404
    (fact,) = with_personal(call.workspace.pk, rows)
    return fact_out(fact, rows[0][-1])
