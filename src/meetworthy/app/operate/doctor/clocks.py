"""Whether this machine's clock, the database's and the ledger's agree."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from meetworthy.model.time import SECOND, instant_of, moment_of

from ..clock import now
from .finding import Finding, fine, look, wrong

ABOUT = "clock"
ALLOWED = 2 * SECOND
"""How far two clocks may be apart before it is worth a look; chosen by eye."""

_LATEST = "select max(recorded_at) from ledger_batch"


def check_clocks(*, at: int) -> Iterator[Finding]:
    """Find clocks that disagree: facts would be told in the wrong order."""
    apart = _apart()
    remedy = "Have both machines keep their time by NTP."
    if abs(apart) > ALLOWED:
        said = f"It is {abs(apart) / SECOND:,.1f} s {'ahead of' if apart > 0 else 'behind'} "
        yield look(ABOUT, f"{said}the database's.", remedy)
    latest = _latest()
    if latest is not None and latest > at + ALLOWED:
        yield wrong(ABOUT, f"The last fact was recorded at {moment_of(latest):%Y-%m-%d %H:%M:%S} "
                    "UTC, which has not come yet: the clock was set back.", remedy)  # fmt: skip
    elif abs(apart) <= ALLOWED:
        yield fine(ABOUT, "It agrees with the database and the ledger.")


def _apart() -> int:
    if connection.vendor != "postgresql":
        return 0  # SQLite asks the same clock
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        return now() - instant_of(cursor.fetchone()[0])


def _latest() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(_LATEST)
        found: int | None = cursor.fetchone()[0]
    return found
