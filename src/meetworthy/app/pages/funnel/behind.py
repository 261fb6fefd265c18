"""The leads behind a number: who entered a stage, the latest first."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ledger.sql import fetch
from meetworthy.app.pages.names import names_of
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.report.figures import count

from .asking import Asked, asked_of

SHOWN = 50
MOST_COUNTED = 10_000
"""Rows on a page; so many are counted, then “10,000+” is said. Both chosen by eye."""

# The entries of leads into a stage that the funnel counts, the latest first, with where each
# lead stands now.  The index of entries leads with the workspace, the stage and the instant.
_ENTERED = """
SELECT e.lead, l.uuid, e.at, e.date_only, s.name, s.email, s.title, s.company, s.open, s.stage,
       s.reason, e.place
FROM judging_entry e
JOIN ledger_lead l ON l.workspace_id = e.workspace_id AND l.number = e.lead
LEFT JOIN judging_state s ON s.workspace_id = e.workspace_id AND s.lead = e.lead
WHERE e.workspace_id = %s AND e.stage = %s {more}
ORDER BY e.at DESC, e.lead DESC LIMIT %s
"""

_HOW_MANY = """
SELECT count(*) FROM (SELECT 1 FROM judging_entry e
WHERE e.workspace_id = %s AND e.stage = %s {more} LIMIT %s) counted
"""

_CURSOR = re.compile(r"(-?\d{1,18})~(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Entered:
    """A lead that entered the stage: who, when, and where it stands now."""

    uuid: uuid.UUID
    who: str
    about: str
    at: int
    date_only: bool
    now: str


@inside(Ability.SEE)
def entered(request: HttpRequest, access: Access) -> HttpResponse:
    """Show who entered the stage that ``?stage`` names; the first unless it names one."""
    definition, now = timeline_of(access.workspace.pk)[-1], timezone.now()
    slugs = [one.slug for one in definition.stages]
    stage = request.GET.get("stage") or slugs[0]
    if stage not in slugs:
        raise Http404
    asked = asked_of(request.GET, definition, today=now.date())
    rows, further = _rows(access, stage, asked, request.GET.get("after", ""))
    query = asked.query()
    here = urlencode({"stage": stage}) + (f"&{query}" if query else "")
    context = {
        "stage": names_of(access.workspace.pk).stage(stage),
        "count": _count(access, stage, asked),
        "asked": asked,
        "query": query,
        "rows": rows,
        "further": f"{here}&after={further}" if further else "",
        "counts_first": asked.unit == "first pass",
    }
    return page(request, access, "funnel/entered.html", context, section="funnel", now=now)


def _rows(access: Access, stage: str, asked: Asked, after: str) -> tuple[list[Entered], str]:
    more, values = _narrowed(access, asked)
    place = _CURSOR.fullmatch(after)
    if place:
        more += " AND (e.at < %s OR (e.at = %s AND e.lead < %s))"
        values += [int(place[1]), int(place[1]), int(place[2])]
    values = [access.workspace.pk, stage, *values, SHOWN + 1]
    found = fetch(_ENTERED.format(more=more), values)
    names = names_of(access.workspace.pk)
    rows = []
    for (
        _lead,
        public,
        at,
        date_only,
        name,
        email,
        title,
        company,
        is_open,
        now,
        reason,
        _p,
    ) in found:
        standing = names.stage(now or "") if is_open else _("left: %s") % names.reason(reason or "")
        about = " · ".join(filter(None, (title, company)))
        rows.append(
            Entered(_uuid(public), name or email or "", about, at, bool(date_only), standing)
        )
    last = found[SHOWN - 1] if len(found) > SHOWN else None
    return rows[:SHOWN], "" if last is None else f"{last[2]}~{last[0]}"


def _count(access: Access, stage: str, asked: Asked) -> str:
    more, values = _narrowed(access, asked)
    values = [access.workspace.pk, stage, *values, MOST_COUNTED + 1]
    number = int(fetch(_HOW_MANY.format(more=more), values)[0][0])
    return f"{count(MOST_COUNTED)}+" if number > MOST_COUNTED else count(number)


def _narrowed(access: Access, asked: Asked) -> tuple[str, list[object]]:
    more, values = "", list[object]()
    if asked.unit == "first pass":
        more += " AND e.pass_number = 1"
    since = asked.question(timeline_of(access.workspace.pk)[-1]).since
    if since is not None:
        more += " AND e.at >= %s"
        values.append(since)
    return more, values


def _uuid(value: object) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))
