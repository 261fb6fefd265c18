"""The versions by which a workspace's leads are judged, ready to judge with."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from meetworthy.definition.frameworks import FRAMEWORKS
from meetworthy.definition.language import Definition, Entry, Motion, Stage, Timeline
from meetworthy.definition.load import Loaded, load_text
from meetworthy.handoff.regions import check_region
from meetworthy.model.problem import Refused

from .models import Version

FILE = "definition.yaml"
"""What problems call a version's text."""

_MOST_TIMELINES = 64
"""Timelines kept ready; chosen by eye: a process seldom judges for more workspaces at a time."""


def timeline_of(workspace_id: int, *, with_version: Version | None = None) -> Timeline:
    """Return a workspace's versions in force, oldest first; a bare one where there is none.

    ``with_version`` is taken in as if it were active already: for a dry run.  Raises Refused
    where an active version can't be read.
    """
    active = Version.objects.filter(workspace_id=workspace_id, state=Version.State.ACTIVE)
    rows = list(active.values_list("text", "lists", "in_force", "number"))
    if with_version is not None:
        one = with_version
        rows = [row for row in rows if row[3] != one.number]
        rows.append((one.text, one.lists, one.in_force, one.number))
    rows.sort(key=lambda row: (row[2] or 0, row[3]))
    texts = tuple((text, tuple(sorted(lists.items()))) for text, lists, _, _ in rows)
    return _timeline(texts) if texts else (bare_definition(),)


@lru_cache(maxsize=_MOST_TIMELINES)
def _timeline(texts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]) -> Timeline:
    loaded = [read(text, dict(lists)) for text, lists in texts]
    problems = [each for one in loaded if one.definition is None for each in one.problems]
    if problems:
        raise Refused(problems)  # an active version that can't be read is never passed over
    return tuple(one.definition for one in loaded if one.definition is not None)


def read(text: str, lists: dict[str, str]) -> Loaded:
    """Read a version's text, with the list files that belong to it, by name.

    Beside what the language asks, its clocks must be able to run.
    """
    with tempfile.TemporaryDirectory(prefix="meetworthy-lists-") as folder:
        for name, content in lists.items():
            (Path(folder) / Path(name).name).write_text(content, encoding="utf-8")
        loaded = load_text(text, FILE, lists_folder=Path(folder))
    if loaded.definition is None:
        return loaded
    region = check_region(loaded.definition, file=FILE)
    return loaded if region is None else Loaded(None, (*loaded.problems, region), loaded.cases)


@lru_cache(maxsize=1)
def bare_definition() -> Definition:
    """Return what judges before a definition is written: everybody is a lead, nothing more."""
    return Definition(
        name="not written yet",
        version=0,
        in_force=0,
        zone="UTC",
        framework=FRAMEWORKS["bant"],
        stages=(Stage("lead", "lead", Entry.START),),
        motions=(Motion("default", "default", None, ("lead",)),),
    )
