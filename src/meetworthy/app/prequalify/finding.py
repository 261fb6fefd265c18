"""Finding who is to be asked: those who reply kindly, or try to book, since it was last looked.

A cursor goes through each workspace's facts in the order in which they were taken, so that none
is passed over and none is looked at twice, however often a worker is killed.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from django.db import InterfaceError, OperationalError, transaction

from meetworthy.app.judging.one import Seen, judge_lead
from meetworthy.app.judging.work import judge_now, lock
from meetworthy.app.ledger.load import fact_of, select
from meetworthy.app.ledger.sql import fetch, is_postgresql
from meetworthy.app.mail.post import withdraw
from meetworthy.app.people.models import Workspace
from meetworthy.definition.language import Asks
from meetworthy.model.fact import Fact
from meetworthy.model.time import DAY

from .letters import key_of
from .models import Cursor, Form
from .sending import form_sent_by, send_by_rule

_LOG = structlog.get_logger(__name__)

MOST_FACTS = 5_000
"""Facts that one step goes through; chosen by eye: some milliseconds."""

OLDEST = 7 * DAY
"""What happened longer ago is history that came late: nobody is asked for it; chosen by eye."""

POSITIVE, RETRACTED = "positive", "fact.retracted"

# Workspaces whose ledgers have gone on since it was last looked, and those never looked at.
_BEHIND = """
select h.workspace_id, c.fact, h.facts
from ledger_head h
left join prequalify_cursor c on c.workspace_id = h.workspace_id
where c.fact is null or c.fact < h.facts
order by h.workspace_id
"""

# The replies and bookings in a stretch of the ledger, and what was taken back.
_ASKING = """
number > %s AND number <= %s AND kind IN ('email.replied', 'meeting.booked', 'fact.retracted')
"""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a workspace's ledger: after one fact, up to another, included."""

    workspace: int
    after: int
    until: int


def find_once(*, at: int) -> int:
    """Ask those who are to be asked by what was taken since; returns how many forms were sent."""
    return sum(_find(workspace, at) for workspace, _, _ in fetch(_BEHIND))


@transaction.atomic
def _find(workspace_id: int, at: int) -> int:
    stretch = _stretch(workspace_id)
    if stretch is None:
        return 0
    asked = _asked(stretch, at)
    Cursor.objects.filter(workspace=workspace_id).update(fact=stretch.until)
    return asked


def _stretch(workspace_id: int) -> Stretch | None:
    """Return what is to be looked through, held; a workspace seen first begins with what comes."""
    (row,) = fetch("SELECT facts FROM ledger_head WHERE workspace_id = %s", (workspace_id,))
    Cursor.objects.get_or_create(workspace_id=workspace_id, defaults={"fact": _first(row[0])})
    held = Cursor.objects.select_for_update(skip_locked=is_postgresql())
    cursor = held.filter(workspace=workspace_id).first()
    if cursor is None or cursor.fact >= row[0]:
        return None  # another worker is at it, or was
    return Stretch(workspace_id, cursor.fact, min(row[0], cursor.fact + MOST_FACTS))


def _first(facts: int) -> int:
    """Return where a new cursor stands: just before what a fresh workspace has taken by now."""
    return max(0, facts - MOST_FACTS)


def _asked(stretch: Stretch, at: int) -> int:
    rows = select(stretch.workspace, f"{_ASKING} ORDER BY number", (stretch.after, stretch.until))
    workspace = Workspace.objects.get(pk=stretch.workspace)
    facts = list(map(fact_of, rows))
    _revoke(workspace, facts, at)
    recent = [fact for fact in facts if fact.kind != RETRACTED and _is_news(workspace, fact, at)]
    leads = {fact.lead for fact in recent if fact.lead is not None}
    if is_postgresql():
        lock(stretch.workspace, leads)
    return sum(_ask_or_say(workspace, fact, at) for fact in recent)


def _revoke(workspace: Workspace, facts: list[Fact], at: int) -> None:
    """Take back the forms of which somebody took back that they were sent."""
    taken_back = (str(f.properties.get("fact", "")) for f in facts if f.kind == RETRACTED)
    for form in filter(None, map(form_sent_by, taken_back)):
        mine = Form.objects.filter(workspace=workspace, uuid=form)
        changed = mine.filter(state=Form.State.OPEN).update(state=Form.State.REVOKED, next_at=None)
        for each in mine if changed else ():
            withdraw(workspace.pk, key_of(each), at=at)


def _is_news(workspace: Workspace, fact: Fact, at: int) -> bool:
    """Say whether a fact happened lately, since the workspace went live, to somebody known."""
    if fact.lead is None or workspace.live_since is None:
        return False
    return max(workspace.live_since, at - OLDEST) <= fact.occurred_at <= at


def _ask_or_say(workspace: Workspace, fact: Fact, at: int) -> int:
    """Ask one lead; where that fails the others are asked all the same."""
    try:
        with transaction.atomic():
            return _ask(workspace, fact, at)
    except (OperationalError, InterfaceError):
        raise  # the database: the whole step is tried again
    except Exception:  # noqa: BLE001 - whatever it is, it is logged, and the others go on
        _LOG.exception("not asked", workspace=workspace.pk, lead=fact.lead)
        return 0


def _ask(workspace: Workspace, fact: Fact, at: int) -> int:
    """Send the lead of a fact a form, if the fact asks for one; returns how many."""
    assert fact.lead is not None
    seen = judge_lead(workspace.pk, fact.lead, at=at)
    if seen is None or not _counts(seen, fact):
        return 0
    asked_by = asking(seen, fact)
    if asked_by is None or send_by_rule(workspace, seen, asked_by, at=at) is None:
        return 0
    judge_now(workspace.pk, {seen.lead}, at=at)
    return 1


def _counts(seen: Seen, fact: Fact) -> bool:
    """Say whether a fact still stands: it may have been taken back, or its person erased."""
    return any((each.sender, each.id) == (fact.sender, fact.id) for each in seen.facts)


def asking(seen: Seen, fact: Fact) -> Asks | None:
    """Return what a fact is to a form: a kind reply, the guest's own booking, or nothing."""
    if fact.kind == "email.replied":
        said = str(fact.properties.get("sentiment", "")).strip().lower()
        return Asks.REPLY if said == POSITIVE else None
    booker = (fact.actor or "").lower()
    return Asks.BOOKING if booker in ("", seen.card.email.lower()) else None
