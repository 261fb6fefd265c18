"""What is wrong with a fact as told: gathered as one reads, each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from meetworthy.model.problem import Place, Problem

from .load import suggestion

MOST_SHOWN = 60  # characters of a word from outside that a message shows; chosen by eye

MOST_PROBLEMS = 50
"""Problems that are said of one fact or event; chosen by eye, nobody mends more at once."""

_WORDS = {
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
    type(None): "null",
}


class Faults:
    """The problems found in one request, event or fact; ``place`` names it."""

    __slots__ = ("place", "problems")

    def __init__(self, place: str) -> None:
        self.place = place
        self.problems: list[Problem] = []

    def add(self, kind: str, field: str | None, cause: str, remedy: str) -> None:
        """Note a problem; ``field`` is the member it is about, with dots between levels."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(kind, Place(self.place, None, field), cause, remedy))


def shown(word: str) -> str:
    """Return a word from outside as a message may show it: short, without unprintable signs."""
    cut = word if len(word) <= MOST_SHOWN else word[: MOST_SHOWN - 1] + "…"
    return cut if cut.isprintable() else "".join(map(_printable, cut))


def _printable(sign: str) -> str:
    return sign if sign.isprintable() else f"\\u{ord(sign):04x}"


def named(value: object) -> str:
    """Return what sort of JSON value this is, in words."""
    return _WORDS.get(type(value), "a value that JSON does not have")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the remedy for an unknown word; long ones are compared with nothing."""
    return _suggested(word if len(word) <= MOST_SHOWN else "", tuple(known))


@lru_cache(maxsize=1024)
def _suggested(word: str, known: tuple[str, ...]) -> str:
    return suggestion(word, known)
