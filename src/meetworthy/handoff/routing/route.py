"""The choice: the first rule that holds and finds somebody who can take the lead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from meetworthy.definition.language import ACCOUNT_OWNER, Routing, RoutingRule, Turns
from meetworthy.handoff.roster import Person, Roster
from meetworthy.model.text import folded

from .asking import Asked, Hinder, Load, Outcome, Passed, Routed, Tried
from .turns import Pool


def route(
    routing: Routing, asked: Asked, roster: Roster, load: Load, turns: dict[str, Pool]
) -> Routed:
    """Return who gets a lead by the rules, and why; nobody where no rule finds anybody.

    ``turns`` are the pools by rule; whose turn it was is noted there, and the lead in ``load``.
    """
    tried: list[Tried] = []
    for rule in routing.rules:
        answer = True if rule.when is None else asked.holds(rule.when)
        if answer is not True:
            tried.append(_tried(rule, Outcome.NOT if answer is False else Outcome.UNKNOWN))
            continue
        able, passed, is_owner = _candidates(routing, rule, asked, roster, load)
        if able:
            person = able[0] if is_owner else _choose(routing, rule, able, load, turns)
            load.add(person.email)
            tried.append(
                _tried(rule, Outcome.CHOSEN, of=len(able), passed=passed, is_owner=is_owner)
            )
            return Routed(person.email, rule.slug, tuple(tried))
        tried.append(_tried(rule, Outcome.NOBODY, passed=passed))
    return Routed(None, "", tuple(tried))


def _tried(
    rule: RoutingRule,
    outcome: Outcome,
    *,
    of: int = 0,
    passed: tuple[Passed, ...] = (),
    is_owner: bool = False,
) -> Tried:
    condition = "" if rule.when is None else rule.when.text
    return Tried(
        rule.slug, rule.label, outcome, condition, rule.by.value, of, passed, is_owner=is_owner
    )


def _candidates(
    routing: Routing, rule: RoutingRule, asked: Asked, roster: Roster, load: Load
) -> tuple[list[Person], tuple[Passed, ...], bool]:
    """Return who can take the lead, who can't and why, and whether it is for its account.

    Who has other leads of the account comes before all others that the rule names, and of those
    whoever has most: that is nobody's turn.
    """
    passed: list[Passed] = []
    if ACCOUNT_OWNER in rule.to:
        owners = [one for email in asked.owners if (one := roster.person(email)) is not None]
        able = _able(routing, replace(rule, by=Turns.LOAD), asked, owners, load, passed)
        if able:
            return able, tuple(passed), True
    words = [word for word in rule.to if word != ACCOUNT_OWNER]
    seen = {one.person for one in passed}
    named = {one.email: one for word in words for one in roster.named(word)}
    rest = [one for email, one in sorted(named.items()) if email not in seen]
    return _able(routing, rule, asked, rest, load, passed), tuple(passed), False


def _able(
    routing: Routing,
    rule: RoutingRule,
    asked: Asked,
    people: Iterable[Person],
    load: Load,
    passed: list[Passed],
) -> list[Person]:
    able = []
    for person in people:
        hindered = _hindered(routing, rule, asked, person, load)
        if hindered is None:
            able.append(person)
        else:
            passed.append(hindered)
    return able


def _hindered(
    routing: Routing, rule: RoutingRule, asked: Asked, person: Person, load: Load
) -> Passed | None:
    """Return why somebody can't take a lead; None where they can."""
    if person.has_left:
        return Passed(person.email, Hinder.LEFT)
    if person.email in asked.without:
        return Passed(person.email, Hinder.HAD_IT)
    until = person.absent_until(asked.at)
    if until is not None:
        return Passed(person.email, Hinder.ABSENT, until=until)
    capacity = capacity_of(routing, person)
    if capacity is not None and load.of_person(person.email) >= capacity:
        open_ = load.of_person(person.email)
        return Passed(person.email, Hinder.FULL, open=open_, capacity=capacity)
    lacks = tuple(skill for skill in rule.skills if folded(skill) not in person.skills)
    if lacks:
        return Passed(person.email, Hinder.UNSKILLED, lacks=lacks)
    if rule.by is Turns.WEIGHTED and person.weight <= 0:
        return Passed(person.email, Hinder.TURNLESS)
    return None


def capacity_of(routing: Routing, person: Person) -> int | None:
    """Return how many open leads somebody takes: as is said of them, else of all; None: any."""
    return routing.capacity if person.capacity is None else person.capacity


def _choose(
    routing: Routing,
    rule: RoutingRule,
    able: list[Person],
    load: Load,
    turns: dict[str, Pool],
) -> Person:
    if rule.by is Turns.WEIGHTED:
        return turns.setdefault(rule.slug, Pool()).take(able)
    capacities = {one.email: capacity_of(routing, one) for one in able}
    return min(able, key=lambda one: (_share(one, capacities, load), one.email))


def _share(person: Person, capacities: Mapping[str, int | None], load: Load) -> tuple[float, int]:
    """Return how full somebody is: of their capacity, where everybody has one; then plainly."""
    open_ = load.of_person(person.email)
    if any(capacity is None for capacity in capacities.values()):
        return open_, open_
    return open_ / (capacities[person.email] or 1), open_
