"""From a document to its shape: pydantic's errors become problems with line and remedy.

A part that is wrong is noted and left out, and reading goes on, so that one slip does not
hide the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from meetworthy.definition.nearest import suggest
from meetworthy.model.document import Steps, Tree
from meetworthy.model.problem import Place, Problem

from . import messages
from .file import DefinitionFile

_ROUNDS = 12  # each leaves out what the last found; nested faults need a few

MOST_PROBLEMS = 1_000  # of shape; chosen by eye: a file with more is something else

_STAND_INS: dict[str, Any] = {
    "definition": "unnamed",
    "version": 1,
    "in_force": "1970-01-02",
    "timezone": "UTC",
    "framework": "bant",
    "stages": {"lead": {}},
}
"""What stands for a missing or wrong word at the top, only to find the other problems."""


@dataclass(frozen=True, slots=True)
class Shaped:
    """The shape that could be read, its problems, and the paths of the parts left out."""

    file: DefinitionFile | None
    problems: tuple[Problem, ...]
    left_out: frozenset[Steps]


def validate(tree: Tree) -> Shaped:
    """Read the shape of a document; collect every problem of it."""
    if not isinstance(tree.data, dict):
        return Shaped(None, (_not_a_mapping(tree),), frozenset())
    data: dict[str, Any] = _copied(tree.data)
    problems: list[Problem] = []
    left_out: set[Steps] = set()
    for _ in range(_ROUNDS):
        try:
            return Shaped(DefinitionFile.model_validate(data), tuple(problems), frozenset(left_out))
        except ValidationError as error:
            if error.error_count() > MOST_PROBLEMS:
                many = _too_many(tree, error.error_count())
                return Shaped(None, (*problems, many), frozenset(left_out))
            details = error.errors(include_url=False)
        faults = [(_path(detail["loc"], data), detail) for detail in details]
        for path, detail in faults:
            if (*path, *detail["loc"][-1:]) not in left_out:  # else it is missing by our doing
                problems.append(_problem(path, detail, tree))
        left_out |= {_leave_out(path, detail, data) for path, detail in faults}
    return Shaped(None, tuple(problems), frozenset(left_out))


def _too_many(tree: Tree, number: int) -> Problem:
    cause = f"{number:,} words and values are not those of a definition."
    remedy = "Check that this is the right file, or copy one of the ready-made packs."
    return Problem("not_a_definition", Place(tree.file, 1), cause, remedy)


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value


def _not_a_mapping(tree: Tree) -> Problem:
    return Problem(
        "not_a_definition",
        Place(tree.file, 1),
        "This is not a definition: it has no `word: value` lines at its top.",
        "Start with `definition: …`, or copy one of the ready-made packs.",
    )


def _problem(path: Steps, detail: ErrorDetails, tree: Tree) -> Problem:
    kind, cause, remedy = messages.said(detail)
    if detail["type"] == "extra_forbidden":
        known = messages.words_beside(detail["loc"])
        remedy = suggest(str(detail["loc"][-1]), known, "Delete it.")
    return Problem(kind, tree.place(path), cause, remedy)


def _path(location: Sequence[str | int], data: Any) -> Steps:
    """Return the part of pydantic's location that is in the document."""
    path: list[str | int] = []
    here: Any = data
    for step in location or ("in_force",):  # the only check of the file as a whole
        if _holds(here, step):
            here = here[step]
            path.append(step)
    return tuple(path)


def _holds(here: object, step: str | int) -> bool:
    if isinstance(here, dict):
        return step in here
    return isinstance(here, list) and isinstance(step, int) and step < len(here)


def _leave_out(path: Steps, detail: ErrorDetails, data: dict[str, Any]) -> Steps:
    """Take the part with a fault out of the data; return its path.

    A word with a fault goes alone; where one is missing, its rule, stage or clock goes.
    """
    if detail["type"] == "extra_forbidden":
        gone = path
    elif not path:
        gone = (str(detail["loc"][0]),)
    elif path[0] in _WHOLE:
        gone = path[: _WHOLE[str(path[0])]]
    else:
        gone = path[:2] if detail["type"] == "missing" else path[:3]
    _delete(gone, data)
    return gone


_WHOLE = {"framework": 1, "signed": 1, "benchmarks": 1, "sla": 2, "cases": 2, "lists": 2} | {
    "routing": 3,
    "prequalification": 3,
}
"""How much goes of these words at the top when a part of them is wrong."""


def _delete(path: Steps, data: dict[str, Any]) -> None:
    holder: Any = data
    for step in path[:-1]:
        holder = holder.get(step) if isinstance(holder, dict) else None
    if isinstance(holder, dict):
        holder.pop(path[-1], None)
    if len(path) == 1 and path[0] in _STAND_INS:
        data[str(path[0])] = _copied(_STAND_INS[str(path[0])])
    elif path[0] == "stages" and not data.get("stages"):
        data["stages"] = _copied(_STAND_INS["stages"])
