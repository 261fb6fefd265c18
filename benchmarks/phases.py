"""Where the engine's time goes: `python -m benchmarks.phases --leads 1000000`.

Wall and processor seconds of each step of one judging in this process.  Steps that run
beside each other overlap, so they do not add up to the whole.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from meetworthy.definition.load import load_timeline
from meetworthy.judge import run as judging
from meetworthy.judge.engine import columns, events
from meetworthy.judge.engine import run as engine
from meetworthy.model.dataset import Dataset

from .contenders import DEFINITION
from .data import END
from .files import make_files

STEPS: tuple[tuple[Any, str, str], ...] = (
    (columns.Facts, "__init__", "what there is of each kind (a scan)"),
    (columns.Rows, "behaviour", "behaviour as bits (a scan)"),
    (engine, "order_behaviour", "behaviour by lead and time"),
    (columns.Rows, "stating", "attributes as leaves (a scan)"),
    (columns.Rows, "others", "decisions, evidence, exits (a scan)"),
    (engine, "read_events", "all of what is not behaviour, as rows"),
    (events, "order_events", "of it, the ordering"),
    (engine, "_fold", "the fold, all threads"),
    (judging, "entries_table", "the table of entries"),
    (judging, "verdicts_table", "the table of verdicts"),
)


def watched(work: Callable[..., Any], name: str, lines: list[str]) -> Callable[..., Any]:
    """Return a function that also notes how long it took."""

    def noted(*arguments: Any, **named: Any) -> Any:
        wall, processor = time.perf_counter(), time.process_time()
        result = work(*arguments, **named)
        took = time.perf_counter() - wall, time.process_time() - processor
        lines.append(f"| {name} | {took[0]:.2f} | {took[1]:.2f} |")
        return result

    return noted


def main() -> None:
    """Judge twice and print the steps of the second time, when memory is warm."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.phases", description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent / "data-files")
    asked = parser.parse_args()
    files = make_files(asked.folder, asked.leads)
    dataset = Dataset((files.unsorted,), pq.read_table(files.leads))
    timeline = load_timeline(DEFINITION)
    lines: list[str] = []
    for owner, name, text in STEPS:
        setattr(owner, name, watched(getattr(owner, name), text, lines))
    whole = watched(judging.judge, "**judging, the whole**", lines)
    for _ in range(2):
        lines.clear()
        whole(dataset, timeline, at=END - 1)
    print("\n".join(["| step | wall s | processor s |", "|---|---:|---:|", *lines]))


if __name__ == "__main__":
    main()
