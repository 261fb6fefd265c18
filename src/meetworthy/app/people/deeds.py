"""The record of what was changed, by whom, that is no fact about a lead."""

from __future__ import annotations

from datetime import datetime

from .models import Deed, User, Workspace

LONGEST_WHAT = 300
"""Characters that the record keeps of what was changed."""


def record(workspace: Workspace, verb: str, what: str, *, by: User | None, at: datetime) -> None:
    """Record a deed; ``by`` None is the command line.  Call it in the deed's transaction."""
    Deed.objects.create(workspace=workspace, at=at, by=by, verb=verb, what=what[:LONGEST_WHAT])
