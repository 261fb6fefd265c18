"""Whether the judging kernel is compiled."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.judge.engine.build import LIBRARY

from .finding import Finding, fine, look

ABOUT = "kernel"


def check_kernel(*, at: int) -> Iterator[Finding]:  # noqa: ARG001 - every check is asked alike
    """Find whether dry runs and reports judge at full speed."""
    if LIBRARY.exists():
        yield fine(ABOUT, "It is compiled.")
    else:
        yield look(ABOUT, "It is not compiled: dry runs and reports are right, and slow.",
                   "Run `meetworthy warm`; it needs a C compiler.")  # fmt: skip
