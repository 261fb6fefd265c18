"""Values that an attribute can never have: a slip that would silently never match."""

from __future__ import annotations

from meetworthy.definition.expression import Attribute, Expression, Literal
from meetworthy.definition.nearest import suggest

from .refusal import Refusal
from .scope import Scope


def demand_known_value(left: Expression, right: Expression, scope: Scope) -> None:
    """Refuse the comparison of an attribute with a text outside its `one_of`."""
    match left, right:
        case (Attribute(name, _), Literal(str() as value, _)) | (
            Literal(str() as value, _),
            Attribute(name, _),
        ) if name in scope.one_of:
            known = scope.one_of[name]
            if value.lower() not in {each.lower() for each in known}:
                raise Refusal(
                    "unknown_value",
                    f"`{name}` is never `'{value[:60]}'`, as its `one_of` says.",
                    suggest(value, known, "Add the value to `one_of`, or compare with another."),
                )
