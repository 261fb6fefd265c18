"""One lead as of any instant, with what a page shows beside the judgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetworthy.app.ledger.load import load
from meetworthy.definition.language import Definition
from meetworthy.handoff.clock_run import ClockRun
from meetworthy.handoff.clocks import clocks_of
from meetworthy.handoff.hours import OwnersHours
from meetworthy.handoff.meetings import Meeting, meetings_of
from meetworthy.handoff.needs import Case, Need, needs_of
from meetworthy.judge.gather import gather
from meetworthy.judge.interpreter import Judgement
from meetworthy.model.fact import Fact

from .card import Card, card_of, names_of
from .hours import working_hours
from .interpreters import interpreter_for


@dataclass(frozen=True, slots=True)
class Seen:
    """A lead as of an instant: ``facts`` are those that it is judged by, oldest first.

    ``lead`` is the one it is part of, where it was merged by then; ``numbers`` are the facts'
    numbers in the ledger by (sender, id); ``hidden`` the facts that had not happened (or were
    not known) yet.
    """

    lead: int
    judgement: Judgement
    definition: Definition
    clocks: tuple[ClockRun, ...]
    card: Card
    facts: tuple[Fact, ...]
    numbers: dict[tuple[str, str], int]
    through: int
    meetings: tuple[Meeting, ...] = ()
    needs: tuple[Need, ...] = ()
    hours: OwnersHours | None = None  # when people work; None where no clock asks for it


def judge_lead(
    workspace_id: int,
    lead: int,
    *,
    at: int,
    known_by: int | None = None,
    supposed: Sequence[Fact] = (),
) -> Seen | None:
    """Judge one lead as of an instant (inclusive); None if it was no lead yet.

    ``known_by`` leaves out what had not been recorded by then; ``supposed`` are facts that
    nobody recorded: what if they were.
    """
    interpreter = interpreter_for(workspace_id)
    histories = load(workspace_id, [lead], personal=True)
    kinds = interpreter.plans[-1].definition.kinds
    gathered = gather(
        (*histories.facts, *supposed),
        at=at,
        known_by=known_by,
        accounts=histories.accounts,
        kinds=kinds,
    )
    found = gathered.get(lead) or next(
        (one for one in gathered.values() if lead in {other.lead for _, other in one.absorbed}),
        None,
    )
    if found is None:
        return None
    judgement = interpreter.judge_history(found, at=at)
    facts = tuple(sorted((s.fact for s in found.seen), key=lambda fact: fact.occurred_at))
    account = histories.accounts.get(found.lead)
    names = names_of(workspace_id, [found.lead], [] if account is None else [account])
    definition = next(
        plan.definition
        for plan in interpreter.plans
        if plan.definition.version == judgement.version
    )
    hours = working_hours(workspace_id, interpreter)
    clocks = clocks_of(interpreter, found, judgement.entries, at=at, hours=hours)
    card = card_of(
        facts,
        email=names.emails.get(found.lead, ""),
        domain=names.domains.get(account or 0, ""),
    )
    meetings = meetings_of(facts)
    return Seen(
        lead=found.lead,
        judgement=judgement,
        definition=definition,
        clocks=clocks,
        card=card,
        facts=facts,
        numbers=histories.numbers,
        through=histories.through,
        meetings=meetings,
        needs=needs_of(Case(definition, judgement, clocks, meetings, facts, owner=card.owner)),
        hours=hours,
    )
