"""A lead that leaves because of its form, unless somebody's word stands against it."""

from __future__ import annotations

from meetworthy.app.judging.one import Seen
from meetworthy.app.judging.tell import tell
from meetworthy.app.ledger.append import OWN_SENDER
from meetworthy.app.people.models import Workspace
from meetworthy.handoff.meetings import Standing
from meetworthy.model.fact import Fact

from .models import Form
from .sending import pass_since

_KINDS = {
    "disqualified": "lead.disqualified",
    "recycled": "lead.recycled",
    "lost": "opportunity.lost",
}
"""The fact of leaving for a reason, by where the reason leads."""

_QUALIFIED = frozenset({"lead.qualified", "opportunity.created", "meeting.confirmed"})
"""What sales decides of a lead's worth: it stands whenever in the pass it was said."""

_SPOKEN = _QUALIFIED | {"lead.accepted", "stage.decided", "contact.made"}
"""What sales says or does knowing that a form is out: it stands from then on."""

_MET = frozenset({Standing.BOOKED, Standing.HELD, Standing.CONFIRMED, Standing.DISPUTED})


def sales_has_spoken(seen: Seen, form: Form) -> bool:
    """Say whether sales has decided about a lead already, so that its form decides nothing."""
    since = pass_since(seen)
    return any(_speaks(fact, form, since) for fact in seen.facts)


def _speaks(fact: Fact, form: Form, since: int) -> bool:
    if fact.kind in _QUALIFIED:
        return fact.occurred_at >= since
    return fact.kind in _SPOKEN and fact.occurred_at > form.sent_at


def will_meet(seen: Seen) -> bool:
    """Say whether a meeting of this pass stands: who comes to it is not silent."""
    since = pass_since(seen)
    return any(
        meeting.standing in _MET and meeting.booked is not None and meeting.booked.at >= since
        for meeting in seen.meetings
    )


def leave(workspace: Workspace, form: Form, seen: Seen, reason: str | None, *, at: int) -> str:
    """Let a lead leave with a reason of the definition; returns the fact's id, or nothing.

    A lead that left already, or of which sales has spoken, stays as it is.
    """
    known = next((r for r in seen.definition.reasons.values() if reason in (r.slug, r.label)), None)
    if known is None or not seen.judgement.open or sales_has_spoken(seen, form):
        return ""
    fact_id = f"form:{form.uuid}:left:{form.answers}"
    tell(
        workspace.pk,
        seen.lead,
        _KINDS[known.then],
        {"reason": known.slug},
        actor=None,
        at=at,
        fact_id=fact_id,
    )
    return fact_id


def come_back(workspace: Workspace, form: Form, seen: Seen, *, at: int) -> None:
    """Take back that a lead left for its form: it answered otherwise since."""
    if not form.exit or not any(fact.id == form.exit for fact in seen.facts):
        return
    tell(
        workspace.pk,
        seen.lead,
        "fact.retracted",
        {"sender": OWN_SENDER, "fact": form.exit, "why": "the form was answered again"},
        actor=None,
        at=at,
        fact_id=f"{form.exit}:back",
    )
