"""Calendars of a source: added by their address, sent as files, looked at, removed."""

from __future__ import annotations

import uuid
from typing import Annotated

from django.http import Http404
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Asked, Document, Ever, Instant
from meetworthy.app.booking import feeds
from meetworthy.app.booking.models import Feed
from meetworthy.app.ingest.models import Source
from meetworthy.app.people.access import Ability
from meetworthy.connect.icalendar.read import LARGEST

from .found import found

router = Router(tags=["calendars"])

_PATH = "/sources/{uuid:source}/calendars"
_Name = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]


class CalendarOut(Schema):
    """A calendar, without its address."""

    id: uuid.UUID
    name: str
    host: str = Field(description="Of its address; empty where it comes as files.")
    looked_at: Ever
    read_at: Ever
    failures: int
    problems: list[str]
    meetings: int = Field(description="With guests, in the last look.")
    created_at: Instant


class CalendarList(Schema):
    """A source's calendars, by name."""

    items: list[CalendarOut]


class NewCalendar(Asked):
    """A calendar to be looked at."""

    name: _Name
    url: Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=r"^[^\x00]*$")]


class CalendarFile(Asked):
    """A calendar as a file: iCalendar text."""

    name: _Name
    text: Document


@endpoint(router, "GET", _PATH, needs=Ability.MANAGE_DATA, gives=CalendarList)
def list_calendars(call: Call, source: uuid.UUID) -> CalendarList:
    """This will list the calendars of a source."""
    return CalendarList(items=[_out(one) for one in feeds.feeds_of(_source(call, source))])


@endpoint(router, "POST", _PATH, needs=Ability.MANAGE_DATA, gives=CalendarOut, status=201)
def add_calendar(call: Call, source: uuid.UUID, said: NewCalendar) -> CalendarOut:
    """This will look at a calendar's address now and every half hour; it is shown nowhere again."""
    known = _source(call, source)
    return _out(feeds.add_feed(known, name=said.name, url=said.url, by=call.by, at=call.moment))


@endpoint(
    router,
    "POST",
    _PATH + "/file",
    needs=Ability.MANAGE_DATA,
    gives=CalendarOut,
    largest=LARGEST + LARGEST // 4,
)
def send_calendar(call: Call, source: uuid.UUID, said: CalendarFile) -> CalendarOut:
    """This will take a calendar as a file; under a known name it is compared with the last one."""
    known = _source(call, source)
    raw = said.text.encode("utf-8", "replace")
    feed, _ = feeds.take_file(known, name=said.name, raw=raw, by=call.by, at=call.moment)
    return _out(feed)


@endpoint(
    router,
    "POST",
    _PATH + "/{uuid:feed}/look",
    needs=Ability.MANAGE_DATA,
    gives=CalendarOut,
)
def look_at_calendar(call: Call, source: uuid.UUID, feed: uuid.UUID) -> CalendarOut:
    """This will look at a calendar within seconds rather than when it is due."""
    one = _feed(call, source, feed)
    feeds.look_now(one, at=call.moment)
    return _out(one)


@endpoint(router, "DELETE", _PATH + "/{uuid:feed}", needs=Ability.MANAGE_DATA, gives=CalendarOut)
def remove_calendar(call: Call, source: uuid.UUID, feed: uuid.UUID) -> CalendarOut:
    """This will look at a calendar no more, and forget its address; what it told stays."""
    one = _feed(call, source, feed)
    feeds.remove_feed(one, by=call.by, at=call.moment)
    return _out(one)


def _source(call: Call, public: uuid.UUID) -> Source:
    return found(Source.objects.select_related("workspace"), call, public)


def _feed(call: Call, source: uuid.UUID, public: uuid.UUID) -> Feed:
    known = _source(call, source)
    one = Feed.objects.filter(source=known, uuid=public, removed_at=None).first()
    if one is None:
        raise Http404
    return one


def _out(feed: Feed) -> CalendarOut:
    names = ("name", "host", "looked_at", "read_at", "failures", "problems", "meetings")
    said = {name: getattr(feed, name) for name in names}
    return CalendarOut(id=feed.uuid, created_at=feed.created_at, **said)
