"""Putting effects into the outbox, in the transaction that records them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from meetworthy.app.ledger.sql import among, execute
from meetworthy.app.operate.wake import wake

from .models import Endpoint

# Every new message of these leads, for one endpoint; one that is there already stays as it is.
_ENQUEUE = """
insert into outbox_delivery
    (effect_id, endpoint_id, state, attempts, next_at, said)
select id, %s, 'waiting', 0, %s, ''
from judging_effect
where workspace_id = %s and recorded_at = %s and state = 'sent' and {leads} {kinds}
on conflict (effect_id, endpoint_id) do nothing
"""


def enqueue(workspace_id: int, leads: Sequence[int], *, at: int) -> int:
    """Have the messages of these leads that were recorded at this instant told to endpoints.

    Called within the transaction that records them: both are there, or neither is.  Returns how
    many deliveries were made.
    """
    if not leads:
        return 0
    endpoints = Endpoint.objects.filter(workspace_id=workspace_id, disabled_at=None)
    made = sum(
        _enqueue(endpoint_id, kinds, workspace_id, leads, at)
        for endpoint_id, kinds in endpoints.values_list("id", "kinds")
    )
    if made:
        transaction.on_commit(lambda: wake("outbox"))
    return made


def _enqueue(
    endpoint_id: int, kinds: list[str], workspace_id: int, leads: Sequence[int], at: int
) -> int:
    of_leads, wanted_leads = among("lead", leads)
    of_kinds, wanted_kinds = among("kind", kinds)
    statement = _ENQUEUE.format(leads=of_leads, kinds=f"and {of_kinds}" if kinds else "")
    values = [endpoint_id, at, workspace_id, at, wanted_leads]
    return execute(statement, [*values, wanted_kinds] if kinds else values)
