"""A timeline of definitions as the arrays that the kernel folds by.

Everything that two versions may share has one number for the whole timeline: stages,
motions, reasons, disqualifiers, criteria words, attributes.  What differs by version has
the version as its first axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from meetworthy.definition import expression as ex
from meetworthy.definition.language import BehaviourRule, Reason, Stage
from meetworthy.model.time import NEVER, zone_offsets

from ..bounds import Unknowns
from ..plan import Plan
from . import layout
from .layout import ENTRIES, MOST_BITS, TablesStruct
from .program import Op, Programs, Writer

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Records = npt.NDArray[Any]  # structured: one of the dtypes of layout


@dataclass(slots=True)
class Names:
    """What the numbers stand for."""

    stages: list[str] = field(default_factory=list)
    motions: list[str] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    reason_slugs: list[str] = field(default_factory=list)
    reason_versions: list[int] = field(default_factory=list)
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


def _full(shape: tuple[int, ...], dtype: np.dtype[np.void], **fill: float) -> Records:
    """Return records with fields set; the others are zero."""
    table = np.zeros(shape, dtype)
    for name, value in fill.items():
        table[name] = value
    return table


def _most(counts: Sequence[int]) -> int:
    return max([1, *counts])


class Compiler:
    """Turns a timeline's plans into tables.

    Numbers are given while compiling; ``names`` says what they stand for, and so which
    columns the facts must be turned into.  What the facts alone know (their senders, reasons
    and decisions) is asked for last, by ``tables``.
    """

    def __init__(self, plans: Sequence[Plan]) -> None:
        self.plans = plans
        self.definitions = [plan.definition for plan in plans]
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
        self.fits = _most([len(d.fit) for d in self.definitions])
        self.rules = _most([len(d.behaviour) for d in self.definitions])
        self.criteria = _most([len(plan.words) for plan in plans])
        self._parts = (
            self._rules() | self._stages() | self._choices() | self._fit() | self._evidence()
        )
        self._parts |= self._times() | {"reason": self._reasons()}
        self._parts |= self._spans() | self._programs()

    def _writer(self, version: int) -> Writer:
        plan = self.plans[version]
        stages = {slug: number for number, slug in enumerate(self.names.stages)}
        fit = {r.slug: (r.when.expression, r.points) for r in plan.definition.fit}
        return Writer(self.names.programs, version, stages, plan.rule_index, fit)

    def tables(
        self, senders: Sequence[str], decided: Ints, reasons: Sequence[str | None]
    ) -> TablesStruct:
        """Return the tables for facts with these senders (in the order of their codes).

        ``decided`` gives, by version and decision, the stage entered; ``reasons`` the texts
        that reasons are given in.
        """
        counters = np.full(MOST_BITS + 1, -1, np.int64)
        for counter in range(len(self.names.programs.counters)):
            counters[len(self.names.matchers) + counter] = counter
        arrays: dict[str, object] = {
            **self._parts,
            "precedence": self._precedence(senders),
            "counter_of_bit": counters,
            "decided_stage": decided,
            "reason_of": self.reason_codes(reasons),
            "renewed": self._renewed(),
        }
        return TablesStruct(
            versions=len(self.plans),
            rules=self.rules,
            stages=len(self.names.stages),
            criteria=self.criteria,
            motions=len(self.names.motions),
            places=len(self.names.stages) + 1,
            choices=_most([len(d.motions) for d in self.definitions]),
            disqualifiers=_most([len(d.disqualify) for d in self.definitions]),
            fits=self.fits,
            attributes=len(self.names.programs.attributes),
            words=len(self.names.words),
            senders=max(1, len(senders)),
            counters=len(self.names.programs.counters),
            bits=MOST_BITS,
            decisions=decided.shape[1],
            reason_texts=max(1, len(reasons)),
            reasons=max(1, len(self.names.reasons)),
            **arrays,
        )

    # -- behaviour rules -----------------------------------------------------------------

    def _rules(self) -> dict[str, object]:
        versions = len(self.plans)
        rule = _full((versions, self.rules), layout.RULE, cap=np.nan, slot=-1)
        bits = np.full((versions, self.rules), MOST_BITS, np.int64)
        for version, definition in enumerate(self.definitions):
            slots = 0
            for number, one in enumerate(definition.behaviour):
                bits[version, number] = self.names.bit(version, one)
                rule[version, number] = _rule(one, -1 if one.window is None else slots)
                slots += one.window is not None
        of_bit = np.zeros((versions, MOST_BITS + 1), np.int64)
        by_bit = np.argsort(bits, axis=1, kind="stable").astype(np.int64)
        for version in range(versions):
            known = bits[version][bits[version] < MOST_BITS]
            of_bit[version, 1:] = np.cumsum(np.bincount(known, minlength=MOST_BITS))
        windows = int(rule["slot"].max()) + 1
        return {"rule": rule, "of_bit": of_bit, "by_bit": by_bit, "windows": windows}

    # -- stages and motions --------------------------------------------------------------

    def _stages(self) -> dict[str, object]:
        versions, count, motions = len(self.plans), len(self.names.stages), len(self.names.motions)
        stage = _full(
            (versions, count), layout.STAGE, entry=-1, when=-1, meeting=-1, least_score=-np.inf
        )
        needs = np.full((versions, count, self.criteria), -1, np.int64)
        order = np.full((versions, motions, count + 1), -1, np.int64)
        bounds = _full((versions, motions), layout.BOUNDS)
        for version, plan in enumerate(self.plans):
            slugs = [criterion.slug for criterion in plan.definition.framework.criteria]
            for one in plan.definition.stages:
                number = self.names.stages.index(one.slug)
                stage[version, number] = self._stage(version, one)
                for slug, least in one.needs.items():
                    needs[version, number, slugs.index(slug)] = int(least)
            for number, name in enumerate(self.names.motions):
                motion = plan.motion(name)
                places = [self.names.stages.index(slug) for slug in motion.stages]
                order[version, number, : len(places)] = places
                bounds[version, number] = plan.sales_begins(motion), plan.review_ends(motion)
        return {"stage": stage, "needs": needs, "order": order, "bounds": bounds}

    def _stage(self, version: int, stage: Stage) -> tuple[float, int, int, bool, bool, int]:
        when, least, asks = -1, -np.inf, False
        if stage.when is not None:
            when = self.writers[version].add(stage.when.expression)
            least, asks = necessary(stage.when.expression)
        meeting = -1
        if stage.meeting is not None:
            meeting = int(stage.meeting.accepted) + 2 * int(stage.meeting.self_confirmation)
        entry = ENTRIES.index(stage.entry)
        return least, entry, when, asks, stage.agreed_meeting, meeting

    # -- motions, disqualifiers, reasons, fit ----------------------------------------------

    def _choices(self) -> dict[str, object]:
        versions = len(self.plans)
        motions = _most([len(d.motions) for d in self.definitions])
        choice = _full((versions, motions), layout.CHOICE, motion=-1, program=-1)
        rows = _most([len(d.disqualify) for d in self.definitions])
        disqualify = _full((versions, rows), layout.DISQUALIFIER, known=-1, program=-1, reason=-1)
        for version, definition in enumerate(self.definitions):
            writer = self.writers[version]
            for number, motion in enumerate(definition.motions):
                program = writer.add(None if motion.when is None else motion.when.expression)
                choice[version, number] = self.names.motions.index(motion.slug), program
            for number, rule in enumerate(definition.disqualify):
                known = _number(self.names.disqualifiers, rule.slug)
                program = writer.add(rule.when.expression)
                disqualify[version, number] = known, program, self._reason(version, rule.reason)
        return {"choice": choice, "disqualify": disqualify}

    def _fit(self) -> dict[str, object]:
        fit = _full((len(self.plans), self.fits), layout.FIT, program=-1)
        for version, plan in enumerate(self.plans):
            apart = {rule.slug for rule, _ in Unknowns(plan.definition).apart}
            for number, rule in enumerate(plan.definition.fit):
                program = self.writers[version].add(rule.when.expression)
                spoken = ex.attributes_in(rule.when.expression)
                attributes = sum(1 << self.names.programs.attribute(name) for name in spoken)
                fit[version, number] = rule.points, program, rule.slug in apart, attributes
        return {"fit": fit}

    def _reason(self, version: int, text: str) -> int:
        """Return the number of a version's reason, given by slug or label; -1 if it has none."""
        found = self.plans[version].reason(text)
        if found is None:
            return -1
        for number, (of, known) in enumerate(
            zip(self.names.reason_versions, self.names.reason_slugs, strict=True)
        ):
            if (of, known) == (version, found.slug):
                return number
        self.names.reason_versions.append(version)
        self.names.reasons.append(found)
        self.names.reason_slugs.append(found.slug)
        return len(self.names.reasons) - 1

    def _reasons(self) -> Records:
        for version, definition in enumerate(self.definitions):
            for reason in definition.reasons.values():
                self._reason(version, reason.slug)
        table = _full((max(1, len(self.names.reasons)),), layout.REASON, duration=-1, until=-1)
        for version, definition in enumerate(self.definitions):
            for reason in definition.reasons.values():
                until = None if reason.until is None else reason.until.expression
                table[self._reason(version, reason.slug)] = (
                    reason.is_final,
                    -1 if reason.duration is None else reason.duration,
                    reason.strict,
                    self.writers[version].add(until),
                    version,
                )
        return table

    def _renewed(self) -> Ints:
        """Return, by version and reason, the version's own reason of that name, or -1."""
        table = np.full((len(self.plans), max(1, len(self.names.reasons))), -1, np.int64)
        for version, definition in enumerate(self.definitions):
            for number, slug in enumerate(self.names.reason_slugs):
                if slug in definition.reasons:
                    table[version, number] = self._reason(version, slug)
        return table

    def reason_codes(self, texts: Sequence[str | None]) -> Ints:
        """Return, by version and distinct text of a reason, the reason's number or -1."""
        table = np.full((len(self.plans), max(1, len(texts))), -1, np.int64)
        for version in range(len(self.plans)):
            for code, text in enumerate(texts):
                table[version, code] = -1 if text is None else self._reason(version, text)
        return table

    def _spans(self) -> dict[str, object]:
        names = self.names.programs.attributes
        span = _full((len(self.plans), max(1, len(names))), layout.SPAN)
        for version, definition in enumerate(self.definitions):
            for name, one in Unknowns(definition).spans.items():
                span[version, names.index(name)] = one.low, one.high
        attribute = _full((max(1, len(names)),), layout.ATTRIBUTE)
        by_name = sorted(range(len(names)), key=lambda number: names[number])
        for number, name in enumerate(names):
            attribute[number] = name in ("source", "campaign"), by_name[number]
        # the spans lie a row of `attributes` each, without the padding of an empty timeline
        return {"span": span if names else span[:, :0], "attribute": attribute}

    # -- evidence, times, programs -------------------------------------------------------

    def _evidence(self) -> dict[str, object]:
        versions = len(self.plans)
        longest = _most([len(words) for plan in self.plans for words in plan.words.values()])
        word = np.full((versions, self.criteria, longest), -1, np.int64)
        expiry = np.zeros((versions, self.criteria), np.int64)
        for version, plan in enumerate(self.plans):
            for number, (slug, known) in enumerate(plan.words.items()):
                word[version, number, : len(known)] = [self.names.words.index(w) for w in known]
                expiry[version, number] = plan.definition.expiry.get(slug, 0)
        return {"word": word, "expiry": expiry, "longest": longest}

    def _times(self) -> dict[str, object]:
        zones = sorted({definition.zone for definition in self.definitions})
        spans = [zone_offsets(zone) for zone in zones]
        version = _full((len(self.plans) + 1,), layout.VERSION, in_force=NEVER)
        for number, (plan, definition) in enumerate(zip(self.plans, self.definitions, strict=True)):
            version[number] = (
                len(definition.behaviour),
                len(plan.words),
                definition.intent_window,
                zones.index(definition.zone),
                definition.in_force,
            )
        zone = _full((sum(len(instants) for instants, _ in spans),), layout.OFFSET)
        zone["instant"] = np.concatenate([np.array(instants, np.int64) for instants, _ in spans])
        zone["offset"] = np.concatenate([np.array(shifts, np.int64) for _, shifts in spans])
        start = np.cumsum([0] + [len(instants) for instants, _ in spans]).astype(np.int64)
        return {"version": version, "zone": zone, "zone_start": start}

    def _programs(self) -> dict[str, object]:
        programs = self.names.programs
        code = np.array(programs.code or [(0, 0)], layout.INSTRUCTION)
        moving = {Op.SIGNAL, Op.STAGE_IN, Op.POINTS, Op.COUNT}
        program = np.array(
            [
                (start, end, int(not any(op in moving for op, _ in programs.code[start:end])))
                for start, end in programs.spans
            ]
            or [(0, 0, 1)],
            layout.PROGRAM,
        )
        leaf = np.array(
            [(one.missing, programs.attributes.index(one.attribute)) for one in programs.leaves]
            or [(np.nan, 0)],
            layout.LEAF,
        )
        return {
            "code": code,
            "constant": np.array(programs.constants or [0.0], np.float64),
            "mask": np.array(programs.masks or [0], np.int64),
            "program": program,
            "leaf": leaf,
        }

    def _precedence(self, senders: Sequence[str]) -> Ints:
        attributes = self.names.programs.attributes
        table = np.zeros((len(self.plans), len(attributes), max(1, len(senders))), np.int64)
        for version, definition in enumerate(self.definitions):
            for number, name in enumerate(attributes):
                rule = definition.attributes.get(name)
                listed = () if rule is None else rule.sources
                for code, sender in enumerate(senders):
                    rank = listed.index(sender) if sender in listed else len(listed)
                    table[version, number, code] = rank
        return table


def _rule(rule: BehaviourRule, slot: int) -> tuple[float, ...]:
    return (
        rule.points,
        np.nan if rule.cap is None else rule.cap,
        rule.half_life or 0,
        rule.window or 0,
        slot,
        rule.at_most_a_day or 0,
        rule.high_intent,
        rule.review_at_once,
        rule.wakes,
    )


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
