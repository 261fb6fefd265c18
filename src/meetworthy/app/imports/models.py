"""Imports of folders of exports."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from meetworthy.app.ids import new_id
from meetworthy.app.people.models import User, Workspace


class Job(models.Model):
    """One import: where its files are, how far it is, what became of its rows."""

    class State(models.TextChoices):
        """How far it is."""

        PROPOSED = "proposed"  # a mapping was proposed; somebody looks at it before it starts
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        REFUSED = "refused"  # the mapping or a file; problems say why
        CANCELLED = "cancelled"

    uuid = models.UUIDField(unique=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE)
    name = models.CharField(max_length=200)
    folder = models.TextField()  # with sources.yaml; below the data folder where uploaded
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    by = models.ForeignKey(User, models.PROTECT, null=True)
    asked_at = models.DateTimeField(default=timezone.now)
    alive_at = models.DateTimeField(null=True)  # a running one that is silent is taken over
    lease = models.BigIntegerField(default=0)  # how often it was taken; only the last may write
    fingerprint = models.TextField(blank=True)  # of the mapping and the files that were read
    done_at = models.DateTimeField(null=True)
    doing = models.TextField(blank=True)
    share = models.FloatField(default=0)  # of all of it, 0 to 1
    items = models.BigIntegerField(default=0)  # facts and rows set aside, once they are read
    position = models.BigIntegerField(default=0)  # of items, committed: where to go on
    rows = models.BigIntegerField(default=0)  # of the files, settled: taken + known + quarantined
    taken = models.BigIntegerField(default=0)
    known = models.BigIntegerField(default=0)
    quarantined = models.BigIntegerField(default=0)
    problems = models.JSONField(default=list)
