"""Putting aside what could not be taken: with its place, cause, remedy and body, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import msgspec
from django.db import connection, models

from meetworthy.app.ids import new_id
from meetworthy.app.ledger.sql import insert
from meetworthy.model.problem import Problem

_OF_SENDING = ("sentAt", "_metadata", "writeKey")
"""Members of an event that say how it was sent."""

LONGEST_BODY = 100_000  # characters kept of what could not be taken; a call has 32 KB at most

_COLUMNS = (
    "uuid", "workspace_id", "sender", "source_id", "job_id", "received_at", "place", "kind",
    "cause", "remedy", "body", "digest", "times", "state",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Aside:
    """Something that could not be taken: who sent it, what is wrong, and itself as it came."""

    sender: str
    problem: Problem
    body: str
    source_id: int | None = None
    job_id: int | None = None


def put_aside(workspace_id: int, items: Sequence[Aside], *, at: int) -> None:
    """Keep what could not be taken; the same again only adds to how often it came."""
    rows = [_row(workspace_id, item, at) for item in items]
    insert(
        "ingest_quarantined",
        _COLUMNS,
        rows,
        known="ON CONFLICT (workspace_id, digest)"
        " DO UPDATE SET times = ingest_quarantined.times + 1",
    )


def _row(workspace_id: int, item: Aside, at: int) -> tuple[object, ...]:
    problem, body = item.problem, item.body[:LONGEST_BODY]
    said = "\0".join((item.sender, problem.kind, str(problem.place.field), _lasting(body)))
    return (
        models.UUIDField().get_db_prep_value(new_id(), connection),
        workspace_id,
        _kept(item.sender),
        item.source_id,
        item.job_id,
        at,
        _kept(str(problem.place)),
        problem.kind,
        _kept(problem.cause),
        _kept(problem.remedy),
        _kept(body),
        blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).digest(),
        1,
        "open",
    )


def _lasting(body: str) -> str:
    """Return a body without what changes whenever the same is sent again."""
    if not any(name in body for name in _OF_SENDING):
        return body
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return body
    if not isinstance(said, dict):
        return body
    kept = {name: value for name, value in said.items() if name not in _OF_SENDING}
    return msgspec.json.encode(kept, order="sorted").decode()


def _kept(text: str) -> str:
    """Return a text as every database can keep it: no NUL, no half of a sign."""
    text = text.replace("\0", "\u2400")
    return text.encode("utf-8", "replace").decode("utf-8")
