"""Whether the work is being done: judging, messages."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from ..figures import MOST_COUNTED, figures
from .finding import Finding, fine, look, wrong

ABOUT = "work"
LATE_SECONDS, VERY_LATE_SECONDS = 10, 120
"""A verdict is meant to take a second; from when it is worth a look, and wrong; by eye."""

_DISABLED = "select url, disabled_why from outbox_endpoint where disabled_why <> '' order by id"


def check_work(*, at: int) -> Iterator[Finding]:
    """Find leads that wait to be judged, and messages that nobody takes."""
    seen = figures(at=at)
    lag = seen.judging_lag_seconds
    waiting = f"{seen.marks_waiting:,}{'+' if seen.marks_waiting == MOST_COUNTED else ''}"
    said = f"Judging is {lag:,.0f} s behind, {waiting} leads wait."
    remedy = "Start `meetworthy worker`, or another one beside it; its log says what it does."
    if lag > VERY_LATE_SECONDS:
        yield wrong(ABOUT, said, remedy)
    elif lag > LATE_SECONDS:
        yield look(ABOUT, said, remedy)
    else:
        yield fine(ABOUT, said)
    if seen.delivery_lag_seconds > VERY_LATE_SECONDS:
        yield look(ABOUT, f"Messages are {seen.delivery_lag_seconds:,.0f} s overdue.", remedy)
    if seen.deliveries_given_up:
        yield look(ABOUT, f"{seen.deliveries_given_up:,} messages were given up.",
                   "Mend the endpoint, then replay them.")  # fmt: skip
    yield from _disabled()


def _disabled() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(_DISABLED)
        rows = cursor.fetchall()
    for url, why in rows:
        yield look(ABOUT, f"The endpoint {url} is disabled: {why}", "Mend it, then enable it.")
