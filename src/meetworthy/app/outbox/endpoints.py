"""What people do with endpoints: make, rotate the secret, disable, enable, replay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from meetworthy.app.ledger.sql import among, execute
from meetworthy.app.people.deeds import record
from meetworthy.app.people.models import User, Workspace
from meetworthy.app.people.refusals import refuse
from meetworthy.model.time import instant_of

from .message import MESSAGES
from .models import Delivery, Endpoint
from .secret import kept, new_secret
from .send import why_not

OVERLAP = timedelta(hours=24)
"""How long the old secret goes on signing beside a new one; chosen by eye."""


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """An endpoint just made, and the secret that its owner checks signatures with."""

    endpoint: Endpoint
    secret: str


@transaction.atomic
def create_endpoint(
    workspace: Workspace, *, url: str, kinds: Iterable[str] = (), by: User, at: datetime
) -> NewEndpoint:
    """Have effects of these kinds (none is all) told to a URL, from now on.

    Raises Refused for a URL that messages do not go to, or a kind that there is not.
    """
    wanted = sorted(set(kinds))
    _check(url, wanted)
    secret = new_secret()
    endpoint = Endpoint.objects.create(
        workspace=workspace, url=url, secrets=[kept(secret)], kinds=wanted, by=by, created_at=at
    )
    record(workspace, "endpoint.created", url, by=by, at=at)
    return NewEndpoint(endpoint, secret)


def _check(url: str, kinds: list[str]) -> None:
    refused = why_not(url, allowed=settings.CONFIGURATION.private_hosts)
    if refused:
        cause = f"No messages go to this URL: {refused}."
        refuse("endpoint_url", "url", cause, "Give the https address of a server on the Internet.")
    unknown = [kind for kind in kinds if kind not in MESSAGES]
    if unknown:
        cause = f"There are no messages {unknown[0]!r}."
        refuse("endpoint_kind", "kinds", cause, f"There are {', '.join(MESSAGES)}.")


@transaction.atomic
def rotate_secret(endpoint: Endpoint, *, by: User, at: datetime) -> str:
    """Sign with a new secret from now on, which is returned; the old one goes on for a day."""
    secret = new_secret()
    end = instant_of(at + OVERLAP)
    old = [
        {**each, "until": min(end, each["until"] or end)}
        for each in endpoint.secrets
        if each["until"] is None or instant_of(at) < each["until"]
    ]
    endpoint.secrets = [kept(secret), *old]
    endpoint.save(update_fields=["secrets"])
    record(endpoint.workspace, "endpoint.secret rotated", endpoint.url, by=by, at=at)
    return secret


@transaction.atomic
def disable_endpoint(endpoint: Endpoint, *, why: str = "", by: User, at: datetime) -> None:
    """Send nothing more there; what waits goes on waiting. One that is disabled stays so."""
    changed = Endpoint.objects.filter(pk=endpoint.pk, disabled_at=None).update(
        disabled_at=at, disabled_why=why
    )
    if changed:
        record(endpoint.workspace, "endpoint.disabled", endpoint.url, by=by, at=at)


@transaction.atomic
def enable_endpoint(endpoint: Endpoint, *, by: User, at: datetime) -> None:
    """Send there again, first what has been waiting."""
    changed = (
        Endpoint.objects.filter(pk=endpoint.pk)
        .exclude(disabled_at=None)
        .update(disabled_at=None, disabled_why="", failures=0, failing_since=None, paused_until=0)
    )
    if changed:
        record(endpoint.workspace, "endpoint.enabled", endpoint.url, by=by, at=at)


# Every message of a time, whether or not this endpoint was told of it; under the same ids.
_REPLAY = """
insert into outbox_delivery (effect_id, endpoint_id, state, attempts, next_at, said)
select id, %s, 'waiting', 0, %s, ''
from judging_effect
where workspace_id = %s and state = 'sent' and recorded_at >= %s and recorded_at < %s
  and held_until <= %s {kinds}
on conflict (effect_id, endpoint_id) do update
set state = 'waiting', attempts = 0, next_at = excluded.next_at, delivered_at = null
"""


@transaction.atomic
def replay(endpoint: Endpoint, *, since: datetime, until: datetime, by: User, at: datetime) -> int:
    """Tell an endpoint again what was recorded in a time, its end excluded; returns how many.

    The ids are the same as ever, so that who has a message knows it again.
    """
    condition, wanted = among("kind", endpoint.kinds)
    kinds = f"and {condition}" if endpoint.kinds else ""
    values = [endpoint.pk, instant_of(at), endpoint.workspace_id, instant_of(since)]
    values += [instant_of(until), instant_of(at), *([wanted] if endpoint.kinds else [])]
    count = execute(_REPLAY.format(kinds=kinds), values)
    record(endpoint.workspace, "endpoint.replayed", f"{endpoint.url}: {count}", by=by, at=at)
    return count


def replay_given_up(endpoint: Endpoint, *, by: User, at: datetime) -> int:
    """Try again what was given up for an endpoint; returns how many."""
    with transaction.atomic():
        count = Delivery.objects.filter(endpoint=endpoint, state=Delivery.State.GIVEN_UP).update(
            state=Delivery.State.WAITING, attempts=0, next_at=instant_of(at)
        )
        record(endpoint.workspace, "endpoint.retried", f"{endpoint.url}: {count}", by=by, at=at)
    return count
