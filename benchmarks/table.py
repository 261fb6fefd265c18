"""The tables of ``README.md``, made from what was measured."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path
from statistics import median

from .contenders import CONTENDERS
from .judging import Results, Runs

README = Path(__file__).with_name("README.md")
BEGIN, FINISH = "<!-- measured: begin -->", "<!-- measured: end -->"
PACKAGES = ("duckdb", "polars", "pandas", "numpy", "pyarrow")


def best_rival(results: Results, *, role: str) -> float | None:
    """Return the seconds of the fastest rival of a role."""
    taken = [r.typical for n, r in results.items() if CONTENDERS[n].role == role]
    return min((seconds for seconds in taken if seconds is not None), default=None)


def times(one: float | None, other: float | None) -> str:
    """Return one by the other; a dash where either is not known."""
    return "–" if one is None or not other else f"{one / other:.2f}"


def row(name: str, runs: Runs, floor: float | None, best: float | None) -> str:
    """Return a contender's row."""
    label, seconds = CONTENDERS[name].label, runs.typical
    if seconds is None:
        return f"| {label} | no answer: {runs.failed or 'not run'} | – | – | – | – |"
    spread = f"{seconds:.2f} ({min(runs.seconds):.2f}–{max(runs.seconds):.2f})"
    cpu, peak = f"{median(runs.cpu_seconds):.2f}", f"{max(runs.peak_gb):.2f}"
    cells = [label, spread, times(seconds, floor), times(seconds, best), cpu, peak]
    return "| " + " | ".join(cells) + " |"


def size_table(results: Results, leads: int, facts: int) -> str:
    """Return the table of one size."""
    floor = results["floor"].typical if "floor" in results else None
    best = best_rival(results, role="rival")
    head = [
        f"### {leads:,} leads, {facts:,} facts",
        "",
        "| | seconds, median (range) | × floor | × best rival | CPU s | peak GB |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    return "\n".join(head + [row(name, runs, floor, best) for name, runs in results.items()])


def linearity_table(by_size: dict[int, Results]) -> str:
    """Return microseconds a lead at each size, for the product."""
    lines = ["### Microseconds a lead, by size", "", "| leads |", "|---:|"]
    names = [n for n, one in CONTENDERS.items() if one.role == "ours"]
    for name in names:
        lines[2] += f" {CONTENDERS[name].label} |"
        lines[3] += "---:|"
    for leads, results in by_size.items():
        taken = [results[n].typical if n in results else None for n in names]
        cells = ["–" if t is None else f"{1e6 * t / leads:.2f}" for t in taken]
        lines.append(f"| {leads:,} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def provenance(rounds: int, at: str) -> str:
    """Return where, when and with what was measured."""
    installed = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = os.getloadavg()[0]
    return (
        f"Measured {at}, {rounds} rounds, {os.cpu_count()} cores, load {load:.1f} at the end "
        f"(a load above the cores: others were at work, trust ratios more than seconds), "
        f"Python {platform.python_version()}, {installed}."
    )


def write_readme(sections: list[str]) -> None:
    """Replace what was measured before in README.md."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(FINISH)
    body = "\n\n".join(sections)
    README.write_text(f"{before}{BEGIN}\n\n{body}\n\n{FINISH}{after}", encoding="utf-8")
