"""`meetworthy warm`: compile the judging kernel now, so that no verdict waits for it."""

from __future__ import annotations

from .progress import watching
from .say import say


def warm() -> None:
    """Compile the judging kernel now, so that nobody waits for it later.

    Run once after installing (`make setup` does). The result is kept beside the package, or
    in the folder NUMBA_CACHE_DIR names; running it again takes a second or two.
    """
    with watching("Compiling the judging kernel"):
        from meetworthy.judge.engine import warm as warm_engine

        warm_engine()
    say("The judging kernel is compiled.")
