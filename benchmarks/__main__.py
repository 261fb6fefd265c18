"""``make bench``: measure everything and write the tables into ``benchmarks/README.md``."""

from __future__ import annotations

import argparse
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq

from .contenders import CONTENDERS
from .judging import Results, compare_answers, run_all
from .table import linearity_table, provenance, size_table, write_readme

ROOT = Path(__file__).parent
SIZES = (10_000, 100_000, 1_000_000)


def arguments() -> argparse.Namespace:
    """Return what was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--leads", type=int, nargs="+", default=SIZES, help="sizes to run")
    parser.add_argument("--rounds", type=int, default=3, help="rounds at each size")
    parser.add_argument("--only", nargs="+", default=list(CONTENDERS), choices=CONTENDERS)
    parser.add_argument("--folder", type=Path, default=ROOT / "data-files", help="for the facts")
    parser.add_argument(
        "--touch-gb", type=float, default=4, help="memory to touch before each run (0: none)"
    )
    parser.add_argument("--no-live", action="store_true", help="leave out the few leads")
    parser.add_argument("--dry", action="store_true", help="print, and leave README.md as it is")
    return parser.parse_args()


def make_facts(folder: Path, leads: int) -> int:
    """Make a size's files in a process of its own; return the number of facts."""
    program = "import sys; from pathlib import Path; from benchmarks.files import make_files; "
    program += "print(make_files(Path(sys.argv[1]), int(sys.argv[2])).unsorted)"
    asked = [sys.executable, "-c", program, str(folder), str(leads)]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    return int(pq.read_metadata(done.stdout.strip()).num_rows)


def measure(asked: argparse.Namespace) -> list[str]:
    """Run all sizes and return the sections of the report."""
    by_size: dict[int, Results] = {}
    sections = []
    for leads in asked.leads:
        print(f"{leads:,} leads: making facts ...", flush=True)
        facts = make_facts(asked.folder, leads)
        results = run_all(
            asked.only, asked.folder, leads, rounds=asked.rounds, touch_gb=asked.touch_gb
        )
        by_size[leads] = results
        answers = compare_answers(results, asked.folder, leads)
        sections += [size_table(results, leads, facts), "Answers: " + " ".join(answers)]
    sections.append(linearity_table(by_size))
    return sections


def main() -> None:
    """Measure, print, and keep the tables."""
    asked = arguments()
    sections = measure(asked)
    if not asked.no_live:
        from .live import live_table

        sections.append(live_table(asked.folder))
    at = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    sections.insert(0, provenance(asked.rounds, at))
    print("\n\n".join(sections))
    if not asked.dry:
        write_readme(sections)


if __name__ == "__main__":
    main()
