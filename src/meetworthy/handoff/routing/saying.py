"""Why somebody got a lead, or nobody did: in one sentence, and for each rule in another."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from meetworthy.definition.language import Turns
from meetworthy.handoff.roster import Roster
from meetworthy.model.time import NEVER, moment_of

from .asking import Hinder, Outcome, Passed, Routed, Tried

MOST_NAMED = 5
"""People and rules that a sentence names before it counts the rest; chosen by eye."""


def sentence(routed: Routed, roster: Roster, *, zone: str) -> str:
    """Return why a lead went to whom it went to, or to nobody; times are of the zone."""
    last = routed.why[-1] if routed.why else None
    if routed.person is None or last is None:
        return _nobody(routed, roster, zone)
    person = _name(routed.person, roster)
    parts = [f"{_rule(last)}: {_chosen(last, person)}"]
    if last.passed:
        parts.append(_people(last.passed, roster, zone))
    empty = [tried for tried in routed.why if tried.outcome is Outcome.NOBODY]
    parts += [_empty(tried, roster, zone) for tried in empty[:MOST_NAMED]]
    unknown = [tried for tried in routed.why if tried.outcome is Outcome.UNKNOWN]
    if unknown:
        parts.append(_unknown(unknown))
    return "; ".join(parts) + "."


def _chosen(tried: Tried, person: str) -> str:
    if tried.is_owner:
        return f"{person} has other leads of the account"
    if tried.of == 1:
        return f"{person} was the only one who could take it"
    if tried.by == Turns.LOAD.value:
        return f"{person} was the least loaded of {tried.of}"
    return f"it was {person}’s turn among {tried.of}"


def _nobody(routed: Routed, roster: Roster, zone: str) -> str:
    """Return why no rule found anybody."""
    empty = [tried for tried in routed.why if tried.outcome is Outcome.NOBODY]
    parts = [_empty(tried, roster, zone) for tried in empty]
    unknown = [tried for tried in routed.why if tried.outcome is Outcome.UNKNOWN]
    if unknown:
        parts.append(_unknown(unknown))
    if not parts:
        return "No routing rule holds for this lead."
    return "Nobody could take it: " + "; ".join(parts) + "."


def _rule(tried: Tried) -> str:
    return f"“{tried.label}”" + (f" ({tried.condition})" if tried.condition else "")


def _empty(tried: Tried, roster: Roster, zone: str) -> str:
    if not tried.passed:
        return f"{_rule(tried)} names nobody who is here"
    return f"{_rule(tried)} found nobody: {_people(tried.passed, roster, zone)}"


def _unknown(tried: list[Tried]) -> str:
    labels = _listed([_rule(one) for one in tried])
    return f"whether {labels} holds is not known"


def _people(passed: Iterable[Passed], roster: Roster, zone: str) -> str:
    return _listed([_hindered(one, roster, zone) for one in passed])


def _hindered(passed: Passed, roster: Roster, zone: str) -> str:
    name = _name(passed.person, roster)
    match passed.why:
        case Hinder.ABSENT if passed.until is not None and passed.until < NEVER:
            return f"{name} is away until {_when(passed.until, zone)}"
        case Hinder.ABSENT:
            return f"{name} is away"
        case Hinder.FULL:
            return f"{name} is full ({passed.open} of {passed.capacity})"
        case Hinder.UNSKILLED:
            return f"{name} lacks {' and '.join(passed.lacks)}"
        case Hinder.TURNLESS:
            return f"{name} takes no turns"
        case Hinder.LEFT:
            return f"{name} has left"
        case _:
            return f"{name} had it before"


def _listed(parts: list[str]) -> str:
    more = len(parts) - MOST_NAMED
    return ", ".join(parts[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _name(email: str, roster: Roster) -> str:
    person = roster.person(email)
    return email if person is None else person.name


def _when(instant: int, zone: str) -> str:
    moment = moment_of(instant).astimezone(ZoneInfo(zone))
    return f"{moment.day} {moment:%b %Y, %H:%M}"
