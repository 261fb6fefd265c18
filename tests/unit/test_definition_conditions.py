"""Conditions: what they mean once read, and what is refused, with which kind of problem."""

from __future__ import annotations

import pytest

from meetworthy.definition.conditions import Scope, parse_condition
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
from meetworthy.definition.language import Condition
from meetworthy.model.kinds import Type
from meetworthy.model.problem import Place

EVERYTHING = Scope(
    columns={
        "employees": Type.INTEGER,
        "revenue": Type.NUMBER,
        "title": Type.TEXT,
        "domain": Type.TEXT,
        "seniority": Type.TEXT,
        "trial": Type.BOOLEAN,
        "founded": Type.DATE,
        "end": Type.DATE,
        "source": Type.TEXT,
    },
    signals=True,
    stages=("lead", "mql", "sql"),
    rules={"asked for a demo": "asked_for_a_demo", "asked_for_a_demo": "asked_for_a_demo"},
    kinds=("email.opened", "demo.requested"),
    lists=("competitors",),
    one_of={"seniority": ("vp", "director")},
)
ATTRIBUTES_ONLY = Scope(columns=EVERYTHING.columns, lists=EVERYTHING.lists)

EMPLOYEES = Attribute("employees", Type.INTEGER)
TITLE = Attribute("title", Type.TEXT)
TRIAL = Attribute("trial", Type.BOOLEAN)


def number(value: float) -> Literal:
    return Literal(value, Type.INTEGER if isinstance(value, int) else Type.NUMBER)


def text(value: str) -> Literal:
    return Literal(value, Type.TEXT)


MEANINGS: dict[str, Expression] = {
    "employees >= 10": Compare(">=", EMPLOYEES, number(10)),
    "EMPLOYEES >= 10": Compare(">=", EMPLOYEES, number(10)),
    "employees == 10": Compare("=", EMPLOYEES, number(10)),
    "employees <> 10": Compare("!=", EMPLOYEES, number(10)),
    "employees > -2.5": Compare(">", EMPLOYEES, number(-2.5)),
    "employees between 10 and 200": And(
        (Compare(">=", EMPLOYEES, number(10)), Compare("<=", EMPLOYEES, number(200)))
    ),
    "employees in (1, 2)": Or(
        (Compare("=", EMPLOYEES, number(1)), Compare("=", EMPLOYEES, number(2)))
    ),
    "employees in (1)": Compare("=", EMPLOYEES, number(1)),
    "employees not in (1, 2)": Not(
        Or((Compare("=", EMPLOYEES, number(1)), Compare("=", EMPLOYEES, number(2))))
    ),
    "title is null": IsNull(TITLE),
    "title is not null": Not(IsNull(TITLE)),
    "title like '%student%'": Like(TITLE, "%student%"),
    "title not like '%student%'": Not(Like(TITLE, "%student%")),
    "title = 'it''s me'": Compare("=", TITLE, text("it's me")),
    "lower(title) = 'vp'": Compare("=", Call("lower", (TITLE,)), text("vp")),
    "length(title) > 3": Compare(">", Call("length", (TITLE,)), number(3)),
    "abs(employees) > 3": Compare(">", Call("abs", (EMPLOYEES,)), number(3)),
    "coalesce(employees, 0) > 3": Compare(">", Call("coalesce", (EMPLOYEES, number(0))), number(3)),
    "in_list(domain, 'competitors')": InList(Attribute("domain", Type.TEXT), "competitors"),
    "trial": TRIAL,
    "not trial": Not(TRIAL),
    "trial = true": Compare("=", TRIAL, Literal(True, Type.BOOLEAN)),
    "true": Literal(True, Type.BOOLEAN),
    "founded >= date '1970-01-11'": Compare(
        ">=", Attribute("founded", Type.DATE), Literal(10, Type.DATE)
    ),
    "end < date '1970-01-11'": Compare(
        "<", Attribute("end", Type.DATE), Literal(10, Type.DATE)
    ),  # a word of SQL may be the name of an attribute
    "revenue / employees > 0.5": Compare(
        ">", Arithmetic("/", Attribute("revenue", Type.NUMBER), EMPLOYEES), number(0.5)
    ),
    "employees - 1 + 2 > 3": Compare(
        ">", Arithmetic("+", Arithmetic("-", EMPLOYEES, number(1)), number(2)), number(3)
    ),
    "-employees < 0": Compare("<", Arithmetic("-", number(0), EMPLOYEES), number(0)),
    "revenue > employees": Compare(">", Attribute("revenue", Type.NUMBER), EMPLOYEES),
    "score >= 50 and high_intent > 0": And(
        (
            Compare(">=", Signal("score"), number(50)),
            Compare(">", Signal("high_intent"), number(0)),
        )
    ),
    "trial or employees > 1 and title is null": Or(
        (TRIAL, And((Compare(">", EMPLOYEES, number(1)), IsNull(TITLE))))
    ),
    "not trial and trial": And((Not(TRIAL), TRIAL)),
    "stage = 'SQL'": StageIs(("sql",)),
    "stage <> 'sql'": Not(StageIs(("sql",))),
    "stage in ('mql', 'sql')": StageIs(("mql", "sql")),
    "stage not in ('mql', 'sql')": Not(StageIs(("mql", "sql"))),
    "points('asked for a demo') > 20": Compare(">", Points("asked_for_a_demo"), number(20)),
    "count('email.opened') > 3": Compare(">", Count("email.opened"), number(3)),
    "pass = 1": Compare("=", Signal("pass"), number(1)),
    "seniority in ('VP')": Compare("=", Attribute("seniority", Type.TEXT), text("VP")),
}


@pytest.mark.parametrize("written", MEANINGS)
def test_a_condition_means(written: str) -> None:
    read = parse_condition(written, EVERYTHING)
    assert isinstance(read, Condition), read
    assert read.expression == MEANINGS[written]
    assert read.text == written


REFUSALS = {
    "": "condition_empty",
    "   ": "condition_empty",
    "emplojees > 1": "unknown_name",
    "ｅmployees > 1": "unknown_name",
    "other.employees > 1": "unknown_name",
    "seniority = vp": "unknown_name",
    "nan > 1": "unknown_name",
    "(select 1) > 0": "unknown_name",
    "employees in (select 1)": "unknown_name",
    "case when trial then trial end": "unknown_name",
    "exists (select 1)": "unknown_function",
    "read_csv('/etc/passwd')": "unknown_function",
    "pg_sleep(10) > 0": "unknown_function",
    "sum(employees) > 1": "unknown_function",
    "now() > founded": "unknown_function",
    "cast(employees as text) = '1'": "unknown_function",
    "row_number() over (order by employees) > 1": "unknown_function",
    "employees::text = '1'": "condition_sign",
    "employees > 1; drop table leads": "condition_sign",
    "employees > $1": "condition_sign",
    "employees > ?": "condition_sign",
    "employees > {{ x }}": "condition_sign",
    "employees[1] > 1": "condition_sign",
    "employees % 2 = 0": "condition_sign",
    "title || domain = 'x'": "condition_sign",
    "title = e'x'": "unknown_name",
    "title = 'a\x00b'": "condition_sign",
    "title = 'a\u202eb'": "condition_sign",
    "employees > 1 -- and so on": "condition_comment",
    "employees /* or so */ > 1": "condition_comment",
    "employees > ": "condition_unreadable",
    "(employees > 1": "condition_unreadable",
    "employees > 1 employees": "condition_unreadable",
    "title = 'open": "condition_unreadable",
    "employees": "not_a_condition",
    "score": "not_a_condition",
    "not 1": "not_a_condition",
    "trial and employees": "not_a_condition",
    "employees = 'ten'": "wrong_type",
    "title = 10": "wrong_type",
    "employees like '%1%'": "wrong_type",
    "title like domain": "wrong_type",
    "title > 'a'": "wrong_type",
    "trial > false": "wrong_type",
    "founded > 3": "wrong_type",
    "founded + 1 > 3": "wrong_type",
    "title + 1 > 3": "wrong_type",
    "(employees > 1) = trial": "wrong_type",
    "abs(title) > 1": "wrong_type",
    "length(employees) > 1": "wrong_type",
    "coalesce(employees, 'x') > 1": "wrong_type",
    "title = domain": "text_with_text",
    "1 = 1": "constant_comparison",
    "'a' = 'a'": "constant_comparison",
    "employees = null": "compared_with_null",
    "employees in (1, null)": "compared_with_null",
    "employees > 1e999": "number_out_of_range",
    "employees > 12345678901234567890": "number_out_of_range",
    "founded > date '2026-02-30'": "not_a_date",
    "founded > date 'tomorrow'": "not_a_date",
    "employees is true": "not_in_language",
    "score is null": "not_in_language",
    "employees in ()": "not_in_language",
    "employees in (revenue)": "not_in_language",
    "title like 'a' 'b'": "wrong_type",
    "coalesce(employees, revenue) > 1": "wrong_arguments",
    "coalesce(employees) > 1": "wrong_arguments",
    "in_list(domain)": "wrong_arguments",
    "in_list('x', 'competitors')": "wrong_arguments",
    "in_list(domain, title)": "wrong_arguments",
    "count(*) > 1": "wrong_arguments",
    "count(employees) > 1": "wrong_arguments",
    "points() > 1": "wrong_arguments",
    "in_list(domain, 'competitor')": "unknown_list",
    "count('email.openend') > 1": "unknown_kind",
    "points('asked for demo') > 1": "unknown_rule",
    "stage = 'sq'": "unknown_stage",
    "stage like 's%'": "stage_compared",
    "stage = title": "stage_compared",
    "stage > 'sql'": "stage_compared",
    "stage is null": "not_in_language",
    "seniority = 'vice president'": "unknown_value",
    "employees between 200 and 10": "never_true",
    "(" * 41 + "trial" + ")" * 41: "condition_too_deep",
    "not " * 45 + "trial": "condition_too_deep",
    "+".join(["employees"] * 60) + " > 1": "condition_too_deep",
    "trial or " * 250 + "trial": "condition_too_long",
}


@pytest.mark.parametrize("written", REFUSALS, ids=lambda each: repr(each[:40]))
def test_a_condition_is_refused(written: str) -> None:
    read = parse_condition(written, EVERYTHING, Place("d.yaml", 7))
    assert not isinstance(read, Condition), read
    (problem,) = read
    assert problem.kind == REFUSALS[written]
    assert str(problem.place) == "d.yaml:7"
    assert problem.cause
    assert problem.remedy


def test_many_parts_of_one_or_are_no_depth() -> None:
    read = parse_condition(" or ".join(["trial"] * 200), EVERYTHING)
    assert isinstance(read, Condition)
    assert read.expression == Or((TRIAL,) * 200)


@pytest.mark.parametrize(
    "written", ["score > 1", "high_intent > 0", "stage = 'sql'", "count('email.opened') > 1"]
)
def test_signals_are_refused_where_they_are_not_known_yet(written: str) -> None:
    read = parse_condition(written, ATTRIBUTES_ONLY)
    assert not isinstance(read, Condition)
    assert [each.kind for each in read] == ["signal_out_of_place"]


def test_the_nearest_name_is_the_remedy() -> None:
    (problem,) = parse_condition("seniorty = 'vp'", EVERYTHING)
    assert problem.remedy == "Did you mean `seniority`?"
