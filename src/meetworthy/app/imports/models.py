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
    done_at = models.DateTimeField(null=True)
    doing = models.TextField(blank=True)
    share = models.FloatField(default=0)  # of all of it, 0 to 1
    position = models.BigIntegerField(default=0)  # facts committed: where to go on
    rows = models.BigIntegerField(default=0)
    taken = models.BigIntegerField(default=0)
    known = models.BigIntegerField(default=0)
    quarantined = models.BigIntegerField(default=0)
    problems = models.JSONField(default=list)
