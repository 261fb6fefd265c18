"""Laws of reading conditions: nothing is raised, nothing is dropped, nothing means more.

The parsed meaning is held against DuckDB's own reading of the very text.
"""

from __future__ import annotations

from itertools import product

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetworthy.definition.conditions import Scope, parse_condition
from meetworthy.definition.expression import attributes_in, walk
from meetworthy.definition.language import Condition
from meetworthy.definition.load import load_text
from meetworthy.judge.condition import read
from meetworthy.model.kinds import Type

SCOPE = Scope(
    columns={
        "employees": Type.INTEGER,
        "revenue": Type.NUMBER,
        "title": Type.TEXT,
        "trial": Type.BOOLEAN,
    },
    signals=True,
    stages=("lead", "mql"),
    kinds=("email.opened",),
    lists=("rivals",),
)
ROWS = tuple(
    product((None, 0.0, 3.0), (None, -1.5, 7.0), (None, "vp", "a_b%"), (None, True, False))
)

FRAGMENTS = [
    *("employees", "revenue", "title", "trial", "score", "stage", "nope", '"title"', "pass"),
    *("and", "or", "not", "in", "between", "like", "is", "null", "true", "false", "date"),
    *("select", "from", "case", "when", "then", "end", "exists", "over", "cast", "as", "limit"),
    *("=", "<>", "!=", "<", ">=", "+", "-", "*", "/", "%", "||", "::", ";", "--", "/*", "*/"),
    *("(", ")", "[", "]", "{", "}", ",", ".", "$1", "?", ":x", "@x", "#", "\\", "~", "^", "->"),
    *("'vp'", "'x", "''", '"', "`a`", "$$a$$", "e'\\n'", "x'00'", "1", "0", "1e999", "0x1", "1_0"),
    *("abs", "length", "lower", "coalesce", "in_list", "points", "count", "read_csv", "now"),
    *("interval '1 day'", "timestamp '2026-01-01'", "array[1]", "struct_pack", "unnest", "x -> x"),
    *("escape", "collate", "similar to", "ilike", "glob", "any", "all", "distinct", "filter"),
]


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    assert parse_condition(text, SCOPE)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14), st.sampled_from([" ", ""]))
def test_no_heap_of_fragments_raises(fragments: list[str], space: str) -> None:
    parsed = parse_condition(space.join(fragments), SCOPE)
    if isinstance(parsed, Condition):
        assert attributes_in(parsed.expression) <= set(SCOPE.columns)
    else:
        assert all(each.cause and each.remedy for each in parsed)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_document_raises(text: str) -> None:
    loaded = load_text(text, "d.yaml", lists_folder=None)
    assert loaded.definition is None
    assert loaded.problems


NUMBERS = st.recursive(
    st.sampled_from(
        ["employees", "revenue", "1", "2.5", "0", "-3", "abs(revenue)", "length(title)"]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", " - ", " * "]), inner).map("".join),
        inner.map(lambda each: f"({each})"),
        inner.map(lambda each: f"{each} / 2"),
        st.just("coalesce(employees, 1)"),
    ),
    max_leaves=4,
)
COMPARISONS = st.one_of(
    st.tuples(NUMBERS, st.sampled_from([" = ", " <> ", " < ", " <= ", " >= "]), NUMBERS).map(
        "".join
    ),
    st.tuples(NUMBERS, st.sampled_from([" between ", " not between "])).map(
        lambda each: f"{each[0]}{each[1]}0 and 3.5"
    ),
    st.tuples(NUMBERS, st.sampled_from([" in (0, 3)", " not in (3)"])).map("".join),
    st.sampled_from(
        [
            "trial",
            "trial = false",
            "true",
            "title = 'vp'",
            "title in ('vp', 'x')",
            "title not in ('vp')",
            "title like 'v%'",
            "title not like '%p'",
            "title like 'a_b%'",
            "title is null",
            "employees is not null",
            "lower(title) = 'vp'",
        ]
    ),
)
CONDITIONS = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map("".join),
        inner.map(lambda each: f"not {each}"),
        inner.map(lambda each: f"({each})"),
    ),
    max_leaves=6,
)


class Row:
    """A lead of which these four values are known, or not."""

    def __init__(self, values: tuple[object, ...]) -> None:
        self.values = dict(zip(SCOPE.columns, values, strict=True))

    def attribute(self, name: str) -> object:
        return self.values[name]


@pytest.fixture(scope="module")
def database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        "create table leads (n integer, employees double, revenue double, title text, trial bool)"
    )
    connection.executemany(
        "insert into leads values (?, ?, ?, ?, ?)", [(n, *row) for n, row in enumerate(ROWS)]
    )
    return connection


@settings(max_examples=150, deadline=None)
@given(text=CONDITIONS)
def test_the_meaning_is_what_duckdb_makes_of_the_same_text(
    database: duckdb.DuckDBPyConnection, text: str
) -> None:
    parsed = parse_condition(text, SCOPE)
    if not isinstance(parsed, Condition):
        assert {each.kind for each in parsed} <= {"constant_comparison", "constant_call"}, text
        return
    reading = read(parsed.expression)
    ours = [reading(Row(row)) for row in ROWS]  # type: ignore[arg-type]  # only attributes are asked for
    rows = database.execute(f"select {text} from leads order by n").fetchall()
    assert ours == [row[0] for row in rows]


@settings(deadline=None)
@given(text=CONDITIONS)
def test_an_expression_is_made_of_known_nodes_only(text: str) -> None:
    parsed = parse_condition(text, SCOPE)
    if isinstance(parsed, Condition):
        modules = {type(node).__module__ for node in walk(parsed.expression)}
        assert modules == {"meetworthy.definition.expression"}
