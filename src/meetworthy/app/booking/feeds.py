"""The life of a calendar: added, sent as a file, looked at now, removed."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from meetworthy.app.ingest.models import Source
from meetworthy.app.operate.wake import wake
from meetworthy.app.outbox.secret import kept
from meetworthy.app.outbox.send import why_not
from meetworthy.app.people.deeds import record
from meetworthy.app.people.models import User
from meetworthy.app.people.refusals import refuse
from meetworthy.connect.icalendar.read import LARGEST, Calendar
from meetworthy.model.problem import Refused
from meetworthy.model.time import instant_of

from .fetch import address_of
from .models import Feed, Said
from .take import read, take

MOST_FEEDS = 500
"""Of one source; chosen by eye."""

LONGEST_URL = 2_000


@transaction.atomic
def add_feed(source: Source, *, name: str, url: str, by: User | None, at: datetime) -> Feed:
    """Look at a calendar's address from now on; raises Refused for one that can't be."""
    _check(source, name)
    address = address_of(url)
    wrong = why_not(address, allowed=settings.CONFIGURATION.private_hosts)
    if wrong or len(address) > LONGEST_URL:
        cause = _("It can't be looked at: %s.") % (wrong or _("it is too long"))
        refuse("feed_address", "url", cause, _("Paste the calendar's secret address, by https."))
    feed = Feed.objects.create(
        workspace=source.workspace,
        source=source,
        name=name.strip(),
        url=kept(address)["sealed"],
        host=urlsplit(address).hostname or "",
        next_at=instant_of(at),
        by=by,
        created_at=at,
    )
    record(source.workspace, "calendar added", f"{source.name}: {feed.name}", by=by, at=at)
    transaction.on_commit(lambda: wake("calendars"))
    return feed


def take_file(
    source: Source, *, name: str, raw: bytes, by: User | None, at: datetime
) -> tuple[Feed, Calendar]:
    """Take a calendar that was sent as a file; under a known name it is the next of that one.

    Raises Refused for a file of which nothing can be read.
    """
    instant = instant_of(at)
    with transaction.atomic():
        feed = Feed.objects.filter(source=source, name=name.strip(), removed_at=None).first()
        if feed is None:
            _check(source, name)
            feed = Feed.objects.create(
                workspace=source.workspace, source=source, name=name.strip(), by=by, created_at=at
            )
        calendar = read(feed, raw[: LARGEST + 1], at=instant)
        if calendar.problems and not calendar.occurrences:
            raise Refused(calendar.problems)
        feed.meetings = take(feed, calendar, at=instant, is_all=False)
        feed.looked_at = feed.read_at = instant
        feed.problems = [str(each) for each in calendar.problems]
        feed.save(update_fields=["meetings", "looked_at", "read_at", "problems"])
        record(source.workspace, "calendar read", f"{source.name}: {feed.name}", by=by, at=at)
    return feed, calendar


@transaction.atomic
def look_now(feed: Feed, *, at: datetime) -> None:
    """Look at a feed at once rather than when it is due."""
    Feed.objects.filter(pk=feed.pk).exclude(url="").update(next_at=instant_of(at), tag="")
    transaction.on_commit(lambda: wake("calendars"))


@transaction.atomic
def remove_feed(feed: Feed, *, by: User | None, at: datetime) -> None:
    """Look at a calendar no more, and forget its address; what it told stays."""
    feed.removed_at, feed.url = at, ""
    feed.save(update_fields=["removed_at", "url"])
    Said.objects.filter(feed=feed).delete()
    record(feed.workspace, "calendar removed", f"{feed.source.name}: {feed.name}", by=by, at=at)


def feeds_of(source: Source) -> list[Feed]:
    """Return a source's calendars, by name."""
    return list(Feed.objects.filter(source=source, removed_at=None).order_by("name", "pk"))


def _check(source: Source, name: str) -> None:
    if source.form != Source.Form.CALENDAR or source.disabled_at is not None:
        cause = _("This source reads no calendars (any more).")
        refuse("feed_source", "source", cause, _("Make a source of calendars."))
    if not name.strip() or len(name.strip()) > 100:
        cause = _("A calendar needs a name of at most 100 characters.")
        refuse("feed_name", "name", cause, _("Say whose it is."))
    known = Feed.objects.filter(source=source, removed_at=None)
    if known.filter(name=name.strip()).exists():
        cause = _("Another calendar of this source has this name.")
        refuse("feed_name", "name", cause, _("Choose another."))
    if known.count() >= MOST_FEEDS:
        cause = _("This source has %s calendars, as many as it may.") % MOST_FEEDS
        refuse("feed_name", "name", cause, _("Make another source."))
