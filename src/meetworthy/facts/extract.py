"""Rows become facts: one query for each rule of the mapping, all into one table."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from meetworthy.model.kinds import Type
from meetworthy.model.tables import PROPERTY_PREFIX

from .aliases import other_aliases
from .cells import SQL_TYPES
from .keys import first_alias
from .mapping import Mapping
from .plan import EntryPlan, RulePlan, says_something
from .registry import MERGES
from .snapshot import difference, first_said
from .sql import name, text
from .subject import subject, subject_of

FIXED = {
    "ord": "BIGINT",  # the row's place among all rows: which of two facts came first
    "part": "INTEGER",
    "row": "BIGINT",
    "lead": "INTEGER",
    "account": "INTEGER",
    "visitor": "INTEGER",
    "occurred": "BIGINT",
    "recorded": "BIGINT",
    "date_only": "BOOLEAN",
    "phase": "TINYINT",
    "kind": "VARCHAR",
    "sender": "VARCHAR",
    "id": "VARCHAR",
    "source": "VARCHAR",
    "campaign": "VARCHAR",
    "actor": "VARCHAR",
}
PARTS_ROWS = 1 << 40
"""Rows are counted within 2^40 of a part, so that ``ord`` orders by part, then row."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What all rules share: the connection, the mapping, and all properties with their types."""

    con: duckdb.DuckDBPyConnection
    mapping: Mapping
    properties: dict[str, Type]

    def create_table(self) -> None:
        """Make the empty table ``found`` of facts."""
        columns = [f"{column} {kind}" for column, kind in FIXED.items()]
        columns += [f"{_column(key)} {SQL_TYPES[kind]}" for key, kind in self.properties.items()]
        self.con.execute(f"CREATE TEMP TABLE found ({', '.join(columns)})")
        self.con.execute("CREATE TEMP TABLE again (part INTEGER, row BIGINT)")

    def run(self, plan: EntryPlan, number: int) -> None:
        """Take the facts of all rules of an entry from its keyed rows."""
        for planned in plan.rules:
            source, rule = self._source(plan, planned, number)
            values = self._values(plan, rule)
            if rule.kind.name in MERGES:
                self._note_joined(plan, rule, source)
            self.con.execute(
                f"INSERT INTO found ({', '.join(values)}) SELECT {', '.join(values.values())}"
                f" FROM {source} {self._other(plan, rule)} WHERE {self._where(plan, rule)}"
            )

    def _source(self, plan: EntryPlan, rule: RulePlan, number: int) -> tuple[str, RulePlan]:
        table = f"keyed_{number} t"
        if plan.entry.rows != "snapshot":
            return table, rule
        taking = difference if rule.at is None else first_said
        return taking(self.con, plan, rule, f"keyed_{number}")

    def _values(self, plan: EntryPlan, rule: RulePlan) -> dict[str, str]:
        lead, account, visitor = subject(plan.entry, rule)
        at, date_only = occurred(rule)
        values = {
            "ord": f"t.part * {PARTS_ROWS} + t.row",
            "part": "t.part",
            "row": "t.row",
            "lead": lead,
            "account": account,
            "visitor": visitor,
            "occurred": at,
            "recorded": recorded(plan, at),
            "date_only": date_only,
            "phase": str(int(rule.kind.phase)),
            "kind": text(rule.kind.name),
            "sender": text(plan.sender),
            "source": rule.source,
            "campaign": rule.campaign,
            "actor": rule.actor,
        }
        for key, value in rule.properties.items():
            values[_column(key)] = value.sql
        if rule.rule.other:
            values[_column("other")] = "CAST(other_key.label AS VARCHAR)"
        values["id"] = fact_id(plan, rule, at)
        return values

    def _other(self, plan: EntryPlan, rule: RulePlan) -> str:
        if not rule.rule.other:
            return ""
        aliases = other_aliases(plan, self.mapping, rule.rule.other)
        space, value = first_alias([(alias.space, alias.sql) for alias in aliases])
        return f"JOIN lead_of other_key ON other_key.space = {space} AND other_key.value = {value}"

    def _note_joined(self, plan: EntryPlan, rule: RulePlan, source: str) -> None:
        """Note merges of two aliases of one lead in ``again``: what such a row says is known."""
        self.con.execute(
            f"INSERT INTO again SELECT t.part, t.row FROM {source} {self._other(plan, rule)}"
            f" WHERE {self._makes(plan, rule)} AND other_key.label = t.lead"
        )

    def _where(self, plan: EntryPlan, rule: RulePlan) -> str:
        distinct = " AND other_key.label <> t.lead" if rule.kind.name in MERGES else ""
        return self._makes(plan, rule) + distinct

    def _makes(self, plan: EntryPlan, rule: RulePlan) -> str:
        at, _ = occurred(rule)
        about = subject_of(plan.entry, rule)
        keyed = " AND t.account IS NOT NULL" if about in {"account", "lead and account"} else ""
        return f"{rule.when} AND ({at}) IS NOT NULL AND {says_something(rule)}{keyed}"


def occurred(rule: RulePlan) -> tuple[str, str]:
    """Return the SQL of a fact's instant, and of whether only its day is known."""
    if rule.at is not None:
        return f"t.{rule.at.at}", f"t.{rule.at.date_only}"
    return "t.known_at", "t.known_day"


def recorded(plan: EntryPlan, at: str) -> str:
    """Return the SQL of when a fact was learned: never before it happened."""
    if plan.recorded is not None:
        return f"greatest(coalesce(t.{plan.recorded.at}, {at}), {at})"
    if plan.entry.rows == "snapshot":
        return f"greatest(t.known_at, {at})"
    return at


def fact_id(plan: EntryPlan, rule: RulePlan, at: str) -> str:
    """Return the SQL of a fact's id: the sender's, the row's number, or its content's digest.

    The sender's id names a record; what successive snapshots say of it are facts of their own.
    """
    suffix = text(rule.suffix)
    if plan.entry.id == "row" and plan.entry.rows != "snapshot":
        return f"t.file || '#' || t.row || {suffix}"
    if plan.entry.id is not None and plan.entry.rows != "snapshot":
        return f"{plan.sheet.raw(plan.entry.id)} || {suffix}"
    return f"md5({' || chr(31) || '.join(_content(plan, rule, at))})"


def _content(plan: EntryPlan, rule: RulePlan, at: str) -> list[str]:
    """List all that a fact says, as SQL texts; nothing said differs from anything said."""
    said = [text(rule.kind.name + rule.suffix), f"CAST({at} AS VARCHAR)"]
    columns = {**plan.entry.lead, **plan.entry.visitor, **plan.entry.account, **rule.rule.other}
    said += [plan.sheet.raw(column) for column in columns.values()]
    said += [rule.source, rule.campaign, rule.actor]
    said += [f"CAST({value.sql} AS VARCHAR)" for value in rule.properties.values()]
    return [f"coalesce({value}, chr(0))" for value in said]


def _column(key: str) -> str:
    return name(PROPERTY_PREFIX + key)
