"""The commands: arguments, a call into another room, text.

What belongs here: reading arguments, saying what happens, exit codes; one file per command.
What does not: anything another program would want to do too; that lives in the room it is
about, so that a command stays an argument list, a call and a few lines of text.
May import: everything.  Heavy rooms are imported inside the command that needs them, so
that `meetworthy --help` answers at once.
"""

from .app import main

__all__ = ["main"]
