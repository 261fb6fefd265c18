"""Each person's choices, what they were told, and what is on its way to their chat.

People are known by their addresses: an escalation may go to somebody who is no member.  Instants
are microseconds, UTC.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from meetworthy.app.ids import new_id
from meetworthy.app.people.models import Workspace

FIRST_HOUR = 8
"""When the digest comes, unless somebody chooses: before the day begins; chosen by eye."""


class Choice(models.Model):
    """How somebody hears of a kind."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False)
    person = models.TextField()
    kind = models.CharField(max_length=12)
    way = models.CharField(max_length=6)

    class Meta:
        db_table = "notices_choice"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "person", "kind"], name="choice_once")
        ]


class Setting(models.Model):
    """Where somebody's chat is, and at which hour of their own their digest comes."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False)
    person = models.TextField()
    chat = models.JSONField(null=True)  # the URL, sealed: who has it can write there
    digest_hour = models.IntegerField(default=FIRST_HOUR)

    class Meta:
        db_table = "notices_setting"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "person"], name="setting_once")
        ]


class Bundle(models.Model):
    """Notices that go to one person together: a letter, or a message in a chat."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting"
        DONE = "done"  # in the post, or taken by the chat
        GIVEN_UP = "given up"  # by the chat; a letter went instead

    uuid = models.UUIDField(unique=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False)
    person = models.TextField()
    way = models.CharField(max_length=6)
    state = models.CharField(max_length=8, choices=State.choices)
    subject = models.TextField(default="")
    body = models.TextField(default="")  # of a chat's message, until it is taken
    letter = models.UUIDField(null=True)
    made_at = models.BigIntegerField()
    attempts = models.IntegerField(default=0)
    next_at = models.BigIntegerField()
    answered = models.IntegerField(null=True)
    said = models.TextField(default="")

    class Meta:
        db_table = "notices_bundle"
        indexes: ClassVar = [
            models.Index(F("next_at"), name="bundle_due", condition=Q(state="waiting"))
        ]


class Notice(models.Model):
    """That somebody was, or is to be, told of something: once."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting"  # for the digest
        TOLD = "told"
        DROPPED = "dropped"  # settled before it was told, or not wanted

    uuid = models.UUIDField(unique=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False)
    person = models.TextField()
    key = models.TextField()  # what makes it the same: the effect's id, or a version and a team
    kind = models.CharField(max_length=12)
    effect = models.ForeignKey("judging.Effect", models.CASCADE, null=True, db_index=False)
    lead = models.BigIntegerField(null=True)
    why = models.TextField(default="")  # why this person: owner, manager, admin, …
    what = models.JSONField(default=dict)  # what its text says
    at = models.BigIntegerField()
    recorded_at = models.BigIntegerField()
    way = models.CharField(max_length=6)
    due_at = models.BigIntegerField()
    state = models.CharField(max_length=7, choices=State.choices)
    told_at = models.BigIntegerField(null=True)
    dropped = models.TextField(default="")  # why
    bundle = models.ForeignKey(Bundle, models.SET_NULL, null=True, related_name="notices")

    class Meta:
        db_table = "notices_notice"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "person", "key"], name="notice_once")
        ]
        indexes: ClassVar = [
            models.Index(F("due_at"), name="notice_due", condition=Q(state="waiting")),
            models.Index(fields=["workspace", "lead"], name="notices_of_lead"),
            models.Index(F("workspace"), F("recorded_at").desc(), name="notices_latest"),
        ]


class Signature(models.Model):
    """That the other team was asked to sign a version as it reads."""

    version = models.UUIDField()
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "notices_signature"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "hash"], name="signature_asked_once")
        ]
