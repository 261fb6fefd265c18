"""What changed between two versions: in words, and line by line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from meetworthy.app.definitions.finding import versions_of
from meetworthy.app.definitions.models import Version
from meetworthy.app.definitions.timeline import read
from meetworthy.definition.diff import Change, compare

_AROUND = 2
"""Lines shown around a change; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of either text: ``what`` is same, gone, new or gap (lines left out)."""

    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a version: in words where both can be read, and the lines."""

    before: Version
    words: tuple[Change, ...]
    lines: tuple[Line, ...]


def changes_of(version: Version) -> Changes | None:
    """Return what a version changes of the one before it; None for the first."""
    before = version_before(version)
    if before is None:
        return None
    old, new = read(before.text, before.lists), read(version.text, version.lists)
    words: tuple[Change, ...] = ()
    if old.definition is not None and new.definition is not None:
        words = compare(old.definition, new.definition)
    return Changes(before, words, tuple(_lines(before.text, version.text)))


def version_before(version: Version) -> Version | None:
    """Return the version that this one follows: the highest lower number that was in force."""
    known = versions_of(version.workspace).exclude(pk=version.pk)
    return known.filter(state=Version.State.ACTIVE, number__lt=version.number).first()


def _lines(old: str, new: str) -> Iterator[Line]:
    whats = {"+": "new", "-": "gone", " ": "same", "@": "gap"}
    unified = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=_AROUND)
    for text in list(unified)[2:]:
        what = whats.get(text[:1], "same")
        yield Line(what, "" if what == "gap" else text[1:])
