"""Having every lead judged anew, in the transaction that changes what they are judged by."""

from __future__ import annotations

from django.db import transaction

from meetworthy.app.ledger.sql import insert
from meetworthy.app.operate.wake import wake


def sweep(workspace_id: int, *, due_at: int) -> None:
    """Have all leads of a workspace judged at an instant, or now where it is past."""
    insert("judging_sweep", ("workspace_id", "due_at"), [(workspace_id, due_at)])
    transaction.on_commit(lambda: wake("sweeps"))
