"""Which facts follow from how a calendar said a meeting before, and how it says it now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from meetworthy.connect.bookings import Happened, Person
from meetworthy.model.time import moment_of

from .occurrence import SYSTEM, Held

EARLIEST = 946_684_800_000_000
"""2000-01-01: calendars that say they were made earlier were never told the time."""

GONE = "It is no longer in the calendar."


@dataclass(frozen=True, slots=True)
class Known:
    """How a calendar said a meeting last: its guest, a digest of the rest, when that was told.

    ``off`` is the id of the fact that it was called off; empty where it is on.
    """

    name: str
    guest: Person
    digest: str
    starts_at: int
    told_at: int
    off: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a meeting, and how it is known from then on."""

    happened: tuple[Happened, ...]
    known: Known


def changes(
    now: Iterable[Held], before: Mapping[str, Known], *, at: int, sender: str, until: int
) -> Iterator[Change]:
    """Return what changed from one look at a calendar to the next.

    ``before`` are the meetings known by their names.  What was ahead, begins before ``until`` (how
    far was looked; 0 where only a part was) and is not there any more was called off.
    """
    seen = set()
    for held in now:
        name = held.of.name
        if name in seen:
            continue  # said twice in one calendar: the first stands
        seen.add(name)
        known = before.get(name)
        change = _first(held, at) if known is None else _next(held, known, at, sender)
        if change is not None:
            yield change
    for name, known in before.items():
        if name not in seen and not known.off and at < known.starts_at < until:
            yield _off(known, at, SYSTEM, "", GONE)


def _first(held: Held, at: int) -> Change | None:
    """Return that a meeting was booked; nothing for one that was off when it was first seen."""
    if held.is_off:
        return None
    told_at = _when(held.of.created_at, EARLIEST, at) or _when(held.of.changed_at, EARLIEST, at)
    told_at = told_at or at
    said = _placed(held)
    happened = _happened(held, "meeting.booked", "booked", told_at, said)
    return Change((happened,), _known(held, told_at))


def _next(held: Held, known: Known, at: int, sender: str) -> Change | None:
    if held.digest == known.digest or (held.is_off and known.off):
        return None
    told_at = _when(held.of.changed_at, known.told_at + 1, at) or max(at, known.told_at + 1)
    if held.is_off:
        return _off(known, told_at, SYSTEM, held.by, "", held)
    happened = []
    if known.off:
        said: dict[str, object] = {"sender": sender, "fact": known.off}
        happened.append(_happened(held, "fact.retracted", f"on:{told_at}", told_at, said))
    suffix = f"moved:{held.digest[:16]}:{told_at}"
    happened.append(_happened(held, "meeting.moved", suffix, told_at, _placed(held)))
    return Change(tuple(happened), _known(held, told_at))


def _off(
    known: Known, at: int, actor: str, by: str, words: str, held: Held | None = None
) -> Change:
    suffix = f"off:{at}"
    happened = Happened(
        "meeting.cancelled",
        suffix,
        moment_of(at).isoformat(),
        known.name,
        known.guest,
        actor,
        {"by": by, "words": words},
    )
    digest = held.digest if held is not None else ""
    off = f"{known.name}:{suffix}"
    return Change((happened,), Known(known.name, known.guest, digest, known.starts_at, at, off))


def _happened(held: Held, kind: str, suffix: str, at: int, said: Mapping[str, object]) -> Happened:
    actor = held.booker if kind == "meeting.booked" else SYSTEM
    when = moment_of(at).isoformat()
    return Happened(kind, suffix, when, held.of.name, held.guest, actor, said)


def _placed(held: Held) -> dict[str, object]:
    return {
        "starts_at": moment_of(held.of.starts_at).isoformat(),
        "ends_at": moment_of(held.of.ends_at).isoformat(),
        "host": held.host,
        "title": held.of.title,
        "place": held.of.place,
    }


def _known(held: Held, at: int) -> Known:
    return Known(held.of.name, held.guest, held.digest, held.of.starts_at, at)


def _when(said: int | None, least: int, most: int) -> int | None:
    """Return when a calendar says it was, where that can be."""
    return said if said is not None and least <= said <= most else None
