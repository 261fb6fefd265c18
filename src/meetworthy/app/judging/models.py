"""What follows from facts: marks, stage entries, state, clocks, effects.

All but ``Effect`` can be thrown away and made again.  Instants are microseconds, UTC; leads are
the workspace's numbers.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from meetworthy.app.ids import new_id
from meetworthy.app.people.models import Workspace


class Mark(models.Model):
    """That a lead must be judged; committed with the fact that says so, deleted with the result."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False, db_index=False)
    lead = models.BigIntegerField()
    at = models.BigIntegerField()  # when it was received: judging's lag is counted from here
    not_before = models.BigIntegerField(default=0, db_default=0)  # after judging it failed

    class Meta:
        db_table = "judging_mark"
        indexes: ClassVar = [models.Index(fields=["workspace", "lead"], name="marks_of_lead")]


class Sweep(models.Model):
    """That every lead of a workspace must be judged at an instant: a version came or went."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False)
    due_at = models.BigIntegerField()
    alive_at = models.BigIntegerField(default=0, db_default=0)  # when whoever does it last said so

    class Meta:
        db_table = "judging_sweep"


class LeadState(models.Model):
    """Where a lead stands as last judged, with what lists show, filter and search."""

    pk = models.CompositePrimaryKey("workspace_id", "lead")
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False, db_index=False)
    lead = models.BigIntegerField()
    through = models.BigIntegerField()  # the ledger's last fact when it was judged
    judged_at = models.BigIntegerField()
    judged_in = models.IntegerField(default=0)  # µs of processor time; heavy leads wait longer
    next_at = models.BigIntegerField(null=True)  # when time alone changes something
    version = models.IntegerField(null=True)
    pass_number = models.IntegerField(default=1)
    motion = models.TextField(default="")
    open = models.BooleanField(default=True)
    stage = models.TextField(default="")
    stage_since = models.BigIntegerField(null=True)
    reason = models.TextField(default="")
    score = models.FloatField(default=0)
    fit = models.FloatField(default=0)
    behaviour = models.FloatField(default=0)
    score_low = models.FloatField(default=0)
    score_high = models.FloatField(default=0)
    high_intent = models.IntegerField(default=0)
    verdict = models.TextField(default="")
    missing = models.TextField(default="")  # criteria, separated by spaces
    unknown = models.TextField(default="")
    next_question = models.TextField(default="")
    falls_under_at = models.BigIntegerField(null=True)
    in_review = models.BooleanField(default=False)  # put up for review, not yet answered
    warnings = models.TextField(default="")  # a line each
    first_at = models.BigIntegerField(default=0)  # of its facts
    last_at = models.BigIntegerField(default=0)
    source = models.TextField(default="")
    owner = models.TextField(default="")
    name = models.TextField(default="")  # what follows identifies: emptied on erasure
    email = models.TextField(default="")
    title = models.TextField(default="")
    company = models.TextField(default="")
    domain = models.TextField(default="")

    class Meta:
        db_table = "judging_state"
        indexes: ClassVar = [
            models.Index(F("workspace"), F("score").desc(), F("lead"), name="state_score"),
            models.Index(F("workspace"), F("last_at").desc(), F("lead"), name="state_last"),
            models.Index(
                F("workspace"), F("stage"), F("score").desc(), F("lead"), name="state_stage"
            ),
            models.Index(
                F("workspace"), F("source"), F("score").desc(), F("lead"), name="state_source"
            ),
            models.Index(
                F("workspace"), F("owner"), F("score").desc(), F("lead"), name="state_owner"
            ),
            models.Index(F("next_at"), name="state_next", condition=Q(next_at__isnull=False)),
        ]


class StageEntry(models.Model):
    """An entry into a stage, an exit, a review, a start of a pass: what the numbers count."""

    pk = models.CompositePrimaryKey("workspace_id", "lead", "place")
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False, db_index=False)
    lead = models.BigIntegerField()
    place = models.IntegerField()  # in the lead's history, from 0
    pass_number = models.IntegerField()
    motion = models.TextField(null=True)
    stage = models.TextField()
    at = models.BigIntegerField()
    date_only = models.BooleanField()
    how = models.TextField()
    version = models.IntegerField(null=True)
    reason = models.TextField(null=True)

    class Meta:
        db_table = "judging_entry"
        indexes: ClassVar = [models.Index(fields=["workspace", "stage", "at"], name="entry_stage")]


class Clock(models.Model):
    """One run of a clock of the SLA."""

    pk = models.CompositePrimaryKey("workspace_id", "lead", "slug", "pass_number", "started_at")
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False, db_index=False)
    lead = models.BigIntegerField()
    slug = models.TextField()
    pass_number = models.IntegerField()
    started_at = models.BigIntegerField()
    version = models.IntegerField()
    target = models.TextField()
    warn_at = models.BigIntegerField(null=True)
    due_at = models.BigIntegerField()
    stopped_at = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8)  # running, met, missed, void
    answered = models.BooleanField(default=False, db_default=False)  # in time or too late
    date_only = models.BooleanField(default=False, db_default=False)  # of its start or its end
    person = models.TextField(default="", db_default="")  # had the lead when it ended or fell due
    next_at = models.BigIntegerField(null=True)  # of a running one: warning, then due

    class Meta:
        db_table = "judging_clock"
        indexes: ClassVar = [
            models.Index(F("next_at"), name="clock_next", condition=Q(next_at__isnull=False)),
            models.Index(
                F("workspace"), F("due_at"), name="clock_running", condition=Q(state="running")
            ),
            models.Index(fields=["workspace", "started_at"], name="clock_started"),
        ]


class Need(models.Model):
    """What a lead needs of people now (``handoff.needs``): the lines of their inboxes."""

    pk = models.CompositePrimaryKey("workspace_id", "lead", "asked", "meeting")
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False, db_index=False)
    lead = models.BigIntegerField()
    asked = models.CharField(max_length=16)
    meeting = models.TextField(default="")
    person = models.TextField(default="")  # an address; empty: whoever holds one of the roles
    roles = models.TextField(default="")  # separated by spaces
    since = models.BigIntegerField()
    due_at = models.BigIntegerField()  # of its clock; without one NEVER, and last in the list
    warn_at = models.BigIntegerField(null=True)
    started_at = models.BigIntegerField(null=True)
    clock = models.TextField(default="")
    cause = models.TextField(default="")
    cause_at = models.BigIntegerField(null=True)
    snoozed_until = models.BigIntegerField(default=0)
    snoozed_why = models.TextField(default="")

    class Meta:
        db_table = "judging_need"
        indexes: ClassVar = [
            models.Index(fields=["workspace", "person", "due_at", "lead"], name="need_person"),
            models.Index(fields=["workspace", "due_at", "lead"], name="need_due"),
        ]


class Meeting(models.Model):
    """A meeting as it stands (``handoff.meetings``); instants, addresses, empty where unsaid."""

    pk = models.CompositePrimaryKey("workspace_id", "lead", "name")
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False, db_index=False)
    lead = models.BigIntegerField()
    name = models.TextField()
    standing = models.CharField(max_length=9)
    booked_at = models.BigIntegerField(null=True)
    booker = models.TextField(default="")
    host = models.TextField(default="")
    title = models.TextField(default="")
    place = models.TextField(default="")
    starts_at = models.BigIntegerField(null=True)
    ends_at = models.BigIntegerField(null=True)
    moves = models.IntegerField(default=0)
    accepted_at = models.BigIntegerField(null=True)
    agenda_at = models.BigIntegerField(null=True)
    held_at = models.BigIntegerField(null=True)
    missed_by = models.TextField(default="")
    confirmed_at = models.BigIntegerField(null=True)
    confirmer = models.TextField(default="")
    declined_at = models.BigIntegerField(null=True)
    decliner = models.TextField(default="", db_default="")
    disputed_at = models.BigIntegerField(null=True)
    settled_at = models.BigIntegerField(null=True)
    reason = models.TextField(default="")  # why it was declined

    class Meta:
        db_table = "judging_meeting"
        indexes: ClassVar = [
            models.Index(fields=["workspace", "starts_at"], name="meeting_starts"),
            models.Index(fields=["workspace", "host", "starts_at"], name="meeting_host"),
            models.Index(fields=["workspace", "booker", "booked_at"], name="meeting_booker"),
            *(
                models.Index(
                    F("workspace"),
                    F(name),
                    name=f"meeting_{name}",
                    condition=Q(**{f"{name}__isnull": False}),
                )
                for name in ("booked_at", "accepted_at", "held_at")
            ),
            models.Index(
                F("workspace"),
                F("confirmed_at"),
                name="meeting_confirmed",
                condition=Q(confirmed_at__isnull=False),
            ),
            # Lists: by standing, in the order of when a meeting is.
            models.Index(
                F("workspace"),
                F("standing"),
                Coalesce("starts_at", "booked_at"),
                F("lead"),
                F("name"),
                name="meeting_standing",
            ),
        ]


class Effect(models.Model):
    """What an automatic change caused: recorded once, never rewritten, delivered at least once."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open"  # a task not yet answered
        SENT = "sent"  # a message: handed to the outbox
        DONE = "done"
        WITHDRAWN = "withdrawn"  # its cause was retracted
        PAST = "past"  # happened before the workspace went live: never acted on

    uuid = models.UUIDField(unique=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False)
    lead = models.BigIntegerField()
    key = models.TextField()  # what makes it the same effect: "2:mql:task"
    kind = models.TextField()  # task.review, stage.entered, lead.left, clock.warned, clock.missed …
    version = models.IntegerField(null=True)
    caused_by = models.BigIntegerField(null=True)  # the number of the fact
    at = models.BigIntegerField()  # of the change
    recorded_at = models.BigIntegerField()
    payload = models.TextField()  # JSON
    state = models.CharField(max_length=9, choices=State.choices)
    differs = models.TextField(default="")  # what the numbers say now, where it is otherwise
    settled_at = models.BigIntegerField(null=True)
    held_until = models.BigIntegerField(default=0, db_default=0)  # it can be undone until then

    class Meta:
        db_table = "judging_effect"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "lead", "key"], name="effect_once")
        ]
        indexes: ClassVar = [
            models.Index(
                F("workspace"), F("at").desc(), name="effect_open", condition=Q(state="open")
            ),
            models.Index(fields=["workspace", "recorded_at"], name="effect_recorded"),
        ]
