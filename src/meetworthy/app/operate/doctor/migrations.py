"""Whether the database has this version's tables."""

from __future__ import annotations

from collections.abc import Iterator

from ..migrating import pending
from .finding import Finding, fine, wrong

ABOUT = "tables"


def check_migrations(*, at: int) -> Iterator[Finding]:  # noqa: ARG001 - every check is asked alike
    """Find migrations that have not been applied."""
    waiting = pending()
    if waiting:
        said = f"{len(waiting)} migrations have not been applied, {waiting[0]} first."
        yield wrong(ABOUT, said, "Run `meetworthy migrate`.")
    else:
        yield fine(ABOUT, "They are those of this version.")
