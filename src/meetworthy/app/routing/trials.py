"""Trying rules on the leads of a period: at once where they are few, else in the background.

Nothing that is reckoned here is told to anybody or changes whose turn it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db.models import Q

from meetworthy.app.definitions.models import Version
from meetworthy.app.definitions.timeline import read, timeline_of
from meetworthy.app.judging.interpreters import interpreter_for, people_of
from meetworthy.app.people.models import User, Workspace
from meetworthy.app.roster.read import roster_of
from meetworthy.definition.language import Definition
from meetworthy.handoff.roster import Roster
from meetworthy.handoff.routing.asking import Routed
from meetworthy.handoff.routing.saying import sentence
from meetworthy.handoff.routing.trying import Arrival, Tally, try_rules
from meetworthy.judge.interpreter import Interpreter
from meetworthy.model.problem import Place, Problem, Refused
from meetworthy.model.time import DAY, instant_of, moment_of

from .arrivals import Came, arrivals_of, came_to_sales, leads_named, load_before
from .assign import in_force
from .models import Trial

AT_ONCE = 2_000
"""So many leads are tried while somebody waits; chosen by eye: some seconds."""

LONGEST = 366 * DAY
"""The longest period; chosen by eye."""

MOST_SHOWN = 100
"""Leads that an answer names; chosen by eye."""

LEASE = timedelta(minutes=15)
"""A trial that said nothing for so long is taken up by somebody else; chosen by eye."""

log = structlog.get_logger(__name__)


def ask_trial(
    workspace: Workspace,
    version: Version | None,
    *,
    since: int,
    until: int,
    by: User | None,
    now: datetime,
) -> Trial:
    """Ask for a trial of a version's rules, or of those in force, on a period's leads.

    Raises Refused for rules that can't be read, a period that is none, and where there are no
    rules.  What it finds is in the trial at once where the leads are few.
    """
    until = min(until, instant_of(now))
    if not since < until <= since + LONGEST:
        cause = "A period ends after it begins, begins before now, and is at most a year long."
        raise Refused([Problem("period_unfit", Place("until"), cause, "Give another period.")])
    definition = _definition(workspace.pk, version, at=instant_of(now))
    came = came_to_sales(workspace.pk, definition, since=since, until=until)
    trial = Trial.objects.create(
        workspace=workspace, version=version, since=since, until=until, by=by, asked_at=now
    )
    if len(came) <= AT_ONCE:
        _finish(trial, _reckon(trial, definition, came, at=instant_of(now)), now=now)
    return trial


def once(*, at: int) -> int:
    """Do the trial that was asked for first, where one waits; returns how many."""
    now = moment_of(at)
    trial = _claim(now)
    if trial is None:
        return 0
    try:
        definition = _definition(trial.workspace_id, trial.version, at=at)
        came = came_to_sales(trial.workspace_id, definition, since=trial.since, until=trial.until)
        _finish(trial, _reckon(trial, definition, came, at=at), now=now)
    except Exception as error:
        log.exception("trial failed", trial=str(trial.uuid))
        said = str(error) if isinstance(error, Refused) else type(error).__name__
        Trial.objects.filter(pk=trial.pk).update(state=Trial.State.FAILED, error=said, done_at=now)
    return 1


def _claim(now: datetime) -> Trial | None:
    waiting = Q(state=Trial.State.WAITING)
    left = Q(state=Trial.State.RUNNING, alive_at__lt=now - LEASE)
    found = Trial.objects.filter(waiting | left).order_by("asked_at", "pk").first()
    if found is None:
        return None
    unchanged = Trial.objects.filter(pk=found.pk, state=found.state, alive_at=found.alive_at)
    if not unchanged.update(state=Trial.State.RUNNING, alive_at=now):
        return None  # somebody else was quicker
    return Trial.objects.select_related("version").get(pk=found.pk)


def _definition(workspace_id: int, version: Version | None, *, at: int) -> Definition:
    """Return the definition whose rules are tried; raises Refused where it has none."""
    if version is None:
        definition = in_force(workspace_id, at=at)
    else:
        loaded = read(version.text, version.lists)
        if loaded.definition is None:
            raise Refused(list(loaded.problems))
        definition = loaded.definition
    if definition is None or not definition.routing.rules:
        cause = "This definition has no routing rules."
        remedy = "Write `routing:` with its rules into a version."
        raise Refused([Problem("no_rules", Place("version"), cause, remedy)])
    return definition


def _interpreter(trial: Trial, definition: Definition) -> Interpreter:
    """Return what judges the leads: the versions in force; of a draft it alone, from ever on."""
    if trial.version is None:
        return interpreter_for(trial.workspace_id)
    zone = timeline_of(trial.workspace_id)[-1].zone
    alone = replace(definition, in_force=0)
    return Interpreter((alone,), people_of(trial.workspace_id, zone))


def _reckon(trial: Trial, definition: Definition, came: list[Came], *, at: int) -> dict[str, Any]:
    workspace_id = trial.workspace_id

    def roster_at(instant: int) -> Roster:
        return roster_of(workspace_id, at=instant)

    tally = try_rules(
        definition.routing,
        arrivals_of(workspace_id, _interpreter(trial, definition), definition.routing, came, at=at),
        roster_at,
        load_before(workspace_id, definition, since=trial.since),
    )
    return result_of(workspace_id, definition, tally, roster_at, at=at)


def _finish(trial: Trial, result: dict[str, Any], *, now: datetime) -> None:
    trial.state, trial.result, trial.done_at = Trial.State.DONE, result, now
    trial.save(update_fields=["state", "result", "done_at"])


def result_of(
    workspace_id: int,
    definition: Definition,
    tally: Tally,
    roster_at: Callable[[int], Roster],
    *,
    at: int,
) -> dict[str, Any]:
    """Return what a trial found as JSON keeps it: people, rules, reasons, and some leads."""
    would, was, by_rule = tally.would, tally.was, tally.by_rule
    people = sorted(would.keys() | was.keys(), key=lambda email: (-would[email], email))
    roster = roster_at(at)
    return {
        "version": definition.version,
        "leads": len(tally.routed),
        "people": [
            {
                "email": email,
                "name": person.name if (person := roster.person(email)) else email,
                "would": would[email],
                "was": was[email],
            }
            for email in people
        ],
        "nobody": {"would": sum(tally.unrouted.values()), "was": len(tally.routed) - was.total()},
        "rules": [
            {
                "rule": rule.slug,
                "label": rule.label,
                "when": "" if rule.when is None else rule.when.text,
                "leads": by_rule[rule.slug],
            }
            for rule in definition.routing.rules
        ],
        "unrouted": [{"why": why, "leads": count} for why, count in tally.unrouted.most_common(20)],
        "moved": sum(1 for arrival, routed in tally.routed if _is_moved(arrival, routed)),
        "named": _named(workspace_id, definition, tally, roster_at),
    }


def _is_moved(arrival: Arrival, routed: Routed) -> bool:
    return (routed.person or "") != arrival.owner


def _named(
    workspace_id: int,
    definition: Definition,
    tally: Tally,
    roster_at: Callable[[int], Roster],
) -> list[dict[str, Any]]:
    """Return some leads that would have gone elsewhere, the unrouted first, each with why."""
    moved = [pair for pair in tally.routed if _is_moved(*pair)]
    moved.sort(key=lambda pair: (pair[1].person is not None, -pair[0].at))
    chosen = moved[:MOST_SHOWN]
    names = leads_named(workspace_id, [arrival.lead for arrival, _ in chosen])
    return [
        {
            "lead": names[arrival.lead][0],
            "at": arrival.at,
            "would": routed.person or "",
            "was": arrival.owner,
            "why": sentence(routed, roster_at(arrival.at), zone=definition.zone),
        }
        for arrival, routed in chosen
        if arrival.lead in names
    ]
