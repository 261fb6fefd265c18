"""Judging a dataset: every lead's entries into stages and its verdict, as tables.

The engine judges the many, the interpreter the few that are rare (merged leads, leads that
moved between accounts) and small datasets, for which no compiler should be waited for.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq

from meetworthy.definition.frameworks import FRAMEWORKS
from meetworthy.definition.language import Definition, Entry, Motion, Stage, Timeline
from meetworthy.model.dataset import Dataset
from meetworthy.model.fact import Fact
from meetworthy.model.problem import DataProblem
from meetworthy.model.time import instant_of

from .engine.columns import Facts, Rows
from .engine.native import is_there
from .engine.run import fits_engine, fold_all
from .engine.tables import Compiler
from .findings import findings_in
from .interpreter import Interpreter, Judgement
from .output import Shape, entries_of, entries_table, verdicts_of, verdicts_table
from .people import People, people_in
from .plan import Plan

FEW_FACTS = 2_000
"""Datasets up to this many facts go to the interpreter: at some 0.04 ms a fact it is done about
when the engine has asked its first questions (see benchmarks/README.md)."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What judging made: ENTRIES, one verdict row a lead, and what a reader must know."""

    entries: pa.Table
    verdicts: pa.Table
    problems: tuple[DataProblem, ...] = ()


def judge(
    dataset: Dataset,
    timeline: Timeline,
    *,
    at: int,
    known_by: int | None = None,
    engine: bool | None = None,
    parts: bool = False,
    threads: int | None = None,
) -> Judged:
    """Judge every lead as of an instant (inclusive).

    ``known_by`` leaves out what had not been recorded by then.  ``engine`` forces the engine
    (True) or the interpreter (False); unsaid, the size decides.  ``parts`` adds a column for
    the points that each rule gives.
    """
    asked = _Asked(dataset, timeline, at, known_by, parts, threads)
    plans = [Plan(definition) for definition in timeline]
    if engine is None:
        engine = _is_large(dataset)
    if engine and is_there() and fits_engine(plans):
        return _with_engine(asked, plans)
    return _with_interpreter(asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked of ``judge``."""

    dataset: Dataset
    timeline: Timeline
    at: int
    known_by: int | None
    parts: bool
    threads: int | None

    def facts(self) -> Facts:
        """Open the facts."""
        kinds = dict(ChainMap(*(dict(definition.kinds) for definition in self.timeline)))
        return Facts(self.dataset, at=self.at, known_by=self.known_by, kinds=kinds)

    def people(self, facts: Facts) -> People:
        """Return who holds which role."""
        return people_in(facts.of_kinds("person.described"), self.timeline[-1].zone)


def _is_large(dataset: Dataset) -> bool:
    if isinstance(dataset.facts, pa.Table):
        return len(dataset.facts) > FEW_FACTS
    rows = [int(pq.ParquetFile(path).metadata.num_rows) for path in dataset.facts]
    return sum(rows) > FEW_FACTS


def _with_interpreter(asked: _Asked) -> Judged:
    facts = asked.facts()
    try:
        interpreter = Interpreter(asked.timeline, asked.people(facts))
        accounts = accounts_of(asked.dataset.leads)
        judgements = interpreter.judge(facts.all(), at=asked.at, accounts=accounts)
    finally:
        facts.close()
    shape = Shape.of(asked.timeline, asked.dataset, parts=asked.parts)
    found = list(judgements.values())
    return _judged(entries_of(shape, found), verdicts_of(shape, found))


def accounts_of(leads: pa.Table, among: frozenset[int] | None = None) -> dict[int, int | None]:
    """Return the account that each lead belongs to from the start."""
    pairs = zip(leads.column("lead").to_pylist(), leads.column("account").to_pylist(), strict=True)
    return {lead: account for lead, account in pairs if among is None or lead in among}


def _with_engine(asked: _Asked, plans: Sequence[Plan]) -> Judged:
    compiler = Compiler(plans)
    facts = asked.facts()
    try:
        apart = facts.apart(facts.merges())
        people = asked.people(facts)
        rows = Rows(facts, plans, compiler.names, apart)
        folded = fold_all(
            rows,
            compiler,
            people,
            at=asked.at,
            leads=facts.highest_lead() + 1,
            threads=asked.threads,
            with_points=asked.parts,
        )
    finally:
        facts.close()
    rare = _judge_apart(asked, apart)
    shape = Shape.of(asked.timeline, asked.dataset, parts=asked.parts)
    with ThreadPoolExecutor(1) as beside:
        entering = beside.submit(entries_table, shape, folded)
        verdicts = [verdicts_table(shape, folded), verdicts_of(shape, rare)]
        entries = [entering.result(), entries_of(shape, rare)]
    return _judged(pa.concat_tables(entries), pa.concat_tables(verdicts))


def _judged(entries: pa.Table, verdicts: pa.Table) -> Judged:
    return Judged(entries, verdicts, findings_in(entries))


def _judge_apart(asked: _Asked, apart: frozenset[int]) -> list[Judgement]:
    """Judge by the interpreter what the kernel has no rows for: merged leads, and moved ones."""
    if not apart:
        return []
    accounts = accounts_of(asked.dataset.leads, apart)
    facts = asked.facts()
    try:
        own, people = facts_of(facts, apart, accounts), asked.people(facts)
    finally:
        facts.close()
    judged = Interpreter(asked.timeline, people).judge(own, at=asked.at, accounts=accounts)
    return [judgement for lead, judgement in judged.items() if lead in apart]


def facts_of(facts: Facts, leads: frozenset[int], accounts: Mapping[int, int | None]) -> list[Fact]:
    """Return the facts that some leads are judged by: their own, joined, and of their accounts."""
    wanted = ", ".join(str(lead) for lead in sorted(leads))
    known = {account for account in accounts.values() if account is not None}
    mine = ", ".join(str(account) for account in sorted(known)) or "NULL"
    return facts.all(
        f"lead IN ({wanted}) OR account IN ({mine}) OR account IN "
        f"(SELECT account FROM late WHERE kind = 'lead.moved' AND lead IN ({wanted})) "
        f"OR visitor IN (SELECT visitor FROM late WHERE lead IN ({wanted}))"
    )


def implicit_timeline(dataset: Dataset) -> Timeline:
    """Return a definition that judges nothing: the stages that the data itself records.

    For reports without a written definition: the mapping's stages in its order, as asserted
    by whoever recorded them, and what was won.
    """
    facts = Facts(dataset, at=instant_of(datetime(2200, 1, 1, tzinfo=UTC)), known_by=None)
    try:
        stages = _recorded_stages(facts, dataset.stages)
    finally:
        facts.close()
    default = Motion("default", "default", None, tuple(stage.slug for stage in stages))
    return (
        Definition(
            name="as recorded",
            version=1,
            in_force=0,
            zone=dataset.zone,
            framework=FRAMEWORKS["bant"],
            stages=stages,
            motions=(default,),
            currency=dataset.currency,
        ),
    )


_DECIDED_KINDS = {
    "sal": "lead.accepted",
    "sql": "lead.qualified",
    "opportunity": "opportunity.created",
}
_FINAL = "opportunity.won"


def _recorded_stages(facts: Facts, named: Sequence[str]) -> tuple[Stage, ...]:
    distinct = facts.table("SELECT DISTINCT kind FROM facts")
    kinds = {str(row["kind"]) for row in distinct.to_pylist()}
    asserted: set[str] = set()
    if "stage" in facts.columns:
        query = "SELECT DISTINCT lower(p_stage) AS stage FROM facts WHERE kind = 'stage.asserted'"
        asserted = {str(row["stage"]) for row in facts.table(query).to_pylist()}
    slugs = list(named) or ["lead", *sorted(asserted)]
    if _FINAL in kinds and "customer" not in slugs:
        slugs.append("customer")
    return tuple(_recorded_stage(slug, slug in asserted, kinds) for slug in slugs)


def _recorded_stage(slug: str, is_asserted: bool, kinds: set[str]) -> Stage:
    if is_asserted:
        return Stage(slug, slug, Entry.ASSERTED)
    decided = _DECIDED_KINDS.get(slug)
    if decided in kinds:
        return Stage(slug, slug, Entry.DECIDED, kind=decided)
    if slug == "customer" and _FINAL in kinds:
        return Stage(slug, slug, Entry.RECORDED, kind=_FINAL)
    if slug == "lead":
        return Stage(slug, slug, Entry.START)
    return Stage(slug, slug, Entry.ASSERTED)
