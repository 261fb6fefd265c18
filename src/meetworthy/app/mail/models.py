"""The table of letters."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from meetworthy.app.ids import new_id
from meetworthy.app.people.models import Workspace


class Letter(models.Model):
    """One letter to one address; deleted when the lead that it is to, or about, is erased.

    Its public id is a part of its Message-ID, so that what comes back names it.  Instants are
    microseconds, UTC.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting"
        SENT = "sent"  # the server took it
        GIVEN_UP = "given up"
        WITHDRAWN = "withdrawn"  # before it was sent
        SUPPRESSED = "suppressed"  # who is not to be written to

    uuid = models.UUIDField(unique=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False)
    key = models.TextField()  # what makes it the same letter
    kind = models.TextField()  # prequalification, agenda, notice, digest …
    lead = models.BigIntegerField(null=True)
    address = models.TextField()
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField(default="")
    headers = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    next_at = models.BigIntegerField()  # not before
    held_until = models.BigIntegerField(default=0)  # by who sends it now
    said = models.TextField(default="")  # the server's last answer
    posted_at = models.BigIntegerField()
    sent_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "mail_letter"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "key"], name="letter_once")
        ]
        indexes: ClassVar = [
            models.Index(F("next_at"), name="letter_due", condition=Q(state="waiting")),
            models.Index(
                F("workspace"), F("lead"), name="letters_of_lead", condition=Q(lead__isnull=False)
            ),
        ]
