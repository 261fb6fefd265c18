"""`make bench-service`: what the service takes, how soon it judges, on SQLite and PostgreSQL.

Every figure stands beside the driver's own in the same run: the same rows, into a table with the
same columns and indexes, by the same driver.  Ratios are what to read; the machine is shared.

``python -m benchmarks.service --help`` for less than all of it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

PARTS = ("taking", "http", "judging", "latency", "memory")


def main() -> None:
    asked = _arguments()
    for kind in asked.on.split(","):
        with tempfile.TemporaryDirectory(prefix="meetworthy-bench-") as folder:
            Path(folder).chmod(0o755)  # PostgreSQL runs as another user
            _measure(kind, Path(folder), asked)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service")
    parser.add_argument("--on", default="sqlite,postgresql", help="which databases")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--facts", type=int, default=30_000, help="facts for each figure")
    parser.add_argument("--seconds", type=int, default=300, help="how long the load goes on")
    return parser.parse_args()


def _measure(kind: str, folder: Path, asked: argparse.Namespace) -> None:
    from .installed import database_on

    os.environ["MEETWORTHY_DATA"] = str(folder / "data")
    os.environ["MEETWORTHY_SECRET"] = "a secret of a benchmark, long enough to be one"
    parts = asked.parts.split(",")
    print(f"\n{kind}", flush=True)
    with database_on(kind, folder) as url:
        os.environ["MEETWORTHY_DATABASE"] = url
        if "taking" in parts:
            _part("taking", asked)
        if set(parts) & {"http", "judging", "latency", "memory"}:
            _part("running", asked)


def _part(name: str, asked: argparse.Namespace) -> None:
    """Run a part in a process of its own: Django is set up once in a process."""
    import subprocess

    command = [sys.executable, "-u", "-m", f"benchmarks.service.{name}"]
    told = json.dumps({"facts": asked.facts, "seconds": asked.seconds, "parts": asked.parts})
    subprocess.run([*command, told], check=True)


if __name__ == "__main__":
    main()
