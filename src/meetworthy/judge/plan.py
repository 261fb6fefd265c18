"""A definition made ready for the interpreter: its conditions read, its rules by fact kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from meetworthy.definition.expression import Attribute, walk
from meetworthy.definition.frameworks import FRAMEWORKS
from meetworthy.definition.language import (
    Condition,
    Definition,
    Entry,
    Motion,
    Reason,
    Stage,
)
from meetworthy.model.fact import Fact
from meetworthy.model.kinds import Phase, Type
from meetworthy.model.text import folded

from .attributes import as_value
from .condition import Reading, Supposed, Value, read
from .evidence import words_for
from .gather import Seen

CONCEPTS: dict[str, str] = {
    criterion.slug: criterion.answers
    for framework in FRAMEWORKS.values()
    for criterion in framework.criteria
    if criterion.answers is not None
}
"""Which of need, authority, budget and timeline a criterion of a built-in framework answers."""


def reading_of(condition: Condition | None) -> Reading | None:
    """Return the reading of a condition, where there is one."""
    return None if condition is None else read(condition.expression)


@dataclass(frozen=True, slots=True)
class FactScene(Supposed):
    """What a rule's `where` can see: the properties of one fact."""

    fact: Fact = field(kw_only=True)
    types: Mapping[str, Type] = field(kw_only=True)
    plan: Plan = field(kw_only=True)

    def attribute(self, name: str) -> Value:
        """Return a property of the fact; `source`, `campaign` and `actor` are the fact's own."""
        if name in ("source", "campaign", "actor"):
            own = getattr(self.fact, name)
            return None if own is None else folded(own)
        return as_value(self.fact.properties.get(name), self.types[name])

    def in_list(self, name: str, text: str) -> bool:
        """Say whether a text is in a named list when the fact occurred."""
        return self.plan.in_list(name, text, self.fact.occurred_at)


class Plan:
    """One version of a definition, made ready to judge by."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.fit = [(rule, read(rule.when.expression)) for rule in definition.fit]
        self.disqualify = [(rule, read(rule.when.expression)) for rule in definition.disqualify]
        self.behaviour = definition.behaviour
        self._where = [reading_of(rule.where) for rule in definition.behaviour]
        self._where_types = [_types_in(rule.where) for rule in definition.behaviour]
        self._by_kind: dict[str, list[int]] = {}
        for index, rule in enumerate(definition.behaviour):
            self._by_kind.setdefault(rule.kind, []).append(index)
        self.stage_when = {s.slug: reading_of(s.when) for s in definition.stages}
        self.stages = {stage.slug: stage for stage in definition.stages}
        self.motion_when = [(motion, reading_of(motion.when)) for motion in definition.motions]
        self.motions = {motion.slug: motion for motion in definition.motions}
        self.until = {r.slug: reading_of(r.until) for r in definition.reasons.values()}
        self._reasons = {folded(r.slug): r for r in definition.reasons.values()}
        self._reasons |= {folded(r.label): r for r in definition.reasons.values()}
        self.rule_index = {rule.slug: i for i, rule in enumerate(definition.behaviour)}
        self.fit_index = {rule.slug: i for i, rule in enumerate(definition.fit)}
        self._lists = {
            name: {
                folded(entry.value): [
                    (e.start, e.end)
                    for e in named.entries
                    if folded(e.value) == folded(entry.value)
                ]
                for entry in named.entries
            }
            for name, named in definition.lists.items()
        }
        self.has_dated_lists = any(
            entry.start is not None or entry.end is not None
            for named in definition.lists.values()
            for entry in named.entries
        )
        self.words = words_for(definition.framework, CONCEPTS)
        self._stage_by_kind: dict[str, Stage] = {}
        self._named_stages: dict[tuple[str, str], Stage] = {}
        for stage in definition.stages:
            self._index_stage(stage)

    def _index_stage(self, stage: Stage) -> None:
        kind = "stage.asserted" if stage.entry is Entry.ASSERTED else stage.kind
        if kind in NAMES_A_STAGE:
            self._named_stages[kind or "", folded(stage.slug)] = stage
        elif kind is not None:
            self._stage_by_kind.setdefault(kind, stage)

    def matching(self, seen: Seen) -> list[int]:
        """Return the indices of the behaviour rules that a fact fulfils."""
        return [
            index
            for index in self._by_kind.get(seen.fact.kind, ())
            if self.behaviour[index].of_account == seen.of_account and self._fulfils(index, seen)
        ]

    def _fulfils(self, index: int, seen: Seen) -> bool:
        where = self._where[index]
        if where is None:
            return True
        scene = FactScene(fact=seen.fact, types=self._where_types[index], plan=self)
        return where(scene) is True

    def in_list(self, name: str, text: str, at: int) -> bool:
        """Say whether a folded text is in a named list at an instant."""
        return any(
            (start is None or start <= at) and (end is None or at < end)
            for start, end in self._lists.get(name, {}).get(text, ())
        )

    def reason(self, text: str | None) -> Reason | None:
        """Return the reason with this slug or label."""
        return None if text is None else self._reasons.get(folded(text.strip()))

    def motion(self, slug: str | None) -> Motion:
        """Return a motion; the default where this version has none of that name."""
        return self.motions.get(slug or "", self.definition.motions[-1])

    def sales_begins(self, motion: Motion) -> int:
        """Return the place in a motion from which on a disqualifier only warns: SQL."""
        if "sql" in motion.stages:
            return motion.stages.index("sql")
        return self._first_place(motion, {Entry.DECIDED, Entry.MEETING, Entry.RECORDED})

    def review_ends(self, motion: Motion) -> int:
        """Return the place in a motion from which on a lead needs no review: sales has it."""
        return self._first_place(motion, {Entry.DECIDED, Entry.MEETING, Entry.RECORDED})

    def _first_place(self, motion: Motion, entries: set[Entry]) -> int:
        for place, slug in enumerate(motion.stages):
            if self.stages[slug].entry in entries:
                return place
        return len(motion.stages)

    def stage_of_fact(self, fact: Fact) -> Stage | None:
        """Return the stage that a decision or a record speaks of."""
        if fact.kind in NAMES_A_STAGE:
            named = folded(str(fact.properties.get("stage", "")))
            return self._named_stages.get((fact.kind, named))
        return self._stage_by_kind.get(fact.kind)

    def decisions(self) -> list[tuple[str, str | None]]:
        """Return the kinds that enter a stage, and the kinds that name theirs, with its slug."""
        named: list[tuple[str, str | None]] = [(kind, slug) for kind, slug in self._named_stages]
        return named + [(kind, None) for kind in self._stage_by_kind]

    def stage_by(self, kind: str, named: str | None) -> Stage | None:
        """Return the stage that a kind enters, or that a kind names."""
        return self._named_stages.get((kind, named)) if named else self._stage_by_kind.get(kind)

    def wakes(self, seen: Seen) -> bool:
        """Say whether a fact may promote: what the lead did or is, not what others did."""
        if seen.of_account:
            return any(self.behaviour[index].wakes for index in self.matching(seen))
        return seen.phase is Phase.BEHAVIOUR or seen.fact.kind in WAKING


NAMES_A_STAGE = frozenset({"stage.decided", "stage.asserted"})
"""The kinds whose property `stage` says which stage they speak of."""

WAKING = frozenset(
    {
        "lead.created",
        "lead.described",
        "lead.cleared",
        "lead.identified",
        "lead.merged",
        "lead.moved",
    }
)
"""The kinds of the knowing phase that may promote: attributes and joinings."""


def _types_in(condition: Condition | None) -> dict[str, Type]:
    if condition is None:
        return {}
    return {
        node.name: node.type for node in walk(condition.expression) if isinstance(node, Attribute)
    }
