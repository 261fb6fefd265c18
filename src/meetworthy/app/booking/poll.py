"""Looking at feeds: one that is due is taken, fetched, read, and taken again half an hour later."""

from __future__ import annotations

import structlog
from django.conf import settings

from meetworthy.app.outbox.secret import in_force
from meetworthy.model.time import DAY, MINUTE

from .fetch import Fetched, fetch
from .models import Feed
from .take import read, take

_LOG = structlog.get_logger(__name__)

EVERY = 30 * MINUTE
"""How often a feed is looked at; chosen by eye: calendars themselves are slower than that."""

LEASE = 10 * MINUTE
"""How long a feed that was taken is left to who took it; above the longest look."""

LONGEST_PAUSE = DAY
"""After failures a feed is looked at less and less often, and daily at least."""

_UNREADABLE = frozenset({"calendar_unreadable", "calendar_large"})


def once(*, at: int) -> int:
    """Look at one feed that is due; returns how many were."""
    feed = _take_due(at)
    if feed is None:
        return 0
    (url,) = in_force([{"sealed": feed.url, "until": None}], at=at)
    allowed = settings.CONFIGURATION.private_hosts
    answer = fetch(url, tag=feed.tag, changed=feed.changed, allowed=allowed)
    look(feed, answer, at=at)
    return 1


def look(feed: Feed, answer: Fetched, *, at: int) -> None:
    """Take what a feed's server answered, and say when it is looked at next."""
    problems: list[str] = [answer.wrong] if answer.wrong else []
    if answer.body is not None:
        calendar = read(feed, answer.body, at=at)
        problems = [str(each) for each in calendar.problems]
        if any(each.kind in _UNREADABLE for each in calendar.problems) and not calendar.occurrences:
            answer = Fetched(wrong=problems[0])
        else:
            feed.meetings = take(feed, calendar, at=at, is_all=True)
            feed.tag, feed.changed = answer.tag, answer.changed
    elif not answer.wrong:
        problems = feed.problems  # nothing new: what was wrong still is
    failed = bool(answer.wrong)
    feed.failures = feed.failures + 1 if failed else 0
    feed.read_at = feed.read_at if failed else at
    feed.looked_at, feed.problems = at, problems
    feed.next_at = at + min(EVERY * 2 ** min(feed.failures, 10), LONGEST_PAUSE)
    feed.save(
        update_fields=[
            *("tag", "changed", "meetings", "failures", "read_at", "looked_at", "problems"),
            "next_at",
        ]
    )
    if failed:
        _LOG.warning("calendar not read", feed=str(feed.uuid), why=answer.wrong[:200])


def _take_due(at: int) -> Feed | None:
    """Return the feed that is due longest, left to us for a while; None where none is."""
    due = Feed.objects.filter(next_at__lte=at, removed_at=None, source__disabled_at=None)
    for feed in due.exclude(url="").select_related("workspace", "source").order_by("next_at")[:20]:
        taken = Feed.objects.filter(pk=feed.pk, next_at=feed.next_at).update(next_at=at + LEASE)
        if taken:
            return feed
    return None
