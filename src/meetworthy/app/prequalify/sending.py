"""Sending a form to a lead: once in a pass by rule, whenever it makes sense by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from meetworthy.app.ids import new_id
from meetworthy.app.judging.decide import decide
from meetworthy.app.judging.holding import holds
from meetworthy.app.judging.one import Seen, judge_lead
from meetworthy.app.judging.tell import tell
from meetworthy.app.judging.work import lock
from meetworthy.app.ledger.append import OWN_SENDER
from meetworthy.app.ledger.models import Lead
from meetworthy.app.ledger.sql import is_postgresql
from meetworthy.app.mail.contacts import check
from meetworthy.app.mail.post import withdraw
from meetworthy.app.mail.suppressed import why_not_among
from meetworthy.app.people.access import Access
from meetworthy.app.people.models import User, Workspace
from meetworthy.app.people.refusals import refuse
from meetworthy.connect.contacts.finding import Result
from meetworthy.definition.language import Asks, Prequalification
from meetworthy.model.time import MINUTE

from .addressee import Addressee, addressee_of
from .letters import key_of, post_first
from .models import Form

UNDO = MINUTE
"""For so long a letter that somebody had sent waits, and can be taken back."""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a lead is not sent a form: a stable word, what is the matter, what mends it."""

    code: str
    cause: str
    remedy: str


@transaction.atomic
def send_form(access: Access, lead: Lead, *, at: int) -> Form:
    """Send a form to a lead because somebody wants it; the letter leaves after a minute.

    Raises PermissionDenied for who may not, Refused where the lead can't be asked.
    """
    if is_postgresql():
        lock(access.workspace.pk, {lead.number})
    seen = judge_lead(access.workspace.pk, lead.number, at=at)
    why = why_not(access.workspace.pk, seen, at=at)
    if why is not None:
        refuse(why.code, "lead", why.cause, why.remedy)
    assert seen is not None
    form = _made(access.workspace, seen, Asks.HAND, at=at, by=access.user)
    decide(
        access,
        lead=Lead.objects.get(workspace=access.workspace, number=seen.lead),
        kind="prequalification.sent",
        properties={"form": str(form.uuid), "asked_by": Asks.HAND.value},
        at=at,
        fact_id=sent_id(form),
    )
    post_first(form, addressee_of(seen), at=at, not_before=at + UNDO)
    return form


@transaction.atomic
def take_back(access: Access, lead: Lead, *, at: int) -> None:
    """Take a form back that was sent by hand, while its letter waits; Refused after that."""
    numbers = numbers_of(access.workspace.pk, lead.merged_into or lead.number)
    form = (
        Form.objects.select_for_update()
        .filter(workspace=access.workspace, lead__in=numbers, state=Form.State.OPEN)
        .filter(asked_by=Asks.HAND.value)
        .first()
    )
    if form is None or not withdraw(access.workspace.pk, key_of(form), at=at):
        cause = "The letter has gone, or there is none."
        refuse("form_gone", "lead", cause, "Wait for the answer; the page of the lead shows it.")
    decide(
        access,
        lead=lead,
        kind="fact.retracted",
        properties={"sender": OWN_SENDER, "fact": sent_id(form)},
        at=at,
    )
    Form.objects.filter(pk=form.pk).update(state=Form.State.REVOKED, next_at=None)


def send_by_rule(workspace: Workspace, seen: Seen, asked_by: Asks, *, at: int) -> Form | None:
    """Send a form because of something the lead did; None where it is not to be asked.

    In the caller's transaction.
    """
    asked = seen.definition.prequalification
    if asked is None or asked_by not in asked.asks or was_asked(workspace.pk, seen):
        return None
    why = why_not(workspace.pk, seen, at=at, by_rule=True)
    if why is not None and why.code != "contact_undeliverable":
        return None
    form = _made(workspace, seen, asked_by, at=at, by=None)
    if why is not None:
        Form.objects.filter(pk=form.pk).update(state=Form.State.UNSENT, why=why.cause, next_at=None)
        return None
    tell(
        workspace.pk,
        seen.lead,
        "prequalification.sent",
        {"form": str(form.uuid), "asked_by": asked_by.value},
        actor=None,
        at=at,
        fact_id=sent_id(form),
    )
    post_first(form, addressee_of(seen), at=at)
    return form


def sent_id(form: Form) -> str:
    """Return the id of the fact that a form was sent."""
    return f"form:{form.uuid}:sent"


def form_sent_by(fact_id: str) -> UUID | None:
    """Return the form of which a fact's id says that it was sent; None for any other id."""
    found = re.fullmatch(r"form:([0-9a-f-]{36}):sent", fact_id)
    try:
        return UUID(found[1]) if found else None
    except ValueError:
        return None


def was_asked(workspace_id: int, seen: Seen) -> bool:
    """Say whether a lead was sent a form, or answered one, in the pass that it is in."""
    since = pass_since(seen)
    told = any(
        fact.kind in ("prequalification.sent", "prequalification.answered")
        and fact.occurred_at >= since
        for fact in seen.facts
    )
    numbers = numbers_of(workspace_id, seen.lead)
    rows = Form.objects.filter(workspace=workspace_id, lead__in=numbers, sent_at__gte=since)
    return told or rows.exclude(state=Form.State.REVOKED).exists()


def pass_since(seen: Seen) -> int:
    """Return when the pass that a lead is in began."""
    number = seen.judgement.pass_number
    return min((e.at for e in seen.judgement.entries if e.pass_number == number), default=0)


def why_not(
    workspace_id: int, seen: Seen | None, *, at: int, by_rule: bool = False
) -> WhyNot | None:
    """Return why a lead can't be sent a form now, or nothing where it can."""
    if seen is None:
        return WhyNot("lead_unknown", "This is no lead.", "Choose another.")
    asked = seen.definition.prequalification
    if asked is None or not asked.questions:
        cause = "The definition asks for no form."
        return WhyNot("form_undefined", cause, "Write its questions under `prequalification`.")
    if not seen.judgement.open:
        return WhyNot("form_left", "The lead has left.", "Bring it back first.")
    if _is_open(workspace_id, seen.lead):
        return WhyNot("form_open", "A form is on its way already.", "Wait for the answer.")
    return _why_not_them(workspace_id, seen, asked, at=at, by_rule=by_rule)


def _why_not_them(
    workspace_id: int, seen: Seen, asked: Prequalification, *, at: int, by_rule: bool
) -> WhyNot | None:
    held = holds(workspace_id, seen.lead, asked.when, at=at)
    if held is False or (by_rule and held is None):
        cause = "By the definition this lead is not sent a form."
        return WhyNot("form_unwanted", cause, "Its `prequalification: when` says who is.")
    suppressed = why_not_among(seen.facts)
    if suppressed:
        cause = f"The lead {suppressed}."
        return WhyNot("contact_suppressed", cause, "Ask them in a way that they agreed to.")
    return _why_not_address(seen)


def _why_not_address(seen: Seen) -> WhyNot | None:
    if not seen.card.email:
        return WhyNot("contact_missing", "The lead has no e-mail address.", "Find it out.")
    checked = check(seen.card.email)
    if checked.result is Result.UNDELIVERABLE:
        cause = f"A letter would not arrive. {checked.reasons[0].said}"
        return WhyNot("contact_undeliverable", cause, "Find out another address.")
    return None


def _is_open(workspace_id: int, lead: int) -> bool:
    numbers = numbers_of(workspace_id, lead)
    rows = Form.objects.filter(workspace=workspace_id, lead__in=numbers)
    return rows.filter(state=Form.State.OPEN).exists()


def numbers_of(workspace_id: int, lead: int) -> list[int]:
    """Return the numbers of a lead: its own, and those of all that are merged into it."""
    rows = Lead.objects.filter(workspace=workspace_id)
    mine = rows.filter(Q(number=lead) | Q(merged_into=lead))
    return list(mine.values_list("number", flat=True))


def _made(workspace: Workspace, seen: Seen, asked_by: Asks, *, at: int, by: User | None) -> Form:
    asked = seen.definition.prequalification
    assert asked is not None
    to: Addressee = addressee_of(seen)
    return Form.objects.create(
        uuid=new_id(),
        workspace=workspace,
        lead=seen.lead,
        version=seen.definition.version,
        language=to.language,
        asked_by=asked_by.value,
        by=by,
        sent_at=at,
        expires_at=at + asked.expires,
        next_at=at + min(asked.remind, asked.expires),
    )
