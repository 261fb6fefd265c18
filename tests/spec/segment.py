"""Calls of Segment's API as tests write them, and what they tell as tests read it."""

from __future__ import annotations

from datetime import datetime

from meetworthy.connect.segment.read import read_event
from meetworthy.model.kinds import KINDS
from meetworthy.model.time import instant_of, moment_of
from meetworthy.model.told import Alias, Told

RECEIVED = "2026-03-01T09:30:05Z"


def at(text: str) -> int:
    return instant_of(datetime.fromisoformat(text))


def read(call: str, *, received=RECEIVED, names=None, public=False, kinds=KINDS, **event):
    """What one call tells, or its problems; ids and a message id are filled in."""
    data = {"type": call, "messageId": "m1", **event}
    data = {name: value for name, value in data.items() if value is not ...}
    return read_event(
        data,
        sender="site",
        received_at=at(received),
        kinds=kinds,
        names=names or {},
        public=public,
        fallback_id="fresh",
    )


def told(call: str, **event) -> list[Told]:
    """The facts that a call tells; a test fails where it is refused."""
    answer = read(call, **event)
    assert isinstance(answer, tuple), [str(problem) for problem in answer]
    return list(answer)


def only(call: str, **event) -> Told:
    """The one fact that a call tells."""
    (fact,) = told(call, **event)
    return fact


def kinds_told(call: str, **event) -> list[str]:
    return [fact.kind for fact in told(call, **event)]


def refused(call: str, **event) -> list[tuple[str, str | None]]:
    """Why a call is refused: the kinds of its problems, and the members they are about."""
    answer = read(call, **event)
    assert isinstance(answer, list), answer
    return [(problem.kind, problem.place.field) for problem in answer]


def lead(**aliases: str) -> tuple[Alias, ...]:
    """Aliases as facts hold them: ids first, addresses and domains last."""
    return tuple(Alias(space, value) for space, value in aliases.items())


def visitor(value: str) -> Alias:
    return Alias("anonymous", value)


def clock(fact: Told) -> str:
    return moment_of(fact.occurred_at).isoformat().replace("+00:00", "Z")
