"""Judging a dataset: every lead's entries into stages and its verdict, as tables.

The engine judges the many, the interpreter the few that are rare (merged leads, leads that
moved between accounts) and small datasets, for which no compiler should be waited for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa

from meetworthy.definition.frameworks import FRAMEWORKS
from meetworthy.definition.language import Definition, Entry, Motion, Stage, Timeline
from meetworthy.model.dataset import Dataset
from meetworthy.model.fact import Fact
from meetworthy.model.problem import DataProblem
from meetworthy.model.time import instant_of

from .engine.columns import Facts, Rows
from .interpreter import Interpreter, Judgement
from .output import Shape, entries_of, entries_table, verdicts_of, verdicts_table
from .people import People, people_in
from .plan import Plan

FEW_FACTS = 20_000
"""Datasets up to this many facts go to the interpreter: it is done before the engine has
started (0.05 ms a lead against half a second to load the compiled kernel; measured)."""


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
    facts = Facts(dataset, at=at, known_by=known_by)
    try:
        plans = [Plan(definition) for definition in timeline]
        zone = timeline[-1].zone
        people = people_in(facts.facts("kind = 'person.described'"), zone)
        if engine is None:
            engine = _is_large(facts)
        if engine:
            return _with_engine(dataset, facts, timeline, plans, people, at, parts, threads)
        return _with_interpreter(dataset, facts, timeline, people, at, parts)
    finally:
        facts.close()


def _is_large(facts: Facts) -> bool:
    counted = facts.one(f"SELECT count(*) FROM (SELECT 1 FROM facts LIMIT {FEW_FACTS + 1})")
    return int(str(counted)) > FEW_FACTS


def _with_interpreter(
    dataset: Dataset, facts: Facts, timeline: Timeline, people: People, at: int, parts: bool
) -> Judged:
    interpreter = Interpreter(timeline, people)
    judgements = interpreter.judge(facts.facts("true"), at=at, accounts=accounts_of(dataset.leads))
    return _tables(dataset, timeline, list(judgements.values()), parts)


def _tables(
    dataset: Dataset, timeline: Timeline, judgements: Sequence[Judgement], parts: bool
) -> Judged:
    shape = Shape.of(timeline, dataset, parts=parts)
    return Judged(entries_of(shape, judgements), verdicts_of(shape, judgements))


def accounts_of(leads: pa.Table, among: frozenset[int] | None = None) -> dict[int, int | None]:
    """Return the account that each lead belongs to from the start."""
    pairs = zip(leads.column("lead").to_pylist(), leads.column("account").to_pylist(), strict=True)
    return {lead: account for lead, account in pairs if among is None or lead in among}


def _with_engine(
    dataset: Dataset,
    facts: Facts,
    timeline: Timeline,
    plans: Sequence[Plan],
    people: People,
    at: int,
    parts: bool,
    threads: int | None,
) -> Judged:
    from .engine.run import fits_engine, fold_all
    from .engine.tables import Compiler

    if not fits_engine(plans):
        return _with_interpreter(dataset, facts, timeline, people, at, parts)
    merges = facts.merges()
    apart = facts.apart(merges)
    compiler = Compiler(plans)
    rows = Rows(facts, plans, compiler.names, people, apart)
    highest = facts.one("SELECT max(lead) FROM standing")
    leads = 0 if highest is None else int(str(highest)) + 1
    folded = fold_all(rows, compiler, at=at, leads=leads, threads=threads, with_points=parts)
    shape = Shape.of(timeline, dataset, parts=parts)
    rare = _judge_apart(dataset, facts, timeline, people, at, apart)
    entries = pa.concat_tables([entries_table(shape, folded), entries_of(shape, rare)])
    verdicts = pa.concat_tables([verdicts_table(shape, folded), verdicts_of(shape, rare)])
    return Judged(entries, verdicts)


def _judge_apart(
    dataset: Dataset,
    facts: Facts,
    timeline: Timeline,
    people: People,
    at: int,
    apart: frozenset[int],
) -> list[Judgement]:
    if not apart:
        return []
    accounts = accounts_of(dataset.leads, apart)
    own = facts_of(facts, apart, accounts)
    judged = Interpreter(timeline, people).judge(own, at=at, accounts=accounts)
    return [judgement for lead, judgement in judged.items() if lead in apart]


def facts_of(
    facts: Facts, leads: frozenset[int], accounts: Mapping[int, int | None]
) -> list[Fact]:
    """Return the facts that some leads are judged by: their own, joined, and of their accounts."""
    wanted = ", ".join(str(lead) for lead in sorted(leads))
    known = {account for account in accounts.values() if account is not None}
    mine = ", ".join(str(account) for account in sorted(known)) or "NULL"
    return facts.facts(
        f"lead IN ({wanted}) OR account IN ({mine}) OR account IN "
        f"(SELECT account FROM standing WHERE kind = 'lead.moved' AND lead IN ({wanted})) "
        f"OR visitor IN (SELECT visitor FROM standing WHERE lead IN ({wanted}))"
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
    kinds = {str(row["kind"]) for row in facts.table("SELECT DISTINCT kind FROM facts").to_pylist()}
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
