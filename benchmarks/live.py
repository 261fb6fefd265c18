"""How fast few leads are judged: one, ten thousand, and the first in a fresh process."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pyarrow.parquet as pq

from meetworthy.definition.load import load_timeline
from meetworthy.judge.interpreter import Interpreter
from meetworthy.model.dataset import Dataset
from meetworthy.model.fact import Fact
from meetworthy.model.tables import PROPERTY_PREFIX
from meetworthy.model.time import instant_of

from .contenders import DEFINITION
from .data import END, Files
from .files import make_files

ONE_BY_ONE = 1_000
TEN_THOUSAND = 10_000
ROUNDS = 5

FIRST_LIVE = """
import time; start = time.perf_counter()
from pathlib import Path
from meetworthy.definition.load import load_timeline
from meetworthy.judge.interpreter import Interpreter
from meetworthy.model.fact import Fact
fact = Fact("demo.requested", {at}, "web", "1", lead=1)
Interpreter(load_timeline(Path("{definition}"))).judge([fact], at={at})
print(time.perf_counter() - start)
"""
FIRST_BATCH = """
import time; start = time.perf_counter()
from pathlib import Path
import pyarrow.parquet as pq
from meetworthy.definition.load import load_timeline
from meetworthy.judge.run import judge
from meetworthy.model.dataset import Dataset
dataset = Dataset((Path("{log}"),), pq.read_table("{leads}"))
judge(dataset, load_timeline(Path("{definition}")), at={at})
print(time.perf_counter() - start)
"""


def fact_of(row: dict[str, Any]) -> Fact:
    """Return a row of a facts table as a fact."""
    said = {n: v for n, v in row.items() if n.startswith(PROPERTY_PREFIX) and v is not None}
    occurred: datetime = row["occurred_at"]
    return Fact(
        kind=row["kind"],
        occurred_at=instant_of(occurred),
        sender=row["sender"],
        id=row["id"],
        lead=row["lead"],
        actor=row["actor"],
        properties={name.removeprefix(PROPERTY_PREFIX): value for name, value in said.items()},
    )


def first_leads(files: Files) -> list[list[Fact]]:
    """Return the facts of the first thousand leads, lead by lead."""
    table = pq.read_table(files.sorted, filters=[("lead", "<", ONE_BY_ONE)])
    leads: list[list[Fact]] = [[] for _ in range(ONE_BY_ONE)]
    for row in table.to_pylist():
        leads[row["lead"]].append(fact_of(row))
    return leads


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def one_by_one(files: Files) -> str:
    """Say how long the interpreter takes for one lead."""
    interpreter = Interpreter(load_timeline(DEFINITION))
    leads = first_leads(files)
    taken = [seconds_of(partial(interpreter.judge, one, at=END - 1)) for one in leads]
    cuts = quantiles(taken, n=100)
    facts = sum(map(len, leads)) / len(leads)
    return (
        f"| one lead by the interpreter, {facts:.0f} facts on average | "
        f"median {1e3 * median(taken):.2f} ms, 99th percentile {1e3 * cuts[98]:.2f} ms |"
    )


def ten_thousand(files: Files) -> str:
    """Say how long the engine takes for ten thousand leads in a process that is warm."""
    from meetworthy.judge.run import judge

    timeline = load_timeline(DEFINITION)
    dataset = Dataset((files.unsorted,), pq.read_table(files.leads))
    taken = [seconds_of(lambda: judge(dataset, timeline, at=END - 1)) for _ in range(1 + ROUNDS)]
    return (
        f"| 10,000 leads by the engine, from the file | median {median(taken[1:]):.3f} s, "
        f"the first in the process {taken[0]:.3f} s |"
    )


def fresh(label: str, program: str) -> str:
    """Say how long a fresh process takes to its first verdict, imports and all."""
    taken = []
    for _ in range(ROUNDS):
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )
        taken.append(float(done.stdout))
    return f"| {label} | median {median(taken):.2f} s, slowest {max(taken):.2f} s |"


def live_table(folder: Path) -> str:
    """Return the table of what was measured."""
    files = make_files(folder, TEN_THOUSAND)
    words = {"at": END - 1, "definition": DEFINITION, "log": files.unsorted, "leads": files.leads}
    rows = [
        one_by_one(files),
        ten_thousand(files),
        fresh("fresh process to the first verdict, one lead", FIRST_LIVE.format(**words)),
        fresh("fresh process to 10,000 verdicts", FIRST_BATCH.format(**words)),
    ]
    return "\n".join(["### Few leads", "", "| | |", "|---|---|", *rows])
