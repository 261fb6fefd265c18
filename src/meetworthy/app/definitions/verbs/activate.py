"""Putting a version in force."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meetworthy.app.definitions.checking import check, check_among
from meetworthy.app.definitions.finding import hold, newest_active, refuse
from meetworthy.app.definitions.models import DryRun, Version
from meetworthy.app.definitions.signatures import TEAMS, signatures_of
from meetworthy.app.definitions.sweeps import sweep
from meetworthy.app.people.access import Ability, Access
from meetworthy.app.people.deeds import record
from meetworthy.app.people.models import Workspace
from meetworthy.model.problem import Refused
from meetworthy.model.time import instant_of


@transaction.atomic
def activate(version: Version, *, by: Access, at: datetime) -> Version:
    """Make a draft part of the timeline: signed by both teams, tried, and next in order.

    From the instant that its text states, even if that is past, facts are judged by it.  All
    leads are judged anew in the background, at once or when that instant comes.  The first
    activation makes the workspace live: what happened before causes no effects.
    """
    by.require(Ability.ACTIVATE)
    held = hold(version, by=by)
    _refuse_unready(held)
    held.state = Version.State.ACTIVE
    held.activated_at, held.activated_by = at, by.user
    held.save(update_fields=["state", "activated_at", "activated_by"])
    now = instant_of(at)
    Workspace.objects.filter(pk=by.workspace.pk, live_since=None).update(live_since=now)
    sweep(by.workspace.pk, due_at=max(now, held.in_force or now))
    record(by.workspace, "definition.activated", f"version {held.number}", by=by.user, at=at)
    return held


def _refuse_unready(held: Version) -> None:
    if held.state != Version.State.DRAFT:
        cause = f"Version {held.number} is a draft no longer."
        refuse("not_a_draft", "version", cause, "Activate a new version.")
    checked = check(held.text, held.lists)
    if not checked.is_fit or checked.definition is None or checked.definition.hash != held.hash:
        cause = "It has errors, or a case of its own fails."
        refuse("not_fit", "text", cause, "Mend what stands beside the lines first.")
    problems = check_among(held.workspace_id, checked)
    if problems:
        raise Refused(list(problems))
    missing = [team for team in TEAMS if team not in signatures_of(held)]
    if missing:
        cause = f"This text is not signed by {' and '.join(missing)}."
        refuse("unsigned", "signed", cause, "Let each team read and sign it.")
    _refuse_untried(held)


def _refuse_untried(held: Version) -> None:
    """Refuse a change whose effect nobody could have looked at; the first version has none."""
    if newest_active(held.workspace) is None:
        return
    if not held.dry_runs.filter(hash=held.hash, state=DryRun.State.DONE).exists():
        cause = "No dry run of this text is done."
        refuse("untried", "dry_run", cause, "See first what it would change, and for whom.")
