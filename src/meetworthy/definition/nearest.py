"""The nearest known word to one that is not known, for remedies."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

LIKENESS = 0.6  # chosen by eye: finds slips of the finger, not other words


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the known word most like this one, or nothing where none is like it."""
    known = {each.lower(): each for each in words}
    found = difflib.get_close_matches(word.lower(), known, n=1, cutoff=LIKENESS)
    return known[found[0]] if found else None


def suggest(word: str, words: Iterable[str], otherwise: str) -> str:
    """Return a remedy: the nearest known word, or a list of them, or another sentence."""
    known = sorted(set(words))
    found = nearest(word, known)
    if found is not None:
        return f"Did you mean `{found}`?"
    if 0 < len(known) <= 12:  # chosen by eye: a longer list is not read
        return f"{otherwise} Known: {', '.join(f'`{each}`' for each in known)}."
    return otherwise
