"""Posting letters, in the transaction of what they are about; withdrawing them before they go."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from meetworthy.app.ids import new_id
from meetworthy.app.operate.wake import wake

from .models import Letter

TO_LEADS = frozenset({"prequalification", "agenda"})
"""Kinds of letters to leads: with a way out of them, and never to who is suppressed."""


def post(
    *,
    workspace_id: int,
    to: str,
    kind: str,
    key: str,
    subject: str,
    text: str,
    html: str = "",
    at: int,
    not_before: int = 0,
    lead: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> UUID:
    """Put a letter to one address into the post, once for each key; returns its id.

    In the caller's transaction: both what it is about and the letter are there, or neither is.
    ``not_before`` is an instant, such as the end of the minute in which it can be undone.
    ``lead`` is whom it is to, or about: erasing them removes the letter.  ``headers`` come beside
    those that the post office sets itself.  Raises ValueError for line breaks in an address, and
    for a letter to a lead that names none.
    """
    if any(letter in to for letter in "\r\n,") or "@" not in to:
        raise ValueError(f"{to!r} is not one address")
    if kind in TO_LEADS and lead is None:
        raise ValueError(f"a letter of kind {kind} is to a lead")
    said = {
        "kind": kind,
        "lead": lead,
        "address": to,
        "subject": " ".join(subject.split()),
        "text": text,
        "html": html,
        "headers": dict(headers or {}),
        "next_at": max(at, not_before),
        "posted_at": at,
    }
    letter, is_new = Letter.objects.get_or_create(
        workspace_id=workspace_id, key=key, defaults={"uuid": new_id(), **said}
    )
    if is_new:
        transaction.on_commit(lambda: wake("mail"))
    return letter.uuid


def withdraw(workspace_id: int, key: str, *, at: int) -> bool:
    """Keep a letter from going out; says whether that was in time.

    One that is withdrawn already was in time; one that may be on its way was not.
    """
    known = Letter.objects.filter(workspace_id=workspace_id, key=key)
    changed = known.filter(state=Letter.State.WAITING, held_until__lte=at).update(
        state=Letter.State.WITHDRAWN
    )
    return bool(changed) or known.filter(state=Letter.State.WITHDRAWN).exists()
