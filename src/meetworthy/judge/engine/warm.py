"""Building the kernel ahead of time, so that no verdict has to wait for the compiler."""

from __future__ import annotations

from .build import build


def warm() -> None:
    """Compile the kernel."""
    build()
