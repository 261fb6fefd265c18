"""Rules tried on leads of the past: who would have got how many, beside what really happened."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from meetworthy.definition.language import Routing
from meetworthy.handoff.roster import Roster

from .asking import Asked, Holds, Load, Outcome, Routed
from .route import route
from .turns import Pool


@dataclass(frozen=True, slots=True)
class Arrival:
    """A lead that came to sales at an instant: when it left again, and who really got it.

    ``left_at`` is None for one that stayed; ``owner`` is empty for one that nobody got.
    ``owners`` are whose other leads of its account were before.
    """

    lead: int
    at: int
    holds: Holds
    accounts: tuple[int, ...] = ()
    owners: tuple[str, ...] = ()
    left_at: int | None = None
    owner: str = ""


@dataclass(slots=True)
class Tally:
    """What became of arrivals by some rules: ``routed`` are they with their answers, in order."""

    routed: list[tuple[Arrival, Routed]] = field(default_factory=list)

    @property
    def would(self) -> Counter[str]:
        """How many each person would have got."""
        return Counter(routed.person for _, routed in self.routed if routed.person is not None)

    @property
    def was(self) -> Counter[str]:
        """How many each person really got."""
        return Counter(arrival.owner for arrival, _ in self.routed if arrival.owner)

    @property
    def by_rule(self) -> Counter[str]:
        """How many each rule would have given to somebody."""
        return Counter(routed.rule for _, routed in self.routed if routed.person is not None)

    @property
    def unrouted(self) -> Counter[str]:
        """How many nobody would have got, by the reason."""
        return Counter(reason_of(routed) for _, routed in self.routed if routed.person is None)


def try_rules(
    routing: Routing,
    arrivals: Iterable[Arrival],
    roster_at: Callable[[int], Roster],
    load: Load,
) -> Tally:
    """Give leads to people by rules, in order of their arrival; turns start anew.

    ``load`` is how many open leads everybody had before the first; it changes.
    """
    tally, turns = Tally(), dict[str, Pool]()
    leaving: list[tuple[int, str]] = []
    by_account: dict[int, Counter[str]] = {}
    for arrival in sorted(arrivals, key=lambda one: (one.at, one.lead)):
        while leaving and leaving[0][0] <= arrival.at:
            load.add(heapq.heappop(leaving)[1], -1)
        asked = Asked(arrival.at, arrival.holds, _owners(arrival, by_account))
        routed = route(routing, asked, roster_at(arrival.at), load, turns)
        tally.routed.append((arrival, routed))
        if routed.person is None:
            continue
        if arrival.left_at is not None:
            heapq.heappush(leaving, (arrival.left_at, routed.person))
        for account in arrival.accounts:
            by_account.setdefault(account, Counter())[routed.person] += 1
    return tally


def _owners(arrival: Arrival, by_account: dict[int, Counter[str]]) -> tuple[str, ...]:
    """Return whose other leads of the account are, by then: those tried before come first."""
    found: Counter[str] = Counter()
    for account in arrival.accounts:
        found += by_account.get(account, Counter())
    mine = sorted(found, key=lambda owner: (-found[owner], owner))
    return (*mine, *(owner for owner in arrival.owners if owner not in found))


def reason_of(routed: Routed) -> str:
    """Return why nobody got a lead, without names and numbers, so that it can be counted."""
    empty = [tried for tried in routed.why if tried.outcome is Outcome.NOBODY]
    if not empty:
        unknown = any(tried.outcome is Outcome.UNKNOWN for tried in routed.why)
        return "not known whether a rule holds" if unknown else "no rule holds"
    last = empty[-1]
    why = sorted({passed.why.value for passed in last.passed})
    return f"“{last.label}”: {', '.join(why)}" if why else f"“{last.label}”: names nobody"
