"""The rivals of the benchmark answer as a plain loop over each lead's facts does."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from benchmarks.contenders import DEFINITION
from benchmarks.crossings import differing, mql_by_crossing, mql_of
from benchmarks.data import END, Files
from benchmarks.files import make_files
from benchmarks.live import fact_of
from benchmarks.rivals.rules import DAY_MICROS, INTENT_DAYS, RULES, THRESHOLD, WAKING, Rule

from meetworthy.definition.load import load_timeline
from meetworthy.judge.interpreter import Interpreter

LEADS = 2_000
ATTRIBUTES = ("employees", "seniority", "industry", "title", "country")
Row = dict[str, Any]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Return the benchmark's facts about 2,000 leads."""
    return make_files(tmp_path_factory.mktemp("facts"), LEADS)


@pytest.fixture(scope="module")
def log(files: Files) -> Path:
    """Return them as an append log."""
    return files.unsorted


@pytest.fixture(scope="module")
def expected(log: Path) -> dict[int, int]:
    """Return each lead's first crossing, by a loop written from the semantics, not for speed."""
    crossings = {lead: first_crossing(rows) for lead, rows in rows_by_lead(log).items()}
    return {lead: at for lead, at in crossings.items() if at is not None}


def rows_by_lead(log: Path) -> dict[int, list[Row]]:
    columns = ["lead", "occurred_at", "kind", "p_path", *(f"p_{name}" for name in ATTRIBUTES)]
    table = pq.read_table(log, columns=columns)
    at = table.schema.get_field_index("occurred_at")
    table = table.set_column(at, "at", table.column(at).cast("int64"))
    rows: dict[int, list[Row]] = defaultdict(list)
    for row in table.to_pylist():
        rows[row["lead"]].append(row)
    return rows


def first_crossing(rows: list[Row]) -> int | None:
    facts: list[tuple[Rule, int]] = []
    known: Row = {}
    for at, instant in instants(rows):
        for row in instant:
            known |= {n: row[f"p_{n}"] for n in ATTRIBUTES if row[f"p_{n}"] is not None}
            facts += [(rule, at) for rule in RULES if counts(rule, row)]
        recent = any(r.intent and t > at - INTENT_DAYS * DAY_MICROS for r, t in facts)
        if recent and fit(known) + behaviour(facts, at) >= THRESHOLD:
            return at
    return None


def instants(rows: list[Row]) -> Iterator[tuple[int, list[Row]]]:
    waking = sorted((r for r in rows if r["kind"] in WAKING), key=lambda r: r["at"])
    for at, instant in groupby(waking, key=lambda r: r["at"]):
        yield at, list(instant)


def counts(rule: Rule, row: Row) -> bool:
    path = rule.path is None or (row["p_path"] or "").startswith(rule.path)
    return row["kind"] == rule.kind and path


def behaviour(facts: list[tuple[Rule, int]], at: int) -> float:
    total = 0.0
    for rule in RULES:
        ages = [(at - t) / DAY_MICROS for r, t in facts if r == rule]
        read = math.fsum(rule.points * 2 ** (-age / rule.half_life) for age in ages)
        total += max(-rule.cap, min(rule.cap, read))
    return total


def fit(known: Row) -> int:
    employees, seniority = known.get("employees"), known.get("seniority")
    industry, title = known.get("industry"), (known.get("title") or "").lower()
    points = 12 if seniority in ("c-level", "vp", "director") else 0
    points += 6 if seniority == "manager" else 0
    points += 8 if industry in ("SaaS", "Marketing services") else 0
    points -= 6 if industry == "Education" else 0
    points += 5 if "sales" in title or "revenue" in title else 0
    points -= 30 if "student" in title else 0
    if employees is not None:
        points += 10 if 10 <= employees <= 200 else 0
        points += 4 if employees > 1000 else 0
        points -= 8 if employees < 3 else 0
        points += 5 if employees >= 5 and known.get("country") in ("DE", "FR", "NL") else 0
    return points


def test_some_leads_cross_and_most_do_not(expected: dict[int, int]) -> None:
    assert LEADS // 20 < len(expected) < LEADS // 2


@pytest.mark.parametrize("shortcut", [False, True], ids=["plain", "shortcut"])
@pytest.mark.parametrize("rival", ["duckdb", "polars", "pandas"])
def test_a_rival_finds_every_crossing_at_its_instant(
    rival: str, shortcut: bool, log: Path, expected: dict[int, int]
) -> None:
    pytest.importorskip(rival, reason=f"{rival} is one of the extras that benchmarks need")
    module = import_module(f"benchmarks.rivals.with_{rival}")
    found = module.first_crossings(log, shortcut=shortcut)
    leads, instants_found = found.column("lead").to_pylist(), found.column("at").to_pylist()
    assert dict(zip(leads, instants_found, strict=True)) == expected


def test_leads_become_mqls_where_the_rivals_see_them_cross(
    files: Files, expected: dict[int, int]
) -> None:
    facts = [fact_of(row) for row in pq.read_table(files.unsorted).to_pylist()]
    judged = Interpreter(load_timeline(DEFINITION)).judge(facts, at=END - 1)
    entries = pa.Table.from_pylist(
        [
            {"lead": lead, "pass": one.pass_number, "stage": one.stage, "at": one.at}
            for lead, judgement in judged.items()
            for one in judgement.entries
        ]
    )
    crossings = pa.table({"lead": list(expected), "at": list(expected.values())})
    mqls = mql_of(entries, LEADS)
    assert differing(mql_by_crossing(crossings, entries, LEADS), mqls) == []
    assert (mqls < END).sum() > len(expected) / 2


def test_both_files_hold_the_same_facts(files: Files) -> None:
    log, by_lead = (pq.read_table(path).sort_by("id") for path in (files.unsorted, files.sorted))
    assert log.equals(by_lead)


def test_the_sorted_file_is_in_order_of_lead_and_time_and_the_log_in_order_of_time(
    files: Files,
) -> None:
    columns = ["lead", "occurred_at"]
    by_lead = pq.read_table(files.sorted, columns=columns)
    log = pq.read_table(files.unsorted, columns=columns)
    assert by_lead.equals(by_lead.sort_by([("lead", "ascending"), ("occurred_at", "ascending")]))
    assert log.column("occurred_at").equals(log.sort_by("occurred_at").column("occurred_at"))
