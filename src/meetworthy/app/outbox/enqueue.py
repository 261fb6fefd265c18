"""Putting effects on their way: a delivery for each endpoint that asked for their kind."""

from __future__ import annotations

from collections.abc import Iterable

from meetworthy.app.ledger.sql import among, execute

from .models import Endpoint


def enqueue(workspace_id: int, leads: Iterable[int], *, at: int) -> None:
    """Make the deliveries of the messages that were recorded for these leads at this instant.

    Runs in the transaction that recorded them, so that none is lost and none is made twice.
    """
    numbers = list(leads)
    if not numbers:
        return
    endpoints = Endpoint.objects.filter(workspace_id=workspace_id, disabled_at__isnull=True)
    of_leads, leads_parameter = among("e.lead", numbers)
    for endpoint in endpoints:
        of_kinds, kinds_parameter = among("e.kind", endpoint.kinds)
        asked = f"AND {of_kinds}" if endpoint.kinds else ""
        execute(
            "INSERT INTO outbox_delivery"
            " (effect_id, endpoint_id, state, attempts, next_at, said)"
            " SELECT e.id, %s, 'waiting', 0, %s, '' FROM judging_effect e"
            f" WHERE e.workspace_id = %s AND e.recorded_at = %s AND e.state = 'sent'"
            f" AND {of_leads} {asked} ON CONFLICT (effect_id, endpoint_id) DO NOTHING",
            (
                endpoint.pk,
                at,
                workspace_id,
                at,
                leads_parameter,
                *([kinds_parameter] if endpoint.kinds else []),
            ),
        )
