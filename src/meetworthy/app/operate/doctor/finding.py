"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it is: fine, worth a look, or wrong."""

    FINE = "fine"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: what was looked at, how it is, what was seen, and what to do about it."""

    about: str
    state: State
    said: str
    remedy: str = ""


def fine(about: str, said: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(about, State.FINE, said)


def look(about: str, said: str, remedy: str) -> Finding:
    """Return that something is worth a look."""
    return Finding(about, State.LOOK, said, remedy)


def wrong(about: str, said: str, remedy: str) -> Finding:
    """Return that something is wrong."""
    return Finding(about, State.WRONG, said, remedy)
