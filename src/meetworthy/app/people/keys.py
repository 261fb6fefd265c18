"""Keys for programs: made, shown once, revoked."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from .abilities import FOR_KEYS, Ability
from .access import KEY_PREFIX, digest_of
from .deeds import record
from .models import ApiKey, User, Workspace
from .refusals import refuse

SECRET_BYTES = 32
START = 8
"""Characters of a key by which a person recognises it; chosen by eye."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made, and its secret, which nobody will see again."""

    key: ApiKey
    secret: str


@transaction.atomic
def create_key(
    workspace: Workspace,
    *,
    name: str,
    scopes: Iterable[Ability],
    expires_at: datetime | None = None,
    by: User,
    at: datetime,
) -> NewKey:
    """Make a key; raises Refused for no name, no scope, or a scope that no key may have."""
    wanted = sorted(set(scopes))
    _check(workspace, name, wanted, expires_at, at)
    secret = KEY_PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    key = ApiKey.objects.create(
        workspace=workspace,
        name=name.strip(),
        start=secret[: len(KEY_PREFIX) + START],
        digest=digest_of(secret),
        scopes=[scope.value for scope in wanted],
        expires_at=expires_at,
        by=by,
        created_at=at,
    )
    record(workspace, "key.created", f"{key.name}: {', '.join(wanted)}", by=by, at=at)
    return NewKey(key, secret)


@transaction.atomic
def revoke_key(key: ApiKey, *, by: User, at: datetime) -> None:
    """Make a key worthless from now on; one that is revoked already stays as it is."""
    changed = ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at)
    if changed:
        record(key.workspace, "key.revoked", key.name, by=by, at=at)


def _check(
    workspace: Workspace,
    name: str,
    scopes: list[Ability],
    expires_at: datetime | None,
    at: datetime,
) -> None:
    if not name.strip():
        refuse("no_name", "name", "A key needs a name.", "Name the program that will use it.")
    if ApiKey.objects.filter(workspace=workspace, name=name.strip(), revoked_at=None).exists():
        cause = f"A key {name.strip()!r} is in use: facts are told under its name."
        refuse("name_taken", "name", cause, "Choose another name, or revoke that key first.")
    if not scopes:
        refuse("no_scope", "scopes", "A key without scopes opens nothing.", "Choose at least one.")
    for scope in scopes:
        if scope not in FOR_KEYS:
            refuse("scope_of_people", "scopes", f"No key may {scope}.", "Let a person do it.")
    if expires_at is not None and expires_at <= at:
        refuse("expired", "expires_at", "That moment has passed.", "Choose a later one.")
