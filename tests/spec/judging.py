"""What the judging chapters are told with: small definitions, days, and both ways of judging.

``definition`` takes the parts of a definition that a case is about and fills in the rest.
``judged`` turns ``[(day, kind, {...}), ...]`` into facts and judges them twice, by the
interpreter and by the engine; it insists that both give the same tables, so that every number
in these chapters is a number of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from textwrap import dedent

import pyarrow as pa

from meetworthy.definition.language import Definition, Timeline
from meetworthy.definition.load import load_text
from meetworthy.judge.engine.native import kernel
from meetworthy.judge.engine.run import fits_engine
from meetworthy.judge.explain import Explanation, explain
from meetworthy.judge.plan import Plan
from meetworthy.judge.run import Judged, judge
from meetworthy.model.dataset import Dataset
from meetworthy.model.fact import Value
from meetworthy.model.kinds import KINDS, Type
from meetworthy.model.tables import FACT_COLUMNS, LEADS, PROPERTY_TYPES
from meetworthy.model.time import DAY

DAY_ZERO = 1_767_268_800_000_000  # Thursday, 2026-01-01 12:00 UTC: day 0 is its noon
FOREVER = 400
"""The day on which cases are looked at unless they say so."""

FIXED = ("lead", "account", "visitor", "sender", "id", "source", "campaign", "date_only")
"""What a fact may say beside its properties; ``by`` is its actor, ``recorded`` a day."""

Happening = tuple[float, str] | tuple[float, str, Mapping[str, Value]]

DEMO = "asked for a demo: {fact: demo.requested, points: 40, half_life: 90 days, high_intent: true}"
PRICES = (
    "looked at prices: {fact: page.viewed, where: \"path like '/pricing%'\", points: 12, "
    "half_life: 14 days, cap: 30, high_intent: true}"
)
MAIL = "opened a mail: {fact: email.opened, points: 1, half_life: 7 days, cap: 5}"
"""Three rules of behaviour that many cases share."""

TALK = "asked to talk: {fact: contact.requested, points: 0, high_intent: true}"
"""A rule that costs no case anything, so that an MQL is not out of reach where it is not meant."""

PARTS = {
    "definition": "definition: The team's",
    "version": "version: 1",
    "in_force": "in_force: 2025-12-01T00:00",
    "timezone": "timezone: UTC",
    "framework": "framework: bant",
    "attributes": """
        attributes:
          employees: {type: integer, from: [crm, enrichment, form]}
          industry:  {type: text}
          domain:    {type: text, of: account}
        """,
    "fit": "fit: {known fit: {when: \"industry = 'SaaS'\", points: 60}}",
    "behaviour": f"behaviour: {{{TALK}}}",
    "stages": """
        stages:
          lead: {}
          mql: {when: "score >= 50 and high_intent > 0"}
          sal: {decided_by: sales}
          sql: {decided_by: sales, needs: {need: confirmed, budget: partial, timeline: partial}}
          sqm:
            {meeting: held, accepted_by: sales, when: "employees >= 10", needs: {need: confirmed}}
          opportunity: {decided_by: sales}
          customer: {fact: opportunity.won}
        """,
    "reasons": """
        reasons:
          competitor: {then: disqualified}
          no answer: {then: recycled, until: "high_intent > 0"}
          no budget yet: {then: recycled, for: 90 days}
          after the fair: {then: recycled, for: 30 days, strict: true}
          chose another: {then: lost}
        """,
}
"""What a definition of these chapters says unless the case says otherwise."""

PRICING = {"path": "/pricing"}


def instant(day: float) -> int:
    """Return the instant of a day: its noon, or a fraction of a day later."""
    return DAY_ZERO + round(day * DAY)


def text_of(parts: str) -> str:
    """Return the whole text of a definition of which only some parts are given."""
    given = dedent(parts).strip("\n")
    said = set(re.findall(r"^(\w+):", given, re.MULTILINE))
    rest = [dedent(text).strip("\n") for part, text in PARTS.items() if part not in said]
    return "\n".join([*rest, given]) + "\n"


@cache
def definition(parts: str = "", *, version: int = 1, from_day: float | None = None) -> Definition:
    """Return a definition: the parts given, as a team would write them, and usual ones else."""
    loaded = load_text(text_of(parts), "definition.yaml", lists_folder=None)
    assert loaded.definition is not None, "\n".join(str(problem) for problem in loaded.problems)
    found = replace(loaded.definition, version=version)
    return found if from_day is None else replace(found, in_force=instant(from_day))


def behaviour(*rules: str, fit: int = 0, more: str = "") -> Definition:
    """Return a definition with these rules of behaviour, by which SaaS companies have that fit."""
    parts = "behaviour:\n" + "".join(f"  {rule}\n" for rule in (*rules, TALK))
    if fit:
        parts += f"fit: {{known fit: {{when: \"industry = 'SaaS'\", points: {fit}}}}}\n"
    return definition(parts + dedent(more))


def refusals(parts: str) -> list[str]:
    """Return the kinds of errors for which a definition is refused."""
    problems = load_text(text_of(parts), "definition.yaml", lists_folder=None).problems
    return [problem.kind for problem in problems if problem.severity == "error"]


@dataclass(frozen=True)
class Outcome:
    """One lead's outcome: its row of the verdict table, and its entries."""

    row: Mapping[str, object]
    entries: tuple[Mapping[str, object], ...] = field(repr=False)

    def __getattr__(self, name: str) -> object:
        return self.row[name]

    def points(self, rule: str) -> object:
        """Return the points that a rule gives; None where its condition is unknown."""
        return self.row[f"points.{rule}"]

    def criterion(self, slug: str) -> object:
        """Return the status of a criterion."""
        return self.row[f"criterion.{slug}"]

    def days(self, stage: str) -> list[float]:
        """Return the days on which a stage (or `exit`, `review`, `pass`) was entered."""
        return [_day(entry["at"]) for entry in self.entries if entry["stage"] == stage]

    def told(self, *words: str) -> list[tuple[object, ...]]:
        """Return the entries as (day, stage), and further words of each, in order of time."""
        return [
            (_day(entry["at"]), entry["stage"], *(entry[word] for word in words))
            for entry in self.entries
        ]

    def passes(self) -> list[tuple[object, ...]]:
        """Return (day, pass, stage) of everything but the starts of passes."""
        return [
            (_day(entry["at"]), entry["pass"], entry["stage"])
            for entry in self.entries
            if entry["stage"] not in ("pass", "lead")
        ]


def _day(at: object) -> float:
    moment = pa.scalar(at, pa.timestamp("us", "UTC")).cast(pa.int64()).as_py()
    days: float = round((moment - DAY_ZERO) / DAY, 6)
    return int(days) if days == int(days) else days


def dataset(
    facts: Iterable[Happening],
    *,
    lead: Mapping[str, Value] | None = None,
    accounts: Mapping[int, int] | None = None,
) -> Dataset:
    """Return facts as the product reads them; about lead 1 unless they say another's.

    ``lead`` is what is known of lead 1 from its first day on; ``accounts`` says which account
    a lead belongs to.
    """
    told = [_fields(number, *one) for number, one in enumerate(facts)]
    if lead is not None:
        first = min(float(str(one["day"])) for one in told)
        known = {"id": "described", **lead}
        told = [_fields(-1, first, "lead.described", known), *told]
    types = {name: _type(value) for one in told for name, value in _properties(one).items()}
    schema = FACT_COLUMNS
    for name, type_ in types.items():
        schema = schema.append(pa.field(f"p_{name}", PROPERTY_TYPES[type_]))
    rows = pa.Table.from_pylist([_row(one) for one in told], schema=schema)
    keys = {int(str(one["lead"])) for one in told if one["lead"] is not None}
    keys |= {int(str(one["other"])) for one in told if "other" in one}
    return Dataset(rows, _leads(keys, accounts or {}), types)


def _fields(
    number: int, day: float, kind: str, said: Mapping[str, Value] | None = None
) -> dict[str, object]:
    """Return everything that one happening says; what it does not, as it usually is."""
    fields: dict[str, object] = {"sender": "crm", "id": f"f{number:03d}"} | dict(said or {})
    is_about_others = "account" in fields or "visitor" in fields or _is_accounting(kind)
    fields.setdefault("lead", None if is_about_others else 1)
    return fields | {"day": day, "kind": kind}


def _is_accounting(kind: str) -> bool:
    return kind in KINDS and KINDS[kind].accounting


_OWN = {*FIXED, "day", "kind", "by", "recorded"}


def _properties(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name not in _OWN}


def _type(value: object) -> Type:
    by_class = {bool: Type.BOOLEAN, int: Type.INTEGER, float: Type.NUMBER, str: Type.TEXT}
    return by_class[type(value)]


def _row(fields: Mapping[str, object]) -> dict[str, object]:
    day = float(str(fields["day"]))
    at = instant(day)
    if fields.get("date_only"):
        at -= DAY // 2  # known by its date only: the start of the day
    recorded = instant(float(str(fields.get("recorded", day))))
    own = {name: fields.get(name) for name in FIXED}
    own |= {"kind": fields["kind"], "actor": fields.get("by")}
    own |= {"occurred_at": at, "recorded_at": max(recorded, at)}
    own["date_only"] = bool(fields.get("date_only"))
    return own | {f"p_{name}": value for name, value in _properties(fields).items()}


def _leads(keys: set[int], accounts: Mapping[int, int]) -> pa.Table:
    rows = [
        {"lead": key, "lead_id": f"L{key}", "account": accounts.get(key), "account_id": None}
        for key in sorted(keys)
    ]
    return pa.Table.from_pylist(rows, schema=LEADS)


def judged(
    by: Definition | Timeline,
    facts: Iterable[Happening],
    *,
    on: float = FOREVER,
    known_by: float | None = None,
    lead: Mapping[str, Value] | None = None,
    accounts: Mapping[int, int] | None = None,
    engine_fits: bool = True,
) -> dict[int, Outcome]:
    """Judge facts as of a day, by the interpreter and the engine; return each lead's outcome."""
    told = dataset(facts, lead=lead, accounts=accounts)
    return judged_dataset(told, by, on=on, known_by=known_by, engine_fits=engine_fits)


def judged_dataset(
    told: Dataset,
    by: Definition | Timeline,
    *,
    on: float,
    known_by: float | None = None,
    engine_fits: bool = True,
) -> dict[int, Outcome]:
    """Judge a dataset as of a day, by the interpreter and the engine, which must agree.

    ``engine_fits`` is false for the few words that the engine leaves to the interpreter; a
    case that says so fails once the engine has learned them.
    """
    timeline = (by,) if isinstance(by, Definition) else by
    _see_to_the_engine(timeline, engine_fits)
    until = None if known_by is None else instant(known_by)
    both = [
        _plain(judge(told, timeline, at=instant(on), known_by=until, engine=engine, parts=True))
        for engine in (False, True)
    ]
    assert both[0] == both[1], "the interpreter (left) and the engine (right) differ"
    entries, verdicts = both[0]
    return {
        int(str(row["lead"])): Outcome(row, tuple(e for e in entries if e["lead"] == row["lead"]))
        for row in verdicts
    }


def _see_to_the_engine(timeline: Timeline, fits: bool) -> None:
    """See to it that the engine is really asked: where it can't be, the interpreter answers."""
    assert kernel(), "`make setup` builds the kernel"
    assert fits_engine([Plan(one) for one in timeline]) is fits


_Rows = list[dict[str, object]]


def _plain(made: Judged) -> tuple[_Rows, _Rows]:
    """Return both tables as rows in an order of their own; instants as they are."""
    verdicts = sorted(made.verdicts.to_pylist(), key=lambda row: row["lead"])
    entries = made.entries.to_pylist()
    place = {id(entry): number for number, entry in enumerate(entries)}
    entries.sort(key=lambda row: (row["lead"], row["at"], place[id(row)]))
    return entries, verdicts


def lead_of(by: Definition | Timeline, facts: Iterable[Happening], **asked: object) -> Outcome:
    """Judge the facts of one lead and return its outcome; what may be asked is as in `judged`."""
    return judged(by, facts, **asked)[1]  # type: ignore[arg-type]  # passed on as they are


def explained(
    by: Definition | Timeline,
    facts: Iterable[Happening],
    *,
    on: float,
    name: str = "L1",
    known_by: float | None = None,
    **known: object,
) -> Explanation:
    """Explain one lead as of a day, as `meetworthy explain` does."""
    timeline = (by,) if isinstance(by, Definition) else by
    until = None if known_by is None else instant(known_by)
    told = dataset(facts, **known)  # type: ignore[arg-type]  # passed on as they are
    return explain(told, timeline, name, at=instant(on), known_by=until)
