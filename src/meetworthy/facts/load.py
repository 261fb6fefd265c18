"""From the text of ``sources.yaml`` to a mapping, or to everything that is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from meetworthy.model.document import LARGEST_BYTES, Tree, read_document
from meetworthy.model.problem import Place, Problem, Refused

from .mapping import (
    MAPPING_FILE,
    Cell,
    FactRule,
    FileEntry,
    Mapping,
    Moment,
    OwnKind,
    Taken,
    When,
)

_WORDS = frozenset(
    field.alias or name
    for part in (Mapping, FileEntry, FactRule, Cell, Moment, Taken, When, OwnKind)
    for name, field in part.model_fields.items()
)


def load_mapping(folder: Path) -> tuple[Mapping, Tree]:
    """Read a folder's ``sources.yaml``; raises ``Refused`` with all that is wrong with it."""
    path = folder / MAPPING_FILE
    if not path.is_file():
        raise Refused([_no_mapping(folder)])
    if path.stat().st_size > LARGEST_BYTES:
        raise Refused([_not_text(path, f"is larger than {LARGEST_BYTES:,} bytes")])
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Refused([_not_text(path, "is not UTF-8 text")]) from None
    mapping, tree, problems = parse_mapping(text, str(path))
    if mapping is None:
        raise Refused(problems)
    return mapping, tree


def parse_mapping(text: str, file: str) -> tuple[Mapping | None, Tree, list[Problem]]:
    """Return the mapping that a text states, its tree of lines, and its problems.

    The mapping is None where there is any problem.
    """
    tree, problems = read_document(text, file)
    if problems:
        return None, tree, problems
    if not isinstance(tree.data, dict):
        return None, tree, [_empty(file)]
    try:
        return Mapping.model_validate(tree.data), tree, []
    except ValidationError as error:
        return None, tree, [_problem(entry, tree) for entry in error.errors()]


def _problem(entry: Any, tree: Tree) -> Problem:
    kind, path = str(entry["type"]), tuple(entry["loc"])
    cause, remedy = _said(kind, path, entry)
    return Problem(f"mapping_{kind}", tree.place(path), cause, remedy)


def _said(kind: str, path: tuple[str | int, ...], entry: Any) -> tuple[str, str]:
    word = str(path[-1]) if path else MAPPING_FILE
    if kind == "extra_forbidden":
        return f"`{word}` is not a word of the notation here.", suggestion(word, _WORDS)
    if kind == "missing":
        return f"`{word}` is missing.", f"Add `{word}:`."
    if kind == "value_error":
        said = str(entry["ctx"]["error"])
        return f"{said[:1].upper()}{said[1:]}.", "Correct it."
    shown = repr(entry["input"])[:60]
    return f"`{word}` can't be {shown}: {str(entry['msg']).lower()}.", "Correct it."


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return the remedy for a word that is not known: the nearest known one, if any is near."""
    options = list(known)
    near = difflib.get_close_matches(word, options, n=1, cutoff=0.6)
    folded = {option.casefold(): option for option in options}
    if word.casefold() in folded:
        near = [folded[word.casefold()]]
    return f"Did you mean `{near[0]}`?" if near else "Correct the word, or leave it out."


def _no_mapping(folder: Path) -> Problem:
    return Problem(
        "mapping_absent",
        Place(str(folder)),
        f"The folder has no {MAPPING_FILE}.",
        f"Let `meetworthy map {folder}` propose one, and correct it.",
    )


def _not_text(path: Path, said: str) -> Problem:
    return Problem(
        "mapping_unreadable", Place(str(path)), f"The file {said}.", "Save it as plain UTF-8 text."
    )


def _empty(file: str) -> Problem:
    return Problem(
        "mapping_empty",
        Place(file, 1),
        "The file holds no mapping.",
        "Start with `sources: 1` and `files:`; `meetworthy map` proposes one.",
    )
