"""The referee: runs every contender in fresh processes, interleaved, and compares answers."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import pyarrow.parquet as pq

from .contenders import CONTENDERS
from .crossings import differing, earliest, mql_by_crossing, mql_of

MOST_SECONDS = 900  # nobody may take longer; chosen by eye


@dataclass(slots=True)
class Runs:
    """What one contender took at one size, round by round; or why it gave no answer."""

    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    peak_gb: list[float] = field(default_factory=list)
    failed: str | None = None

    @property
    def typical(self) -> float | None:
        """The median of the rounds."""
        return median(self.seconds) if self.seconds else None


Results = dict[str, Runs]


def answer_path(folder: Path, name: str, leads: int) -> Path:
    """Return where a contender's answer is written."""
    return folder / f"answer-{name}-{leads}.parquet"


def run_once(name: str, folder: Path, leads: int, touch_gb: float) -> dict[str, float] | str:
    """Run a contender in a fresh process; return what it took, or its last words."""
    out = answer_path(folder, name, leads)
    arguments = [name, str(folder), str(leads), str(out), str(touch_gb)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.contenders", *arguments],
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
    )
    if done.returncode:
        words = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
        return " / ".join(line.strip() for line in words[-3:])
    took: dict[str, float] = json.loads(done.stdout)
    return took


def run_all(
    names: Sequence[str], folder: Path, leads: int, *, rounds: int, touch_gb: float
) -> Results:
    """Run contenders in rounds, each round starting with another one, so that drift is shared."""
    results: Results = defaultdict(Runs)
    for number in range(rounds):
        for place in range(len(names)):
            name = names[(place + number) % len(names)]
            took = run_once(name, folder, leads, touch_gb)
            if isinstance(took, str):
                results[name].failed = took
                print(f"  {name}: {took}", flush=True)
                continue
            results[name].seconds.append(took["seconds"])
            results[name].cpu_seconds.append(took["cpu_seconds"])
            results[name].peak_gb.append(took["peak_gb"])
            print(f"  {name}: {took['seconds']:.2f} s, {took['peak_gb']:.2f} GB", flush=True)
    return {name: results[name] for name in names}


def compare_answers(results: Results, folder: Path, leads: int) -> list[str]:
    """Say, for each answer, whether it equals DuckDB's lead by lead; a sentence each."""
    answered = [name for name, runs in results.items() if runs.seconds]
    if "duckdb" not in answered:
        return ["DuckDB gave no answer to compare with."]
    crossings = pq.read_table(answer_path(folder, "duckdb", leads))
    reference = earliest(crossings, leads)
    said = []
    for name in answered:
        role, path = CONTENDERS[name].role, answer_path(folder, name, leads)
        if role in ("rival", "shortcut") and name != "duckdb":
            wrong = differing(reference, earliest(pq.read_table(path), leads))
        elif role == "ours":
            entries = pq.read_table(path)
            due = mql_by_crossing(crossings, entries, leads)
            wrong = differing(due, mql_of(entries, leads))
        else:
            continue
        said.append(f"{name}: {'equal' if not wrong else f'{len(wrong)} differ, as {wrong[:3]}'}")
    return [f"{crossings.num_rows:,} of {leads:,} leads cross.", *said]
