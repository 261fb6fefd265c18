"""Why a condition is not taken; caught where a condition is read, never seen outside."""

from __future__ import annotations


class Refusal(Exception):
    """A condition can't be taken: the kind of the problem, its cause and its remedy."""

    def __init__(self, kind: str, cause: str, remedy: str) -> None:
        super().__init__(cause)
        self.kind = kind
        self.cause = cause
        self.remedy = remedy
