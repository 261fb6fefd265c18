"""Finding the files that a mapping names, and nothing outside its folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath

from meetworthy.model.document import Tree
from meetworthy.model.problem import Problem

from .load import suggestion
from .mapping import FileEntry, Mapping
from .mended import MENDED_FILE

_PATTERN = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Found:
    """One file of an entry: where it is, what it is called in messages, its part number."""

    path: Path
    name: str
    part: int


def find_files(
    folder: Path, mapping: Mapping, tree: Tree
) -> tuple[dict[str, list[Found]], list[Problem]]:
    """Return each entry's files in the order of their names, and what is wrong with the names.

    Parts are numbered over all entries, in the mapping's order.
    """
    found: dict[str, list[Found]] = {}
    problems: list[Problem] = []
    part = 0
    for name, entry in mapping.files.items():
        paths, wrong = _of_entry(folder, name, entry, tree)
        problems += wrong + _undated_names(name, entry, paths, tree)
        found[name] = []
        for path in paths:
            found[name].append(Found(path, _relative(path, folder), part))
            part += 1
    return found, problems


def _of_entry(
    folder: Path, name: str, entry: FileEntry, tree: Tree
) -> tuple[list[Path], list[Problem]]:
    paths: list[Path] = []
    problems: list[Problem] = []
    where = ("files", name, "file")
    for pattern in entry.file:
        matched, problem = match_inside(folder, pattern, tree, where)
        paths += [path for path in _in_order(matched, entry) if path not in paths]
        problems += [] if problem is None else [problem]
    return paths, problems


def match_inside(
    folder: Path, pattern: str, tree: Tree, where: tuple[str | int, ...]
) -> tuple[list[Path], Problem | None]:
    """Return the files inside a folder that a pattern names, or the problem with it."""
    pure = PurePath(pattern)
    if not pattern or pure.is_absolute() or ".." in pure.parts or "\0" in pattern:
        return [], _outside(pattern, tree, where)
    matched = sorted(folder.glob(pattern)) if _PATTERN & set(pattern) else [folder / pattern]
    files = [path for path in matched if path.is_file() and path.name != MENDED_FILE]
    misnamed = next((path.name for path in files if not _is_text(str(path))), None)
    if misnamed is not None:
        return [], _misnamed(misnamed, tree, where)
    if any(not _is_inside(path, folder) for path in files):
        return [], _outside(pattern, tree, where)
    return files, None if files else _absent(folder, pattern, tree, where)


def _is_text(name: str) -> bool:
    """Say whether a path is UTF-8 text; bytes that are not stand as halves of signs in it."""
    return not any("\ud800" <= sign <= "\udfff" for sign in name)


def _misnamed(name: str, tree: Tree, where: tuple[str | int, ...]) -> Problem:
    shown = name.encode("utf-8", "replace").decode()
    return Problem(
        "file_misnamed",
        tree.place(where),
        f"The path of `{shown}` holds bytes that are not UTF-8 text.",
        "Rename the file, or the folder that it is in.",
    )


def _is_inside(path: Path, folder: Path) -> bool:
    """Say whether a file really lies in a folder, symbolic links followed."""
    return path.resolve().is_relative_to(folder.resolve())


def _in_order(paths: Iterable[Path], entry: FileEntry) -> list[Path]:
    """Order snapshots by the day in their names, everything else by name."""
    pattern = entry.taken.from_name if entry.taken else None
    if pattern is None:
        return sorted(paths)
    days = {path: day_in_name(path.name, pattern) for path in paths}
    dated = sorted((day, path) for path, day in days.items() if day is not None)
    return [path for _, path in dated] + sorted(path for path in days if days[path] is None)


def day_in_name(name: str, pattern: str) -> datetime | None:
    """Return the naive time that a file's name states by a pattern; None if it does not."""
    try:
        return datetime.strptime(name, pattern)  # noqa: DTZ007 - the zone is the entry's
    except ValueError:
        return None


def _undated_names(name: str, entry: FileEntry, paths: list[Path], tree: Tree) -> list[Problem]:
    """Return a problem for the names that do not say when their snapshot was taken."""
    pattern = entry.taken.from_name if entry.taken else None
    silent = [path.name for path in paths if pattern and day_in_name(path.name, pattern) is None]
    if not silent:
        return []
    return [
        Problem(
            "taken_unread",
            tree.place(("files", name, "taken")),
            f"The name {silent[0]} is not written as `{pattern}`.",
            "Rename the file, or correct the pattern (%Y is the year, %m the month, %d the day).",
        )
    ]


def _relative(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _outside(pattern: str, tree: Tree, where: tuple[str | int, ...]) -> Problem:
    return Problem(
        "file_outside",
        tree.place(where),
        f"`{pattern}` is not inside the folder of the mapping.",
        "Copy the file into the folder and name it from there; links out of it are not followed.",
    )


def _absent(folder: Path, pattern: str, tree: Tree, where: tuple[str | int, ...]) -> Problem:
    there = [path.name for path in sorted(folder.iterdir()) if path.is_file()]
    return Problem(
        "file_absent",
        tree.place(where),
        f"There is no file `{pattern}` in the folder.",
        suggestion(pattern, there),
    )
