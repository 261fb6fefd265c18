"""How texts are compared: without regard to case, the same everywhere."""

from __future__ import annotations


def folded(text: str) -> str:
    """Return a text in lower case, each character on its own.

    This is what DuckDB's ``lower`` computes: Unicode's simple lower case, which knows no
    neighbours (a final sigma stays a sigma) and never makes one character into two.
    """
    if text.isascii():
        return text.lower()
    return "".join(map(_lower, text))


def _lower(character: str) -> str:
    lower = character.lower()
    return lower if len(lower) == 1 else lower[0]
