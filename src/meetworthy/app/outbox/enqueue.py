"""Putting effects into the outbox, in the transaction that records them; taking them out again."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from meetworthy.app.ledger.sql import among, execute
from meetworthy.app.operate.wake import wake

from .models import Endpoint
from .noting import note

# Every new message of these leads, for one endpoint, from when it is no longer held.  One that is
# there already stays as it is, unless it was withdrawn and what it says has happened again.
_ENQUEUE = """
insert into outbox_delivery
    (effect_id, endpoint_id, state, attempts, next_at, said)
select id, %s, 'waiting', 0, case when held_until > %s then held_until else %s end, ''
from judging_effect
where workspace_id = %s and recorded_at = %s and state = 'sent' and {leads} {kinds}
on conflict (effect_id, endpoint_id) do update
set state = 'waiting', next_at = excluded.next_at
where outbox_delivery.state = 'withdrawn'
"""

_WITHDRAW = """
update outbox_delivery set state = 'withdrawn'
where state = 'waiting' and attempts = 0 and effect_id in (
    select id from judging_effect where workspace_id = %s and lead = %s and {keys}
)
"""


def enqueue(workspace_id: int, leads: Sequence[int], *, at: int) -> int:
    """Have what was recorded of these leads at this instant told to endpoints and to people.

    Called within the transaction that records them: both are there, or neither is.  Returns how
    many deliveries to endpoints were made.
    """
    if not leads:
        return 0
    note(workspace_id, leads, at=at)
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
    values = [endpoint_id, at, at, workspace_id, at, wanted_leads]
    return execute(statement, [*values, wanted_kinds] if kinds else values)


def withdraw(workspace_id: int, lead: int, keys: Sequence[str]) -> int:
    """Tell nobody of effects of a lead that were undone, where nothing has left yet.

    Returns how many deliveries wait no more.
    """
    condition, wanted = among("key", keys)
    return execute(_WITHDRAW.format(keys=condition), (workspace_id, lead, wanted))
