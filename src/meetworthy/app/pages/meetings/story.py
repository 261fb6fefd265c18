"""One meeting's life: what happened to it, oldest first, with who said so and in which words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.utils.translation import gettext as _

from meetworthy.app.judging.one import Seen
from meetworthy.app.ledger.append import OWN_SENDER
from meetworthy.app.pages.lead.timeline import public_id
from meetworthy.app.pages.saying import moment_text
from meetworthy.handoff.meetings import Meeting
from meetworthy.model.fact import Fact
from meetworthy.model.time import HOUR, instant_of

from .words import HAPPENED, side_text, who_text

LATE = HOUR
"""What was learned so long after it happened is said to have come late; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a meeting."""

    at: int
    date_only: bool
    title: str
    detail: str
    words: str
    by: str
    sender: str
    learned_at: int | None
    public: str
    is_by_hand: bool


def story_of(
    seen: Seen, meeting: Meeting, people: Mapping[str, str], *, zone: tzinfo, now: int
) -> list[Step]:
    """Return what happened to a meeting, oldest first; times in the reader's zone."""
    return [_step(fact, seen, people, zone, now) for fact in _facts(seen, meeting)]


def _facts(seen: Seen, meeting: Meeting) -> Iterator[Fact]:
    names = {meeting.name, *meeting.names}
    for fact in seen.facts:
        said = {str(fact.properties.get(name, "")) for name in ("meeting", "previous")}
        if fact.kind in HAPPENED and not names.isdisjoint(said):
            yield fact


def _step(fact: Fact, seen: Seen, people: Mapping[str, str], zone: tzinfo, now: int) -> Step:
    public = public_id(fact, seen.numbers)
    late = fact.recorded_at - fact.occurred_at > LATE and not fact.date_only
    return Step(
        at=fact.occurred_at,
        date_only=fact.date_only,
        title=str(HAPPENED[fact.kind]),
        detail=_detail(fact, people, zone, now),
        words=str(fact.properties.get("words", "")),
        by=who_text(fact.actor or "", people),
        sender="" if fact.sender == OWN_SENDER else fact.sender,
        learned_at=fact.recorded_at if late else None,
        public="" if public is None else str(public),
        is_by_hand=fact.sender == OWN_SENDER,
    )


def _detail(fact: Fact, people: Mapping[str, str], zone: tzinfo, now: int) -> str:
    said = fact.properties
    if fact.kind in ("meeting.booked", "meeting.moved"):
        starts_at = _instant(said.get("starts_at"))
        parts = [
            _("for %s") % moment_text(starts_at, zone, now) if starts_at is not None else "",
            _("with %s") % who_text(str(said["host"]), people) if "host" in said else "",
        ]
        return ", ".join(filter(None, parts))
    if fact.kind == "meeting.missed":
        by = str(said.get("by", ""))
        return _("%s did not come") % side_text(by) if by else ""
    if fact.kind == "meeting.cancelled":
        by = str(said.get("by", ""))
        return _("by %s") % side_text(by) if by else ""
    if "minutes" in said:
        return _("%s minutes") % f"{said['minutes']:g}"
    return str(said.get("reason", ""))


def _instant(said: object) -> int | None:
    try:
        return instant_of(datetime.fromisoformat(str(said)))
    except ValueError:
        return None
