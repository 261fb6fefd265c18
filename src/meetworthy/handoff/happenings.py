"""What happens to one lead, pass by pass, in the words that start and stop clocks."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from meetworthy.judge.gather import History, retracted_keys
from meetworthy.judge.state import Entered
from meetworthy.model.fact import Fact
from meetworthy.model.time import DAY, NEVER

PASS, EXIT = "pass", "exit"


@dataclass(frozen=True, slots=True)
class Happening:
    """A word that happened: a stage entered, `review`, `exit`, or a kind of fact.

    ``date_only``: only the day is known, and ``at`` is its start.
    """

    at: int
    word: str
    date_only: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """All that happened at one instant of a pass."""

    at: int
    happenings: tuple[Happening, ...]

    def first(self, words: Iterable[str]) -> Happening | None:
        """Return what happened of these words, by their order; None where none did."""
        by_word = {one.word: one for one in reversed(self.happenings)}
        return next((by_word[word] for word in words if word in by_word), None)


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass of a lead and what happened in it, in order; the next starts at ``end``."""

    number: int
    end: int
    moments: tuple[Moment, ...]


def facts_happening(facts: Iterable[Fact], *, at: int) -> list[Happening]:
    """Return what the facts about one lead say as of an instant, without those taken back.

    Facts about its account, or about a visitor nobody had identified, say nothing of the lead.
    """
    known = [fact for fact in facts if fact.occurred_at <= at]
    gone = retracted_keys(known)
    return [
        Happening(fact.occurred_at, fact.kind, fact.date_only)
        for fact in known
        if fact.lead is not None and (fact.sender, fact.id) not in gone
    ]


def history_happening(history: History, *, at: int) -> list[Happening]:
    """Return what a lead's gathered history says as of an instant.

    What a visitor did happens to the lead when the visitor is identified; what happened to a
    lead that was merged into this one has happened to this one, when it did.
    """
    return list(_by_fact(history, at).values())


def _by_fact(history: History, at: int) -> dict[tuple[str, str], Happening]:
    found: dict[tuple[str, str], Happening] = {}
    for _, other in history.absorbed:
        found |= _by_fact(other, at)
    for seen in history.seen:
        fact = seen.fact
        if seen.visible_at <= at and not seen.of_account:
            happening = Happening(seen.visible_at, fact.kind, fact.date_only)
            found.setdefault((fact.sender, fact.id), happening)
    return found


def passes_of(entries: Sequence[Entered], facts: Iterable[Happening], *, at: int) -> list[Pass]:
    """Return a lead's passes up to an instant (inclusive), each with what happened in it.

    A fact belongs to the pass that had started last; what comes before the first pass belongs
    to none.  One of which only the day is known belongs to a pass that starts on that day.
    """
    by_pass: dict[int, list[Happening]] = defaultdict(list)
    for entry in entries:
        if entry.at <= at:
            happening = Happening(entry.at, entry.stage, entry.date_only)
            by_pass[entry.pass_number].append(happening)
    starts = sorted((min(one.at for one in found), number) for number, found in by_pass.items())
    _add_facts(by_pass, starts, facts)
    ends = [start for start, _ in starts[1:]] + [NEVER]
    return [
        Pass(number, end, _moments(by_pass[number]))
        for (_, number), end in zip(starts, ends, strict=True)
    ]


def _add_facts(
    by_pass: dict[int, list[Happening]],
    starts: list[tuple[int, int]],
    facts: Iterable[Happening],
) -> None:
    for fact in facts:
        latest = fact.at + DAY - 1 if fact.date_only else fact.at
        place = bisect_right(starts, (latest, NEVER)) - 1
        if place >= 0:
            by_pass[starts[place][1]].append(fact)


def _moments(happenings: list[Happening]) -> tuple[Moment, ...]:
    happenings.sort(key=lambda one: one.at)
    return tuple(Moment(at, tuple(group)) for at, group in groupby(happenings, lambda one: one.at))
