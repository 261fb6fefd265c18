"""The state row of a lead: what lists show, and when it must be looked at again."""

from __future__ import annotations

from meetworthy.handoff.clock_run import next_change
from meetworthy.handoff.needs import changes_at, is_in_review
from meetworthy.model.time import DAY, NEVER

from .reckon import Reckoned

COLUMNS = (
    "workspace_id", "lead", "through", "judged_at", "judged_in", "next_at", "version",
    "pass_number", "motion", "open", "stage", "stage_since", "reason", "score", "fit",
    "behaviour", "score_low", "score_high", "high_intent", "verdict", "missing", "unknown",
    "next_question", "falls_under_at", "in_review", "warnings", "first_at", "last_at", "source",
    "owner", "name", "email", "title", "company", "domain",
)  # fmt: skip
"""The columns of ``LeadState``, in the order in which ``row_of`` gives them."""

REFRESHED_AFTER = DAY
"""How old a fading score may get in lists; chosen by eye.  A lead's own page is always exact."""

_FADED = 0.05  # points of behaviour below which a score is no longer refreshed; chosen by eye


def row_of(workspace_id: int, one: Reckoned) -> tuple[object, ...]:
    """Return the state row of a lead that was judged."""
    judged, card = one.judgement, one.card
    return (
        workspace_id,
        one.lead,
        one.through,
        judged.at,
        one.took,
        next_at(one),
        judged.version,
        judged.pass_number,
        judged.motion or "",
        judged.open,
        judged.stage or "",
        judged.stage_since,
        judged.reason or "",
        judged.score,
        judged.fit,
        judged.behaviour,
        judged.reachable.low,
        judged.reachable.high,
        judged.high_intent,
        judged.verdict.word.value,
        " ".join(judged.verdict.missing),
        " ".join(judged.verdict.unknown),
        judged.verdict.next_question or "",
        judged.falls_under_at,
        is_in_review(judged),
        "\n".join(judged.warnings),
        card.first_at,
        card.last_at,
        card.source,
        card.owner,
        card.name,
        card.email,
        card.title,
        card.company,
        card.domain,
    )


def next_at(one: Reckoned) -> int | None:
    """Return when time alone changes something next: a return, a clock, a fact dated ahead."""
    judged = one.judgement
    moments = [one.later_at, *(next_change(run, at=judged.at) for run in one.clocks)]
    moments += [_returns_at(one), changes_at(one.meetings, at=judged.at)]
    if judged.open and abs(judged.behaviour) > _FADED:
        moments.append(judged.at + REFRESHED_AFTER)
    ahead = [moment for moment in moments if moment is not None and judged.at < moment < NEVER]
    return min(ahead, default=None)


def _returns_at(one: Reckoned) -> int | None:
    """Return when the reason for which a lead left brings it back by itself."""
    judged = one.judgement
    reason = one.definition.reasons.get(judged.reason or "")
    if judged.open or reason is None or reason.duration is None:
        return None
    left = [entry.at for entry in judged.entries if entry.stage == "exit"]
    return left[-1] + reason.duration if left else None
