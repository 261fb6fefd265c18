"""Building the kernel ahead of time, so that no verdict has to wait for the compiler."""

from __future__ import annotations

from .native import build


def warm() -> None:
    """Compile the kernel."""
    build()
