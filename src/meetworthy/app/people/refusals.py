"""Why something about people or keys is refused."""

from __future__ import annotations

from typing import NoReturn

from meetworthy.model.problem import Place, Problem, Refused


def refuse(kind: str, place: str, cause: str, remedy: str) -> NoReturn:
    """Raise Refused with one problem."""
    raise Refused([Problem(kind, Place(place), cause, remedy)])
