"""Slugs: short stable names beside labels, by which history is kept when a label changes."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 60
_PLAIN = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d"})


def slug_of(label: str) -> str:
    """Return the slug of a label: its letters and digits in ASCII, joined by underscores."""
    folded = unicodedata.normalize("NFKD", label.lower().translate(_LETTERS))
    plain = folded.encode("ascii", "ignore").decode()
    return "_".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST].rstrip("_")


def is_slug(text: str) -> bool:
    """Say whether a text is a slug as a person may write one."""
    return len(text) <= LONGEST and _PLAIN.fullmatch(text) is not None
