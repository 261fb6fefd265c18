"""The ledger's tables.  Statements that write them are in this app only.

Instants are microseconds, UTC.  Numbers are given per workspace from 1, without gaps, and are
the core's keys; what outside sees are the UUIDs.  docs/decisions/0006 says why.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from meetworthy.app.ids import new_id
from meetworthy.app.people.models import Workspace


class Head(models.Model):
    """Where a workspace's ledger ends; locked by whoever appends."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, primary_key=True)
    facts = models.BigIntegerField(default=0)  # the last number given
    leads = models.BigIntegerField(default=0)
    accounts = models.BigIntegerField(default=0)
    visitors = models.BigIntegerField(default=0)
    batches = models.BigIntegerField(default=0)
    head = models.BinaryField(default=bytes(32))  # of the chain
    recorded_at = models.BigIntegerField(default=0, db_default=0)  # of the last batch
    epoch = models.BigIntegerField(default=0)  # grows when aliases change hands or go

    class Meta:
        db_table = "ledger_head"


class Batch(models.Model):
    """Facts that were committed together: a link of the chain."""

    pk = models.CompositePrimaryKey("workspace_id", "number")
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False)
    number = models.BigIntegerField()
    first = models.BigIntegerField()  # the numbers of its facts
    last = models.BigIntegerField()
    recorded_at = models.BigIntegerField()
    salt = models.BinaryField()  # 16 bytes, the key of its facts' digests
    digests = models.BinaryField()  # 32 bytes a fact, in their order
    head = models.BinaryField()  # of the chain, after this batch

    class Meta:
        db_table = "ledger_batch"


class Fact(models.Model):
    """One thing that happened.  Never changed, never deleted.

    ``properties`` is JSON text of what judging may read; ``sealed`` what identifies a person,
    encrypted under the key of the lead or visitor it is about.
    """

    pk = models.CompositePrimaryKey("workspace_id", "number")
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False, db_index=False)
    number = models.BigIntegerField()
    kind = models.TextField()
    occurred_at = models.BigIntegerField()
    recorded_at = models.BigIntegerField()
    date_only = models.BooleanField()
    sender = models.TextField()
    told_id = models.TextField(db_column="told_id")
    lead = models.BigIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    visitor = models.BigIntegerField(null=True)
    source = models.TextField(null=True)
    campaign = models.TextField(null=True)
    actor = models.TextField(null=True)
    properties = models.TextField()
    sealed = models.BinaryField(null=True)
    content = models.BinaryField()  # 16 bytes: a digest of what was told, keyed

    class Meta:
        db_table = "ledger_fact"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "sender", "told_id"], name="fact_named")
        ]
        indexes: ClassVar = [
            models.Index(
                F("workspace"),
                F("lead"),
                F("occurred_at"),
                F("kind"),
                name="fact_of_lead",
                condition=Q(lead__isnull=False),
            ),
            models.Index(
                F("workspace"),
                F("visitor"),
                F("occurred_at"),
                name="fact_of_visitor",
                condition=Q(visitor__isnull=False, lead__isnull=True),
            ),
            models.Index(
                F("workspace"),
                F("account"),
                F("occurred_at"),
                name="fact_of_account",
                condition=Q(account__isnull=False, lead__isnull=True),
            ),
            models.Index(
                F("workspace"),
                F("kind"),
                name="fact_of_workspace",
                condition=Q(account__isnull=True, lead__isnull=True, visitor__isnull=True),
            ),
        ]


class Lead(models.Model):
    """A lead's keys, and what became of it."""

    pk = models.CompositePrimaryKey("workspace_id", "number")
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False, db_index=False)
    number = models.BigIntegerField()
    uuid = models.UUIDField(default=new_id)
    account = models.BigIntegerField(null=True)  # from the start; moves are facts
    merged_into = models.BigIntegerField(null=True)  # as the merges stand that are known now
    created_at = models.BigIntegerField()
    erased_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "ledger_lead"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "uuid"], name="lead_public")
        ]
        indexes: ClassVar = [
            models.Index(
                F("workspace"),
                F("merged_into"),
                name="lead_merged",
                condition=Q(merged_into__isnull=False),
            ),
        ]


class Account(models.Model):
    """An account's keys."""

    pk = models.CompositePrimaryKey("workspace_id", "number")
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False, db_index=False)
    number = models.BigIntegerField()
    uuid = models.UUIDField(default=new_id)
    created_at = models.BigIntegerField()

    class Meta:
        db_table = "ledger_account"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "uuid"], name="account_public")
        ]


class Entity(models.TextChoices):
    """What an alias names."""

    LEAD = "l"
    ACCOUNT = "a"
    VISITOR = "v"


class Alias(models.Model):
    """A name from outside, and whom it names now.  Derived from facts; deleted on erasure."""

    pk = models.CompositePrimaryKey("workspace_id", "entity", "space", "value")
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False, db_index=False)
    entity = models.CharField(max_length=1, choices=Entity.choices)
    space = models.TextField()
    value = models.TextField()
    number = models.BigIntegerField()

    class Meta:
        db_table = "ledger_alias"
        indexes: ClassVar = [
            models.Index(fields=["workspace", "entity", "number"], name="alias_of"),
        ]


class Identification(models.Model):
    """That a visitor was found to be a lead, first at some instant."""

    pk = models.CompositePrimaryKey("workspace_id", "visitor", "lead")
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False, db_index=False)
    visitor = models.BigIntegerField()
    lead = models.BigIntegerField()
    first_at = models.BigIntegerField()

    class Meta:
        db_table = "ledger_identification"
        indexes: ClassVar = [models.Index(fields=["workspace", "lead"], name="visitors_of_lead")]


class Belonging(models.Model):
    """That a lead belongs, or once belonged, to an account: whom an account's facts concern."""

    pk = models.CompositePrimaryKey("workspace_id", "account", "lead")
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False, db_index=False)
    account = models.BigIntegerField()
    lead = models.BigIntegerField()

    class Meta:
        db_table = "ledger_belonging"
        indexes: ClassVar = [models.Index(fields=["workspace", "lead"], name="accounts_of_lead")]


class PersonKey(models.Model):
    """The wrapped key under which what identifies a lead or visitor is sealed.

    Erasing deletes the row, and the sealed text of every fact about them is lost for good.
    """

    pk = models.CompositePrimaryKey("workspace_id", "entity", "number")
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_constraint=False, db_index=False)
    entity = models.CharField(max_length=1, choices=Entity.choices)
    number = models.BigIntegerField()
    wrapped = models.BinaryField()

    class Meta:
        db_table = "ledger_person_key"
