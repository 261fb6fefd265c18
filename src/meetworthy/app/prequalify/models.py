"""The forms that were sent to leads; what they answered are facts.

Instants are microseconds, UTC.  Deleted when the lead is erased.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from meetworthy.app.ids import new_id
from meetworthy.app.people.models import User, Workspace


class Cursor(models.Model):
    """Up to which fact of a workspace it was seen whether somebody is to be asked."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, primary_key=True)
    fact = models.BigIntegerField()

    class Meta:
        db_table = "prequalify_cursor"


class Form(models.Model):
    """One form to one lead: by which version, until when, what became of it."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open"
        ANSWERED = "answered"
        LAPSED = "lapsed"  # nobody answered in time
        REVOKED = "revoked"  # who sent it took it back
        UNSENT = "unsent"  # the letter can't be delivered; `why` says so

    uuid = models.UUIDField(unique=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False)
    lead = models.BigIntegerField()
    version = models.IntegerField()  # of the definition: the questions are its
    language = models.CharField(max_length=16, default="en")
    asked_by = models.CharField(max_length=8)  # reply, booking, hand
    by = models.ForeignKey(User, models.PROTECT, null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    why = models.TextField(default="")
    sent_at = models.BigIntegerField()
    expires_at = models.BigIntegerField()
    next_at = models.BigIntegerField(null=True)  # of an open one: reminding, then its end
    reminded_at = models.BigIntegerField(null=True)
    answered_at = models.BigIntegerField(null=True)  # last
    answers = models.IntegerField(default=0)  # how often
    answered = models.CharField(max_length=32, default="")  # a digest of what was answered last
    fits = models.BooleanField(null=True)
    exit = models.TextField(default="")  # the id of the fact by which the lead left for it

    class Meta:
        db_table = "prequalify_form"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "lead"], condition=Q(state="open"), name="form_open_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(F("next_at"), name="form_due", condition=Q(next_at__isnull=False)),
            models.Index(F("workspace"), F("lead"), F("sent_at").desc(), name="forms_of_lead"),
        ]
