"""Mending, retaking and dropping what is in quarantine: one, or several at once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from meetworthy.app.imports.retake import LONGEST_MENDED, drop, is_line, retake
from meetworthy.app.ingest.models import Quarantined
from meetworthy.app.pages.refusing import text
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.model.time import instant_of

from .aside import asked_of, rows_of
from .quarantine import item_of, show

MOST_AT_ONCE = 200
"""Things that one form settles; each is a transaction. Chosen by eye: a second or two."""


@require_POST
@inside(Ability.MANAGE_DATA)
def settle(request: HttpRequest, access: Access, quarantined: uuid.UUID) -> HttpResponse:
    """Retake one thing as it was mended, or drop it."""
    item = item_of(access, quarantined)
    if "drop" in request.POST:
        return _dropped(request, access, item)
    body = request.POST.get("body", "").replace("\x00", "")[: LONGEST_MENDED + 1]
    try:
        problems = retake(
            workspace_id=access.workspace.pk,
            uuid=item.uuid,
            body=body.replace("\r\n", "\n"),
            by=access.user,
            at=instant_of(timezone.now()),
        )
    except Quarantined.DoesNotExist:
        return _settled_already(request, access)
    if problems:
        return show(request, access, item, mended=body, problems=problems)
    messages.success(request, _("It is taken: its lead is being judged."))
    return redirect("quarantine", access.workspace.slug)


def _dropped(request: HttpRequest, access: Access, item: Quarantined) -> HttpResponse:
    try:
        _drop(access, item)
    except Quarantined.DoesNotExist:
        return _settled_already(request, access)
    messages.success(request, _("It is dropped. It stays to be seen among what was dropped."))
    return redirect("quarantine", access.workspace.slug)


def _settled_already(request: HttpRequest, access: Access) -> HttpResponse:
    messages.warning(request, _("Somebody settled it meanwhile. Nothing was changed."))
    return redirect("quarantine", access.workspace.slug)


@require_POST
@inside(Ability.MANAGE_DATA)
def several(request: HttpRequest, access: Access) -> HttpResponse:
    """Retake as they came, or drop, the things that were ticked, or all that the filter shows."""
    query = QueryDict(text(request, "query", longest=500))
    items = _chosen(request, access, query)
    if not items:
        messages.error(request, _("Nothing was ticked. Nothing was changed."))
    elif "drop" in request.POST:
        _say_dropped(request, _drop_all(access, items))
    else:
        _say_retaken(request, *_retake_all(access, items))
    return _back(access, query)


def _chosen(request: HttpRequest, access: Access, query: QueryDict) -> list[Quarantined]:
    found = rows_of(access, asked_of(query)).filter(state=Quarantined.State.OPEN)
    if "all" not in request.POST:
        found = found.filter(uuid__in=_uuids(request.POST.getlist("item")))
    return list(found[:MOST_AT_ONCE])


def _uuids(said: Iterable[str]) -> list[uuid.UUID]:
    found = []
    for one in said:
        try:
            found.append(uuid.UUID(one))
        except ValueError:
            continue
    return found[:MOST_AT_ONCE]


def _retake_all(access: Access, items: list[Quarantined]) -> tuple[int, int]:
    """Return how many were taken, and with how many something is still wrong.

    Lines of files are not tried: read by the mapping of their import they are as wrong as before.
    """
    taken, at = 0, instant_of(timezone.now())
    for item in items:
        if is_line(item):
            continue
        try:
            wrong = retake(
                workspace_id=access.workspace.pk,
                uuid=item.uuid,
                body=item.body,
                by=access.user,
                at=at,
            )
        except Quarantined.DoesNotExist:
            continue
        taken += not wrong
    return taken, len(items) - taken


def _drop_all(access: Access, items: list[Quarantined]) -> int:
    dropped = 0
    for item in items:
        try:
            _drop(access, item)
        except Quarantined.DoesNotExist:
            continue
        dropped += 1
    return dropped


def _drop(access: Access, item: Quarantined) -> None:
    drop(
        workspace_id=access.workspace.pk,
        uuid=item.uuid,
        by=access.user,
        at=instant_of(timezone.now()),
    )


def _say_retaken(request: HttpRequest, taken: int, wrong: int) -> None:
    if taken:
        done = ngettext("%(n)s is taken.", "%(n)s are taken.", taken) % {"n": taken}
        messages.success(request, done)
    if wrong:
        left = ngettext(
            "With %(n)s something is still wrong: open it and mend it.",
            "With %(n)s something is still wrong: open them and mend them.",
            wrong,
        )
        messages.warning(request, left % {"n": wrong})


def _say_dropped(request: HttpRequest, dropped: int) -> None:
    done = ngettext("%(n)s is dropped.", "%(n)s are dropped.", dropped) % {"n": dropped}
    messages.success(request, done)


def _back(access: Access, query: QueryDict) -> HttpResponseRedirect:
    address, asked = reverse("quarantine", args=[access.workspace.slug]), asked_of(query).query()
    return HttpResponseRedirect(f"{address}?{asked}" if asked else address)
