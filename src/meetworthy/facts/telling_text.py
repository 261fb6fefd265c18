"""Texts as told: their length, and the signs that no database and no reader can use."""

from __future__ import annotations

import re

from meetworthy.model.told import LONGEST_ID

from .cells import BLANKS
from .telling_faults import Faults, named

LONGEST_TEXT = 2_000
"""Characters of a property; chosen by eye, above any title, address or note of a call."""

LONGEST_WORD = 200
"""Characters of a source, a campaign, an actor; chosen by eye, above the longest UTM seen."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL_BUT_LINES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LARGEST_NUMBER_AS_NAME = 10**18  # longer ones lose digits on their way through JavaScript


def text_fault(text: str, longest: int, *, lines: bool = False) -> tuple[str, str] | None:
    """Return why a text can't be taken and the remedy, or None; ``lines`` allows line ends."""
    if len(text) > longest:
        return f"has {len(text):,} characters, more than {longest:,}", "Shorten it."
    if text.isprintable():
        return None
    if (_CONTROL_BUT_LINES if lines else _CONTROL).search(text):
        return "holds control signs or halves of characters", "Send it as plain text."
    return None


def read_word(value: object, field: str, faults: Faults, longest: int = LONGEST_ID) -> str | None:
    """Return a text on one line without blanks around it; None where it says nothing."""
    if value is None:
        return None
    if not isinstance(value, str):
        faults.add("value_unreadable", field, f"This is {named(value)}, not text.", "Send text.")
        return None
    word = value.strip(BLANKS)
    if len(word) <= longest and word.isprintable():  # nearly always, and quicker
        return word or None
    fault = text_fault(word, longest)
    if fault is not None:
        faults.add("text_unfit", field, f"The text {fault[0]}.", fault[1])
        return None
    return word


def read_name(value: object, field: str, faults: Faults, longest: int = LONGEST_ID) -> str | None:
    """Return a name given by another system: text, or a whole number as its digits."""
    if isinstance(value, str):
        return read_word(value, field, faults, longest)
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) < _LARGEST_NUMBER_AS_NAME:
            return str(value)
        faults.add("text_unfit", field, "The number is too long for a name.", "Send it as text.")
        return None
    return read_word(value, field, faults, longest)
