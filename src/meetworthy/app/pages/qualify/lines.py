"""One criterion as shown: what is known, what to ask, and what is chosen and not recorded."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from meetworthy.app.judging.one import Seen
from meetworthy.handoff.asking import Known, asked_next, known_of

from .said import Answers, Said

_MOST_KEYS = 9

_PARTIAL = {
    "need": _("Partial: they see it, and have not said what it costs them."),
    "authority": _("Partial: we can get to whoever decides."),
    "budget": _("Partial: money can be found."),
    "timeline": _("Partial: a date is plausible."),
}
"""What partial means, by what a criterion answers (semantics §5)."""


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion; ``key`` chooses it, ``is_next`` is what to ask now."""

    known: Known
    key: str
    partial: str
    is_next: bool
    said: Said | None
    is_half: bool

    @property
    def chosen(self) -> str:
        """The status that is chosen and not recorded, as forms write it."""
        status = None if self.said is None else self.said.status
        return "" if status is None else status.name.lower()


def lines_of(seen: Seen, answers: Answers, *, halves: bool = False) -> list[Line]:
    """Return the criteria, first what to ask first; ``halves`` says what is not whole."""
    answered = {c.slug: c.answers or "" for c in seen.definition.framework.criteria}
    order = known_of(seen.definition, seen.judgement, seen.facts)
    first, found = asked_next(order), []
    for place, known in enumerate(order):
        found.append(
            Line(
                known=known,
                key=str(place + 1) if place < _MOST_KEYS else "",
                partial=str(_PARTIAL.get(answered[known.slug], "")),
                is_next=known.slug == first,
                said=answers.of(known.slug),
                is_half=halves and known.slug in answers.halves,
            )
        )
    return found


def in_order_of(shown: list[Line], others: list[Line]) -> list[Line]:
    """Return other lines in the order of those that are shown: nothing moves as one chooses."""
    places = {line.known.slug: place for place, line in enumerate(shown)}
    return sorted(others, key=lambda line: places[line.known.slug])
