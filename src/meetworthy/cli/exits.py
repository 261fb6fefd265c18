"""Exit codes: what a program may conclude from how a command ended."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended; documented in docs/reference/commands.md."""

    FINE = 0
    PROBLEMS = 1
    USAGE = 2
    REFUSED = 3
    QUARANTINED = 4
    FAULT = 70
    INTERRUPTED = 130

    @property
    def meaning(self) -> str:
        """Return the sentence the documentation prints for this code."""
        return _MEANINGS[self]


_MEANINGS = {
    Exit.FINE: "Done. Rows set aside in quarantine do not change this; they are reported.",
    Exit.PROBLEMS: "`check` found errors in the definition, or one of its cases failed; `doctor` "
    "or `verify` found something wrong; `migrate --check` found something pending.",
    Exit.USAGE: "The command was called in a way it does not understand.",
    Exit.REFUSED: "What was given (a definition, a mapping, a folder) could not be taken; "
    "every reason is on standard error.",
    Exit.QUARANTINED: "With `--strict` only: rows were quarantined. The output was written.",
    Exit.FAULT: "A mistake in Meetworthy itself; please report it.",
    Exit.INTERRUPTED: "Interrupted from the keyboard.",
}
