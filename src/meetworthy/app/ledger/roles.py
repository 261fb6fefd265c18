"""Roles as facts: who is what, from when, so that judging knows whose decisions count."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b

from meetworthy.app.people.models import User, Workspace
from meetworthy.model.problem import Refused
from meetworthy.model.time import instant_of
from meetworthy.model.told import Told

from .append import OWN_SENDER, append
from .open import open_ledger


def open_for(*, workspace: Workspace, **_: object) -> None:
    """Open the ledger of a workspace just made."""
    open_ledger(workspace.pk)


def tell_role(*, workspace: Workspace, user: User, role: str, at: datetime, **_: object) -> None:
    """Append that somebody has a role from now on; ``none`` for whoever left."""
    instant = instant_of(at)
    person = user.email.lower()
    said = {"person": person, "role": role, "name": user.name or person}
    content = blake2b(f"{person}\n{role}\n{instant}".encode(), digest_size=16).digest()
    told = Told(
        kind="person.described",
        occurred_at=instant,
        sender=OWN_SENDER,
        id=f"role:{user.uuid}:{instant}",
        properties=said,
        content=content,
    )
    (outcome,) = append(workspace.pk, [told], recorded_at=instant, trusted=True)
    if outcome.problem is not None:
        raise Refused([outcome.problem])
