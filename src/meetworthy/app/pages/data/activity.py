"""How much each sender told lately: read from the end of the ledger, never from all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from meetworthy.app.ledger.models import Batch, Head
from meetworthy.app.ledger.sql import fetch
from meetworthy.model.time import DAY

MOST_FACTS = 200_000
"""So many facts from the end are looked at; chosen by eye: a quarter of a second."""

# Facts after a number, by sender.  The key leads with the workspace and the number.
_BY_SENDER = """
SELECT sender, count(*), max(recorded_at) FROM ledger_fact
WHERE workspace_id = %s AND number >= %s
GROUP BY sender
"""

# Whether a sender ever told anything: the first of its names in the index of names.
_EVER = "SELECT 1 FROM ledger_fact WHERE workspace_id = %s AND sender = %s LIMIT 1"


@dataclass(frozen=True, slots=True)
class Told:
    """What a sender told: how many facts, and when the last was recorded (microseconds UTC)."""

    facts: int
    last_at: int | None


@dataclass(frozen=True, slots=True)
class Lately:
    """What was told since an instant: a day ago, or where ``MOST_FACTS`` begin."""

    since: int
    is_whole_day: bool
    by_sender: Mapping[str, Told]

    def of(self, sender: str) -> Told:
        """Return what a sender told."""
        return self.by_sender.get(sender, Told(0, None))


def lately(workspace_id: int, *, now: int) -> Lately:
    """Return what was told in the last day, as far as the last facts go."""
    since = now - DAY
    head = Head.objects.filter(workspace=workspace_id).values_list("facts", "batches").first()
    facts, batches = head or (0, 0)
    batch = _first_since(workspace_id, batches, since)
    first = facts + 1 if batch is None else batch.first
    if facts - first >= MOST_FACTS:
        first, since = facts - MOST_FACTS + 1, _recorded_at(workspace_id, facts - MOST_FACTS + 1)
    rows = fetch(_BY_SENDER, (workspace_id, first))
    told = {sender: Told(number, last) for sender, number, last in rows}
    return Lately(since, since == now - DAY, told)


def has_ever_told(workspace_id: int, sender: str) -> bool:
    """Say whether any fact of a sender is in the ledger."""
    return bool(fetch(_EVER, (workspace_id, sender)))


def _first_since(workspace_id: int, batches: int, since: int) -> Batch | None:
    """Return the first batch recorded at or after an instant, by halving: batches are in order."""
    low, high = 1, batches + 1
    while low < high:
        middle = (low + high) // 2
        if _batch(workspace_id, middle).recorded_at < since:
            low = middle + 1
        else:
            high = middle
    return None if low > batches else _batch(workspace_id, low)


def _batch(workspace_id: int, number: int) -> Batch:
    return Batch.objects.only("first", "recorded_at").get(workspace_id=workspace_id, number=number)


def _recorded_at(workspace_id: int, number: int) -> int:
    rows = fetch(
        "SELECT recorded_at FROM ledger_fact WHERE workspace_id = %s AND number = %s",
        (workspace_id, number),
    )
    return int(rows[0][0]) if rows else 0
