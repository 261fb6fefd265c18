"""Checking a version while it is written: problems with their lines, and its cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from meetworthy.definition.language import Definition
from meetworthy.definition.timeline import check_timeline
from meetworthy.judge.cases import Outcome, run_cases
from meetworthy.model.document import read_document
from meetworthy.model.problem import Place, Problem, Severity

from .models import Version
from .timeline import read

FILE = "definition.yaml"
"""What the text is called in problems."""

_SAID_ELSEWHERE = frozenset({"unsigned"})
"""Problems of files that a workspace answers itself: its sign-offs are not in the text."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of reading a text: the definition, or why not; what its cases came to.

    ``number`` is the text's version where it can be read, even beside errors.
    """

    definition: Definition | None
    problems: tuple[Problem, ...]
    outcomes: tuple[Outcome, ...]
    number: int | None

    @property
    def is_fit(self) -> bool:
        """Whether it may be signed and activated: no error, and every case as expected."""
        return self.definition is not None and all(one.passed for one in self.outcomes)


def check(text: str, lists: dict[str, str]) -> Checked:
    """Check a text, with the files of its lists by name, as one that stands alone."""
    loaded = read(text, lists)
    problems = tuple(one for one in loaded.problems if one.kind not in _SAID_ELSEWHERE)
    outcomes: tuple[Outcome, ...] = ()
    if loaded.definition is not None:
        outcomes = tuple(run_cases(loaded.definition, loaded.cases))
    return Checked(loaded.definition, problems, outcomes, _number(text))


def check_among(workspace_id: int, checked: Checked) -> tuple[Problem, ...]:
    """Return what keeps a checked text from being the next version of a workspace."""
    if checked.definition is None:
        return ()
    active = Version.objects.filter(workspace_id=workspace_id, state=Version.State.ACTIVE)
    before = [(f"version {one.number}", _definition(one)) for one in active]
    versions = [(name, one) for name, one in before if one is not None]
    problems = check_timeline([*versions, (FILE, checked.definition)])
    last = max((one.in_force for _, one in versions), default=None)
    used = Version.objects.filter(workspace_id=workspace_id).exclude(state=Version.State.DRAFT)
    highest = max(used.values_list("number", flat=True), default=0)
    problems += _order(checked.definition, last, highest)
    return tuple(_once(problems))


def _order(definition: Definition, last: int | None, highest: int) -> Iterable[Problem]:
    """Say what is wrong with a number that was used, or a start before that of the last."""
    if definition.version <= highest:
        cause = f"Version {definition.version} is not higher than {highest}, which was in force."
        yield _error("version_used", "version", cause, f"Make it version {highest + 1}.")
    if last is not None and definition.in_force < last:
        cause = "It comes into force before the version that is active now."
        yield _error("before_the_last", "in_force", cause, "Let it begin later.")


def _error(kind: str, field: str, cause: str, remedy: str) -> Problem:
    return Problem(kind, Place(FILE, field=field), cause, remedy, Severity.ERROR)


def _once(problems: Iterable[Problem]) -> Iterable[Problem]:
    return dict.fromkeys(problems)


def _definition(version: Version) -> Definition | None:
    return read(version.text, version.lists).definition


def _number(text: str) -> int | None:
    tree, _ = read_document(text, FILE)
    number = tree.data.get("version") if isinstance(tree.data, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


@lru_cache(maxsize=256)
def zone_said(text: str) -> ZoneInfo | None:
    """Return the zone of a text's days, even beside errors; None where it says none."""
    tree, _ = read_document(text, FILE)
    zone = tree.data.get("timezone") if isinstance(tree.data, dict) else None
    try:
        return ZoneInfo(zone) if isinstance(zone, str) else None
    except (ValueError, OSError, KeyError):  # no name of a zone, or of none there is
        return None
