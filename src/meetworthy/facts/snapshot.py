"""Successive snapshots become facts by their difference.

A record's attribute makes a fact when it first says something and when it says something
else; a cell that became empty says nothing.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from .plan import EntryPlan, RulePlan


def difference(
    con: duckdb.DuckDBPyConnection, plan: EntryPlan, rule: RulePlan, table: str
) -> tuple[str, RulePlan]:
    """Return the rows with what changed since the record's last word, and the rule on them.

    Kinds that carry any attribute keep only the changed ones; others are taken whole when
    anything in them changed.  Rows that say only what was known are noted in ``again``.
    """
    compared = {key: value for key, value in rule.properties.items() if value.from_column}
    window = (
        f"OVER (PARTITION BY {_record(plan, rule)} ORDER BY known_at, part, row"
        " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    )
    before = ", ".join(
        f"last_value({value.sql} IGNORE NULLS) {window} AS before_{index}"
        for index, value in enumerate(compared.values())
    )
    source = f"(SELECT *{', ' if before else ''}{before} FROM {table} WHERE {rule.when}) t"
    changed = {
        key: f"({value.sql} IS NOT NULL AND {value.sql} IS DISTINCT FROM before_{index})"
        for index, (key, value) in enumerate(compared.items())
    }
    said = " OR ".join(f"{value.sql} IS NOT NULL" for value in compared.values()) or "false"
    any_changed = " OR ".join(changed.values()) or "false"
    con.execute(
        f"INSERT INTO again SELECT part, row FROM {source} WHERE ({said}) AND NOT ({any_changed})"
    )
    if not rule.kind.open:
        return source, replace(rule, when=f"({any_changed})")
    properties = {
        key: replace(value, sql=f"CASE WHEN {changed[key]} THEN {value.sql} END")
        if key in changed
        else value
        for key, value in rule.properties.items()
    }
    return source, replace(rule, when="true", properties=properties)


def first_said(
    con: duckdb.DuckDBPyConnection, plan: EntryPlan, rule: RulePlan, table: str
) -> tuple[str, RulePlan]:
    """Return the rows in which a record first says what has a date of its own, and the rule.

    Later exports say it again; what else they say (another source, another owner) is not when
    it happened.  Rows that only say it again are noted in ``again``.
    """
    assert rule.at is not None
    said = ", ".join([_record(plan, rule), rule.at.at, *(v.sql for v in rule.properties.values())])
    window = f"OVER (PARTITION BY {said} ORDER BY known_at, part, row)"
    numbered = (
        f"(SELECT *, row_number() {window} AS time_said"
        f" FROM {table} WHERE {rule.when} AND {rule.at.at} IS NOT NULL) t"
    )
    con.execute(f"INSERT INTO again SELECT part, row FROM {numbered} WHERE time_said > 1")
    return numbered, replace(rule, when="time_said = 1")


def _record(plan: EntryPlan, rule: RulePlan) -> str:
    """Return the SQL of the record a row describes: the sender's own key for it."""
    if rule.kind.accounting:
        return _booking(rule)
    about_account = rule.kind.name.startswith("account.") or rule.rule.about == "account"
    columns = plan.entry.account if about_account else plan.entry.lead
    raw = [plan.sheet.raw(column) for column in columns.values()]
    if plan.entry.id not in {None, "row"}:
        raw.insert(0, plan.sheet.raw(str(plan.entry.id)))
    key = "account" if about_account else "lead"
    return f"coalesce({', '.join([*raw, f'CAST({key} AS VARCHAR)'])})"


def _booking(rule: RulePlan) -> str:
    """Return the SQL of what tells spend and people apart: who, or which channel and campaign."""
    who = rule.properties.get("person")
    said = [rule.source, rule.campaign] if who is None else [who.sql]
    return " || chr(31) || ".join(f"coalesce(CAST({value} AS VARCHAR), '')" for value in said)
