"""Judging some leads of one workspace: everything that follows, and nothing written yet."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from meetworthy.app.ledger import merges
from meetworthy.app.ledger.append import OWN_SENDER
from meetworthy.app.ledger.load import Histories, load
from meetworthy.definition.language import Definition
from meetworthy.handoff.clock_run import ClockRun
from meetworthy.handoff.clocks import clocks_of
from meetworthy.handoff.hours import OwnersHours
from meetworthy.handoff.meetings import Meeting, meetings_of
from meetworthy.handoff.needs import Case, Need, needs_of
from meetworthy.judge.gather import History, gather
from meetworthy.judge.interpreter import Interpreter, Judgement
from meetworthy.model.fact import Fact

from .card import Card, Names, card_of, names_of
from .hours import working_hours

_REACHING = merges.CHANGING | {"lead.identified", "lead.moved"}
"""Kinds that change which facts concern whom, and so more than the lead that they are about."""

_SAID = ("meeting.", "lead.assigned", "lead.snoozed")
"""What begins the kinds of facts that others are told of as they are."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What is to be written of one lead; ``took`` is processor time in microseconds."""

    lead: int
    judgement: Judgement
    definition: Definition
    clocks: tuple[ClockRun, ...]
    card: Card
    causes: dict[int, int]  # instant: the number of the last fact at it
    through: int
    took: int
    later_at: int | None  # when the next fact dated ahead will have happened
    meetings: tuple[Meeting, ...] = ()
    needs: tuple[Need, ...] = ()
    said: tuple[Fact, ...] | None = None  # of its meetings, owner and rest; None: not looked at
    by_hand: frozenset[int] = frozenset()  # instants at which somebody did something here


@dataclass(frozen=True, slots=True)
class Given:
    """Judgements made already, as of the same instant, of facts numbered up to ``through``.

    Of leads for whom no clock ever ran.
    """

    judgements: Mapping[int, Judgement]
    through: int


def reckon(
    workspace_id: int,
    interpreter: Interpreter,
    leads: Iterable[int],
    *,
    at: int,
    given: Given | None = None,
) -> list[Reckoned]:
    """Judge leads as of an instant (inclusive); a merged one gives the lead it became part of.

    Leads of whom nothing had happened by then are left out.  ``given`` judgements are taken as
    they are, unless something that concerns the lead was told since.
    """
    histories = load(workspace_id, leads, personal=True)
    kinds = interpreter.plans[-1].definition.kinds
    gathered = gather(histories.facts, at=at, accounts=histories.accounts, kinds=kinds)
    members = [one for lead, one in gathered.items() if lead in histories.accounts]
    accounts = {account for account in histories.accounts.values() if account is not None}
    names = names_of(workspace_id, histories.accounts, accounts)
    later = _later(histories.facts, at)
    made = {} if given is None else _still_good(given, members, histories)
    hours = working_hours(workspace_id, interpreter)
    return [
        _one(interpreter, one, histories, names, at, later, made.get(one.lead), hours)
        for one in members
    ]


def _still_good(
    given: Given, members: Iterable[History], histories: Histories
) -> dict[int, Judgement]:
    """Return the judgements of leads of whom nothing was told since they were made."""
    later = {name for name, number in histories.numbers.items() if number > given.through}
    newer = [fact for fact in histories.facts if later and (fact.sender, fact.id) in later]
    if any(fact.kind in _REACHING for fact in newer):
        return {}
    return {
        one.lead: given.judgements[one.lead]
        for one in members
        if one.lead in given.judgements
        and not any((seen.fact.sender, seen.fact.id) in later for seen in one.seen if later)
    }


def _one(
    interpreter: Interpreter,
    history: History,
    histories: Histories,
    names: Names,
    at: int,
    later: int | None,
    given: Judgement | None,
    hours: OwnersHours | None,
) -> Reckoned:
    started = time.process_time_ns()
    judgement = interpreter.judge_history(history, at=at) if given is None else given
    clocks: tuple[ClockRun, ...] = ()
    if given is None:
        clocks = clocks_of(interpreter, history, judgement.entries, at=at, hours=hours)
    facts = sorted((seen.fact for seen in history.seen), key=lambda fact: fact.occurred_at)
    account = histories.accounts.get(history.lead)
    card = card_of(
        facts,
        email=names.emails.get(history.lead, ""),
        domain="" if account is None else names.domains.get(account, ""),
    )
    definition = next(
        plan.definition
        for plan in interpreter.plans
        if plan.definition.version == judgement.version
    )
    meetings = meetings_of(facts)
    case = Case(definition, judgement, clocks, meetings, facts, owner=card.owner)
    return Reckoned(
        lead=history.lead,
        judgement=judgement,
        definition=definition,
        clocks=clocks,
        card=card,
        causes=_causes(history, histories.numbers),
        through=histories.through,
        took=(time.process_time_ns() - started) // 1000,
        later_at=later,
        meetings=meetings,
        needs=needs_of(case),
        said=tuple(fact for fact in facts if fact.kind.startswith(_SAID)),
        by_hand=_by_hand(history),
    )


def _by_hand(history: History) -> frozenset[int]:
    """Return the instants at which a person told something through the pages or the API."""
    return frozenset(
        seen.visible_at
        for seen in history.seen
        if seen.fact.sender == OWN_SENDER and "@" in (seen.fact.actor or "")
    )


def _causes(history: History, numbers: dict[tuple[str, str], int]) -> dict[int, int]:
    return {
        seen.visible_at: numbers[seen.fact.sender, seen.fact.id]
        for seen in history.seen
        if (seen.fact.sender, seen.fact.id) in numbers
    }


def _later(facts: Iterable[Fact], at: int) -> int | None:
    return min((fact.occurred_at for fact in facts if fact.occurred_at > at), default=None)
