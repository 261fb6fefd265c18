"""Which facts a lead is judged by, and from when each of them counts.

Everything here follows from the facts that had occurred by an instant: retractions take
facts back, an identification joins a visitor's history to a lead, a merge joins another
lead's, and a fact about an account reaches the leads that belong to it.  A fact fades from
the time at which it happened, but it is *visible* only from the moment of joining.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from meetworthy.model.fact import Fact
from meetworthy.model.kinds import KINDS, Kind, Phase
from meetworthy.model.time import NEVER

LEFT_OUT = frozenset({"fact.retracted", "lead.unmerged"})
"""Facts that change which others count, and are no part of a lead's history themselves."""

OTHER = Kind("other", Phase.BEHAVIOUR)
"""What a kind that the definition does not know counts as: something the lead did."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A fact as one lead is judged by it: visible in [visible_at, until)."""

    fact: Fact
    phase: Phase
    visible_at: int
    until: int = NEVER
    of_account: bool = False

    @property
    def order(self) -> tuple[int, int, str, str]:
        """The canonical order of the facts of one lead, by when they become visible."""
        return (self.visible_at, self.phase, self.fact.sender, self.fact.id)

    @property
    def occurrence(self) -> tuple[int, int, str, str]:
        """The canonical order by when they happened: the one in which points are summed."""
        return (self.fact.occurred_at, self.phase, self.fact.sender, self.fact.id)


@dataclass(frozen=True, slots=True)
class History:
    """All that one lead is judged by, in canonical order; ``absorbed`` are leads merged into it."""

    lead: int
    seen: tuple[Seen, ...]
    absorbed: tuple[tuple[int, History], ...] = field(default=())


def gather(
    facts: Iterable[Fact],
    *,
    at: int,
    known_by: int | None = None,
    accounts: Mapping[int, int | None] | None = None,
    kinds: Mapping[str, Kind] = KINDS,
) -> dict[int, History]:
    """Return the history of every lead among these facts, as of an instant (inclusive).

    ``accounts`` gives the account that a lead belongs to from the start; ``known_by`` leaves
    out what had not been recorded by then.
    """
    taken = _occurred(facts, at, known_by)
    retracted = retracted_keys(taken)
    standing = [fact for fact in taken if (fact.sender, fact.id) not in retracted]
    return _Gathering(standing, accounts or {}, kinds).histories()


def _occurred(facts: Iterable[Fact], at: int, known_by: int | None) -> list[Fact]:
    named: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        if fact.occurred_at <= at and (known_by is None or fact.recorded_at <= known_by):
            named.setdefault((fact.sender, fact.id), fact)
    return list(named.values())


def retracted_keys(facts: Iterable[Fact]) -> frozenset[tuple[str, str]]:
    """Return the names of the facts that stand retracted; a retraction may itself be."""
    gone: set[tuple[str, str]] = set()
    retractions = [fact for fact in facts if fact.kind == "fact.retracted"]
    for fact in sorted(retractions, key=lambda f: (f.occurred_at, f.sender, f.id), reverse=True):
        if (fact.sender, fact.id) not in gone:
            sender = str(fact.properties.get("sender", fact.sender))
            gone.add((sender, str(fact.properties.get("fact", ""))))
    return frozenset(gone)


@dataclass(frozen=True, slots=True)
class Merge:
    """One lead found to be another: `other` becomes part of `lead`."""

    at: int
    lead: int
    other: int


def standing_merges(facts: Iterable[Fact]) -> list[Merge]:
    """Return the merges that stand, each onto the lead that survives at that moment.

    A merge that was taken back is as if it had never been; one that would close a circle is
    left out, the first stands.
    """
    changes = [f for f in facts if f.kind in ("lead.merged", "lead.unmerged")]
    latest: dict[frozenset[int], Fact] = {}
    first: dict[frozenset[int], Fact] = {}
    for fact in sorted(changes, key=lambda f: (f.occurred_at, f.sender, f.id)):
        pair = _pair(fact)
        if pair is None:
            continue
        latest[pair] = fact
        if fact.kind == "lead.merged":
            first.setdefault(pair, fact)
        else:
            first.pop(pair, None)
    survivor: dict[int, int] = {}
    merges = []
    for fact in sorted(first.values(), key=lambda f: (f.occurred_at, f.sender, f.id)):
        lead = _root(survivor, fact.lead or 0)
        other = _root(survivor, _other(fact) or 0)
        if lead != other:
            survivor[other] = lead
            merges.append(Merge(fact.occurred_at, lead, other))
    return merges


def _other(fact: Fact) -> int | None:
    value = str(fact.properties.get("other", ""))
    return int(value) if value.isdecimal() else None


def _pair(fact: Fact) -> frozenset[int] | None:
    other = _other(fact)
    if fact.lead is None or other is None or other == fact.lead:
        return None
    return frozenset((fact.lead, other))


def _root(survivor: Mapping[int, int], lead: int) -> int:
    while lead in survivor:
        lead = survivor[lead]
    return lead


class _Gathering:
    def __init__(
        self,
        facts: list[Fact],
        accounts: Mapping[int, int | None],
        kinds: Mapping[str, Kind],
    ) -> None:
        self.kinds = kinds
        self.accounts = accounts
        self.own: dict[int, list[Seen]] = defaultdict(list)
        self.about_account: dict[int, list[Fact]] = defaultdict(list)
        self.identified: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.anonymous: list[Fact] = []
        for fact in facts:
            if fact.kind not in LEFT_OUT and not kinds.get(fact.kind, OTHER).accounting:
                self._sort_in(fact)
        self.merges = standing_merges(facts)
        self._join_visitors()
        self._join_accounts()

    def _seen(
        self, fact: Fact, since: int, until: int = NEVER, *, of_account: bool = False
    ) -> Seen:
        visible_at = max(fact.occurred_at, since)
        phase = self.kinds.get(fact.kind, OTHER).phase
        return Seen(fact, phase, visible_at, until, of_account)

    def _sort_in(self, fact: Fact) -> None:
        if fact.lead is not None:
            self.own[fact.lead].append(self._seen(fact, fact.occurred_at))
            if fact.kind == "lead.identified" and fact.visitor is not None:
                self.identified[fact.visitor].append((fact.occurred_at, fact.lead))
        elif fact.account is not None:
            self.about_account[fact.account].append(fact)
        elif fact.visitor is not None:
            self.anonymous.append(fact)

    def _join_visitors(self) -> None:
        """Give each anonymous fact to the last lead identified before it, else to the first."""
        for moments in self.identified.values():
            moments.sort()
        for fact in self.anonymous:
            moments = self.identified.get(fact.visitor or 0, [])
            before = [moment for moment in moments if moment[0] <= fact.occurred_at]
            if moments:
                since, lead = before[-1] if before else moments[0]
                self.own[lead].append(self._seen(fact, since))

    def _join_accounts(self) -> None:
        for lead in list(self.own):
            for account, start, end in self._memberships(lead):
                for fact in self.about_account.get(account, ()):
                    if fact.occurred_at < end:
                        self.own[lead].append(self._seen(fact, start, end, of_account=True))

    def _memberships(self, lead: int) -> list[tuple[int, int, int]]:
        moves = sorted(
            (seen.fact.occurred_at, seen.fact.sender, seen.fact.id, seen.fact.account)
            for seen in self.own[lead]
            if seen.fact.kind == "lead.moved" and seen.fact.account is not None
        )
        begun = min(seen.visible_at for seen in self.own[lead])
        steps = [(begun, self.accounts.get(lead))] + [(move[0], move[3]) for move in moves]
        ends = [step[0] for step in steps[1:]] + [NEVER]
        return [
            (account, start, end)
            for (start, account), end in zip(steps, ends, strict=True)
            if account is not None and start < end
        ]

    def histories(self) -> dict[int, History]:
        """Merge the leads that were merged, in the order in which it happened."""
        seen = {lead: list(items) for lead, items in self.own.items()}
        absorbed: dict[int, list[tuple[int, History]]] = defaultdict(list)
        for merge in self.merges:
            other = seen.pop(merge.other, [])
            if not other:
                continue
            before = _history(merge.other, other, absorbed.pop(merge.other, []))
            absorbed[merge.lead].append((merge.at, before))
            seen.setdefault(merge.lead, []).extend(_passed_on(other, merge.at))
        return {lead: _history(lead, items, absorbed[lead]) for lead, items in seen.items()}


def _passed_on(other: list[Seen], at: int) -> list[Seen]:
    """Return what a merged lead brings along: what is known and what was done.

    What sales had decided before is in the stages that it had entered by then.
    """
    return [
        Seen(s.fact, s.phase, max(s.visible_at, at), s.until, s.of_account)
        for s in other
        if s.phase <= Phase.BEHAVIOUR or s.visible_at >= at
    ]


def _history(lead: int, seen: list[Seen], absorbed: list[tuple[int, History]]) -> History:
    return History(lead, tuple(sorted(seen, key=lambda s: s.order)), tuple(absorbed))
