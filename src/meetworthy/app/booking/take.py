"""Taking what a calendar says: compared with what it said last, told as facts, remembered."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ingest.quarantine import Aside, put_aside
from meetworthy.app.ledger.aliases import aliases_of
from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.models import Alias
from meetworthy.app.operate.wake import wake
from meetworthy.app.people.models import Membership
from meetworthy.connect.bookings import Person, tell
from meetworthy.connect.icalendar.changes import Change, Known, changes
from meetworthy.connect.icalendar.occurrence import Held, Own, meeting_of
from meetworthy.connect.icalendar.read import AFTER, Calendar, read_calendar
from meetworthy.connect.reading import Reading
from meetworthy.model.problem import Problem
from meetworthy.model.told import Told

from .models import Feed, Said

SECONDS = 10.0
"""For reading one calendar; chosen by eye: a year of one person's takes a second or two."""


def read(feed: Feed, raw: bytes, *, at: int) -> Calendar:
    """Read a calendar within its bounds and the time that there is."""
    end = time.monotonic() + SECONDS
    return read_calendar(
        raw,
        place=feed.name,
        at=at,
        zone=feed.workspace.zone,
        go_on=lambda: time.monotonic() < end,
    )


@transaction.atomic
def take(feed: Feed, calendar: Calendar, *, at: int, is_all: bool) -> int:
    """Tell what changed since the last look; returns how many meetings with guests there are.

    ``is_all``: what is missing was called off (a feed), or says nothing (a file).
    """
    Feed.objects.select_for_update().get(pk=feed.pk)
    own = own_of(feed)
    known = _known(feed)
    held = list(_held(calendar, own, known))
    mine, others = _mine(feed, held, known)
    until = at + AFTER if is_all and calendar.is_whole else 0
    _hand_over(feed, {one.of.name for one in held}, known, is_all=bool(until))
    found = list(changes(mine, known, at=at, sender=feed.source.sender, until=until))
    _tell(feed, found, at)
    _note_others(feed, others)
    return len(held)


def own_of(feed: Feed) -> Own:
    """Return who belongs to the workspace."""
    members = Membership.objects.filter(workspace=feed.workspace, until=None)
    pairs = members.values_list("user__email", "role")
    return Own({email.lower(): role for email, role in pairs})


def _held(calendar: Calendar, own: Own, known: Mapping[str, Known]) -> Iterable[Held]:
    for one in calendar.occurrences:
        before = known.get(one.name)
        held = meeting_of(one, own, guest="" if before is None else before.guest.email)
        if held is not None:
            yield held


def _known(feed: Feed) -> dict[str, Known]:
    """Return the meetings that this calendar tells of, with their guests' addresses."""
    rows = list(Said.objects.filter(feed=feed, tells=True))
    return {
        row.name: Known(row.name, guest, row.digest, row.starts_at, row.told_at, row.off)
        for row in rows
        if (guest := _guest(feed, row.lead)) is not None
    }


def _guest(feed: Feed, lead: int) -> Person | None:
    """Return a guest by their address; None for who was erased since."""
    names = aliases_of(feed.workspace_id, {lead})
    return next((Person(each.value) for each in names if each.space == "email"), None)


def _mine(
    feed: Feed, held: Sequence[Held], known: Mapping[str, Known]
) -> tuple[list[Held], list[Held]]:
    """Return the meetings that this calendar tells, and those that another one does."""
    rows = Said.objects.filter(source=feed.source, tells=True).exclude(feed=feed)
    rows = rows.filter(name__in=[one.of.name for one in held if one.of.name not in known])
    elsewhere = set(rows.values_list("name", flat=True))
    return (
        [one for one in held if one.of.name not in elsewhere],
        [one for one in held if one.of.name in elsewhere],
    )


def _hand_over(feed: Feed, there: set[str], known: dict[str, Known], *, is_all: bool) -> None:
    """Let another calendar tell of what is gone from this one and still in that."""
    gone = [name for name in known if is_all and name not in there]
    for other in Said.objects.filter(
        source=feed.source, name__in=gone, tells=False, feed__removed_at=None
    ).exclude(feed=feed):
        if known.pop(other.name, None) is None:
            continue
        row = Said.objects.get(feed=feed, name=other.name)
        other.tells = True
        for name in ("lead", "digest", "starts_at", "told_at", "off"):
            setattr(other, name, getattr(row, name))
        other.save()
        row.delete()


def _note_others(feed: Feed, others: Iterable[Held]) -> None:
    """Remember which meetings this calendar has too."""
    Said.objects.filter(feed=feed, tells=False).delete()
    Said.objects.bulk_create(
        [
            Said(
                feed=feed,
                source=feed.source,
                name=one.of.name,
                lead=0,
                digest="",
                starts_at=one.of.starts_at,
                told_at=0,
                tells=False,
            )
            for one in {one.of.name: one for one in others}.values()
        ]
    )


def _tell(feed: Feed, found: Sequence[Change], at: int) -> None:
    """Append what happened, and remember how each meeting is known from now on."""
    definition = timeline_of(feed.workspace_id)[-1]
    reading = Reading(
        sender=feed.source.sender,
        received_at=at,
        kinds=definition.kinds,
        zone=definition.zone,
        currency=definition.currency,
    )
    for change in found:
        told: list[Told] = []
        problems: list[Problem] = []
        for happened in change.happened:
            names_guest = happened.kind == "meeting.booked"
            answer = tell(happened, reading, feed.name, names_guest=names_guest)
            if isinstance(answer, tuple):
                told += answer
            else:
                problems += answer
        outcomes = append(feed.workspace_id, told, recorded_at=at, trusted=True) if told else []
        problems += [outcome.problem for outcome in outcomes if outcome.problem is not None]
        _put_aside(feed, problems, change, at)
        if not problems:
            _remember(feed, change.known)
    if found:
        transaction.on_commit(lambda: wake("judging"))


def _put_aside(feed: Feed, problems: Iterable[Problem], change: Change, at: int) -> None:
    items = [
        Aside(feed.source.sender, each, change.known.name, feed.source_id) for each in problems
    ]
    put_aside(feed.workspace_id, items, at=at)


def _remember(feed: Feed, known: Known) -> None:
    alias = Alias.objects.filter(
        workspace=feed.workspace_id, entity="l", space="email", value=known.guest.email
    ).first()
    if alias is None:
        return
    Said.objects.update_or_create(
        feed=feed,
        name=known.name,
        defaults={
            "source": feed.source,
            "lead": alias.number,
            "digest": known.digest,
            "starts_at": known.starts_at,
            "told_at": known.told_at,
            "off": known.off,
            "tells": True,
        },
    )
