"""From a request that was read to its answer: limits, the writer, what became of each event."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import TimeoutError as NotInTime

import msgspec
from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.connect.reading import Placed, Reading
from meetworthy.connect.segment.limits import MOST_EVENTS
from meetworthy.model.problem import Place, Problem

from .answers import answered, come_again, refused
from .limits import seconds_to_wait
from .models import Source
from .parcels import Parcel
from .quarantine import Aside, put_aside
from .writer import WRITER, Full

PATIENCE_SECONDS = 30
"""How long a request waits for its transaction; chosen by eye, below what clients wait."""

_RETRY_SECONDS = 2  # after which the writer will have caught up; chosen by eye


def reading_for(source: Source, *, received_at: int) -> Reading:
    """Return what a source's events are read with."""
    definition = timeline_of(source.workspace_id)[-1]
    return Reading(
        sender=source.sender,
        received_at=received_at,
        kinds=definition.kinds,
        names=source.names,
        public=source.public,
        zone=definition.zone,
        currency=definition.currency,
        fallback_id=lambda number: f"{received_at}-{number}",
    )


def take(
    source: Source, items: Placed, bodies: Sequence[object], *, received_at: int
) -> HttpResponse:
    """Write the events of a request durably, and say what became of each."""
    wait = seconds_to_wait(
        source.pk, max(1, len(items)), per_second=source.per_second, least=MOST_EVENTS
    )
    if wait:
        return come_again(wait, f"This source may send {source.per_second:,} events a second.")
    parcel = Parcel(
        workspace_id=source.workspace_id,
        source_id=source.pk,
        sender=source.sender,
        trusted=not source.public,
        received_at=received_at,
        items=items,
        body_of=lambda place: _text_of(bodies, place),
    )
    try:
        return answered(WRITER.submit(parcel).result(PATIENCE_SECONDS))
    except Full:
        return come_again(_RETRY_SECONDS, "More is waiting to be written than can be promised.")
    except (DatabaseError, InterfaceError, NotInTime):
        return _not_now()


def put_body_aside(source: Source, raw: bytes, problem: Problem, *, received_at: int) -> None:
    """Keep a body that can't be read, as far as it is text."""
    text = raw.decode("utf-8", "replace")
    put_aside(source.workspace_id, [Aside(source.sender, problem, text, source.pk)], at=received_at)


def facts_in(said: object) -> list[object]:
    """Return the facts of a body as they came: those of ``facts``, or the body itself."""
    if isinstance(said, dict) and isinstance(said.get("facts"), list):
        return list(said["facts"])
    return [said]


def _text_of(bodies: Sequence[object], place: int) -> str:
    said = bodies[place] if place < len(bodies) else bodies
    return msgspec.json.encode(said).decode()


def _not_now() -> HttpResponse:
    problem = Problem(
        "not_written",
        Place("request"),
        "The ledger can't be written now.",
        "Send the same again: what was written meanwhile is known by its id.",
    )
    return refused(problem, 503, retry_after=_RETRY_SECONDS)
