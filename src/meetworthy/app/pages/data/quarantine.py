"""The quarantine: what could not be taken, why, and how it is mended."""

from __future__ import annotations

import json
import uuid

from django.http import Http404, HttpRequest, HttpResponse

from meetworthy.app.imports.retake import is_line
from meetworthy.app.ingest.models import Quarantined, Source
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.model.problem import Problem

from .aside import SHOWN, asked_of, cursor_of, kinds_of, rows_of
from .tabs import tabs_of


@inside(Ability.SEE)
def quarantine(request: HttpRequest, access: Access) -> HttpResponse:
    """Show what waits, or what was retaken or dropped."""
    asked = asked_of(request.GET)
    rows = list(rows_of(access, asked)[: SHOWN + 1])
    chosen = None
    if asked.source:
        chosen = Source.objects.filter(workspace=access.workspace, uuid=asked.source).first()
    context = {
        "rows": rows[:SHOWN],
        "asked": asked,
        "query": asked.query(),
        "chosen": chosen,
        "without_source": asked.query(source=""),
        "older": asked.query(before=cursor_of(rows[SHOWN])) if len(rows) > SHOWN else "",
        "states": [
            (state.value, asked.query(state=state.value), state.value == asked.state)
            for state in Quarantined.State
        ],
        "kinds": [
            (kind, number, asked.query(kind="" if kind == asked.kind else kind))
            for kind, number in kinds_of(access, asked)
        ],
        "may_mend": access.may(Ability.MANAGE_DATA) and asked.state == Quarantined.State.OPEN,
        "tabs": tabs_of(access, "quarantine"),
    }
    return page(request, access, "data/quarantine.html", context, section="data")


@inside(Ability.SEE)
def aside(request: HttpRequest, access: Access, quarantined: uuid.UUID) -> HttpResponse:
    """Show one thing that could not be taken; what it said only to who manages data."""
    return show(request, access, item_of(access, quarantined))


def show(
    request: HttpRequest,
    access: Access,
    item: Quarantined,
    *,
    mended: str | None = None,
    problems: list[Problem] | None = None,
) -> HttpResponse:
    """Render one thing; ``mended`` is what somebody typed, ``problems`` what is wrong with it."""
    may_manage = access.may(Ability.MANAGE_DATA)
    context = {
        "item": item,
        "is_line": is_line(item),
        "body": (_readable(item.body) if mended is None else mended) if may_manage else "",
        "problems": problems or [],
        "may_manage": may_manage,
        "is_open": item.state == Quarantined.State.OPEN,
        "tabs": tabs_of(access, "quarantine"),
    }
    answer = page(
        request,
        access,
        "data/aside.html",
        context,
        section="data",
        status=422 if problems else 200,
    )
    if may_manage:
        answer["Cache-Control"] = "no-store"  # what came may have a key or a person in it
    return answer


def item_of(access: Access, public: uuid.UUID) -> Quarantined:
    """Return what is in this workspace's quarantine; raises Http404 for anything else."""
    held = Quarantined.objects.select_related("source", "job", "settled_by")
    found = held.filter(workspace=access.workspace, uuid=public).first()
    if found is None:
        raise Http404
    return found


def _readable(body: str) -> str:
    """Return JSON set over lines; anything else as it came."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body
