"""What may be said of a person, and what is wrong with it where it can't be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

from meetworthy.definition.units import parse_hours, parse_zone
from meetworthy.handoff.regions import is_region
from meetworthy.handoff.roster import DESCRIBED, NONE
from meetworthy.model.fact import Fact, Value
from meetworthy.model.problem import Place, Problem

OWN_WORDS = frozenset({"days", "from", "to", "holidays", "zone"})
"""What a person may say of themselves."""

WORDS = OWN_WORDS | {"team", "manager", "skills", "capacity", "weight", "since"}
"""What is said of a person here; name and role come with membership."""

LONGEST_TEXT = 500
MOST_OPEN, MOST_WEIGHT = 10_000, 100
LONGEST_ABSENCE = timedelta(days=2 * 366)
"""Chosen by eye: nobody has so many leads, turns, or days off."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def check_described(said: Mapping[str, Value], known: Iterable[Fact]) -> list[Problem]:
    """Return what is wrong with what is said of a person; ``known`` is what is told of people."""
    if not said:
        return [_wrong("team", "Nothing is said of the person.", "Say what is to change.")]
    problems = [
        problem
        for name, value in said.items()
        if (problem := _problem(name, value, known)) is not None
    ]
    return problems or _hours_problems(said)


def absence_problems(since: datetime, until: datetime | None) -> list[Problem]:
    """Return what is wrong with an absence."""
    if until is None:
        return []
    if until <= since:
        return [_wrong("until", "The absence ends before it starts.", "Give a later end.")]
    if until - since > LONGEST_ABSENCE:
        cause = "The absence is longer than two years."
        return [_wrong("until", cause, "Leave its end out, or remove the person.")]
    return []


def _wrong(name: str, cause: str, remedy: str) -> Problem:
    return Problem("person_unfit", Place("person", None, name), cause, remedy)


def _problem(name: str, value: Value, known: Iterable[Fact]) -> Problem | None:
    if name not in WORDS:
        listed = ", ".join(sorted(WORDS))
        return _wrong(name, f"`{name}` is not said of people here.", f"Say one of: {listed}.")
    if isinstance(value, str) and (len(value) > LONGEST_TEXT or not value.isprintable()):
        cause = f"The text is longer than {LONGEST_TEXT} characters, or has some that do not show."
        return _wrong(name, cause, "Write it shorter.")
    check = _CHECKS.get(name)
    if check is None or value == NONE:
        return None
    return check(name, value, known)


def _capacity(name: str, value: Value, _: Iterable[Fact]) -> Problem | None:
    if isinstance(value, int) and -1 <= value <= MOST_OPEN:
        return None
    cause = "A capacity is how many open leads somebody takes at most."
    return _wrong(name, cause, f"Give a whole number from 0 to {MOST_OPEN:,}.")


def _weight(name: str, value: Value, _: Iterable[Fact]) -> Problem | None:
    if isinstance(value, int | float) and (value == 0 or 0.01 <= value <= MOST_WEIGHT):
        return None
    cause = "A weight is somebody's share of the turns, 1 where nothing is said."
    return _wrong(name, cause, f"Give a number from 0.01 to {MOST_WEIGHT}, or 0 for no turns.")


def _since(name: str, value: Value, _: Iterable[Fact]) -> Problem | None:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return _wrong(name, f"`{value}` is not a day.", "Write it as 2026-03-01.")
    return None


def _manager(name: str, value: Value, known: Iterable[Fact]) -> Problem | None:
    who = str(value).strip().lower()
    people = {str(f.properties.get("person", "")).lower() for f in known if f.kind == DESCRIBED}
    if _EMAIL.fullmatch(who) and who in people:
        return None
    return _wrong(name, f"Nobody here has the address `{value}`.", "Give a member's address.")


def _zone(name: str, value: Value, _: Iterable[Fact]) -> Problem | None:
    try:
        parse_zone(str(value))
    except ValueError as error:
        return _unread(name, error)
    return None


def _unread(name: str, error: ValueError) -> Problem:
    """Return the problem that a unit's reader raised: cause and remedy, joined by a bar."""
    cause, _, remedy = str(error).partition("|")
    return _wrong(name, cause, remedy)


_CHECKS: Mapping[str, Callable[[str, Value, Iterable[Fact]], Problem | None]] = {
    "capacity": _capacity,
    "weight": _weight,
    "since": _since,
    "manager": _manager,
    "zone": _zone,
}


def _hours_problems(said: Mapping[str, Value]) -> list[Problem]:
    """Return what is wrong with weekly hours: days, from and to go together."""
    told = {name: str(said[name]) for name in ("days", "from", "to") if name in said}
    given = {name for name, value in told.items() if value != NONE}
    holidays = str(said.get("holidays", NONE))
    region = None if holidays == NONE else holidays
    if given and len(given) < 3:
        missing = next(name for name in ("days", "from", "to") if name not in given)
        return [_wrong(missing, "Hours are said whole.", "Say days, from and to together.")]
    if region is not None and not _is_region(region):
        cause = f"No public holidays are known for `{region}`."
        return [_wrong("holidays", cause, "Write a country, or country and region: DE or DE-BE.")]
    if not given:
        return []
    try:
        parse_hours(told["days"], told["from"], told["to"], region)
    except ValueError as error:
        return [_unread("days" if "day of" in str(error) else "from", error)]
    return []


def _is_region(region: str) -> bool:
    return re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", region) is not None and is_region(region)
