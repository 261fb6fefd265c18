"""Taking an active version back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meetworthy.app.definitions.finding import hold, newest_active, refuse
from meetworthy.app.definitions.models import Version
from meetworthy.app.definitions.sweeps import sweep
from meetworthy.app.people.access import Ability, Access
from meetworthy.app.people.deeds import record
from meetworthy.model.time import instant_of


@transaction.atomic
def withdraw(version: Version, *, by: Access, at: datetime) -> Version:
    """Take the newest active version out of the timeline, as if it had never been in force.

    All leads are judged anew in the background.  What it caused stays recorded, and says that
    by what is known now it did not happen; its open tasks are withdrawn.
    """
    by.require(Ability.ACTIVATE)
    held = hold(version, by=by)
    newest = newest_active(by.workspace)
    if newest is None or newest.pk != held.pk:
        cause = f"Version {held.number} is not the newest that is active."
        refuse("not_the_newest", "version", cause, "Take back the newest first.")
    held.state = Version.State.WITHDRAWN
    held.withdrawn_at, held.withdrawn_by = at, by.user
    held.save(update_fields=["state", "withdrawn_at", "withdrawn_by"])
    sweep(by.workspace.pk, due_at=instant_of(at))
    record(by.workspace, "definition.withdrawn", f"version {held.number}", by=by.user, at=at)
    return held
