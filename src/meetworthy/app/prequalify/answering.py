"""Answers to a form: taken as evidence, and what follows from them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec
from django.db import transaction

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.judging.one import Seen, judge_lead
from meetworthy.app.judging.tell import tell
from meetworthy.app.judging.work import judge_now, lock
from meetworthy.app.ledger.append import OWN_SENDER
from meetworthy.app.ledger.sql import is_postgresql
from meetworthy.app.mail.post import withdraw
from meetworthy.definition.language import Prequalification, Question
from meetworthy.model.criteria import Status
from meetworthy.model.fact import Fact, Value

from .leaving import come_back, leave
from .letters import key_of
from .models import Form

LONGEST_ANSWER = 500
"""Characters of an answer in one's own words; chosen by eye."""

ANSWERABLE = (Form.State.OPEN, Form.State.ANSWERED)
HOW = "form"

Answers = Mapping[str, str]
"""What was answered, by the question's slug; with options it is one of them."""


@dataclass(frozen=True, slots=True)
class Faults:
    """The questions whose answers can't be taken: the slugs of those left open, or misread."""

    missing: tuple[str, ...]


def asked_by(form: Form) -> Prequalification | None:
    """Return the questions of a form, by the version by which it was sent; None if it is gone."""
    timeline = timeline_of(form.workspace_id)
    version = next((each for each in timeline if each.version == form.version), timeline[-1])
    return version.prequalification


def faults_in(asked: Prequalification, answers: Answers) -> Faults:
    """Return which questions with options have no answer, or one that is no option."""
    return Faults(
        tuple(
            question.slug
            for question in asked.questions
            if question.options and answers.get(question.slug) not in dict(question.options)
        )
    )


def answers_told(form: Form, asked: Prequalification, facts: Iterable[Fact]) -> dict[str, str]:
    """Return what a form was last answered with, as its lead's facts tell it."""
    last = f"form:{form.uuid}:{form.answers}"
    told = {
        fact.id: str(fact.properties.get("words", ""))
        for fact in facts
        if fact.sender == OWN_SENDER and fact.id.startswith(last)
    }
    others = f"\n{told.get(last, '')}"
    found: dict[str, str] = {}
    for question in reversed(asked.questions):  # each of the others ends where the next begins
        if question.criterion is not None:
            found[question.slug] = told.get(f"{last}:{question.slug}", "")
        elif (before := others.rpartition(f"\n{question.ask} "))[1]:
            others, _, found[question.slug] = before
    return found


@transaction.atomic
def answer(form: Form, answers: Answers, *, at: int) -> Form | None:
    """Take the answers to a form; None where it can't be answered (any more).

    The same answers again change nothing; other ones hold from now on.  Raises ValueError for
    answers that ``faults_in`` finds fault with, Refused where the ledger does not take them.
    """
    if is_postgresql():
        lock(form.workspace_id, {form.lead})  # before the form: as who sends and reminds
    locked = Form.objects.select_for_update(of=("self",)).select_related("workspace")
    held = locked.get(pk=form.pk)
    asked = asked_by(held)
    if asked is None or held.state not in ANSWERABLE or at >= held.expires_at:
        return None
    if faults_in(asked, answers).missing:
        raise ValueError("questions with options want one of them")
    digest = _digest(asked, answers)
    return held if digest == held.answered else _taken(held, asked, answers, digest, at)


def _taken(
    form: Form, asked: Prequalification, answers: Answers, digest: str, at: int
) -> Form | None:
    seen = judge_lead(form.workspace_id, form.lead, at=at)
    if seen is None:
        return None
    form.answers += 1
    come_back(form.workspace, form, seen, at=at)
    for question in asked.questions:
        _tell_answer(form, seen.lead, question, answers.get(question.slug, ""), at=at)
    after = judge_lead(form.workspace_id, form.lead, at=at)
    assert after is not None
    form.fits = fits(asked, after)
    _tell_answered(form, seen.lead, asked, answers, at=at)
    form.exit = "" if form.fits else leave(form.workspace, form, after, asked.unfit, at=at)
    form.state, form.next_at = Form.State.ANSWERED, None
    form.answered, form.answered_at = digest, at
    form.save()
    withdraw(form.workspace_id, key_of(form, "reminder"), at=at)
    judge_now(form.workspace_id, {seen.lead}, at=at)
    return form


def fits(asked: Prequalification, seen: Seen) -> bool:
    """Say whether what is known of a lead's criteria is enough for a meeting."""
    known = {criterion.slug: criterion.status for criterion in seen.judgement.criteria}
    return all(known.get(slug, Status.UNKNOWN).meets(needed) for slug, needed in asked.fits.items())


def _tell_answer(form: Form, lead: int, question: Question, said: str, *, at: int) -> None:
    """Tell what an answer says of a criterion, if anything."""
    status = dict(question.options).get(said) if question.options else _of_text(said)
    if question.criterion is None or status is None:
        return
    properties: dict[str, Value] = {
        "criterion": question.criterion,
        "status": status.name.lower(),
        "how": HOW,
        "words": said,
    }
    fact_id = f"form:{form.uuid}:{form.answers}:{question.slug}"
    tell(
        form.workspace_id, lead, "criterion.assessed", properties, actor=None, at=at,
        fact_id=fact_id,
    )  # fmt: skip


def _of_text(said: str) -> Status | None:
    """Return what an answer in one's own words says of a criterion: something, so in part."""
    return Status.PARTIAL if said.strip() else None


def _tell_answered(
    form: Form, lead: int, asked: Prequalification, answers: Answers, *, at: int
) -> None:
    said: dict[str, Value] = {"form": str(form.uuid), "fits": bool(form.fits)}
    others = [q for q in asked.questions if q.criterion is None and answers.get(q.slug)]
    words = "\n".join(f"{q.ask} {answers[q.slug]}" for q in others)
    tools = [answers[q.slug] for q in others if "tool" in q.slug and q.options]
    said |= {"words": words} if words else {}
    said |= {"tools": tools[0]} if tools else {}
    tell(
        form.workspace_id, lead, "prequalification.answered", said, actor=None, at=at,
        fact_id=f"form:{form.uuid}:{form.answers}",
    )  # fmt: skip


def _digest(asked: Prequalification, answers: Answers) -> str:
    given = [answers.get(question.slug, "") for question in asked.questions]
    return hashlib.blake2b(msgspec.json.encode(given), digest_size=16).hexdigest()
