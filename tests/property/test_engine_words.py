"""Every word of the language matters to the engine, and the random worlds show that it does.

Each test takes one word away from the engine alone and asks that some world is then judged
otherwise than by the interpreter: a word that could be taken away unnoticed would be a word
that nothing tests.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from meetworthy.definition import expression as ex
from meetworthy.definition.language import Entry
from meetworthy.judge.engine import columns, events, sql, tables
from meetworthy.judge.engine.layout import ENTRIES
from meetworthy.judge.engine.program import SIGNALS, Op
from meetworthy.model.time import NEVER
from property.scenarios import draw_world
from property.test_judging_laws import rows

MOST_WORLDS = 80
Patch = pytest.MonkeyPatch


@lru_cache(maxsize=MOST_WORLDS)
def meant(seed: int) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """What the interpreter says of a world."""
    return rows(draw_world(seed), engine=False)


def is_noticed() -> bool:
    """Say whether the engine as it is now judges some world otherwise than it should."""
    return any(rows(draw_world(seed), engine=True) != meant(seed) for seed in range(MOST_WORLDS))


Parts = dict[str, Any]


def without(change: Callable[[Parts], None]) -> Callable[[Patch], None]:
    """Change the tables that a timeline is compiled to."""

    def patch(monkeypatch: Patch) -> None:
        compiled = tables.Compiler.__init__

        def changed(self: tables.Compiler, plans: Any) -> None:
            compiled(self, plans)
            change(self._parts)

        monkeypatch.setattr(tables.Compiler, "__init__", changed)

    return patch


def field(table: str, name: str, value: float) -> Callable[[Patch], None]:
    """Set a field of all records of a table."""

    def change(parts: Parts) -> None:
        parts[table][name] = value

    return without(change)


def whole(table: str, value: float) -> Callable[[Patch], None]:
    """Set all of a table."""

    def change(parts: Parts) -> None:
        parts[table][...] = value

    return without(change)


def no_entry(entry: Entry) -> Callable[[Patch], None]:
    """Let no lead enter a stage of a kind."""

    def change(parts: Parts) -> None:
        stage = parts["stage"]
        stage["entry"][stage["entry"] == ENTRIES.index(entry)] = -1

    return without(change)


def instead(op: Op, other: Op) -> Callable[[Patch], None]:
    """Run another instruction instead of one."""

    def change(parts: Parts) -> None:
        code = parts["code"]
        code["op"][code["op"] == op] = other

    return without(change)


def no_signal(name: str) -> Callable[[Patch], None]:
    """Read the number of the pass instead of a signal, and the score instead of that."""

    def change(parts: Parts) -> None:
        code, number = parts["code"], SIGNALS.index(name)
        mine = (code["op"] == Op.SIGNAL) & (code["argument"] == number)
        code["argument"][mine] = SIGNALS.index("score" if name == "pass" else "pass")
        parts["stage"]["least_score"] = -np.inf
        parts["stage"]["asks_intent"] = 0

    return without(change)


def in_sql(node: type, written: str) -> Callable[[Patch], None]:
    """Write something else for a node of a condition on one fact."""

    def patch(monkeypatch: Patch) -> None:
        write = sql.Writer.write

        def changed(self: sql.Writer, one: ex.Expression) -> str:
            return written if isinstance(one, node) else write(self, one)

        monkeypatch.setattr(sql.Writer, "write", changed)

    return patch


def call_in_sql(name: str, replace: Callable[[str], str]) -> Callable[[Patch], None]:
    """Write something else for a function."""

    def patch(monkeypatch: Patch) -> None:
        write = sql.Writer.write

        def changed(self: sql.Writer, one: ex.Expression) -> str:
            if isinstance(one, ex.Call) and one.name == name:
                return replace(write(self, one.arguments[0]))
            return write(self, one)

        monkeypatch.setattr(sql.Writer, "write", changed)

    return patch


def setting(target: object, name: str, value: object) -> Callable[[Patch], None]:
    """Replace something by something else."""
    return lambda monkeypatch: monkeypatch.setattr(target, name, value)


def no_versions(parts: Parts) -> None:
    """Let only the first version ever come into force."""
    parts["version"]["in_force"][1:] = NEVER


def no_meeting_rule(bit: int) -> Callable[[Parts], None]:
    """Forget that a meeting must be accepted (1), or that its booker may confirm (2)."""

    def change(parts: Parts) -> None:
        meeting = parts["stage"]["meeting"]
        meeting[meeting >= 0] &= ~bit

    return change


def no_where(monkeypatch: Patch) -> None:
    """Let a behaviour rule count every fact of its kind."""
    writer = columns.Writer.write

    def everything(self: sql.Writer, node: ex.Expression) -> str:
        return "true" if self.at == "occurred_at" and _is_of_page(node) else writer(self, node)

    monkeypatch.setattr(columns.Writer, "write", everything)


def _is_of_page(node: ex.Expression) -> bool:
    return bool(ex.attributes_in(node) & {"path", "campaign"})


def no_kind_in(mapping: dict[str, int], kind: str) -> Callable[[Patch], None]:
    """Give a kind of fact no operation."""
    return lambda monkeypatch: monkeypatch.delitem(mapping, kind)


WORDS: dict[str, Callable[[Patch], None]] = {
    "points": field("rule", "points", 1.0),
    "cap": field("rule", "cap", np.nan),
    "half_life": field("rule", "half_life", 0),
    "within": field("rule", "window", 10 * NEVER // 20),
    "at_most": field("rule", "at_most", 0),
    "high_intent": field("rule", "high_intent", 0),
    "review": field("rule", "review", 0),
    "wakes": field("rule", "wakes", 1),
    "where": no_where,
    "fit points": field("fit", "points", 1.0),
    "fit when": field("fit", "program", -1),
    "disqualify": field("disqualify", "known", -1),
    "disqualify reason": field("disqualify", "reason", -1),
    "intent_window": field("version", "intent_window", NEVER // 2),
    "timezone": field("zone", "offset", 0),
    "version": without(no_versions),
    "needs": whole("needs", -1),
    "expires": whole("expiry", 0),
    "stage when": field("stage", "when", -1),
    "an agreed meeting": field("stage", "agreed", 0),
    "meeting accepted_by": without(no_meeting_rule(1)),
    "meeting self confirmation": without(no_meeting_rule(2)),
    "the start": no_entry(Entry.START),
    "a judged stage": no_entry(Entry.JUDGED),
    "decided_by": no_entry(Entry.DECIDED),
    "meeting held": no_entry(Entry.MEETING),
    "fact": no_entry(Entry.RECORDED),
    "asserted": no_entry(Entry.ASSERTED),
    "motions": field("choice", "program", -1),
    "motion stages": whole("order", -1),
    "for": field("reason", "duration", -1),
    "until": field("reason", "until", -1),
    "strict": field("reason", "strict", 0),
    "then disqualified": field("reason", "is_disqualified", 0),
    "source (what was stated first)": field("attribute", "first_wins", 0),
    "from (who is asked first)": setting(
        tables.Compiler,
        "_precedence",
        lambda self, senders: np.zeros(
            (len(self.plans), len(self.names.programs.attributes), max(1, len(senders))), np.int64
        ),
    ),
    "=": instead(Op.EQ, Op.NE),
    "<": instead(Op.LT, Op.GE),
    "<=": instead(Op.LE, Op.GT),
    ">": instead(Op.GT, Op.LE),
    ">=": instead(Op.GE, Op.LT),
    "+": instead(Op.ADD, Op.SUB),
    "-": instead(Op.SUB, Op.ADD),
    "*": instead(Op.MUL, Op.ADD),
    "/": instead(Op.DIV, Op.MUL),
    "and": instead(Op.AND, Op.OR),
    "or": instead(Op.OR, Op.AND),
    "not": instead(Op.NOT, Op.ABS),
    "is null": instead(Op.ISNULL, Op.NOT),
    "coalesce": instead(Op.COALESCE, Op.AND),
    "abs": instead(Op.ABS, Op.ISNULL),
    "points()": instead(Op.POINTS, Op.CONST),
    "points() of a fit rule": instead(Op.FIT_POINTS, Op.ABS),
    "count()": instead(Op.COUNT, Op.CONST),
    "stage": instead(Op.STAGE_IN, Op.CONST),
    **{name: no_signal(name) for name in SIGNALS},
    "like": in_sql(ex.Like, "false"),
    "in_list()": in_sql(ex.InList, "false"),
    "length()": call_in_sql("length", lambda text: f"CAST(length({text}) + 3 AS DOUBLE)"),
    "lower()": call_in_sql("lower", lambda text: f"upper({text})"),
    "coalesce of a text": call_in_sql("coalesce", lambda text: "''"),
    "a text compared": in_sql(ex.Compare, "false"),
    "a fact cleared": no_kind_in(events._OPS, "lead.cleared"),
    "evidence": no_kind_in(events._OPS, "criterion.assessed"),
    "how it was learned": setting(events, "learned_how", lambda how: 0),
    "who may decide": setting(events, "SALES_SIDE", frozenset({"marketing", "sales", "sdr"})),
    "who may confirm": setting(events, "_COUNTS", dict.fromkeys(events._COUNTS, 1)),
    "reason": setting(tables.Compiler, "_reason", lambda self, version, text: -1),
    "a fact retracted": setting(columns, "retracted_keys", lambda facts: frozenset()),
    "a visitor identified": setting(columns, "_anonymous", lambda of: f"{columns_of_nobody(of)}"),
    "an account's facts": setting(columns, "_of_account", lambda of: f"{columns_of_nobody(of)}"),
    "merged and moved leads": setting(columns.Facts, "apart", lambda self, merges: frozenset()),
    "a day without an hour": setting(columns, "DATE_ONLY_BIT", 40),
}


def columns_of_nobody(of: str) -> str:
    """A query of the right columns without any rows."""
    return (
        "SELECT * EXCLUDE (lead), lead AS of_lead, epoch_us(occurred_at) AS visible, "
        f"false AS of_account FROM {of} WHERE false"
    )


@pytest.mark.parametrize("word", WORDS)
def test_taking_a_word_from_the_engine_is_noticed(word: str, monkeypatch: Patch) -> None:
    WORDS[word](monkeypatch)
    assert is_noticed(), f"no world in {MOST_WORLDS} shows that “{word}” matters"


def test_with_all_words_the_engine_is_right() -> None:
    assert not is_noticed()


def test_every_kind_of_condition_is_drawn() -> None:
    drawn: set[type] = set()
    for seed in range(MOST_WORLDS):
        for definition in draw_world(seed).timeline:
            conditions = [
                *(rule.when for rule in definition.fit),
                *(rule.when for rule in definition.disqualify),
                *(rule.where for rule in definition.behaviour),
                *(stage.when for stage in definition.stages),
                *(motion.when for motion in definition.motions),
                *(reason.until for reason in definition.reasons.values()),
            ]
            for condition in conditions:
                if condition is not None:
                    drawn |= {type(node) for node in ex.walk(condition.expression)}
    assert drawn == set(ex.Expression.__args__)  # type: ignore[attr-defined]
