"""Asking what a version would change."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meetworthy.app.definitions.finding import hold, refuse
from meetworthy.app.definitions.models import DryRun, Version
from meetworthy.app.operate.wake import wake
from meetworthy.app.people.access import Ability, Access
from meetworthy.app.people.deeds import record

_UNDER_WAY = (DryRun.State.WAITING, DryRun.State.RUNNING)


@transaction.atomic
def request_dry_run(version: Version, *, by: Access, at: datetime) -> DryRun:
    """Have it reckoned in the background what a version would change; returns the one under way.

    Nothing fires by it.
    """
    by.require(Ability.WRITE_DEFINITION)
    held = hold(version, by=by)
    if not held.hash:
        cause = "It has errors, so nobody can be judged by it."
        refuse("not_fit", "text", cause, "Mend what stands beside the lines first.")
    known = held.dry_runs.filter(hash=held.hash, state__in=_UNDER_WAY).first()
    if known is not None:
        return known
    asked = DryRun.objects.create(version=held, hash=held.hash, by=by.user, asked_at=at)
    record(by.workspace, "definition.tried", f"version {held.number}", by=by.user, at=at)
    transaction.on_commit(lambda: wake("dry runs"))
    return asked
