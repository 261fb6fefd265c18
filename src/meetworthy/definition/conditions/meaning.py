"""From the parser's tree to our own nodes: what is not listed here is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from sqlglot import exp

from meetworthy.definition.expression import (
    And,
    Arithmetic,
    Attribute,
    Compare,
    Expression,
    IsNull,
    Like,
    Literal,
    Not,
    Or,
    Signal,
)
from meetworthy.model.kinds import Type

from . import calls
from .refusal import Refusal
from .scope import STAGE, Scope
from .stages import stage_is
from .tokens import DEEPEST, too_deep
from .types import Sort, demand, demand_comparable, is_condition, shown
from .values import demand_known_value

LARGEST = 1e15  # beyond it neighbouring numbers can't be told apart to a tenth

_EPOCH = date(1970, 1, 1)

_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "!=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}


def meaning(tree: exp.Expr, scope: Scope) -> Expression:
    """Return the condition that a parsed tree means; refuse whatever is not a condition."""
    return _truth(tree, scope, 0)


def _truth(tree: Any, scope: Scope, depth: int) -> Expression:
    node = _node(tree, scope, depth)
    if not is_condition(node):
        raise Refusal(
            "not_a_condition",
            f"{shown(node)} is a value, not a condition.",
            "Compare it with something, as in `employees >= 10`.",
        )
    return node


def _node(tree: Any, scope: Scope, depth: int) -> Expression:
    if depth > DEEPEST:
        raise too_deep()
    reader = _READERS.get(type(tree))
    if reader is None:
        raise Refusal(
            "not_in_language",
            f"`{_said(tree)}` is not part of the condition language.",
            "Use comparisons, `and or not`, `in`, `between`, `like`, `is null` and arithmetic.",
        )
    _refuse_more(tree)
    return reader(tree, scope, depth + 1)


_READ = frozenset({"this", "expression", "expressions", "low", "high", "to", "is_string"})
_IDLE = frozenset({"big_int", "_type"})
"""What the parser notes for other dialects' sake."""


def _refuse_more(tree: exp.Expr) -> None:
    """Refuse a node that says more than is read here, so that nothing is dropped in silence."""
    known = _READ | _IDLE | ({"negate"} if isinstance(tree, exp.Like) else set())
    more = [name for name, value in tree.args.items() if value and name not in known]
    if more:
        raise Refusal(
            "not_in_language",
            f"`{_said(tree)}` says more than a condition can.",
            "Use comparisons, `and or not`, `in`, `between`, `like`, `is null` and arithmetic.",
        )


def _said(tree: Any) -> str:
    return tree.sql(dialect="duckdb")[:60] if isinstance(tree, exp.Expr) else str(tree)[:60]


def _paren(tree: Any, scope: Scope, depth: int) -> Expression:
    return _node(tree.this, scope, depth)


def _column(tree: Any, scope: Scope, _depth: int) -> Expression:
    name = str(tree.name)
    if name in scope.columns:
        return Attribute(name, scope.columns[name])
    if name == STAGE:
        raise Refusal(
            "stage_compared",
            "`stage` can only be asked for by name.",
            "Write `stage = 'sql'`, `stage <> 'sql'` or `stage in ('mql', 'sal')`.",
        )
    return Signal(name)


def _literal(tree: Any, _scope: Scope, _depth: int) -> Expression:
    if tree.is_string:
        return Literal(str(tree.this), Type.TEXT)
    text = str(tree.this)
    try:
        value = float(text)
    except ValueError:
        value = math.inf
    if not abs(value) <= LARGEST:
        raise Refusal(
            "number_out_of_range",
            f"`{text[:40]}` is not a number that can be compared exactly.",
            "Write a plain number of at most fifteen digits.",
        )
    whole = text.isdigit()
    return Literal(int(text) if whole else value, Type.INTEGER if whole else Type.NUMBER)


def _boolean(tree: Any, _scope: Scope, _depth: int) -> Expression:
    return Literal(bool(tree.this), Type.BOOLEAN)


def _null(_tree: Any, _scope: Scope, _depth: int) -> Expression:
    raise Refusal(
        "compared_with_null",
        "A comparison with `null` is always unknown.",
        "Write `is null` or `is not null`.",
    )


def _date(tree: Any, _scope: Scope, _depth: int) -> Expression:
    if not (tree.to.is_type("date") and isinstance(tree.this, exp.Literal)):
        raise Refusal("not_in_language", "A cast is not part of conditions.", "Leave it out.")
    text = str(tree.this.this)
    try:
        day = date.fromisoformat(text) if len(text) == len("2026-01-31") else None
    except ValueError:
        day = None
    if day is None:
        raise Refusal(
            "not_a_date",
            f"`{text[:40]}` is not a day.",
            "Write year, month and day: `date '2026-01-31'`.",
        )
    return Literal((day - _EPOCH).days, Type.DATE)


def _negative(tree: Any, scope: Scope, depth: int) -> Expression:
    value = demand(_node(tree.this, scope, depth), Sort.NUMBER, "A minus sign")
    if isinstance(value, Literal) and isinstance(value.value, int | float):
        return Literal(-value.value, value.type)
    return Arithmetic("-", Literal(0, Type.INTEGER), value)


def _arithmetic(op: str, tree: Any, scope: Scope, depth: int) -> Expression:
    left = demand(_node(tree.this, scope, depth), Sort.NUMBER, f"`{op}`")
    right = demand(_node(tree.expression, scope, depth), Sort.NUMBER, f"`{op}`")
    return Arithmetic(op, left, right)


def _compare(op: str, tree: Any, scope: Scope, depth: int) -> Expression:
    if is_stage(tree.this, scope) or is_stage(tree.expression, scope):
        other = tree.expression if is_stage(tree.this, scope) else tree.this
        return _stage(op, [other], scope)
    return _compared(
        op, _node(tree.this, scope, depth), _node(tree.expression, scope, depth), scope
    )


def _compared(op: str, left: Expression, right: Expression, scope: Scope) -> Expression:
    demand_comparable(op, left, right)
    demand_known_value(left, right, scope)
    return Compare(op, left, right)


def is_stage(tree: Any, scope: Scope) -> bool:
    """Say whether a part of the parser's tree is the signal `stage`."""
    column = isinstance(tree, exp.Column) and str(tree.name) == STAGE
    return column and STAGE not in scope.columns


def _stage(op: str, values: list[Any], scope: Scope) -> Expression:
    if op not in {"=", "!="} or not all(isinstance(v, exp.Literal) and v.is_string for v in values):
        raise Refusal(
            "stage_compared",
            "`stage` is compared with something that is not the name of a stage.",
            "Write `stage = 'sql'`, `stage <> 'sql'` or `stage in ('mql', 'sal')`.",
        )
    node = stage_is([str(value.this) for value in values], scope)
    return node if op == "=" else Not(node)


def _in(tree: Any, scope: Scope, depth: int) -> Expression:
    values = tree.expressions
    if not values:
        raise Refusal(
            "not_in_language",
            "`in` needs the values themselves, in brackets.",
            "Write `in ('a', 'b')`, or `in_list(attribute, 'list')` for a named list.",
        )
    if is_stage(tree.this, scope):
        return _stage("=", values, scope)
    left = _node(tree.this, scope, depth)
    parts = tuple(_compared("=", left, _constant(v, scope, depth), scope) for v in values)
    return parts[0] if len(parts) == 1 else Or(parts)


def _constant(tree: Any, scope: Scope, depth: int) -> Expression:
    node = _node(tree, scope, depth)
    if not isinstance(node, Literal):
        raise Refusal(
            "not_in_language",
            "`in` takes constants only.",
            "Compare with an attribute by `=`, joined by `or`.",
        )
    return node


def _between(tree: Any, scope: Scope, depth: int) -> Expression:
    value = _node(tree.this, scope, depth)
    low = _compared(">=", value, _node(tree.args["low"], scope, depth), scope)
    high = _compared("<=", value, _node(tree.args["high"], scope, depth), scope)
    _refuse_backwards(low, high)
    return And((low, high))


def _refuse_backwards(low: Expression, high: Expression) -> None:
    match low, high:
        case Compare(_, _, Literal(a, _)), Compare(_, _, Literal(b, _)) if (
            isinstance(a, int | float) and isinstance(b, int | float) and a > b
        ):
            raise Refusal(
                "never_true",
                "`between` has its greater end first, so nothing is ever between.",
                "Write the smaller end first.",
            )


def _like(tree: Any, scope: Scope, depth: int) -> Expression:
    text = demand(_node(tree.this, scope, depth), Sort.TEXT, "`like`")
    pattern = tree.expression
    if isinstance(text, Literal) or not (isinstance(pattern, exp.Literal) and pattern.is_string):
        raise Refusal(
            "wrong_type",
            "`like` needs a text attribute before it and a pattern in quotes behind it.",
            "Write it as in `title like '%student%'`.",
        )
    like = Like(text, str(pattern.this))
    return Not(like) if tree.args.get("negate") else like


def _is(tree: Any, scope: Scope, depth: int) -> Expression:
    value = _node(tree.this, scope, depth) if not is_stage(tree.this, scope) else None
    if not isinstance(tree.expression, exp.Null) or not isinstance(value, Attribute):
        raise Refusal(
            "not_in_language",
            "`is` asks whether an attribute is unknown, and nothing else.",
            "Write `industry is null` or `industry is not null`; compare by `=` otherwise.",
        )
    return IsNull(value)


def _not(tree: Any, scope: Scope, depth: int) -> Expression:
    return Not(_truth(tree.this, scope, depth))


def _join(
    make: Callable[[tuple[Expression, ...]], Expression], tree: Any, scope: Scope, depth: int
) -> Expression:
    return make(tuple(_truth(part, scope, depth) for part in _chain(tree)))


def _chain(tree: Any) -> list[Any]:
    """Return the parts of `a and b and c` in order, whatever way the parser nested them."""
    kind, parts, waiting = type(tree), [], [tree]
    while waiting:
        part = waiting.pop()
        if type(part) is kind:
            waiting += [part.expression, part.this]
        else:
            parts.append(part)
    return parts


def _call(tree: Any, scope: Scope, depth: int) -> Expression:
    return calls.call(tree, scope, lambda part: _node(part, scope, depth))


_READERS: dict[type[Any], Callable[[Any, Scope, int], Expression]] = {
    exp.Paren: _paren,
    exp.Column: _column,
    exp.Literal: _literal,
    exp.Boolean: _boolean,
    exp.Null: _null,
    exp.Cast: _date,
    exp.Neg: _negative,
    exp.In: _in,
    exp.Between: _between,
    exp.Like: _like,
    exp.Is: _is,
    exp.Not: _not,
    exp.And: partial(_join, And),
    exp.Or: partial(_join, Or),
    **{kind: partial(_compare, op) for kind, op in _COMPARISONS.items()},
    **{kind: partial(_arithmetic, op) for kind, op in _ARITHMETIC.items()},
    **dict.fromkeys(calls.KINDS, _call),
}
