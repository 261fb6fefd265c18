"""When a lead's verdict becomes another: against what stood before it was judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetworthy.app.ledger.sql import among, fetch
from meetworthy.judge.verdict import Word

from .causes import VERDICT, Cause
from .reckon import Reckoned


@dataclass(frozen=True, slots=True)
class Before:
    """A lead's verdict as last judged, and when that was."""

    verdict: str
    judged_at: int


def before(workspace_id: int, judged: Sequence[Reckoned]) -> dict[int, Before]:
    """Return how these leads stood before; asked before their states are written anew."""
    condition, parameter = among("lead", [one.lead for one in judged])
    rows = fetch(
        "SELECT lead, verdict, judged_at FROM judging_state"
        f" WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    return {lead: Before(*rest) for lead, *rest in rows}


def verdict_cause(
    one: Reckoned, was: Before | None, told: str | None, *, live_since: int, oldest: int
) -> Cause | None:
    """Return that a lead's verdict is another than was told; None where it is the same.

    ``told`` is what stood before a change that nobody has heard of yet.  Who was not judged
    before was cold, and is told of only if something happened since ``oldest``; what changes
    because a workspace goes live is none.
    """
    judged, word = one.judgement, one.judgement.verdict.word.value
    if was is None:
        is_news = one.card.last_at >= max(live_since, oldest)
    else:
        is_news = was.judged_at >= live_since and was.verdict != word
    since = told or (Word.COLD.value if was is None else was.verdict)
    if not is_news or since == word:
        return None
    payload: dict[str, object] = {
        "was": since,
        "verdict": word,
        "missing": list(judged.verdict.missing),
        "unknown": list(judged.verdict.unknown),
    }
    return Cause(f"verdict:{one.through}:{judged.at}", VERDICT, judged.at, judged.version, payload)
