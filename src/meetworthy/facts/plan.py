"""From an entry of the mapping to a plan: what is computed of each row, and its facts."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass, field

from meetworthy.model.kinds import Kind, Type

from .cells import SQL_TYPES
from .mapping import Cell, FactRule, FileEntry, Mapping, Moment
from .registry import NEEDED
from .sheet import Instant, Sheet
from .sql import text, texts

STATUSES = ("confirmed", "partial", "denied", "unknown")


@dataclass(frozen=True, slots=True)
class Check:
    """Something that may be wrong with a row: where, the SQL that says so, and what to say."""

    kind: str
    column: str | None
    sql: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a fact: the SQL of its value, and whether a column gives it."""

    sql: str
    type: Type
    from_column: bool


@dataclass(frozen=True, slots=True)
class RulePlan:
    """How a row becomes one fact.  All members but ``rule`` and ``kind`` are SQL."""

    rule: FactRule
    kind: Kind
    suffix: str
    when: str
    at: Instant | None
    properties: Table[str, Property]
    source: str
    campaign: str
    actor: str


@dataclass
class EntryPlan:
    """All that is done with the rows of one entry."""

    name: str
    entry: FileEntry
    sender: str
    sheet: Sheet = field(default_factory=Sheet)
    rules: list[RulePlan] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    recorded: Instant | None = None
    taken: Instant | None = None
    moments: dict[str, Instant] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)


def plan_entry(name: str, mapping: Mapping, kinds: Table[str, Kind]) -> EntryPlan:
    """Return the plan of an entry of a checked mapping."""
    entry = mapping.files[name]
    plan = EntryPlan(name, entry, entry.sender or name)
    zone = entry.timezone or mapping.timezone
    _plan_moments(plan, zone)
    for columns in (entry.lead, entry.visitor, entry.account):
        for column in columns.values():
            plan.sheet.raw(column)
    if entry.id not in {None, "row"}:
        _check_id(plan)
    for rule in entry.facts:
        plan.rules.append(_plan_rule(plan, rule, kinds[rule.kind], mapping, zone))
    return plan


def _plan_moments(plan: EntryPlan, zone: str) -> None:
    entry = plan.entry
    if entry.recorded is not None:
        plan.recorded = plan.sheet.instant(entry.recorded, zone)
        _check_moment(plan, entry.recorded.column, plan.recorded, "true")
    if entry.taken is not None and entry.taken.column is not None:
        moment = Moment(column=entry.taken.column, format=entry.taken.format, zone=None)
        plan.taken = plan.sheet.instant(moment, zone)
        _check_moment(plan, moment.column, plan.taken, "true")
        _check_missing_time(plan, moment.column, "true")


def _check_id(plan: EntryPlan) -> None:
    column = str(plan.entry.id)
    plan.checks.append(
        Check(
            "id_missing",
            column,
            f"{plan.sheet.raw(column)} IS NULL",
            "the row has no id, so it could not be told from another",
            "Fill it in, or leave `id` out of the mapping: ids then follow from the content.",
        )
    )


def _plan_rule(
    plan: EntryPlan, rule: FactRule, kind: Kind, mapping: Mapping, zone: str
) -> RulePlan:
    sheet, entry = plan.sheet, plan.entry
    when = sheet.condition(rule.when)
    at = None if rule.at is None else sheet.instant(rule.at, zone)
    if rule.at is not None and at is not None:
        plan.moments[rule.at.column] = at
        _check_moment(plan, rule.at.column, at, when)
        if _is_required(entry, rule):
            _check_missing_time(plan, rule.at.column, when)
    properties = _properties(plan, rule, kind, mapping, when)
    return RulePlan(
        rule,
        kind,
        rule_suffix(entry, rule),
        when,
        at,
        properties,
        _word(plan, rule.source or entry.source, when),
        _word(plan, rule.campaign or entry.campaign, when),
        _word(plan, rule.actor or entry.actor, when),
    )


def rule_suffix(entry: FileEntry, rule: FactRule) -> str:
    """Return what a rule adds to the row's id; nothing where a row becomes only one fact."""
    if rule.name is not None:
        return f":{rule.name}"
    if len(entry.facts) == 1:
        return ""
    return ":" + ":".join([rule.kind, *rule.with_.values()])


def _is_required(entry: FileEntry, rule: FactRule) -> bool:
    """Say whether an empty time is a fault: in a log it is, in a wide row it says nothing."""
    return len(entry.facts) == 1 or bool(rule.when)


def _check_moment(plan: EntryPlan, column: str, instant: Instant, when: str) -> None:
    said = (
        (
            "time_unreadable",
            1,
            "this is not a time in the declared format",
            "Correct the cell, or declare the column's `format` in the mapping.",
        ),
        (
            "time_absurd",
            2,
            "a time before 1970 or after 2099 is a placeholder or a slip",
            "Correct the cell, or list its value under `empty` if it says nothing.",
        ),
        (
            "time_skipped",
            3,
            "the clocks of this zone went forward over this time",
            "Check the `zone` of the column: in another zone, or in UTC, the time exists.",
        ),
    )
    for kind, code, why, remedy in said:
        plan.checks.append(Check(kind, column, f"{when} AND {instant.error} = {code}", why, remedy))


def _check_missing_time(plan: EntryPlan, column: str, when: str) -> None:
    plan.checks.append(
        Check(
            "time_missing",
            column,
            f"{when} AND {plan.sheet.raw(column)} IS NULL",
            "the row does not say when it happened",
            "Fill in the time.",
        )
    )


def _word(plan: EntryPlan, cell: Cell | None, when: str) -> str:
    if cell is None:
        return "CAST(NULL AS VARCHAR)"
    return _value(plan, cell, Type.TEXT, when)


def _value(plan: EntryPlan, cell: Cell, kind: Type, when: str) -> str:
    if cell.column is None:
        return constant(str(cell.is_), kind)
    value = plan.sheet.value(cell, kind)
    raw = plan.sheet.raw(cell.column)
    if kind is not Type.TEXT:
        plan.checks.append(
            Check(
                "value_unreadable",
                cell.column,
                f"{when} AND {raw} IS NOT NULL AND {value} IS NULL",
                f"this is not {_ARTICLES[kind]}{_bounds(cell)}",
                "Correct the cell, or list its value under `empty` if it says nothing.",
            )
        )
    return value


_ARTICLES = {
    Type.INTEGER: "a whole number",
    Type.NUMBER: "a number below 1e15",
    Type.BOOLEAN: "yes or no, true or false",
    Type.DATE: "a date in the declared format between 1900 and 2100",
}


def _bounds(cell: Cell) -> str:
    low = "" if cell.at_least is None else f" of at least {cell.at_least:g}"
    return low + ("" if cell.at_most is None else f" of at most {cell.at_most:g}")


def constant(value: str, kind: Type) -> str:
    """Return the SQL of a constant of the mapping in a type."""
    return f"CAST({text(value)} AS {SQL_TYPES[kind]})"


def _properties(
    plan: EntryPlan, rule: FactRule, kind: Kind, mapping: Mapping, when: str
) -> dict[str, Property]:
    found: dict[str, Property] = {}
    for name, value in rule.with_.items():
        declared = property_type(kind, name, None)
        found[name] = Property(constant(value, declared), declared, from_column=False)
    for name, cell in rule.properties.items():
        declared = property_type(kind, name, cell)
        value = _value(plan, cell, declared, when)
        found[name] = Property(
            _stage(value, kind, name, mapping), declared, cell.column is not None
        )
        if kind.name == "criterion.assessed" and name == "status" and cell.column is not None:
            _check_status(plan, cell.column, value, when)
    if "currency" in kind.properties and "amount" in found and "currency" not in found:
        money = "NULL" if mapping.currency is None else text(mapping.currency)
        found["currency"] = Property(f"CAST({money} AS VARCHAR)", Type.TEXT, from_column=False)
    return found


def property_type(kind: Kind, name: str, cell: Cell | None) -> Type:
    """Return the type of a property: what the kind declares, else what the mapping says."""
    declared = kind.properties.get(name)
    return declared or (cell.type if cell is not None else None) or Type.TEXT


def _stage(value: str, kind: Kind, name: str, mapping: Mapping) -> str:
    """Write a stage the way the mapping's own list writes it, whatever the case of its letters."""
    if name != "stage" or "stage" not in kind.properties or not mapping.stages:
        return value
    cases = " ".join(
        f"WHEN {text(stage.casefold())} THEN {text(stage)}" for stage in mapping.stages
    )
    return f"CASE lower({value}) {cases} ELSE {value} END"


def _check_status(plan: EntryPlan, column: str, value: str, when: str) -> None:
    plan.checks.append(
        Check(
            "not_a_status",
            column,
            f"{when} AND {value} IS NOT NULL AND lower({value}) NOT IN {texts(STATUSES)}",
            "a criterion is confirmed, partial, denied or unknown",
            "Say what the cell means with `values: {cell: confirmed}` in the mapping.",
        )
    )


def says_something(rule: RulePlan) -> str:
    """Return the SQL of whether a row says what this kind of fact must say to be one."""
    needed = [
        f"{rule.properties[name].sql} IS NOT NULL"
        for name in NEEDED.get(rule.kind.name, ())
        if name in rule.properties
    ]
    if rule.kind.open:
        any_said = [f"{value.sql} IS NOT NULL" for value in rule.properties.values()]
        needed.append(f"({' OR '.join(any_said) or 'false'})")
    return " AND ".join(needed) or "true"
