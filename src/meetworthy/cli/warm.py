"""`meetworthy warm`: compile the judging kernel now, so that no verdict waits for it."""

from __future__ import annotations

from .progress import watching
from .say import note, say


def warm() -> None:
    """Compile the judging kernel now, so that nobody waits for it later.

    Run once after installing (`make setup` does); it takes a second or two and needs a C
    compiler. Without one, judging goes on with the interpreter: the same results, slower.
    """
    from meetworthy.judge.engine.build import NoCompiler, build

    try:
        with watching("Compiling the judging kernel"):
            build()
    except NoCompiler as reason:
        note(f"{reason} Until then judging uses the interpreter: the same results, slower.")
        return
    say("The judging kernel is compiled.")
