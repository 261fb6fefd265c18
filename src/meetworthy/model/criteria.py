"""What is known of a criterion, and who learned it."""

from __future__ import annotations

from enum import IntEnum

from .text import folded


class Status(IntEnum):
    """The state of one criterion; more is better known to be true."""

    UNKNOWN = -1
    DENIED = 0
    PARTIAL = 1
    CONFIRMED = 2

    def meets(self, needed: Status) -> bool:
        """Say whether this state fulfils a need."""
        return self >= needed


class Learned(IntEnum):
    """How an assessment was learned; what a salesperson learned outranks the rest."""

    INFERRED = 0
    FORM = 1
    CONVERSATION = 2


CONVERSATIONS = frozenset({"call", "email", "meeting", "conversation", "chat"})
FORMS = frozenset({"form", "prequalification", "survey"})


def learned_how(how: str | None) -> Learned:
    """Return the rank of a way of learning; a way that is not known is an inference."""
    word = folded(how or "").strip(" ")
    if word in CONVERSATIONS:
        return Learned.CONVERSATION
    return Learned.FORM if word in FORMS else Learned.INFERRED
