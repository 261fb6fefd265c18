"""The choice: the first rule that holds and finds somebody who can take the lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

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
        for one in owners:
            hindered = _unable(replace(rule, by=Turns.LOAD), one) or _busy(
                one, capacity_of(routing, one), asked, load
            )
            if hindered is None:
                return [one], tuple(passed), True
            passed.append(hindered)
    able = _free(_takers(routing, rule, roster), asked, load, passed)
    return able, tuple(passed), False


@dataclass(frozen=True, slots=True)
class Takers:
    """Whom a rule names and who could take its leads, with their capacities; and who never could.

    Worked out once for a roster: 500 people are asked for each of many leads.
    """

    able: tuple[tuple[Person, int | None], ...]
    passed: tuple[Passed, ...]


def _takers(routing: Routing, rule: RoutingRule, roster: Roster) -> Takers:
    key = (rule.slug, rule.to, rule.skills, rule.by, routing.capacity)
    known: Takers | None = roster.kept.get(key)
    if known is None:
        named = {one.email: one for word in rule.to for one in roster.named(word)}
        people = [one for _, one in sorted(named.items())]
        unable = {one.email: why for one in people if (why := _unable(rule, one)) is not None}
        able = [(one, capacity_of(routing, one)) for one in people if one.email not in unable]
        known = roster.kept[key] = Takers(tuple(able), tuple(unable.values()))
    return known


def _free(takers: Takers, asked: Asked, load: Load, passed: list[Passed]) -> list[Person]:
    """Return who of these can take a lead now; who can't is added to those passed over."""
    seen = {one.person for one in passed}
    free, open_ = [], load.open
    for person, capacity in takers.able:
        email = person.email
        if email in seen:
            continue
        is_full = capacity is not None and open_.get(email, 0) >= capacity
        if is_full or person.absences or email in asked.without:
            hindered = _busy(person, capacity, asked, load)
            if hindered is not None:
                passed.append(hindered)
                continue
        free.append(person)
    passed += [one for one in takers.passed if one.person not in seen]
    return free


def _busy(person: Person, capacity: int | None, asked: Asked, load: Load) -> Passed | None:
    """Return why somebody can't take a lead now; None where they can."""
    if person.email in asked.without:
        return Passed(person.email, Hinder.HAD_IT)
    if person.absences:
        until = person.absent_until(asked.at)
        if until is not None:
            return Passed(person.email, Hinder.ABSENT, until=until)
    if capacity is not None and load.open.get(person.email, 0) >= capacity:
        open_ = load.of_person(person.email)
        return Passed(person.email, Hinder.FULL, open=open_, capacity=capacity)
    return None


def _unable(rule: RoutingRule, person: Person) -> Passed | None:
    """Return why somebody takes no lead by a rule, whenever it is; None where they do."""
    if person.has_left:
        return Passed(person.email, Hinder.LEFT)
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
