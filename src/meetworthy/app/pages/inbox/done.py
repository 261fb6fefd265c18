"""What was done last, kept in the session while it can be undone."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from meetworthy.app.desk.acts import UNDO, Done
from meetworthy.app.ledger.models import Lead
from meetworthy.app.people.access import Access
from meetworthy.model.time import SECOND

_KEY = "desk-done"


@dataclass(frozen=True, slots=True)
class Undo:
    """The last act: of which lead, in words, and how many seconds are left to undo it."""

    lead: uuid.UUID
    words: str
    seconds: int
    done: Done


def keep(request: HttpRequest, access: Access, lead: Lead, done: Done, words: str) -> None:
    """Remember an act that was just done."""
    request.session[_KEY] = {
        "workspace": access.workspace.pk,
        "lead": str(lead.uuid),
        "number": done.lead,
        "act": done.act,
        "facts": list(done.facts),
        "at": done.at,
        "words": words,
    }


def forget(request: HttpRequest) -> None:
    """Forget the last act: it was undone."""
    request.session.pop(_KEY, None)


def undo_of(request: HttpRequest, access: Access, *, at: int) -> Undo | None:
    """Return the last act in this workspace, while it can be undone."""
    kept: dict[str, Any] | None = request.session.get(_KEY)
    if kept is None or kept["workspace"] != access.workspace.pk or at > kept["at"] + UNDO:
        return None
    done = Done(kept["act"], kept["number"], tuple(kept["facts"]), kept["at"])
    seconds = max(1, (kept["at"] + UNDO - at) // SECOND)
    return Undo(uuid.UUID(kept["lead"]), kept["words"], seconds, done)
