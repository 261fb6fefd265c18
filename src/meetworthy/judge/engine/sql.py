"""Conditions on one fact as DuckDB expressions, with its three-valued logic.

Text is folded by DuckDB's ``lower`` (which equals ``model.text.folded``), numbers are
doubles, a date is its number of days, and whatever would not be finite is null.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from meetworthy.definition import expression as ex
from meetworthy.definition.language import ListEntry, NamedList
from meetworthy.model.kinds import Type
from meetworthy.model.tables import PROPERTY_PREFIX
from meetworthy.model.text import folded

Columns = Mapping[str, Type]
"""The property columns that a table of facts has, by property name."""

_DAYS = "CAST(date_diff('day', DATE '1970-01-01', {}) AS DOUBLE)"


def quoted(text: str) -> str:
    """Return a text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Return a column name, quoted."""
    return '"' + name.replace('"', '""') + '"'


def property_value(name: str, type_: Type, columns: Columns) -> str:
    """Return a property as conditions compare it; null where the table has none of that type."""
    if name in ("source", "campaign", "actor"):
        return f"lower({identifier(name)})"
    column, has = identifier(PROPERTY_PREFIX + name), columns.get(name)
    numbers = (Type.INTEGER, Type.NUMBER)
    if has is Type.TEXT and type_ is Type.TEXT:
        return f"lower({column})"
    if has in numbers and type_ in numbers:
        return f"CAST({column} AS DOUBLE)"
    if has is Type.BOOLEAN and type_ is Type.BOOLEAN:
        return column
    if has is Type.DATE and type_ is Type.DATE:
        return _DAYS.format(column)
    return f"CAST(NULL AS {_SQL_TYPES[type_]})"


_SQL_TYPES = {
    Type.TEXT: "VARCHAR",
    Type.INTEGER: "DOUBLE",
    Type.NUMBER: "DOUBLE",
    Type.DATE: "DOUBLE",
    Type.BOOLEAN: "BOOLEAN",
}


class Writer:
    """Writes expressions over one fact's properties as SQL."""

    def __init__(
        self, columns: Columns, lists: Mapping[str, NamedList], at: str = "occurred_at"
    ) -> None:
        self.columns = columns
        self.lists = lists
        self.at = at

    def write(self, node: ex.Expression) -> str:
        """Return an expression as SQL."""
        match node:
            case ex.Literal(value, type_):
                return _literal(value, type_)
            case ex.Attribute(name, type_):
                return property_value(name, type_, self.columns)
            case ex.Compare(op, left, right):
                return f"({self.write(left)} {_OPERATORS[op]} {self.write(right)})"
            case ex.Arithmetic(op, left, right):
                return self._arithmetic(op, left, right)
            case ex.Call(name, arguments):
                return self._call(name, arguments)
            case _:
                return self._truth(node)

    def _truth(self, node: ex.Expression) -> str:
        match node:
            case ex.Like(text, pattern):
                return f"({self.write(text)} LIKE {quoted(folded(pattern))})"
            case ex.InList(text, name):
                return self._in_list(self.write(text), name)
            case ex.IsNull(value):
                return f"({self.write(value)} IS NULL)"
            case ex.Not(value):
                return f"(NOT {self.write(value)})"
            case ex.And(values):
                return self._joined(" AND ", values)
            case ex.Or(values):
                return self._joined(" OR ", values)
            case _:
                raise TypeError(f"{node!r} is not about one fact")

    def _joined(self, word: str, values: tuple[ex.Expression, ...]) -> str:
        return "(" + word.join(self.write(value) for value in values) + ")"

    def _arithmetic(self, op: str, left: ex.Expression, right: ex.Expression) -> str:
        divisor = f"nullif({self.write(right)}, 0)" if op == "/" else self.write(right)
        result = f"({self.write(left)} {op} {divisor})"
        return f"(CASE WHEN isfinite({result}) THEN {result} END)"

    def _call(self, name: str, arguments: tuple[ex.Expression, ...]) -> str:
        written = ", ".join(self.write(argument) for argument in arguments)
        functions: dict[str, Callable[[str], str]] = {
            "abs": lambda text: f"abs({text})",
            "length": lambda text: f"CAST(length({text}) AS DOUBLE)",
            "lower": lambda text: text,
            "coalesce": lambda text: f"coalesce({text})",
        }
        return functions[name](written)

    def _in_list(self, text: str, name: str) -> str:
        entries = self.lists[name].entries if name in self.lists else ()
        always = [e.value for e in entries if e.start is None and e.end is None]
        choices = [f"{text} IN ({', '.join(quoted(folded(v)) for v in always)})"] if always else []
        choices += [self._at_times(text, e) for e in entries if e.start is not None or e.end]
        known = f"({' OR '.join(choices)})" if choices else "FALSE"
        return f"(CASE WHEN {text} IS NOT NULL THEN {known} END)"

    def _at_times(self, text: str, entry: ListEntry) -> str:
        parts = [f"{text} = {quoted(folded(entry.value))}"]
        if entry.start is not None:
            parts.append(f"epoch_us({self.at}) >= {entry.start}")
        if entry.end is not None:
            parts.append(f"epoch_us({self.at}) < {entry.end}")
        return "(" + " AND ".join(parts) + ")"


_OPERATORS = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def _literal(value: str | float | bool | None, type_: Type) -> str:
    if value is None:
        return f"CAST(NULL AS {_SQL_TYPES[type_]})"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return quoted(folded(value))
    return f"CAST({float(value)!r} AS DOUBLE)"
