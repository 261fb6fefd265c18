"""Who is to hear of an effect, and why they: one rule for each kind.

A rule looks at how things stand now, so that nobody is told of what was settled or put off
meanwhile; asked again when the digest is written, it gives the same answer or a later one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from meetworthy.app.people.models import Role
from meetworthy.model.time import instant_of

from .escalation import escalated_to
from .kinds import Kind
from .scene import Asked, Happened, Scene


@dataclass(frozen=True, slots=True)
class Hears:
    """Somebody who is to hear of something, and in which capacity.

    ``key`` is what makes it the same for them, where several effects say it.
    """

    person: str
    kind: Kind
    why: str
    key: str = ""


def hears(scene: Scene, one: Happened) -> list[Hears]:
    """Return who is to hear of an effect, each once; never who did it themselves."""
    if one.state == "withdrawn" or one.differs or one.lead not in scene.leads:
        return []
    found: dict[str, Hears] = {}
    for each in _RULES[one.kind](scene, one):
        if each.person != one.actor and (each.person in scene.members or _is_named(scene, each)):
            found.setdefault(each.person, each)
    return list(found.values())


def _is_named(scene: Scene, each: Hears) -> bool:
    """Say whether the definition itself names an address: that of no member may hear, too."""
    clocks = scene.definition.sla.clocks
    return any(each.person == (clock.escalate or "").lower() for clock in clocks)


# -- leads --------------------------------------------------------------------------------------


def _given(scene: Scene, one: Happened) -> Iterator[Hears]:
    owner = str(one.said.get("owner", "")).lower()
    if not owner or scene.leads[one.lead].owner != owner or scene.is_resting(one.lead):
        return
    for need in scene.needs.get(one.lead, ()):
        if not need.meeting and need.since <= one.at:  # else somebody has acted since
            yield _for(owner, one, need)


def _for(owner: str, one: Happened, need: Asked) -> Hears:
    """Return that a lead asks something of its owner: once, though given and put up for review."""
    return Hears(owner, Kind.NEW, "owner", f"new:{one.lead}:{need.since}")


def _review(scene: Scene, one: Happened) -> Iterator[Hears]:
    if one.state != "open" or scene.is_resting(one.lead):
        return
    owner = scene.leads[one.lead].owner
    for need in scene.needs.get(one.lead, ()):
        if need.meeting:
            continue
        if owner:
            yield _for(owner, one, need)
            return
        for person in scene.of_role(need.roles):
            yield Hears(person, Kind.POOL, scene.members[person])


# -- clocks -------------------------------------------------------------------------------------


def _warned(scene: Scene, one: Happened) -> Iterator[Hears]:
    owner = scene.leads[one.lead].owner
    if owner and _stands(scene, one) == "running" and not scene.is_resting(one.lead):
        yield Hears(owner, Kind.WARNED, "owner")


def _missed(scene: Scene, one: Happened) -> Iterator[Hears]:
    word = str(one.said.get("escalate") or "")
    if word and _stands(scene, one) == "missed" and not scene.is_resting(one.lead):
        for person, why in escalated_to(scene, word, owner=scene.leads[one.lead].owner):
            yield Hears(person, Kind.ESCALATED, why)


def _stands(scene: Scene, one: Happened) -> str:
    """Return how an unanswered clock stands; empty for one that was answered, or is over."""
    started_at = instant_of(datetime.fromisoformat(str(one.said["started_at"])))
    return scene.open_clocks.get((one.lead, str(one.said["clock"]), started_at), "")


# -- meetings -----------------------------------------------------------------------------------


def _placed(scene: Scene, one: Happened) -> Iterator[Hears]:
    met = scene.meetings.get((one.lead, _meeting(one)))
    host = (met.host if met else "") or scene.leads[one.lead].owner
    if host:
        yield Hears(host, Kind.MEETING, "host")


def _held(scene: Scene, one: Happened) -> Iterator[Hears]:
    yield from _asked(scene, one, "confirm", Kind.CONFIRM)


def _disputed(scene: Scene, one: Happened) -> Iterator[Hears]:
    yield from _asked(scene, one, "settle", Kind.DISPUTE)


def _said(scene: Scene, one: Happened) -> Iterator[Hears]:
    met = scene.meetings.get((one.lead, _meeting(one)))
    if met is None:
        return
    if met.booker:
        yield Hears(met.booker, Kind.OUTCOME, "booker")
    if one.kind == "meeting.settled":
        for person, why in ((met.host, "host"), (met.decliner, "decliner")):
            if person:
                yield Hears(person, Kind.OUTCOME, why)


def _asked(scene: Scene, one: Happened, word: str, kind: Kind) -> Iterator[Hears]:
    """Yield who is asked something about the meeting: a person, or whoever holds a role."""
    for need in scene.needs.get(one.lead, ()):
        if need.asked == word and need.meeting == _meeting(one):
            for person, why in _people(scene, need, one):
                yield Hears(person, kind, why)


def _people(scene: Scene, need: Asked, one: Happened) -> Iterator[tuple[str, str]]:
    if need.person:
        yield need.person, "asked"
        return
    met = scene.meetings.get((one.lead, need.meeting))
    own = {met.booker, met.decliner if need.asked == "settle" else ""} if met else set()
    roles = {Role(role).value for role in need.roles if role in set(Role)}
    for person in scene.of_role(roles):
        if person not in own:
            yield person, scene.members[person]


def _meeting(one: Happened) -> str:
    return str(one.said.get("meeting", ""))


_RULES: Mapping[str, Callable[[Scene, Happened], Iterator[Hears]]] = {
    "lead.assigned": _given,
    "task.review": _review,
    "clock.warned": _warned,
    "clock.missed": _missed,
    "meeting.booked": _placed,
    "meeting.moved": _placed,
    "meeting.cancelled": _placed,
    "meeting.held": _held,
    "meeting.missed": _said,
    "meeting.confirmed": _said,
    "meeting.declined": _said,
    "meeting.settled": _said,
    "meeting.disputed": _disputed,
}
