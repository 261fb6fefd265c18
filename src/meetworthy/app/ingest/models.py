"""Sources of facts, and what could not be taken."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from meetworthy.app.ids import new_id
from meetworthy.app.people.models import User, Workspace


class Source(models.Model):
    """A system that sends facts: its key, and what it may say.

    A ``public`` source's key stands in a web page for all to read, so it can tell behaviour and
    description only: no decisions, no merges, no criteria.
    """

    class Form(models.TextChoices):
        """What it speaks."""

        SEGMENT = "segment"
        JSON = "json"
        WEBHOOK = "webhook"
        IMPORT = "import"
        CALCOM = "calcom"
        CALENDLY = "calendly"
        CALENDAR = "calendar"  # iCalendar: files, and feeds that are looked at

    uuid = models.UUIDField(unique=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="sources")
    name = models.CharField(max_length=100)
    sender = models.CharField(max_length=100)  # what its facts are named by, for ever
    form = models.CharField(max_length=16, choices=Form.choices)
    key = models.CharField(max_length=64, unique=True)
    public = models.BooleanField(default=False)
    secrets = models.JSONField(default=list)  # of webhooks: newest first; old ones while rotating
    names = models.JSONField(default=dict)  # event name: kind of fact
    by = models.ForeignKey(User, models.PROTECT, null=True)
    created_at = models.DateTimeField(default=timezone.now)
    disabled_at = models.DateTimeField(null=True)
    per_second = models.IntegerField(default=1_000)  # events; chosen by eye

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "sender"], name="sender_once")
        ]


SIGNED = frozenset({Source.Form.WEBHOOK, Source.Form.CALCOM, Source.Form.CALENDLY})
"""What signs its messages with a secret, and needs no key."""


class Quarantined(models.Model):
    """Something that could not be taken: where, what and why, kept to be mended."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open"
        RETAKEN = "retaken"
        DROPPED = "dropped"

    uuid = models.UUIDField(unique=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE)
    sender = models.TextField()
    source = models.ForeignKey(Source, models.SET_NULL, null=True)
    job = models.ForeignKey("imports.Job", models.SET_NULL, null=True, related_name="aside")
    received_at = models.BigIntegerField()
    place = models.TextField()  # file:line (field), or the event in its request
    kind = models.TextField()  # of the problem
    cause = models.TextField()
    remedy = models.TextField()
    body = models.TextField()  # as it came: JSON text, or a line of a file
    digest = models.BinaryField()  # of sender, problem and body: the same is kept once
    times = models.BigIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    settled_at = models.BigIntegerField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "digest"], name="quarantined_once")
        ]
        indexes: ClassVar = [
            models.Index(
                F("workspace"),
                F("received_at").desc(),
                name="quarantine_open",
                condition=Q(state="open"),
            )
        ]
