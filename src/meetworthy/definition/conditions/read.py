"""Reading a condition: its text goes in, a checked condition or its problems come out."""

from __future__ import annotations

import logging

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from meetworthy.definition.language import Condition
from meetworthy.model.problem import Place, Problem

from .meaning import meaning
from .refusal import Refusal
from .scope import Scope
from .tokens import screened, too_deep

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # it warns on what we refuse anyway

_NOWHERE = Place("condition")


def parse_condition(
    text: str, scope: Scope, place: Place = _NOWHERE
) -> Condition | tuple[Problem, ...]:
    """Read a condition: a SQL boolean expression of the closed grammar.

    Returns the condition, or what is wrong with it; raises nothing, whatever the text.
    """
    try:
        return Condition(text.strip(), meaning(_parse(screened(text, scope)), scope))
    except Refusal as refusal:
        return (Problem(refusal.kind, place, refusal.cause, refusal.remedy),)
    except RecursionError:
        deep = too_deep()
        return (Problem(deep.kind, place, deep.cause, deep.remedy),)


def _parse(text: str) -> exp.Expr:
    try:
        tree = sqlglot.parse_one(text, read="duckdb", into=exp.Condition)
    except (SqlglotError, ValueError, TypeError, AttributeError, IndexError) as error:
        # The parser's own faults on odd input come as any of these.
        raise Refusal(
            "condition_unreadable",
            f"The condition can't be read{_near(error)}.",
            "Check the brackets, the commas, and that every comparison has two sides.",
        ) from error
    if not isinstance(tree, exp.Expr):
        raise Refusal("condition_unreadable", "The condition can't be read.", "Write it anew.")
    return tree


def _near(error: Exception) -> str:
    errors = getattr(error, "errors", None)
    near = str(errors[0].get("highlight") or "")[:40] if errors else ""
    return f" near `{near}`" if near else ""
