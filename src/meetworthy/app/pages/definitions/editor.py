"""The editor: the text with its problems beside the lines, checked as one types."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetworthy.app.definitions import verbs
from meetworthy.app.definitions.checking import Checked, check, check_among
from meetworthy.app.definitions.finding import newest_active, versions_of
from meetworthy.app.definitions.models import Version
from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.pages.refusing import tell
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.app.people.models import Workspace
from meetworthy.definition.packs import PACKS, pack_path
from meetworthy.model.problem import Refused
from meetworthy.model.time import instant_of, moment_of

from .notes import Note, notes_of
from .version import found_version

_NUMBER = re.compile(r"^version:[ \t]*\d+[ \t]*$", re.MULTILINE)
_SIGNED = re.compile(r"^signed:[^\n]*\n(?:[ \t]+[^\n]*\n)*", re.MULTILINE)
"""Who signed the last version in its text: nobody has signed the next one."""
_IN_FORCE = re.compile(r"^in_force:[^\n]*", re.MULTILINE)
_OF_ITS_OWN = re.compile(r"^(author|note):[^\n]*(?:\n+[ \t]+[^\n]*)*", re.MULTILINE)
"""Who wrote a version and what changed in it: said of each anew."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being written: the text, its lists, and when the draft was read, where it is one."""

    text: str
    lists: dict[str, str]
    seen_at: str = ""


@inside(Ability.WRITE_DEFINITION)
def new(request: HttpRequest, access: Access) -> HttpResponse:
    """Write a new version: from the one in force, or from a ready-made definition."""
    if request.method == "POST":
        return _save(request, access, None)
    draft = _started(access.workspace, request.GET.get("from", ""), timezone.now())
    return _show(request, access, draft, None)


@inside(Ability.WRITE_DEFINITION)
def edit(request: HttpRequest, access: Access, version: uuid.UUID) -> HttpResponse:
    """Go on with a draft."""
    found = found_version(access, version)
    if request.method == "POST":
        return _save(request, access, found)
    if found.state != Version.State.DRAFT:
        messages.warning(request, _("This version was in force, so it stays as it is."))
        return redirect("version", access.workspace.slug, found.uuid)
    draft = Draft(found.text, found.lists, found.changed_at.isoformat())
    return _show(request, access, draft, found)


@require_POST  # a text is too long for an address; nothing is changed
@inside(Ability.WRITE_DEFINITION)
def check_text(request: HttpRequest, access: Access) -> HttpResponse:
    """Say what is wrong with a text, line by line; nothing is kept."""
    draft = _draft(request)
    context = _found(access, draft)
    return page(request, access, "definitions/notes.html", context)


def _save(request: HttpRequest, access: Access, version: Version | None) -> HttpResponse:
    draft = _draft(request)
    if "check" in request.POST:  # without a script the same page says what is wrong
        return _show(request, access, draft, version)
    try:
        saved = verbs.save_draft(
            draft.text,
            draft.lists,
            by=access,
            at=timezone.now(),
            version=version,
            seen_at=_moment(draft.seen_at),
        )
    except Refused as refused:
        tell(request, refused)
        return _show(request, access, draft, version, status=422)
    messages.success(request, _("The draft is saved. Nobody is judged by it yet."))
    return redirect("version", access.workspace.slug, saved.uuid)


def _show(
    request: HttpRequest,
    access: Access,
    draft: Draft,
    version: Version | None,
    *,
    status: int = 200,
) -> HttpResponse:
    lines = draft.text.count("\n") + 1
    context = {
        "draft": draft,
        "version": version,
        "rows": lines + 2,
        "numbers": "\n".join(map(str, range(1, lines + 1))),
        "own_keys": ((_("Ctrl S"), _("save the draft")),),
        **_found(access, draft),
    }
    return page(
        request, access, "definitions/editor.html", context, section="definitions", status=status
    )


def _found(access: Access, draft: Draft) -> dict[str, Any]:
    checked: Checked = check(draft.text, draft.lists)
    among = check_among(access.workspace.pk, checked)
    notes: list[Note] = notes_of(checked, among)
    return {
        "notes": notes,
        "errors": sum(one.is_error for one in notes),
        "warnings": sum(not one.is_error for one in notes),
        "cases": len(checked.outcomes),
        "passed": sum(one.passed for one in checked.outcomes),
    }


def _draft(request: HttpRequest) -> Draft:
    """Read what a form says; a list without a name is left out."""
    names = request.POST.getlist("list_name")
    contents = map(_plain, request.POST.getlist("list_text"))
    lists = {name.strip(): text for name, text in zip(names, contents, strict=False)}
    lists.pop("", None)
    seen_at = request.POST.get("seen_at", "")[:64]
    return Draft(_plain(request.POST.get("text", "")), lists, seen_at)


def _plain(text: str) -> str:
    """Return a text as files have it: browsers send two signs at the end of a line."""
    return text.replace("\r\n", "\n").replace("\x00", "")


def _moment(said: str) -> datetime | None:
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        return None


def _started(workspace: Workspace, pack: str, now: datetime) -> Draft:
    if pack in PACKS:
        folder = pack_path(pack)
        folder = folder.parent if folder.is_file() else folder
        lists = {one.name: one.read_text(encoding="utf-8") for one in folder.glob("*.csv")}
        return Draft((folder / "definition.yaml").read_text(encoding="utf-8"), lists)
    newest = newest_active(workspace)
    if newest is None:
        return Draft("", {})
    highest = max(versions_of(workspace).values_list("number", flat=True), default=0)
    text = _NUMBER.sub(f"version: {highest + 1}", newest.text, count=1)
    text = _SIGNED.sub("", text)
    text = _OF_ITS_OWN.sub(r"\1:", text)
    text = _IN_FORCE.sub(f"in_force: {_next_start(workspace, now)}", text, count=1)
    return Draft(text, newest.lists)


def _next_start(workspace: Workspace, now: datetime) -> str:
    """Return the first midnight after now and after every version, where the last one counts."""
    timeline = timeline_of(workspace.pk)
    latest = max(instant_of(now), *(one.in_force for one in timeline))
    day = moment_of(latest).astimezone(ZoneInfo(timeline[-1].zone)).date()
    return f"{day + timedelta(days=1)}T00:00"
