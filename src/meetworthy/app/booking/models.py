"""Calendars that are read, and what they said last.

What they told is in the ledger; this is only what the next look is compared with.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from meetworthy.app.ids import new_id
from meetworthy.app.ingest.models import Source
from meetworthy.app.people.models import User, Workspace


class Feed(models.Model):
    """A calendar of a source: a feed that is looked at, or a file that is sent again and again.

    Instants are microseconds, UTC.  The address of a feed opens the calendar to whoever has it,
    so it is sealed.
    """

    uuid = models.UUIDField(unique=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE)
    source = models.ForeignKey(Source, models.CASCADE, related_name="feeds")
    name = models.CharField(max_length=100)
    url = models.TextField(default="")  # sealed; empty: files only
    host = models.TextField(default="")  # of the address, to be shown
    tag = models.TextField(default="")  # ETag of what was read last
    changed = models.TextField(default="")  # Last-Modified, as the server wrote it
    next_at = models.BigIntegerField(default=0)  # when it is looked at next
    looked_at = models.BigIntegerField(null=True)
    read_at = models.BigIntegerField(null=True)  # when it was last read without an error
    failures = models.IntegerField(default=0)  # looks in a row that failed
    problems = models.JSONField(default=list)  # texts, of the last look
    meetings = models.IntegerField(default=0)  # with guests, in the last look
    by = models.ForeignKey(User, models.PROTECT, null=True)
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "name"],
                condition=Q(removed_at__isnull=True),
                name="feed_named_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"],
                name="feed_due",
                condition=Q(removed_at__isnull=True) & ~Q(url=""),
            )
        ]


class Said(models.Model):
    """A meeting as a calendar said it last.  Its guest is known by the lead's number only."""

    feed = models.ForeignKey(Feed, models.CASCADE)
    source = models.ForeignKey(Source, models.CASCADE)
    name = models.TextField()  # the meeting's
    lead = models.BigIntegerField()
    digest = models.TextField()
    starts_at = models.BigIntegerField()
    told_at = models.BigIntegerField()
    off = models.TextField(default="")  # the id of the fact that it was called off
    tells = models.BooleanField(default=True)  # of several calendars that have it, one tells

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feed", "name"], name="said_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["source", "name"], name="said_of_source")]
