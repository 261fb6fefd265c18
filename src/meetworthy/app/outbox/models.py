"""Endpoints of others, and what was delivered to them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from meetworthy.app.ids import new_id
from meetworthy.app.people.models import User, Workspace


class Endpoint(models.Model):
    """A URL that is told of effects, and the secrets that sign what it is told."""

    uuid = models.UUIDField(unique=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE)
    url = models.URLField(max_length=500)
    secrets = models.JSONField(default=list)  # newest first; several while rotating
    kinds = models.JSONField(default=list)  # of effects; empty is all
    by = models.ForeignKey(User, models.PROTECT, null=True)
    created_at = models.DateTimeField(default=timezone.now)
    disabled_at = models.DateTimeField(null=True)
    disabled_why = models.TextField(default="")
    failures = models.IntegerField(default=0)  # in a row, of the endpoint as a whole
    failing_since = models.BigIntegerField(null=True)  # µs
    paused_until = models.BigIntegerField(default=0)  # µs; nothing is sent before


class Delivery(models.Model):
    """One effect on its way to one endpoint; the effect's id is the message's stable id."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting"
        DELIVERED = "delivered"
        GIVEN_UP = "given up"
        WITHDRAWN = "withdrawn"  # undone before it left

    effect = models.ForeignKey("judging.Effect", models.CASCADE)  # judging calls the outbox
    endpoint = models.ForeignKey(Endpoint, models.CASCADE)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    next_at = models.BigIntegerField()  # µs
    answered = models.IntegerField(null=True)  # the last HTTP status
    said = models.TextField(default="")
    delivered_at = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["effect", "endpoint"], name="delivery_once")
        ]
        indexes: ClassVar = [
            models.Index(F("next_at"), name="delivery_due", condition=Q(state="waiting"))
        ]


class Noted(models.Model):
    """That an effect was recorded and nobody has looked yet at which people are to hear of it."""

    effect = models.OneToOneField("judging.Effect", models.CASCADE, primary_key=True)
    due_at = models.BigIntegerField()
    not_before = models.BigIntegerField()  # the end of its undo minute

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due_at"], name="noted_due")]
