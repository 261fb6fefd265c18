"""Noting that effects were recorded of which people are to hear, in the same transaction.

Who hears of them is looked up later, by the task of ``notices``.
"""

from __future__ import annotations

from collections.abc import Sequence

from meetworthy.app.ledger.sql import among, execute
from meetworthy.model.time import MINUTE, SECOND

GATHERED = MINUTE
"""How long notices are gathered, so that several at once are one mail."""

ROUTED = 20 * SECOND
"""By then the rules have given a new lead to somebody, if they do; chosen by eye."""

TOLD_OF = (
    "task.review", "lead.assigned", "clock.warned", "clock.missed", "meeting.booked",
    "meeting.moved", "meeting.cancelled", "meeting.held", "meeting.missed", "meeting.confirmed",
    "meeting.declined", "meeting.disputed", "meeting.settled",
)  # fmt: skip
"""The kinds of effects that people are told of."""

# An effect that was withdrawn and stands again is looked at again.
_NOTE = """
insert into outbox_noted (effect_id, due_at, not_before)
select id, case when held_until > %s then held_until else %s end,
       case when kind = 'task.review' then %s else held_until end
from judging_effect
where workspace_id = %s and recorded_at = %s and state in ('sent', 'open') and {kinds} and {leads}
on conflict (effect_id) do update
set due_at = excluded.due_at, not_before = excluded.not_before
"""


def note(workspace_id: int, leads: Sequence[int], *, at: int) -> int:
    """Have somebody look at who is to hear of what was recorded of these leads at this instant.

    A lead for review waits until the rules have had time to give it to somebody.  Returns how many
    effects were noted.
    """
    if not leads:
        return 0
    kinds, wanted_kinds = among("kind", TOLD_OF)
    of_leads, wanted_leads = among("lead", leads)
    later = at + GATHERED
    return execute(
        _NOTE.format(kinds=kinds, leads=of_leads),
        [later, later, at + ROUTED, workspace_id, at, wanted_kinds, wanted_leads],
    )
