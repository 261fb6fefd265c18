"""Conditions in words: `seniority in ('vp', 'director')` is "seniority is vp or director"."""

from __future__ import annotations

from datetime import date, timedelta

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
from meetworthy.definition.language import Definition
from meetworthy.model.kinds import Type

_EPOCH = date(1970, 1, 1)
_VERBS = {
    "=": "is",
    "!=": "is not",
    "<": "is under",
    "<=": "is at most",
    ">": "is over",
    ">=": "is at least",
}
_SIGNALS = {
    "score": "the score",
    "fit": "the fit score",
    "behaviour": "the behaviour score",
    "high_intent": "the number of signs of high intent",
    "pass": "the number of the pass",
}
_SUMS = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}


class Phrases:
    """Words for the conditions of one definition, which knows units and labels."""

    def __init__(self, definition: Definition) -> None:
        self._units = {name: each.unit for name, each in definition.attributes.items()}
        self._rules = {rule.slug: rule.label for rule in definition.fit}
        self._rules |= {rule.slug: rule.label for rule in definition.behaviour}
        self._stages = {stage.slug: stage.label for stage in definition.stages}

    def of(self, node: Expression) -> str:
        """Return a condition in words, to be read aloud."""
        match node:
            case And(values):
                return self._and(values)
            case Or(values):
                return self._or(values)
            case Not(value):
                return self._not(value)
            case Compare(op, left, right):
                return self._compare(op, left, right)
            case Like(text, pattern):
                return f"{self._value(text)} {_pattern(pattern)}"
            case InList(text, name):
                return f"{self._value(text)} is on the list “{name}”"
            case IsNull(value):
                return f"{self._value(value)} is unknown"
            case StageIs(stages):
                return f"the stage is {_or([self._stages.get(each, each) for each in stages])}"
            case Literal(value, Type.BOOLEAN):
                return "always" if value else "never"
            case _:
                return f"it is so that {self._value(node)}"

    def _and(self, values: tuple[Expression, ...]) -> str:
        match values:
            case (Compare(">=", one, low), Compare("<=", other, high)) if one == other:
                return f"{self._value(one)} is between {self._value(low)} and " + self._with_unit(
                    one, high
                )
        return " and ".join(self._inside(each, Or) for each in values)

    def _or(self, values: tuple[Expression, ...]) -> str:
        match values:
            case (Compare("=", one, _), *_) if all(
                isinstance(each, Compare) and each.op == "=" and each.left == one for each in values
            ):
                names = [self._value(each.right) for each in values if isinstance(each, Compare)]
                return f"{self._value(one)} is {_or(names)}"
        return " or ".join(self._inside(each, And) for each in values)

    def _inside(self, node: Expression, kind: type[Expression]) -> str:
        words = self.of(node)
        joined = isinstance(node, kind) and (" and " in words or " or " in words)
        return f"({words})" if joined else words

    def _not(self, value: Expression) -> str:
        match value:
            case IsNull(inner):
                return f"{self._value(inner)} is known"
            case Like(text, pattern):
                return f"{self._value(text)} {_pattern(pattern, negated=True)}"
            case InList(text, name):
                return f"{self._value(text)} is not on the list “{name}”"
            case _:
                return f"it is not so that {self.of(value)}"

    def _compare(self, op: str, left: Expression, right: Expression) -> str:
        match op, left, right:
            case (">", Signal("high_intent"), Literal(0, _)) | (
                ">=",
                Signal("high_intent"),
                Literal(1, _),
            ):
                return "there is a sign of high intent"
            case ">", Count(kind), Literal(0, _):
                return f"there is a fact “{kind_in_words(kind)}”"
            case ">", Points(rule), Literal(0, _):
                return f"“{self._rules.get(rule, rule)}” gives points"
            case "=", Attribute(_, Type.BOOLEAN), Literal(value, _):
                return f"{self._value(left)}: {'yes' if value else 'no'}"
        return f"{self._value(left)} {_VERBS[op]} {self._with_unit(left, right)}"

    def _with_unit(self, left: Expression, right: Expression) -> str:
        unit = self._units.get(left.name) if isinstance(left, Attribute) else None
        words = self._value(right)
        return f"{words} {unit}" if unit else words

    def _value(self, node: Expression) -> str:
        match node:
            case Attribute(name, _):
                return name.replace("_", " ")
            case Literal():
                return _constant(node)
            case Signal(name):
                return _SIGNALS[name]
            case Points(rule):
                return f"the points of “{self._rules.get(rule, rule)}”"
            case Count(kind):
                return f"the number of facts “{kind_in_words(kind)}”"
            case Arithmetic(op, left, right):
                return f"{self._value(left)} {_SUMS[op]} {self._value(right)}"
            case Call(name, arguments):
                return self._call(name, arguments)
            case _:
                return self.of(node)

    def _call(self, name: str, arguments: tuple[Expression, ...]) -> str:
        first = self._value(arguments[0])
        match name:
            case "abs":
                return f"the size of {first}"
            case "length":
                return f"the length of {first}"
            case "coalesce":
                rest = _or([self._value(each) for each in arguments[1:]])
                return f"{first} (while unknown: {rest})"
            case _:
                return first


def kind_in_words(kind: str) -> str:
    """Return a kind of fact as people say it: `demo.requested` is "demo requested"."""
    return kind.replace(".", " ").replace("_", " ")


def _constant(node: Literal) -> str:
    match node:
        case Literal(int() as day, Type.DATE):
            return (_EPOCH + timedelta(days=day)).isoformat()
        case Literal(bool() as value, _):
            return "yes" if value else "no"
        case Literal(int() | float() as number, _):
            return f"{number:,}"
        case _:
            return str(node.value)


def _pattern(pattern: str, *, negated: bool = False) -> str:
    plain = pattern.strip("%")
    verb = {
        (True, True): ("contains", "does not contain"),
        (False, True): ("begins with", "does not begin with"),
        (True, False): ("ends with", "does not end with"),
        (False, False): ("is", "is not"),
    }[pattern.startswith("%"), pattern.endswith("%")][negated]
    if "%" in plain or "_" in plain:
        return f"{'does not match' if negated else 'matches'} “{pattern}”"
    return f"{verb} “{plain}”"


def _or(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
