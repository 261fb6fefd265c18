"""Conditions as small programs that the kernel runs on a stack of doubles.

True is 1, false is 0, unknown is NaN.  A *leaf* is a part of a condition that depends on one
attribute alone: DuckDB evaluates it where the attribute is stated, the kernel remembers it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from meetworthy.definition import expression as ex
from meetworthy.model.kinds import Type

from ..condition import Supposed, Value, read


class Op(IntEnum):
    """The instructions; each has one argument."""

    CONST = 0
    LEAF = 1
    SIGNAL = 2
    STAGE_IN = 3
    POINTS = 4
    COUNT = 5
    ADD = 6
    SUB = 7
    MUL = 8
    DIV = 9
    EQ = 10
    NE = 11
    LT = 12
    LE = 13
    GT = 14
    GE = 15
    AND = 16
    OR = 17
    NOT = 18
    ISNULL = 19
    COALESCE = 20
    ABS = 21
    FIT_POINTS = 22


SIGNALS = ("score", "fit", "behaviour", "high_intent", "pass")
_COMPARE = {"=": Op.EQ, "!=": Op.NE, "<": Op.LT, "<=": Op.LE, ">": Op.GT, ">=": Op.GE}
_ARITHMETIC = {"+": Op.ADD, "-": Op.SUB, "*": Op.MUL, "/": Op.DIV}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part of a condition on one attribute; ``missing`` is its value where nothing is stated."""

    attribute: str
    expression: ex.Expression
    version: int  # whose types and lists it is written with
    missing: float


@dataclass(slots=True)
class Programs:
    """All programs of a timeline, one after the other, and what they refer to."""

    leaves: list[Leaf] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    counters: list[str] = field(default_factory=list)
    code: list[tuple[int, int]] = field(default_factory=list)
    constants: list[float] = field(default_factory=list)
    masks: list[int] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """Return the programs as arrays: code (n, 2), constants, masks, spans (programs, 2)."""
        return {
            "code": np.array(self.code, np.int32).reshape(-1, 2),
            "constants": np.array(self.constants, np.float64),
            "masks": np.array(self.masks, np.int64),
            "spans": np.array(self.spans, np.int32).reshape(-1, 2),
        }

    def attribute(self, name: str) -> int:
        """Return the number of an attribute, giving it one where it has none."""
        if name not in self.attributes:
            self.attributes.append(name)
        return self.attributes.index(name)

    def counter(self, kind: str) -> int:
        """Return the number of the counter of a fact kind."""
        if kind not in self.counters:
            self.counters.append(kind)
        return self.counters.index(kind)

    def constant(self, value: float) -> int:
        """Keep a constant and return where."""
        self.constants.append(value)
        return len(self.constants) - 1


def as_double(value: Value) -> float:
    """Return a value of a condition as the kernel keeps it."""
    return math.nan if value is None or isinstance(value, str) else float(value)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the conditions of one version into the programs of the timeline."""

    programs: Programs
    version: int
    stages: Mapping[str, int]
    rules: Mapping[str, int]
    fit: Mapping[str, tuple[ex.Expression, float]]

    def add(self, expression: ex.Expression | None) -> int:
        """Add a condition as a program; return its number, or -1 where there is none."""
        if expression is None:
            return -1
        start = len(self.programs.code)
        self._write(expression)
        self.programs.spans.append((start, len(self.programs.code)))
        return len(self.programs.spans) - 1

    def _emit(self, op: Op, argument: int = 0) -> None:
        self.programs.code.append((int(op), argument))

    def _write(self, node: ex.Expression) -> None:
        if is_leaf(node):
            self._emit(Op.LEAF, self._leaf(node))
            return
        match node:
            case ex.Literal(value, _):
                self._emit(Op.CONST, self.programs.constant(as_double(value)))
            case ex.Signal(name):
                self._emit(Op.SIGNAL, SIGNALS.index(name))
            case ex.StageIs(stages):
                self._stage_is(stages)
            case ex.Points(rule):
                self._points(rule)
            case ex.Count(kind):
                self._emit(Op.COUNT, self.programs.counter(kind))
            case _:
                op, argument = _operation(node)
                self._operate(op, *ex.children(node), argument=argument)

    def _operate(self, op: Op, *operands: ex.Expression, argument: int = 0) -> None:
        for operand in operands:
            self._write(operand)
        self._emit(op, argument)

    def _stage_is(self, stages: tuple[str, ...]) -> None:
        self.programs.masks.append(
            sum(1 << self.stages[slug] for slug in set(stages) & set(self.stages))
        )
        self._emit(Op.STAGE_IN, len(self.programs.masks) - 1)

    def _points(self, rule: str) -> None:
        if rule in self.rules:
            self._emit(Op.POINTS, self.rules[rule])
            return
        expression, points = self.fit[rule]
        self._write(expression)
        self._emit(Op.FIT_POINTS, self.programs.constant(points))

    def _leaf(self, node: ex.Expression) -> int:
        (name,) = ex.attributes_in(node)
        self.programs.attribute(name)
        for number, leaf in enumerate(self.programs.leaves):
            if leaf.expression == node and (leaf.version == self.version or not _dated(node)):
                return number
        alone = read(node)(Supposed())
        missing = as_double(alone is not None or None) if is_text(node) else as_double(alone)
        self.programs.leaves.append(Leaf(name, node, self.version, missing))
        return len(self.programs.leaves) - 1


def _operation(node: ex.Expression) -> tuple[Op, int]:
    """Return the instruction of a node over its children, and its argument."""
    match node:
        case ex.Compare(op, _, _):
            return _COMPARE[op], 0
        case ex.Arithmetic(op, _, _):
            return _ARITHMETIC[op], 0
        case ex.And(values):
            return Op.AND, len(values)
        case ex.Or(values):
            return Op.OR, len(values)
        case ex.Not():
            return Op.NOT, 0
        case ex.IsNull():
            return Op.ISNULL, 0
        case ex.Call("abs", _):
            return Op.ABS, 0
        case ex.Call("coalesce", arguments):
            return Op.COALESCE, len(arguments)
        case _:
            raise TypeError(f"no program for {node!r}")


def _dated(node: ex.Expression) -> bool:
    return any(isinstance(part, ex.InList) for part in ex.walk(node))


def is_text(node: ex.Expression) -> bool:
    """Say whether an expression is a text: the kernel only remembers whether it is known."""
    match node:
        case ex.Attribute(_, type_) | ex.Literal(_, type_):
            return type_ is Type.TEXT
        case ex.Call("lower", _):
            return True
        case ex.Call("coalesce", arguments):
            return is_text(arguments[0])
        case _:
            return False


def is_leaf(node: ex.Expression) -> bool:
    """Say whether a part of a condition is evaluated where its one attribute is stated.

    An attribute itself (of a text: whether it is known), or anything about one text.
    """
    if isinstance(node, ex.Attribute):
        return True
    speaks_of_text = any(
        isinstance(part, ex.Attribute) and part.type is Type.TEXT for part in ex.walk(node)
    )
    is_join = isinstance(node, ex.And | ex.Or | ex.Not | ex.IsNull)
    return speaks_of_text and not is_join and len(ex.attributes_in(node)) == 1 and _is_pure(node)


def _is_pure(node: ex.Expression) -> bool:
    return not any(
        isinstance(part, ex.Signal | ex.StageIs | ex.Points | ex.Count) for part in ex.walk(node)
    )
