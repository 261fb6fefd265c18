"""Conditions as typed expressions: the small closed grammar, after parsing and checking.

Three-valued logic throughout: an expression is true, false or unknown, a value is known or
unknown.  There are two readers of these nodes, the interpreter's and the engine's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from meetworthy.model.kinds import Type


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant. Text keeps its spelling; a date is the number of days since 1970-01-01."""

    value: str | float | bool | None
    type: Type


@dataclass(frozen=True, slots=True)
class Attribute:
    """The value an attribute holds (in a `where`: a property of the fact)."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Signal:
    """A number the fold keeps: `score`, `fit`, `behaviour`, `high_intent`, `pass`."""

    name: str


@dataclass(frozen=True, slots=True)
class StageIs:
    """Whether the stage last entered in this pass is one of these (by slug)."""

    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """The points that a rule, named by its slug, gives now: `points('asked for a demo')`."""

    rule: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many facts of a kind there were in this pass: `count('email.opened')`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison: `=`, `!=`, `<`, `<=`, `>`, `>=`; text without regard to case."""

    op: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Like:
    """A pattern with `%` and `_`, without regard to case."""

    text: Expression
    pattern: str


@dataclass(frozen=True, slots=True)
class InList:
    """Whether a text is in a named list: `in_list(domain, 'competitors')`."""

    text: Expression
    list: str


@dataclass(frozen=True, slots=True)
class IsNull:
    """Whether a value is unknown; itself always known."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Not:
    """Negation; not unknown is unknown."""

    value: Expression


@dataclass(frozen=True, slots=True)
class And:
    """True if all are true, false if any is false, else unknown."""

    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True if any is true, false if all are false, else unknown."""

    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`+`, `-`, `*`, `/` on numbers; division by zero is unknown."""

    op: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the grammar: `abs`, `length`, `lower`, `coalesce`."""

    name: str
    arguments: tuple[Expression, ...]


Expression = (
    Literal
    | Attribute
    | Signal
    | StageIs
    | Points
    | Count
    | Compare
    | Like
    | InList
    | IsNull
    | Not
    | And
    | Or
    | Arithmetic
    | Call
)


def children(node: Expression) -> tuple[Expression, ...]:
    """Return the expressions directly inside an expression."""
    match node:
        case Compare(_, left, right) | Arithmetic(_, left, right):
            return (left, right)
        case And(values) | Or(values):
            return values
        case Not(value) | IsNull(value):
            return (value,)
        case Like(text, _) | InList(text, _):
            return (text,)
        case Call(_, arguments):
            return arguments
        case _:
            return ()


def walk(node: Expression) -> Iterator[Expression]:
    """Yield an expression and every expression inside it."""
    yield node
    for child in children(node):
        yield from walk(child)


def attributes_in(node: Expression) -> frozenset[str]:
    """Return the names of the attributes an expression speaks of."""
    return frozenset(part.name for part in walk(node) if isinstance(part, Attribute))
