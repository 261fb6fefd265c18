"""Cells as SQL: text to typed values; what can't be read becomes NULL and is reported."""

from __future__ import annotations

from meetworthy.model.kinds import Type

from .mapping import Cell
from .sql import text, texts

ABSURD_NUMBER = 1e15  # larger than any amount or count in sales; chosen by eye
BLANKS = " \t\r\n\u00a0\ufeff"  # around a cell; spreadsheets and web forms add all of these

_WHOLE = r"[+-]?\d{1,18}([.]0*)?"
_NUMBER = r"[+-]?(\d+[.]?\d*|[.]\d+)([eE][+-]?\d{1,3})?"
_YES = ("true", "yes", "y", "t", "1")
_NO = ("false", "no", "n", "f", "0")

SQL_TYPES = {
    Type.TEXT: "VARCHAR",
    Type.INTEGER: "BIGINT",
    Type.NUMBER: "DOUBLE",
    Type.BOOLEAN: "BOOLEAN",
    Type.DATE: "DATE",
}


def cleaned(column: str, empty: tuple[str, ...]) -> str:
    """Return the SQL of a cell's text without blanks around it; NULL where it says nothing."""
    trimmed = f"trim(CAST({column} AS VARCHAR), {text(BLANKS)})"
    return f"CASE WHEN {trimmed} NOT IN {texts(sorted({'', *empty}))} THEN {trimmed} END"


def typed(column: str, cell: Cell, kind: Type) -> str:
    """Return the SQL of a cleaned column's value in a type; NULL where it can't be read."""
    said = _translated(column, cell)
    if kind is Type.TEXT:
        return said
    if kind is Type.BOOLEAN:
        yes, no = f"lower({said}) IN {texts(_YES)}", f"lower({said}) IN {texts(_NO)}"
        return f"CASE WHEN {yes} THEN true WHEN {no} THEN false END"
    if kind is Type.DATE:
        return _date(said, cell)
    return _bounded(_integer(said, cell) if kind is Type.INTEGER else _number(said, cell), cell)


def _translated(column: str, cell: Cell) -> str:
    if not cell.values:
        return column
    cases = " ".join(
        f"WHEN {text(written.casefold())} THEN {text(meant)}"
        for written, meant in cell.values.items()
    )
    return f"CASE lower({column}) {cases} ELSE {column} END"


def _plain(said: str, cell: Cell) -> str:
    """Return the SQL of a number's text with a decimal point and no thousands marks."""
    if cell.thousands:
        said = f"replace({said}, {text(cell.thousands)}, '')"
    return f"replace({said}, ',', '.')" if cell.decimal == "," else said


def _integer(said: str, cell: Cell) -> str:
    plain = _plain(said, cell)
    whole = f"try_cast(split_part({plain}, '.', 1) AS BIGINT)"
    return f"CASE WHEN regexp_full_match({plain}, {text(_WHOLE)}) THEN {whole} END"


def _number(said: str, cell: Cell) -> str:
    plain = _plain(said, cell)
    number = f"try_cast({plain} AS DOUBLE)"
    return (
        f"CASE WHEN regexp_full_match({plain}, {text(_NUMBER)})"
        f" AND abs({number}) < {ABSURD_NUMBER} THEN {number} END"
    )


def _bounded(number: str, cell: Cell) -> str:
    low = [] if cell.at_least is None else [f"{number} >= {cell.at_least!r}"]
    high = [] if cell.at_most is None else [f"{number} <= {cell.at_most!r}"]
    bounds = " AND ".join(low + high)
    return f"CASE WHEN {bounds} THEN {number} END" if bounds else number


def _date(said: str, cell: Cell) -> str:
    if cell.format:
        tried = ", ".join(f"try_strptime({said}, {text(written)})" for written in cell.format)
        day = f"CAST(coalesce({tried}) AS DATE)"
    else:
        iso = f"regexp_full_match({said}, '\\d{{4}}-\\d{{2}}-\\d{{2}}([T ].*)?')"
        day = f"CASE WHEN {iso} THEN try_cast(left({said}, 10) AS DATE) END"
    return f"CASE WHEN year({day}) BETWEEN 1900 AND 2100 THEN {day} END"
