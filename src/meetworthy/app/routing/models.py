"""Whose turn it is, who was given what, and what found nobody; instants are microseconds, UTC.

All but ``Trial`` follows from facts and can be made again (``again``).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from meetworthy.app.definitions.models import Version
from meetworthy.app.ids import new_id
from meetworthy.app.people.models import User, Workspace


class Desk(models.Model):
    """One workspace's routing: locked by whoever gives leads, and how far it saw missed clocks."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, primary_key=True)
    effects_seen = models.BigIntegerField(default=0)  # when the last of them was recorded

    class Meta:
        db_table = "routing_desk"


class Turns(models.Model):
    """Whose turn it is by one rule (``handoff.routing.turns.Pool``)."""

    pk = models.CompositePrimaryKey("workspace_id", "rule")
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False, db_index=False)
    rule = models.TextField()
    pool = models.JSONField()

    class Meta:
        db_table = "routing_turns"


class Given(models.Model):
    """That a rule gave a lead to somebody, and for which meeting they got the turn back."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False, db_index=False)
    lead = models.BigIntegerField()
    fact_id = models.CharField(max_length=100)  # of the fact that says so
    rule = models.TextField()
    person = models.TextField()
    at = models.BigIntegerField()
    by_turns = models.BooleanField()
    returned = models.TextField(default="")  # the meeting to which the guest did not come

    class Meta:
        db_table = "routing_given"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "fact_id"], name="given_once")
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "lead", "at"], name="given_lead")]


class Unrouted(models.Model):
    """That no rule found anybody for a lead, and why."""

    pk = models.CompositePrimaryKey("workspace_id", "lead")
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False, db_index=False)
    lead = models.BigIntegerField()
    since = models.BigIntegerField()
    tried_at = models.BigIntegerField()
    why = models.TextField()

    class Meta:
        db_table = "routing_unrouted"


class Breach(models.Model):
    """A missed clock after which somebody else is to get the lead; settled once they have it."""

    effect = models.OneToOneField("judging.Effect", models.CASCADE, primary_key=True)
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False)
    lead = models.BigIntegerField()
    settled = models.BooleanField(default=False)
    tried_at = models.BigIntegerField(default=0)
    outcome = models.TextField(default="")  # to whom it went, or why to nobody

    class Meta:
        db_table = "routing_breach"
        indexes: ClassVar = [
            models.Index(
                fields=["workspace", "tried_at"], name="breach_open", condition=Q(settled=False)
            )
        ]


class Trial(models.Model):
    """Rules tried on leads of a past period: asked for, reckoned, kept."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    uuid = models.UUIDField(unique=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE)
    version = models.ForeignKey(Version, models.CASCADE, null=True)  # None: what is in force
    since = models.BigIntegerField()  # of the period
    until = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    by = models.ForeignKey(User, models.PROTECT, null=True)
    asked_at = models.DateTimeField(default=timezone.now)
    alive_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "routing_trial"
        indexes: ClassVar = [models.Index(fields=["workspace", "-asked_at"], name="trial_latest")]
