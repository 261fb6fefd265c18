"""Finding one meeting: within its lead, by any of the names that systems gave it."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from meetworthy.app.judging.one import Seen, judge_lead
from meetworthy.app.ledger.models import Lead
from meetworthy.app.people.access import Access
from meetworthy.app.people.models import Workspace
from meetworthy.app.people.refusals import refuse
from meetworthy.handoff.meetings import Meeting


def public_of(workspace: Workspace, name: str) -> uuid.UUID:
    """Return the id by which pages and programs name a meeting, beside that of its lead."""
    return uuid.uuid5(workspace.uuid, f"meeting:{name}")


def meeting_in(seen: Seen, workspace: Workspace, public: uuid.UUID) -> Meeting | None:
    """Return the meeting of a lead that a public id names; None where it has no such meeting."""
    for meeting in seen.meetings:
        if any(public_of(workspace, name) == public for name in (meeting.name, *meeting.names)):
            return meeting
    return None


def found(access: Access, lead: Lead, name: str, *, at: int) -> tuple[Seen, Meeting]:
    """Return a lead and its meeting of a name; raises Refused where there is none."""
    seen = judge_lead(access.workspace.pk, lead.number, at=at)
    meetings = () if seen is None else seen.meetings
    meeting = next((one for one in meetings if name in (one.name, *one.names)), None)
    if seen is None or meeting is None:
        refuse("meeting_unknown", "meeting", _("There is no such meeting."), _("Open the list."))
    return seen, meeting
