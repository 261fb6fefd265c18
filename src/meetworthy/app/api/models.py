"""What the API remembers: writes that were asked for under an idempotency key."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from meetworthy.app.people.models import Workspace


class Answered(models.Model):
    """A write's answer, kept under the key that its sender gave it."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    caller = models.CharField(max_length=64)
    key = models.CharField(max_length=100)
    request = models.CharField(max_length=64)  # a digest: another request is a conflict
    status = models.IntegerField(null=True)  # None while the first is under way
    body = models.TextField(default="")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "caller", "key"], name="answered_once")
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="answered_at")]
