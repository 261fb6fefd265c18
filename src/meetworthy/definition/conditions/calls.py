"""The functions of the condition language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from meetworthy.definition.expression import (
    Attribute,
    Call,
    Count,
    Expression,
    InList,
    Literal,
    Points,
)
from meetworthy.definition.nearest import suggest

from .refusal import Refusal
from .scope import Scope
from .types import Sort, demand, sort_of

Reader = Callable[[Any], Expression]

_NAMES: dict[type[Any], str] = {
    exp.Abs: "abs",
    exp.Length: "length",
    exp.Lower: "lower",
    exp.Coalesce: "coalesce",
    exp.Count: "count",
}
KINDS: tuple[type[Any], ...] = (*_NAMES, exp.Anonymous)
"""The parser's nodes that are calls."""


def call(tree: Any, scope: Scope, read: Reader) -> Expression:
    """Return the meaning of a call; ``read`` reads its arguments."""
    name = _NAMES.get(type(tree), str(tree.this).lower() if type(tree) is exp.Anonymous else "")
    arguments = _arguments(tree)
    match name:
        case "abs" | "length" | "lower":
            return _of_one(name, arguments, read)
        case "coalesce":
            return _coalesce(arguments, read)
        case "in_list":
            return _in_list(arguments, scope, read)
        case "points":
            return _points(arguments, scope)
        case "count":
            return _count(arguments, scope)
        case _:
            raise Refusal(
                "unknown_function", f"There is no function `{name[:60]}`.", "Leave it out."
            )


def _arguments(tree: Any) -> list[Any]:
    first = [] if isinstance(tree, exp.Anonymous) or tree.this is None else [tree.this]
    return first + list(tree.args.get("expressions") or [])


def _of_one(name: str, arguments: list[Any], read: Reader) -> Expression:
    if len(arguments) != 1:
        raise _wrong_number(name, "one value")
    sort = Sort.NUMBER if name == "abs" else Sort.TEXT
    value = read(arguments[0])
    if isinstance(value, Literal):
        raise Refusal("constant_call", f"`{name}` of a constant.", "Write the result instead.")
    return Call(name, (demand(value, sort, f"`{name}`"),))


def _coalesce(arguments: list[Any], read: Reader) -> Expression:
    values = tuple(read(each) for each in arguments)
    plain = len(values) > 1 and isinstance(values[0], Attribute)
    if not plain or not all(isinstance(each, Literal) for each in values[1:]):
        raise Refusal(
            "wrong_arguments",
            "`coalesce` takes one attribute and what stands for it while it is unknown.",
            "Write it as in `coalesce(employees, 0)`.",
        )
    for each in values[1:]:
        demand(each, sort_of(values[0]), "`coalesce`")
    return Call("coalesce", values)


def _in_list(arguments: list[Any], scope: Scope, read: Reader) -> Expression:
    if len(arguments) != 2:
        raise _wrong_number("in_list", "a text attribute and the name of a list")
    text = demand(read(arguments[0]), Sort.TEXT, "`in_list`")
    if isinstance(text, Literal):
        raise _wrong_number("in_list", "a text attribute first")
    name = _text(arguments[1], "in_list", "the name of a list in quotes")
    if name not in scope.lists:
        raise Refusal(
            "unknown_list",
            f"There is no list `{name[:60]}`.",
            suggest(name, scope.lists, "Declare it under `lists`."),
        )
    return InList(text, name)


def _points(arguments: list[Any], scope: Scope) -> Expression:
    _demand_signals("points", scope)
    name = _text(_only("points", arguments), "points", "the name of a rule in quotes")
    if name not in scope.rules:
        raise Refusal(
            "unknown_rule",
            f"There is no rule `{name[:60]}`.",
            suggest(name, scope.rules, "Name a rule under `fit` or `behaviour`."),
        )
    return Points(scope.rules[name])


def _count(arguments: list[Any], scope: Scope) -> Expression:
    _demand_signals("count", scope)
    name = _text(_only("count", arguments), "count", "a kind of fact in quotes")
    if name not in scope.kinds:
        raise Refusal(
            "unknown_kind",
            f"There is no kind of fact `{name[:60]}`.",
            suggest(name, scope.kinds, "Declare it under `kinds`."),
        )
    return Count(name)


def _only(name: str, arguments: list[Any]) -> Any:
    if len(arguments) != 1:
        raise _wrong_number(name, "one name in quotes")
    return arguments[0]


def _text(tree: Any, name: str, what: str) -> str:
    if not (isinstance(tree, exp.Literal) and tree.is_string):
        raise _wrong_number(name, what)
    return str(tree.this)


def _demand_signals(name: str, scope: Scope) -> None:
    if not scope.signals:
        raise Refusal(
            "signal_out_of_place",
            f"`{name}` is a signal, and this condition is read before signals are known.",
            "Speak of attributes only here; use signals in stages, reasons and the SLA.",
        )


def _wrong_number(name: str, what: str) -> Refusal:
    examples = {
        "in_list": "in_list(domain, 'competitors')",
        "points": "points('asked for a demo') >= 20",
        "count": "count('email.opened') > 3",
    }
    shown = examples.get(name, f"{name}(attribute)")
    return Refusal("wrong_arguments", f"`{name}` takes {what}.", f"Write it as in `{shown}`.")
