"""The versions of a definition, one after the other."""

from __future__ import annotations

import itertools

from meetworthy.model.problem import Place, Problem

from .language import Definition


def check_timeline(versions: list[tuple[str, Definition]]) -> list[Problem]:
    """Return what is wrong with versions (each with its file) as a timeline.

    No two may start at one instant or carry one number, and numbers grow with time.
    """
    ordered = sorted(versions, key=lambda each: (each[1].in_force, each[1].version))
    problems: list[Problem] = []
    for (before_file, before), (file, after) in itertools.pairwise(ordered):
        if after.in_force == before.in_force:
            cause = f"It comes into force at the same instant as {before_file}."
            problems.append(_problem("same_instant", file, cause, "Give one another `in_force`."))
        elif after.version <= before.version:
            cause = (
                f"Version {after.version} comes into force after version {before.version} "
                f"of {before_file}."
            )
            problems.append(_problem("version_order", file, cause, "Give it the next number."))
        if after.zone != before.zone:
            cause = f"Its time zone is {after.zone}, and that of {before_file} is {before.zone}."
            problems.append(_problem("zone_changed", file, cause, "Keep one zone per workspace."))
    return problems


def _problem(kind: str, file: str, cause: str, remedy: str) -> Problem:
    return Problem(kind, Place(file), cause, remedy)
