"""Delivering: take what is due, send it, record what became of it.

Taking a delivery lets it lie for a while (a lease), in a transaction of its own; sending holds
none.  Whoever is killed in between leaves a delivery that falls due again: it is sent again, under
the same id.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from meetworthy.app.ledger.sql import among, execute, fetch, is_postgresql
from meetworthy.app.operate.metrics import DELIVERIES
from meetworthy.connect.standard_webhooks import sign
from meetworthy.model.time import MINUTE

from .message import message_of
from .record import record
from .secret import in_force
from .send import Answer, send

_LOG = structlog.get_logger(__name__)

MOST = 32
"""Deliveries taken in one turn."""

MOST_OF_ONE = 8
"""Of them for one endpoint, so that one with much to hear does not keep the others waiting."""

AT_ONCE = 8
"""Requests under way at a time; all chosen by eye."""

LEASE = 5 * MINUTE
"""How long a delivery that was taken is left to who took it: above the longest turn."""

# The due deliveries of endpoints that are neither disabled nor resting, the longest due first.
_DUE = """
select due.id from (
    select d.id, d.next_at,
           row_number() over (partition by d.endpoint_id order by d.next_at, d.id) as place
    from outbox_delivery d
    join outbox_endpoint p on p.id = d.endpoint_id
    where d.state = 'waiting' and d.next_at <= %s
      and p.disabled_at is null and p.paused_until <= %s
) due
where due.place <= %s
order by due.next_at, due.id
limit %s
"""

# Looked at again where nobody can interfere: another worker may have taken some meanwhile.
_HOLD = """
select id from outbox_delivery
where {ids} and state = 'waiting' and next_at <= %s
order by id {skip}
"""

_TAKE = """
update outbox_delivery set next_at = %s, attempts = attempts + 1
where {ids}
"""

_TAKEN = """
select d.id, d.attempts, p.id, p.url, p.secrets, e.uuid, e.kind, e.at, e.payload, e.version,
       w.uuid, l.uuid
from outbox_delivery d
join outbox_endpoint p on p.id = d.endpoint_id
join judging_effect e on e.id = d.effect_id
join people_workspace w on w.id = e.workspace_id
join ledger_lead l on l.workspace_id = e.workspace_id and l.number = e.lead
where {ids} order by d.id
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery that is ours to send now."""

    id: int
    attempts: int
    endpoint: int
    url: str
    secrets: list[dict[str, Any]]
    message_id: str
    body: bytes


def deliver_once(*, at: int) -> int:
    """Deliver some of what is due at an instant; return how many attempts were made."""
    taken = _take(at)
    if not taken:
        return 0
    allowed = settings.CONFIGURATION.private_hosts
    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="deliver") as pool:
        for one, answer in pool.map(lambda one: (one, _sent(one, at, allowed)), taken):
            result = record(one.id, one.endpoint, one.attempts, answer, at=at)
            DELIVERIES.labels(result).inc()
            _LOG.info("delivery", result=result, status=answer.status, attempt=one.attempts)
    return len(taken)


def _take(at: int) -> list[Taken]:
    due = [row[0] for row in fetch(_DUE, (at, at, MOST_OF_ONE, MOST))]
    if not due:
        return []  # looking costs SQLite's one writer nothing
    with transaction.atomic():
        mine = _held(due, at)
        ids, wanted = among("id", mine)
        execute(_TAKE.format(ids=ids), (at + LEASE, wanted))
        ids, wanted = among("d.id", mine)
        rows = fetch(_TAKEN.format(ids=ids), (wanted,))
    return list(map(_taken, rows))


def _held(due: list[int], at: int) -> list[int]:
    """Return those that nobody else took meanwhile, held until this transaction ends."""
    ids, wanted = among("id", due)
    skip = "for update skip locked" if is_postgresql() else ""
    return [row[0] for row in fetch(_HOLD.format(ids=ids, skip=skip), (wanted, at))]


def _taken(row: tuple[Any, ...]) -> Taken:
    (number, attempts, endpoint, url, secrets, effect, kind, at, payload, version, *names) = row
    workspace, lead = map(_uuid, names)
    body = message_of(
        kind=kind, at=at, workspace=workspace, lead=lead, version=version, payload=payload
    )
    return Taken(number, attempts, endpoint, url, _json(secrets), str(_uuid(effect)), body)


def _sent(one: Taken, at: int, allowed: Iterable[str]) -> Answer:
    """Send one, in a thread that never touches the database."""
    try:
        secrets = in_force(one.secrets, at=at)
    except ValueError as reason:
        return Answer(None, str(reason), is_ours=True)
    headers = sign(one.body, message_id=one.message_id, secrets=secrets, at=at)
    return send(one.url, one.body, headers, allowed=allowed)


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


def _json(value: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(value) if isinstance(value, str) else value
    return found
