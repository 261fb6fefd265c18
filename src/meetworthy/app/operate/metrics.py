"""What is counted as it happens.  Labels name no workspace, no person, no address.

`figures` adds what the database knows when somebody asks.  Importing this module is cheap, and
any room may count.
"""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Iterable

from prometheus_client import Counter, Gauge, Histogram

FACTS = Counter(
    "meetworthy_facts",
    "Facts that clients told, by what became of them: taken, known, refused.",
    ["result"],
)
BATCH_SIZE = Histogram(
    "meetworthy_batch_facts",
    "Facts committed together.",
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_500, 5_000),
)
COMMIT_SECONDS = Histogram(
    "meetworthy_commit_seconds",
    "How long a batch took to commit.",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)
TASK_DONE = Counter(
    "meetworthy_task_done",
    "What tasks did: leads judged, messages tried, turns of imports and dry runs.",
    ["task"],
)
TASK_SECONDS = Histogram(
    "meetworthy_task_seconds",
    "How long the turns of a task took in which there was something to do.",
    ["task"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 60, 600),
)
REQUEST_SECONDS = Histogram(
    "meetworthy_request_seconds",
    "How long requests took, by their route.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)
DELIVERIES = Counter(
    "meetworthy_deliveries",
    "Attempts to tell endpoints, by how they ended: delivered, failed, given up.",
    ["result"],
)
TASK_FAILURES = Counter("meetworthy_task_failures", "Turns of a task that failed.", ["task"])
MEMORY = Gauge(
    "meetworthy_memory_bytes",
    "Resident memory of a process.",
    multiprocess_mode="liveall",
)


def note_batch(states: Iterable[str], *, seconds: float) -> None:
    """Count a batch that was committed: what became of its facts, and how long that took."""
    counted = Counts(map(str, states))
    for result, count in counted.items():
        FACTS.labels(result).inc(count)
    BATCH_SIZE.observe(counted.total())
    COMMIT_SECONDS.observe(seconds)


def resident_bytes() -> int | None:
    """Return this process's resident memory, where the system says it."""
    import resource
    import sys
    from pathlib import Path

    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1_024
    return pages * resource.getpagesize()
