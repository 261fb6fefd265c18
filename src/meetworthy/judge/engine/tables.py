"""A timeline of definitions as the arrays that the kernel folds by.

Everything that two versions may share has one number for the whole timeline: stages,
motions, reasons, disqualifiers, criteria words, attributes.  What differs by version has
the version as its first axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from meetworthy.definition import expression as ex
from meetworthy.definition.language import BehaviourRule, Entry, Reason, Stage, Timeline
from meetworthy.model.time import NEVER, zone_offsets

from ..bounds import Unknowns
from ..plan import Plan
from .program import Op, Programs, Writer

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

WAKING_BIT = 62  # not a rule: marks rows that are about the account
DATE_ONLY_BIT = 61
MOST_MATCHERS = 60

ENTRIES = (
    Entry.START,
    Entry.JUDGED,
    Entry.DECIDED,
    Entry.MEETING,
    Entry.RECORDED,
    Entry.ASSERTED,
)


class Rules(NamedTuple):
    """Behaviour rules by version and number: (versions, most rules)."""

    count: Ints  # (versions,)
    windows: Ints  # (versions, most rules): which window a rule keeps, -1: none
    points: Floats
    half_life: Ints  # 0: none
    window: Ints  # 0: none
    cap: Floats  # NaN: none
    at_most: Ints  # 0: any number
    high_intent: Ints
    review: Ints
    wakes: Ints
    of_bit: Ints  # (versions, bits + 1): where a bit's rules start in by_bit
    by_bit: Ints  # (versions, most rules): rules ordered by bit


class Stages(NamedTuple):
    """Stages by version and number for the timeline: (versions, stages)."""

    entry: Ints  # index in ENTRIES; -1 where the version has no such stage
    when: Ints  # program, or -1
    least_score: Floats  # no lead enters under it
    asks_intent: Ints  # 1: nor without high intent
    agreed: Ints
    accepted: Ints  # meetings: which bit of a meeting's state counts
    needs: Ints  # (versions, stages, criteria): least status, -1 where not needed
    order: Ints  # (versions, motions of the timeline, places): stages, -1 after the last
    sales_begins: Ints  # (versions, motions)
    review_ends: Ints  # (versions, motions)


class Choices(NamedTuple):
    """Motions, disqualifiers, reasons and fit rules by version."""

    motions: Ints  # (versions, most motions, 2): motion, program; motion -1 after the last
    disqualify: Ints  # (versions, most, 3): disqualifier, program, reason
    fit: Ints  # (versions, most): program; -1 after the last
    fit_points: Floats
    fit_apart: Ints  # 1: bounded on its own, since it speaks of several attributes
    fit_attributes: Ints  # the attributes a rule speaks of, as bits
    by_name: Ints  # (attributes,): their numbers in the order of their names
    reason: Ints  # (reasons, 4): then is disqualified, duration, strict, until program
    span_low: Floats  # (versions, attributes)
    span_high: Floats


class Evidence(NamedTuple):
    """Criteria by version: the words under which evidence stands, and how long it lasts."""

    count: Ints  # (versions,)
    words: Ints  # (versions, criteria, most words): word, -1 after the last
    expiry: Ints  # (versions, criteria): 0 where it never does


class Times(NamedTuple):
    """When versions come into force, and the workspace's days."""

    in_force: Ints  # (versions + 1,): the first counts from ever, NEVER at the end
    intent_window: Ints  # (versions,)
    zone_of: Ints  # (versions,)
    zone_start: Ints  # (zones + 1,)
    zone_instants: Ints
    zone_offsets: Ints


class Code(NamedTuple):
    """The programs, and the leaves they read."""

    code: npt.NDArray[np.int32]
    constants: Floats
    masks: Ints
    spans: npt.NDArray[np.int32]
    static: Ints  # (programs,): 1 where only attributes are read
    leaf_attribute: Ints  # (leaves,)
    leaf_missing: Floats
    precedence: Ints  # (versions, attributes, senders): rank, lower first; listed before others
    first_wins: Ints  # (attributes,)


class Tables(NamedTuple):
    """All that the kernel knows of a timeline."""

    rules: Rules
    stages: Stages
    choices: Choices
    evidence: Evidence
    times: Times
    code: Code


@dataclass(slots=True)
class Names:
    """What the numbers stand for."""

    stages: list[str] = field(default_factory=list)
    motions: list[str] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    reason_slugs: list[str] = field(default_factory=list)
    disqualifiers: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    matchers: list[tuple[int, BehaviourRule]] = field(default_factory=list)
    programs: Programs = field(default_factory=Programs)

    def bit(self, version: int, rule: BehaviourRule) -> int:
        """Return the bit of the rows that a rule counts; rules that ask the same share one."""
        for bit, (_, other) in enumerate(self.matchers):
            same_facts = (other.kind, other.of_account) == (rule.kind, rule.of_account)
            if same_facts and other.where == rule.where and "in_list" not in _text(rule):
                return bit
        self.matchers.append((version, rule))
        return len(self.matchers) - 1


def _text(rule: BehaviourRule) -> str:
    return "" if rule.where is None else rule.where.text


def _number(names: list[str], name: str) -> int:
    if name not in names:
        names.append(name)
    return names.index(name)


class Compiler:
    """Turns a timeline's plans into tables.

    Numbers are given while compiling; ``names`` says what they stand for, and so which
    columns the facts must be turned into.  Which senders state attributes is known only
    after that: ``tables`` is asked for last.
    """

    def __init__(self, plans: Sequence[Plan]) -> None:
        self.plans = plans
        self.names = Names()
        for plan in plans:
            for stage in plan.definition.stages:
                _number(self.names.stages, stage.slug)
            for motion in plan.definition.motions:
                _number(self.names.motions, motion.slug)
            for words in plan.words.values():
                for word in words:
                    _number(self.names.words, word)
        self.writers = [self._writer(version) for version in range(len(plans))]
        self._parts = self._rules(), self._stages(), self._choices(), self._evidence()

    def _writer(self, version: int) -> Writer:
        plan = self.plans[version]
        stages = {slug: number for number, slug in enumerate(self.names.stages)}
        fit = {r.slug: (r.when.expression, r.points) for r in plan.definition.fit}
        return Writer(self.names.programs, version, stages, plan.rule_index, fit)

    def tables(self, senders: Sequence[str]) -> Tables:
        """Return the arrays, given the senders of the facts in the order of their codes."""
        return Tables(*self._parts, self._times(), self._code(senders))

    # -- behaviour rules -----------------------------------------------------------------

    def _rules(self) -> Rules:
        by_version = [plan.behaviour for plan in self.plans]
        shape = (len(self.plans), max([1, *map(len, by_version)]))
        bits = np.full(shape, -1, np.int64)
        for version, rules in enumerate(by_version):
            for number, rule in enumerate(rules):
                bits[version, number] = self.names.bit(version, rule)

        def filled(value: object, fill: float, dtype: type) -> npt.NDArray[np.generic]:
            table = np.full(shape, fill, dtype)
            for version, rules in enumerate(by_version):
                for number, rule in enumerate(rules):
                    table[version, number] = value(rule)  # type: ignore[operator]
            return table

        of_bit = np.zeros((len(self.plans), MOST_MATCHERS + 1), np.int64)
        by_bit = np.zeros(shape, np.int64)
        for version, rules in enumerate(by_version):
            ordered = sorted(range(len(rules)), key=lambda r: (bits[version, r], r))
            by_bit[version, : len(ordered)] = ordered
            counts = np.bincount(bits[version, : len(rules)], minlength=MOST_MATCHERS)
            of_bit[version, 1:] = np.cumsum(counts[:MOST_MATCHERS])
        windows = np.full(shape, -1, np.int64)
        for version, rules in enumerate(by_version):
            kept = [number for number, rule in enumerate(rules) if rule.window is not None]
            windows[version, kept] = range(len(kept))
        return Rules(
            np.array([len(rules) for rules in by_version], np.int64),
            windows,
            filled(lambda r: r.points, 0.0, np.float64),  # type: ignore[arg-type]
            filled(lambda r: r.half_life or 0, 0, np.int64),  # type: ignore[arg-type]
            filled(lambda r: r.window or 0, 0, np.int64),  # type: ignore[arg-type]
            filled(lambda r: np.nan if r.cap is None else r.cap, np.nan, np.float64),  # type: ignore[arg-type]
            filled(lambda r: r.at_most_a_day or 0, 0, np.int64),  # type: ignore[arg-type]
            filled(lambda r: r.high_intent, 0, np.int64),  # type: ignore[arg-type]
            filled(lambda r: r.review_at_once, 0, np.int64),  # type: ignore[arg-type]
            filled(lambda r: r.wakes, 0, np.int64),  # type: ignore[arg-type]
            of_bit,
            by_bit,
        )

    # -- stages and motions --------------------------------------------------------------

    def _stages(self) -> Stages:
        versions, count = len(self.plans), len(self.names.stages)
        criteria = max([1, *(len(p.definition.framework.criteria) for p in self.plans)])
        motions = len(self.names.motions)
        tables = Stages(
            entry=np.full((versions, count), -1, np.int64),
            when=np.full((versions, count), -1, np.int64),
            least_score=np.full((versions, count), -np.inf, np.float64),
            asks_intent=np.zeros((versions, count), np.int64),
            agreed=np.zeros((versions, count), np.int64),
            accepted=np.full((versions, count), -1, np.int64),
            needs=np.full((versions, count, criteria), -1, np.int64),
            order=np.full((versions, motions, count + 1), -1, np.int64),
            sales_begins=np.zeros((versions, motions), np.int64),
            review_ends=np.zeros((versions, motions), np.int64),
        )
        for version, plan in enumerate(self.plans):
            for stage in plan.definition.stages:
                self._stage(tables, version, plan, stage)
            for number, slug in enumerate(self.names.motions):
                motion = plan.motion(slug)
                places = [self.names.stages.index(stage) for stage in motion.stages]
                tables.order[version, number, : len(places)] = places
                tables.sales_begins[version, number] = plan.sales_begins(motion)
                tables.review_ends[version, number] = plan.review_ends(motion)
        return tables

    def _stage(self, tables: Stages, version: int, plan: Plan, stage: Stage) -> None:
        number = self.names.stages.index(stage.slug)
        tables.entry[version, number] = ENTRIES.index(stage.entry)
        if stage.when is not None:
            expression = stage.when.expression
            tables.when[version, number] = self.writers[version].add(expression)
            least, asks = necessary(expression)
            tables.least_score[version, number] = least
            tables.asks_intent[version, number] = asks
        tables.agreed[version, number] = stage.agreed_meeting
        if stage.meeting is not None:
            tables.accepted[version, number] = meeting_rule(
                stage.meeting.accepted, stage.meeting.self_confirmation
            )
        slugs = [criterion.slug for criterion in plan.definition.framework.criteria]
        for slug, least_status in stage.needs.items():
            tables.needs[version, number, slugs.index(slug)] = int(least_status)

    # -- motions, disqualifiers, reasons, fit ----------------------------------------------

    def _choices(self) -> Choices:
        versions = len(self.plans)
        definitions = [plan.definition for plan in self.plans]
        motions = np.full((versions, max(len(d.motions) for d in definitions), 2), -1, np.int64)
        most = max([1, *(len(d.disqualify) for d in definitions)])
        disqualify = np.full((versions, most, 3), -1, np.int64)
        fits = max([1, *(len(d.fit) for d in definitions)])
        fit = np.full((versions, fits), -1, np.int64)
        points = np.zeros((versions, fits), np.float64)
        apart = np.zeros((versions, fits), np.int64)
        for version, definition in enumerate(definitions):
            writer = self.writers[version]
            for number, motion in enumerate(definition.motions):
                program = writer.add(None if motion.when is None else motion.when.expression)
                motions[version, number] = self.names.motions.index(motion.slug), program
            for number, rule in enumerate(definition.disqualify):
                known = _number(self.names.disqualifiers, rule.slug)
                program = writer.add(rule.when.expression)
                disqualify[version, number] = known, program, self._reason(version, rule.reason)
            for number, fit_rule in enumerate(definition.fit):
                fit[version, number] = writer.add(fit_rule.when.expression)
                points[version, number] = fit_rule.points
        reason = self._reasons()
        low, high = self._spans(apart)
        speaks = self._fit_attributes(fits)
        names = self.names.programs.attributes
        by_name = np.array(sorted(range(len(names)), key=lambda a: names[a]), np.int64)
        return Choices(motions, disqualify, fit, points, apart, speaks, by_name, reason, low, high)

    def _fit_attributes(self, fits: int) -> Ints:
        names = self.names.programs.attributes
        speaks = np.zeros((len(self.plans), fits), np.int64)
        for version, plan in enumerate(self.plans):
            for number, rule in enumerate(plan.definition.fit):
                spoken = ex.attributes_in(rule.when.expression)
                speaks[version, number] = sum(1 << names.index(name) for name in spoken)
        return speaks

    def _reason(self, version: int, text: str) -> int:
        """Return the number of a version's reason, given by slug or label; -1 if it has none."""
        found = self.plans[version].reason(text)
        if found is None:
            return -1
        for number, (known, slug) in enumerate(
            zip(self.names.reasons, self.names.reason_slugs, strict=True)
        ):
            if known is found and slug == found.slug:
                return number
        self.names.reasons.append(found)
        self.names.reason_slugs.append(found.slug)
        return len(self.names.reasons) - 1

    def _reasons(self) -> Ints:
        for version, plan in enumerate(self.plans):
            for reason in plan.definition.reasons.values():
                self._reason(version, reason.slug)
        table = np.zeros((max(1, len(self.names.reasons)), 4), np.int64)
        for version, plan in enumerate(self.plans):
            for reason in plan.definition.reasons.values():
                number = self._reason(version, reason.slug)
                until = None if reason.until is None else reason.until.expression
                table[number] = (
                    reason.then == "disqualified",
                    -1 if reason.duration is None else reason.duration,
                    reason.strict,
                    self.writers[version].add(until),
                )
        return table

    def reason_codes(self, texts: Sequence[str | None]) -> Ints:
        """Return, by version and distinct text of a reason, the reason's number or -1."""
        return np.array(
            [
                [-1 if text is None else self._reason(version, text) for text in texts]
                for version in range(len(self.plans))
            ],
            np.int64,
        ).reshape(len(self.plans), len(texts))

    def _spans(self, apart: Ints) -> tuple[Floats, Floats]:
        attributes = self.names.programs.attributes
        low = np.zeros((len(self.plans), max(1, len(attributes))), np.float64)
        high = np.zeros_like(low)
        for version, plan in enumerate(self.plans):
            unknowns = Unknowns(plan.definition)
            for name, span in unknowns.spans.items():
                low[version, attributes.index(name)] = span.low
                high[version, attributes.index(name)] = span.high
            alone = {rule.slug for rule, _ in unknowns.apart}
            for number, rule in enumerate(plan.definition.fit):
                apart[version, number] = rule.slug in alone
        return low, high

    # -- evidence, times, programs -------------------------------------------------------

    def _evidence(self) -> Evidence:
        versions = len(self.plans)
        criteria = max([1, *(len(plan.words) for plan in self.plans)])
        longest = max([1, *(len(words) for plan in self.plans for words in plan.words.values())])
        words = np.full((versions, criteria, longest), -1, np.int64)
        expiry = np.zeros((versions, criteria), np.int64)
        for version, plan in enumerate(self.plans):
            for number, (slug, known) in enumerate(plan.words.items()):
                words[version, number, : len(known)] = [self.names.words.index(w) for w in known]
                expiry[version, number] = plan.definition.expiry.get(slug, 0)
        count = np.array([len(plan.words) for plan in self.plans], np.int64)
        return Evidence(count, words, expiry)

    def _times(self) -> Times:
        definitions = [plan.definition for plan in self.plans]
        zones = sorted({definition.zone for definition in definitions})
        spans = [zone_offsets(zone) for zone in zones]
        starts = np.cumsum([0] + [len(instants) for instants, _ in spans])
        return Times(
            np.array([d.in_force for d in definitions] + [NEVER], np.int64),
            np.array([d.intent_window for d in definitions], np.int64),
            np.array([zones.index(d.zone) for d in definitions], np.int64),
            starts.astype(np.int64),
            np.concatenate([np.array(instants, np.int64) for instants, _ in spans]),
            np.concatenate([np.array(shifts, np.int64) for _, shifts in spans]),
        )

    def _code(self, senders: Sequence[str]) -> Code:
        programs = self.names.programs
        arrays = programs.arrays()
        attributes = programs.attributes
        shape = len(self.plans), max(1, len(attributes)), max(1, len(senders))
        precedence = np.zeros(shape, np.int64)
        for version, plan in enumerate(self.plans):
            for number, name in enumerate(attributes):
                rule = plan.definition.attributes.get(name)
                listed = () if rule is None else rule.sources
                for code, sender in enumerate(senders):
                    rank = listed.index(sender) if sender in listed else len(listed)
                    precedence[version, number, code] = rank
        return Code(
            arrays["code"],  # type: ignore[arg-type]
            arrays["constants"],  # type: ignore[arg-type]
            arrays["masks"],  # type: ignore[arg-type]
            arrays["spans"],  # type: ignore[arg-type]
            self._static(),
            np.array([attributes.index(leaf.attribute) for leaf in programs.leaves], np.int64),
            np.array([leaf.missing for leaf in programs.leaves], np.float64),
            precedence,
            np.array([name in ("source", "campaign") for name in attributes], np.int64),
        )


    def _static(self) -> Ints:
        moving = {Op.SIGNAL, Op.STAGE_IN, Op.POINTS, Op.COUNT}
        code = self.names.programs.code
        return np.array(
            [
                not any(op in moving for op, _ in code[start:end])
                for start, end in self.names.programs.spans
            ],
            np.int64,
        )


def meeting_rule(accepted: bool, self_confirmation: bool) -> int:
    """Return which of the four kinds of meeting rule this is: a number of two bits."""
    return int(accepted) + 2 * int(self_confirmation)


def necessary(expression: ex.Expression) -> tuple[float, bool]:
    """Return what a condition needs at least: a score, and whether any high intent.

    Only what every way of fulfilling it needs, so that skipping by it changes nothing.
    """
    least, asks = -np.inf, False
    parts = expression.values if isinstance(expression, ex.And) else (expression,)
    for part in parts:
        match part:
            case ex.Compare(">=" | ">", ex.Signal("score"), ex.Literal(float() | int() as n, _)):
                least = max(least, float(n))
            case ex.Compare(">", ex.Signal("high_intent"), ex.Literal(float() | int() as n, _)):
                asks = asks or n >= 0
            case ex.Compare(">=", ex.Signal("high_intent"), ex.Literal(float() | int() as n, _)):
                asks = asks or n > 0
            case _:
                pass
    return float(least), asks
