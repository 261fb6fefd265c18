"""Versions of a workspace's definition, their sign-offs, and their dry runs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from meetworthy.app.ids import new_id
from meetworthy.app.people.models import User, Workspace


class Version(models.Model):
    """One version: text and lists as written, the hash that is signed, and its life."""

    class State(models.TextChoices):
        """Where it is in its life."""

        DRAFT = "draft"
        ACTIVE = "active"  # part of the timeline, from `in_force` on
        WITHDRAWN = "withdrawn"  # was active, taken back

    uuid = models.UUIDField(unique=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE)
    number = models.IntegerField()  # as the text says
    text = models.TextField()
    lists = models.JSONField(default=dict)  # file name: content
    hash = models.CharField(max_length=64, blank=True)
    in_force = models.BigIntegerField(null=True)  # µs, as the text says
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    activated_at = models.DateTimeField(null=True)
    activated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "number"],
                condition=models.Q(state="active"),
                name="active_number_once",
            )
        ]


class SignOff(models.Model):
    """That a person signed the content of a version for a team."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="signed")
    team = models.CharField(max_length=16)  # marketing or sales
    by = models.ForeignKey(User, models.PROTECT)
    at = models.DateTimeField(default=timezone.now)
    hash = models.CharField(max_length=64)  # of what was signed; another text is not signed

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "team", "hash"], name="signed_once")
        ]


class DryRun(models.Model):
    """What a version would change, for whom: computed in the background, nothing fires."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    uuid = models.UUIDField(unique=True, default=new_id, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="dry_runs")
    hash = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    by = models.ForeignKey(User, models.PROTECT, null=True)
    asked_at = models.DateTimeField(default=timezone.now)
    alive_at = models.DateTimeField(null=True)
    through = models.BigIntegerField(null=True)  # the ledger's last fact that it saw
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
