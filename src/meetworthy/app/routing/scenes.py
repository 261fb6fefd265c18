"""What routing asks of leads: whether a condition holds now, and whose the lead is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from meetworthy.app.ledger.append import OWN_SENDER
from meetworthy.app.ledger.load import Histories
from meetworthy.definition.language import Condition, Routing
from meetworthy.handoff.routing.asking import Holds
from meetworthy.judge.condition import Reading, read
from meetworthy.judge.fold import Fold
from meetworthy.judge.gather import History, gather
from meetworthy.judge.interpreter import Interpreter
from meetworthy.judge.state import State

ASSIGNED = "lead.assigned"

ROUTED = "routed"
"""What the ids of facts begin with by which rules give leads: ``routed:17:0``."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One lead as of an instant: whose it is, since when, and its conditions' answers.

    ``routed`` is how often rules gave it to somebody before.
    """

    lead: int
    holds: Holds
    owner: str
    owned_since: int
    routed: int


class Readings:
    """The conditions of some rules, read once."""

    def __init__(self, routing: Routing) -> None:
        conditions = [rule.when for rule in routing.rules if rule.when is not None]
        self._conditions = {one.text: one for one in conditions}
        self._by_text: dict[str, Reading] = {one.text: read(one.expression) for one in conditions}

    def holds_in(self, state: State) -> Holds:
        """Return what answers these conditions for a lead: three-valued, as everywhere."""

        def holds(condition: Condition) -> bool | None:
            answer = self._by_text[condition.text](state)
            return None if answer is None else answer is True

        return holds

    def answered_in(self, state: State) -> Holds:
        """Return the same, with every condition answered now: the state need not be kept."""
        holds = self.holds_in(state)
        answers = {text: holds(condition) for text, condition in self._conditions.items()}
        return lambda condition: answers[condition.text]


def scenes_of(
    interpreter: Interpreter, histories: Histories, routing: Routing, *, at: int
) -> dict[int, Scene]:
    """Return the leads of some histories as of an instant, by number; those judged by then."""
    readings = Readings(routing)
    kinds = interpreter.plans[-1].definition.kinds
    gathered = gather(histories.facts, at=at, accounts=histories.accounts, kinds=kinds)
    return {
        lead: _scene(interpreter, history, readings, histories, at)
        for lead, history in gathered.items()
        if lead in histories.accounts
    }


def _scene(
    interpreter: Interpreter, history: History, readings: Readings, histories: Histories, at: int
) -> Scene:
    state = Fold(interpreter.plans, interpreter.people).run(history, at=at)
    return Scene(
        history.lead,
        readings.holds_in(state),
        *owner_in(history),
        _times_routed(history.lead, histories.numbers),
    )


def owner_in(history: History) -> tuple[str, int]:
    """Return whose a lead is by its facts, in lower case, and since when; empty for nobody's."""
    told = [seen.fact for seen in history.seen if seen.fact.kind == ASSIGNED]
    last = max(told, key=lambda fact: (fact.occurred_at, fact.recorded_at), default=None)
    if last is None:
        return "", 0
    return str(last.properties.get("owner", "")).strip().lower(), last.occurred_at


def _times_routed(lead: int, names: Iterable[tuple[str, str]]) -> int:
    """Return how often rules gave a lead to somebody; what was taken back counts too."""
    start = f"{ROUTED}:{lead}:"
    return sum(1 for sender, name in names if sender == OWN_SENDER and name.startswith(start))
