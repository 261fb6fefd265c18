"""Who is measured, each run in a fresh process of its own: ``python -m benchmarks.contenders``.

The clock runs from the call to its answer.  Imports are made before it starts, for everyone
alike.  Writing the answer counts for the product (its users wait for it) and not for the
rivals.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from .data import END, Files
from .files import make_files

DEFINITION = Path(__file__).with_name("definition.yaml")
Run = Callable[[Files, Path], pa.Table | None]


@dataclass(frozen=True, slots=True)
class Contender:
    """One row of the table: ``ready`` imports what it needs and returns what is measured."""

    label: str
    ready: Callable[[], Run]
    role: str  # floor, rival or ours


def floor(function: str) -> Callable[[], Run]:
    """Return a run of the floor that reads and sorts, and answers nothing."""

    def ready() -> Run:
        work = getattr(import_module("benchmarks.rivals.floor"), function)

        def run(files: Files, _out: Path) -> None:
            work(files.unsorted)

        return run

    return ready


def rival(name: str, *, shortcut: bool) -> Callable[[], Run]:
    """Return a run of a rival over the append log."""

    def ready() -> Run:
        work = import_module(f"benchmarks.rivals.with_{name}").first_crossings

        def run(files: Files, _out: Path) -> pa.Table:
            found: pa.Table = work(files.unsorted, shortcut=shortcut)
            return found

        return run

    return ready


def ours(which: str) -> Callable[[], Run]:
    """Return a run of the product: everything judged, verdicts and entries written."""

    def ready() -> Run:
        from meetworthy.definition.load import load_timeline
        from meetworthy.judge.run import judge
        from meetworthy.model.dataset import Dataset

        def run(files: Files, out: Path) -> pa.Table:
            timeline = load_timeline(DEFINITION)
            leads = pq.read_table(files.leads)
            dataset = Dataset((getattr(files, which),), leads)
            judged = judge(dataset, timeline, at=END - 1)
            pq.write_table(judged.verdicts, out.with_suffix(".verdicts.parquet"))
            pq.write_table(judged.entries, out.with_suffix(".entries.parquet"))
            return judged.entries

        return run

    return ready


CONTENDERS = {
    "scan": Contender("DuckDB, only scanning (13 columns)", floor("scan"), "scale"),
    "floor": Contender("**the floor**: DuckDB, scan and sort", floor("scan_and_sort"), "floor"),
    "narrow": Contender(
        "a stricter floor: only lead, instant, rules", floor("scan_narrow_and_sort"), "scale"
    ),
    "duckdb": Contender("DuckDB, window functions", rival("duckdb", shortcut=False), "rival"),
    "duckdb-short": Contender("the same, shortcut", rival("duckdb", shortcut=True), "shortcut"),
    "polars": Contender("Polars", rival("polars", shortcut=False), "rival"),
    "polars-short": Contender("the same, shortcut", rival("polars", shortcut=True), "shortcut"),
    "pandas": Contender("pandas", rival("pandas", shortcut=False), "rival"),
    "pandas-short": Contender("the same, shortcut", rival("pandas", shortcut=True), "shortcut"),
    "unsorted": Contender("**Meetworthy**, full judging, append log", ours("unsorted"), "ours"),
    "sorted": Contender("**Meetworthy**, full judging, sorted", ours("sorted"), "ours"),
}


def touch_memory(gigabytes: float) -> None:
    """Use this much memory once, in a process that ends, so that it is cheap to get.

    A virtual machine may have given its free pages back to its host, and then whoever uses
    them first pays up to three seconds a gigabyte, which says nothing about the program.
    """
    if gigabytes:
        amount = f"b'x' * int({gigabytes} * 2**30)"
        subprocess.run([sys.executable, "-c", amount], check=True)


def run_here(name: str, files: Files, out: Path, *, touch_gb: float) -> dict[str, float]:
    """Run a contender in this process; write its answer; return what it took."""
    run = CONTENDERS[name].ready()
    touch_memory(touch_gb)
    before = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    answer = run(files, out)
    seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    if answer is not None:
        pq.write_table(answer, out)
    return {"seconds": seconds, "cpu_seconds": cpu, "peak_gb": used.ru_maxrss / 2**20}


def main(name: str, folder: str, leads: str, out: str, touch_gb: str) -> None:
    """Run one contender and print what it took, as JSON."""
    files = make_files(Path(folder), int(leads))
    print(json.dumps(run_here(name, files, Path(out), touch_gb=float(touch_gb))))


if __name__ == "__main__":
    main(*sys.argv[1:])
