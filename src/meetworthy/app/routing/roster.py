"""The roster by which leads are handed out.

It is read in a room of its own (``app.roster``), because judging needs it too.
"""

from __future__ import annotations

from meetworthy.app.roster.read import roster_of

__all__ = ["roster_of"]
