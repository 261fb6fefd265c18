"""The life of a source: made, mapped, its key or secret changed, disabled."""

from __future__ import annotations

import secrets as chance
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from meetworthy.app.ledger.append import OWN_SENDER
from meetworthy.app.people.deeds import record
from meetworthy.app.people.models import User, Workspace
from meetworthy.model.problem import Place, Problem, Refused

from .models import SIGNED, Source
from .sources import forget_sources

KEY_BYTES = 24
SECRET_BYTES = 32
MOST_SECRETS = 2
"""Secrets of a webhook that hold at once: the new one, and the one it replaces."""


def new_key() -> str:
    """Return a new write key."""
    return chance.token_urlsafe(KEY_BYTES)


def new_secret(form: Source.Form = Source.Form.WEBHOOK) -> str:
    """Return a new secret for signing, as Standard Webhooks or a booking system writes them."""
    if form == Source.Form.WEBHOOK:
        return "whsec_" + b64encode(chance.token_bytes(SECRET_BYTES)).decode()
    return chance.token_hex(SECRET_BYTES)


@transaction.atomic
def create_source(
    *,
    workspace: Workspace,
    name: str,
    sender: str,
    form: Source.Form,
    public: bool = False,
    names: Mapping[str, str] | None = None,
    by: User | None,
    at: datetime,
) -> Source:
    """Make a source; its facts will be named by ``sender`` for ever.

    Raises Refused where another source has the sender, or it is the ledger's own.
    """
    _check_sender(workspace, sender)
    source = Source.objects.create(
        workspace=workspace,
        name=name,
        sender=sender,
        form=form,
        public=public,
        names=dict(names or {}),
        key=new_key(),
        secrets=[new_secret(form)] if form in SIGNED else [],
        by=by,
        created_at=at,
    )
    record(workspace, "source created", f"{name} ({form})", by=by, at=at)
    return source


def _check_sender(workspace: Workspace, sender: str) -> None:
    taken = Source.objects.filter(workspace=workspace, sender=sender).exists()
    if taken or sender == OWN_SENDER:
        whose = "another source" if taken else "the ledger itself"
        cause = f"The sender {sender!r} names the facts of {whose}."
        remedy = "Choose another: it names this source's facts for ever."
        raise Refused([Problem("sender_taken", Place("sender"), cause, remedy)])


@transaction.atomic
def map_names(*, source: Source, names: Mapping[str, str], by: User | None, at: datetime) -> None:
    """Say which kind of fact each event name means (an empty kind: no fact)."""
    source.names = dict(names)
    source.save(update_fields=["names"])
    record(source.workspace, "source mapped", source.name, by=by, at=at)
    transaction.on_commit(forget_sources)


@transaction.atomic
def rotate(*, source: Source, by: User | None, at: datetime) -> Source:
    """Give a webhook a new secret (the old one holds until the next), anything else a new key."""
    if source.form in SIGNED:
        fresh = new_secret(Source.Form(source.form))
        source.secrets = [fresh, *source.secrets][:MOST_SECRETS]
    else:
        source.key = new_key()
    source.save(update_fields=["secrets", "key"])
    record(source.workspace, "source key changed", source.name, by=by, at=at)
    transaction.on_commit(forget_sources)
    return source


@transaction.atomic
def disable(*, source: Source, by: User | None, at: datetime) -> None:
    """Take nothing from a source any more; what it sent stays."""
    source.disabled_at = at
    source.save(update_fields=["disabled_at"])
    record(source.workspace, "source disabled", source.name, by=by, at=at)
    transaction.on_commit(forget_sources)
