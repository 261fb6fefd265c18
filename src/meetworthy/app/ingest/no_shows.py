"""Guests who are marked as absent in a booking system, and marks that are taken back there.

A message that a mark is taken back names the meeting, not the mark.  So after each message about
either, all marks of that meeting that are older than the latest message that takes marks back are
retracted, by facts whose ids follow from the marks': in whichever order the messages came, and
however often, the same marks stand.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from django.db import transaction

from meetworthy.app.ledger.aliases import aliases_of
from meetworthy.app.ledger.append import append
from meetworthy.app.ledger.models import Fact
from meetworthy.app.ledger.sql import among, fetch
from meetworthy.app.operate.wake import wake
from meetworthy.connect.bookings import SHOWN
from meetworthy.connect.ids import part_id
from meetworthy.connect.reading import Placed, Read
from meetworthy.facts.telling_content import content_of
from meetworthy.model.problem import Place, Problem
from meetworthy.model.told import Alias, Told

MISSED, TAKEN_BACK = "meeting.missed", "fact.retracted"
PLACING = ("meeting.booked", "meeting.moved")


def is_about_no_shows(items: Placed) -> bool:
    """Say whether a message marks somebody as absent, or takes such a mark back."""
    return any(told.kind in (MISSED, TAKEN_BACK) for told in _told(items))


def without_strangers(workspace_id: int, items: Placed) -> Placed:
    """Return the items, those refused that are about somebody whose meeting it is not.

    A booking is the meeting of one guest; that another who came along was absent says nothing
    of it.
    """
    return [(place, _checked(workspace_id, read, place)) for place, read in items]


def _checked(workspace_id: int, read: Read, place: str) -> Read:
    if not isinstance(read, tuple):
        return read
    for told in read:
        meeting = _meeting_of(told)
        if meeting and not _is_booked(workspace_id, told, meeting):
            cause = "No meeting of this guest is known under the booking's id."
            remedy = (
                "If its booking comes later, take this again then; if the guest only came along"
                " with the one who booked, drop it."
            )
            return [Problem("meeting_unknown", Place(place, None, "bookingUid"), cause, remedy)]
    return read


def settle_no_shows(workspace_id: int, items: Placed, *, at: int) -> None:
    """Retract the marks that the messages known by now take back."""
    for told in _told(items):
        meeting = _meeting_of(told)
        lead = _lead_of(workspace_id, told.lead)
        if meeting and lead is not None:
            _settle(workspace_id, lead, told.sender, meeting, at)


def _settle(workspace_id: int, lead: int, sender: str, meeting: str, at: int) -> None:
    with transaction.atomic():
        rows = Fact.objects.filter(
            workspace=workspace_id, lead=lead, sender=sender, kind__in=(MISSED, TAKEN_BACK)
        )
        marks: list[tuple[int, str]] = []
        undone: list[int] = []
        for kind, occurred_at, told_id, text in rows.values_list(
            "kind", "occurred_at", "told_id", "properties"
        ):
            said = msgspec.json.decode(text)
            if kind == MISSED and said.get("meeting") == meeting:
                marks.append((occurred_at, told_id))
            elif kind == TAKEN_BACK and said.get("fact") == SHOWN + meeting:
                undone.append(occurred_at)
        last = max(undone, default=None)
        over = [] if last is None else [mark for mark in marks if mark[0] < last]
        aliases = tuple(aliases_of(workspace_id, {lead}))
        if over and aliases and last is not None:
            told = [_retraction(sender, mark, aliases, last) for _, mark in over]
            append(workspace_id, told, recorded_at=at, trusted=True)
            transaction.on_commit(lambda: wake("judging"))


def _retraction(sender: str, mark: str, aliases: tuple[Alias, ...], at: int) -> Told:
    """Return the fact that takes one mark back; told twice, it is the same."""
    said = {"sender": sender, "fact": mark}
    content = content_of(said)
    assert content is not None
    return Told(
        kind=TAKEN_BACK,
        occurred_at=at,
        sender=sender,
        id=part_id(mark, ":undone"),
        lead=aliases[:1],
        properties=said,
        content=content,
    )


def _told(items: Placed) -> Iterable[Told]:
    return (told for _, read in items if isinstance(read, tuple) for told in read)


def _meeting_of(told: Told) -> str:
    """Return which meeting a mark, or what takes marks back, is about; empty for other facts."""
    if told.kind == MISSED:
        return str(told.properties.get("meeting", ""))
    if told.kind == TAKEN_BACK:
        named = str(told.properties.get("fact", ""))
        return named.removeprefix(SHOWN) if named.startswith(SHOWN) else ""
    return ""


def _is_booked(workspace_id: int, told: Told, meeting: str) -> bool:
    lead = _lead_of(workspace_id, told.lead)
    rows = Fact.objects.filter(workspace=workspace_id, lead=lead, kind__in=PLACING)
    texts = rows.values_list("properties", flat=True) if lead is not None else ()
    return any(
        meeting in (said.get("meeting"), said.get("previous"))
        for said in map(msgspec.json.decode, texts)
    )


def _lead_of(workspace_id: int, aliases: Iterable[Alias]) -> int | None:
    """Return the number of the lead that aliases name; None where nobody is named so yet."""
    for alias in aliases:
        condition, parameter = among("value", [alias.value])
        rows = fetch(
            "SELECT number FROM ledger_alias WHERE workspace_id = %s AND entity = 'l'"
            f" AND space = %s AND {condition}",
            (workspace_id, alias.space, parameter),
        )
        if rows:
            return int(rows[0][0])
    return None
