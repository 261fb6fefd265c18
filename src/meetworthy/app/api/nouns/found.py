"""Looking a thing up by its public id, in the key's workspace only."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from meetworthy.app.api.endpoint import Call
from meetworthy.app.ledger.models import Account, Lead

_ROW = TypeVar("_ROW", bound=Model)


def found(rows: QuerySet[_ROW], call: Call, public: uuid.UUID) -> _ROW:
    """Return the row of a public id; raises Http404 alike for none and for another workspace's."""
    row = rows.filter(workspace=call.workspace, uuid=public).first()
    if row is None:
        raise Http404
    return row


def lead_found(call: Call, public: uuid.UUID) -> Lead:
    """Return a lead by its public id; raises Http404."""
    return found(Lead.objects.all(), call, public)


def leads_named(call: Call, numbers: Iterable[int | None]) -> dict[int, uuid.UUID]:
    """Return the public ids of leads by their numbers."""
    wanted = {number for number in numbers if number is not None}
    rows = Lead.objects.filter(workspace=call.workspace, number__in=wanted)
    return dict(rows.values_list("number", "uuid"))


def accounts_named(call: Call, numbers: Iterable[int | None]) -> dict[int, uuid.UUID]:
    """Return the public ids of accounts by their numbers."""
    wanted = {number for number in numbers if number is not None}
    rows = Account.objects.filter(workspace=call.workspace, number__in=wanted)
    return dict(rows.values_list("number", "uuid"))
