"""Following forms up: one reminder, then the end; each once, whoever is killed in between."""

from __future__ import annotations

import structlog
from django.db import InterfaceError, OperationalError, transaction

from meetworthy.app.judging.one import Seen, judge_lead
from meetworthy.app.judging.tell import tell
from meetworthy.app.judging.work import judge_now, lock
from meetworthy.app.ledger.sql import fetch, is_postgresql
from meetworthy.app.mail.models import Letter
from meetworthy.model.time import HOUR

from .addressee import addressee_of
from .answering import asked_by
from .leaving import leave, will_meet
from .letters import key_of, post_reminder
from .models import Form

_LOG = structlog.get_logger(__name__)

LATER = HOUR
"""When it is looked again what can't be done now; chosen by eye."""

MOST = 100

_DUE = "select id, workspace_id, lead from prequalify_form where next_at <= %s order by next_at"


def follow_once(*, at: int) -> int:
    """Remind, or end, what is due at an instant; returns how many forms that were."""
    due = fetch(f"{_DUE} limit {MOST}", (at,))
    return sum(_follow_or_say(*row, at=at) for row in due)


def _follow_or_say(number: int, workspace_id: int, lead: int, *, at: int) -> int:
    """Follow one form up; one with which that fails waits a while, and the others go on."""
    try:
        return _follow(number, workspace_id, lead, at=at)
    except (OperationalError, InterfaceError):
        raise  # the database: the whole step is tried again
    except Exception:  # noqa: BLE001 - whatever it is, it is logged, and the others go on
        _LOG.exception("not followed up", workspace=workspace_id, lead=lead)
        Form.objects.filter(pk=number).update(next_at=at + LATER)
        return 0


@transaction.atomic
def _follow(number: int, workspace_id: int, lead: int, *, at: int) -> int:
    if is_postgresql():
        lock(workspace_id, {lead})
    held = Form.objects.select_for_update(of=("self",)).select_related("workspace")
    form = held.filter(pk=number, next_at__lte=at, state=Form.State.OPEN).first()
    if form is None:
        return 0
    seen = judge_lead(workspace_id, lead, at=at)
    _step(form, seen, at)
    form.save()
    if seen is not None:
        judge_now(workspace_id, {seen.lead}, at=at)
    return 1


def _step(form: Form, seen: Seen | None, at: int) -> None:
    """Do what comes next for a form that is open."""
    asked = asked_by(form)
    letter = Letter.objects.filter(workspace=form.workspace_id, key=key_of(form)).first()
    if seen is None or asked is None or letter is None:
        _end(form, Form.State.REVOKED)
    elif letter.state == Letter.State.WAITING:
        # The mail server is away: who has no letter can't be late.
        form.next_at = at + LATER
        form.expires_at += LATER
    elif letter.state != Letter.State.SENT:
        form.why = letter.said
        _end(form, Form.State.UNSENT)
    elif at < form.expires_at:
        _remind(form, seen, at)
    else:
        _lapse(form, seen, asked.silent, at)


def _remind(form: Form, seen: Seen, at: int) -> None:
    form.next_at = form.expires_at
    if form.reminded_at is not None or not seen.judgement.open:
        return
    form.reminded_at = at
    _tell(form, seen, "prequalification.reminded", at)
    post_reminder(form, addressee_of(seen), at=at)


def _lapse(form: Form, seen: Seen, silent: str | None, at: int) -> None:
    _tell(form, seen, "prequalification.lapsed", at)
    if not will_meet(seen):
        form.exit = leave(form.workspace, form, seen, silent, at=at)
    _end(form, Form.State.LAPSED)


def _end(form: Form, state: Form.State) -> None:
    form.state, form.next_at = state, None


def _tell(form: Form, seen: Seen, kind: str, at: int) -> None:
    word = kind.rpartition(".")[2]
    tell(
        form.workspace_id,
        seen.lead,
        kind,
        {"form": str(form.uuid)},
        actor=None,
        at=at,
        fact_id=f"form:{form.uuid}:{word}",
    )
