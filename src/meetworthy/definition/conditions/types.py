"""The types of expressions: what may be compared with what."""

from __future__ import annotations

from enum import StrEnum

from meetworthy.definition.expression import (
    And,
    Arithmetic,
    Attribute,
    Call,
    Compare,
    Count,
    Expression,
    InList,
    IsNull,
    Like,
    Literal,
    Not,
    Or,
    Points,
    Signal,
    StageIs,
)
from meetworthy.model.kinds import Type

from .refusal import Refusal


class Sort(StrEnum):
    """What kind of value an expression gives, as people say it."""

    NUMBER = "a number"
    TEXT = "text"
    DATE = "a date"
    TRUTH = "true or false"


_SORTS = {
    Type.TEXT: Sort.TEXT,
    Type.INTEGER: Sort.NUMBER,
    Type.NUMBER: Sort.NUMBER,
    Type.BOOLEAN: Sort.TRUTH,
    Type.DATE: Sort.DATE,
}


def sort_of(node: Expression) -> Sort:
    """Return what kind of value an expression gives."""
    match node:
        case Literal(_, type_) | Attribute(_, type_):
            return _SORTS[type_]
        case Signal() | Points() | Count() | Arithmetic():
            return Sort.NUMBER
        case Call("lower", _):
            return Sort.TEXT
        case Call("coalesce", arguments):
            return sort_of(arguments[0])
        case Call():
            return Sort.NUMBER
        case Compare() | Like() | InList() | IsNull() | Not() | And() | Or() | StageIs():
            return Sort.TRUTH


def is_condition(node: Expression) -> bool:
    """Say whether an expression may stand as a condition by itself."""
    return sort_of(node) is Sort.TRUTH


def demand(node: Expression, sort: Sort, what: str) -> Expression:
    """Return the expression if it gives this kind of value; refuse it otherwise."""
    found = sort_of(node)
    if found is not sort:
        raise Refusal(
            "wrong_type",
            f"{what} needs {sort}, and {shown(node)} is {found}.",
            "Compare it with a value of its own type, or change the type of the attribute.",
        )
    return node


def demand_comparable(op: str, left: Expression, right: Expression) -> None:
    """Refuse a comparison of two values of different types, or one that has no meaning."""
    one, other = sort_of(left), sort_of(right)
    if one is not other:
        raise Refusal(
            "wrong_type",
            f"{shown(left)} is {one}, and {shown(right)} is {other}.",
            "Numbers stand without quotes, text in single quotes, a date as `date '2026-01-31'`.",
        )
    if isinstance(left, Literal) and isinstance(right, Literal):
        raise Refusal(
            "constant_comparison",
            "Two constants are compared with each other, which says nothing about a lead.",
            "Name an attribute or a signal on one side.",
        )
    if one in {Sort.TEXT, Sort.TRUTH} and op not in {"=", "!="}:
        raise Refusal(
            "wrong_type",
            f"{shown(left)} is {one}, which has no order.",
            "Say which values you mean: `in ('a', 'b')`.",
        )
    _demand_plain(one, left, right)


def _demand_plain(sort: Sort, left: Expression, right: Expression) -> None:
    if sort is Sort.TEXT and not any(isinstance(side, Literal) for side in (left, right)):
        raise Refusal(
            "text_with_text",
            f"{shown(left)} and {shown(right)} are both text attributes; language 1 compares "
            "text with constants only.",
            "Have the comparison made where the data comes from, as an attribute of its own.",
        )
    if sort is Sort.TRUTH and not all(isinstance(s, Literal | Attribute) for s in (left, right)):
        raise Refusal(
            "wrong_type",
            "A comparison stands where a value should.",
            "Join conditions with `and`, `or` and `not`.",
        )


def shown(node: Expression) -> str:
    """Return an expression as a reader would name it in a sentence."""
    match node:
        case Attribute(name, _) | Signal(name):
            return f"`{name}`"
        case Literal(str() as value, Type.TEXT):
            return f"`'{value[:40]}'`"
        case Literal(value, Type.DATE):
            return "the date"
        case Literal(value, _):
            return f"`{str(value).lower()}`"
        case Points(rule):
            return f"`points('{rule}')`"
        case Count(kind):
            return f"`count('{kind}')`"
        case Call(name, _):
            return f"`{name}(…)`"
        case Arithmetic():
            return "the calculation"
        case _:
            return "the comparison"
