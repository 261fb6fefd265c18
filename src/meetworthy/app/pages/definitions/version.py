"""One version: the document that both teams read, who signed, and what is to be done with it."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from meetworthy.app.definitions.checking import check, check_among
from meetworthy.app.definitions.finding import newest_active, version_of, versions_of
from meetworthy.app.definitions.models import DryRun, Version
from meetworthy.app.definitions.signatures import TEAMS, may_sign, signatures_of
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.definition.render import to_html
from meetworthy.model.problem import Problem, Severity
from meetworthy.model.time import instant_of

from .changes import changes_of
from .document import written
from .versions import in_force_of, shown


@inside(Ability.SEE)
def version(request: HttpRequest, access: Access, version: uuid.UUID) -> HttpResponse:
    """Show a version as its document, with what is still to do until it holds."""
    found, now = found_version(access, version), timezone.now()
    checked = check(found.text, found.lists)
    in_force = in_force_of(list(versions_of(access.workspace)), instant_of(now))
    is_draft = found.state == Version.State.DRAFT
    problems = checked.problems + (check_among(access.workspace.pk, checked) if is_draft else ())
    context = {
        "one": shown(found, in_force),
        "document": written(checked.definition) if checked.definition else None,
        "errors": [one for one in problems if one.severity is Severity.ERROR],
        "failed": [one for one in checked.outcomes if not one.passed],
        "cases": len(checked.outcomes),
        "changes": changes_of(found),
        "dry_run": latest_dry_run(found),
        "is_draft": is_draft,
        **_offers(access, found, is_fit=checked.is_fit and not _has_error(problems)),
    }
    return page(
        request, access, "definitions/version.html", context, section="definitions", now=now
    )


@inside(Ability.SEE)
def printed(request: HttpRequest, access: Access, version: uuid.UUID) -> HttpResponse:  # noqa: ARG001 - a view
    """Return the document alone, to print, keep or send: it needs nothing from here."""
    found = found_version(access, version)
    definition = check(found.text, found.lists).definition
    if definition is None:
        raise Http404
    return HttpResponse(to_html(definition))


def found_version(access: Access, public: uuid.UUID) -> Version:
    """Return a version of the workspace; raises Http404 for any other."""
    found = version_of(access.workspace, public)
    if found is None:
        raise Http404
    return found


def latest_dry_run(version: Version) -> DryRun | None:
    """Return the latest dry run of exactly the text that a version has now."""
    found = DryRun.objects.filter(version=version, hash=version.hash).select_related("by")
    return found.order_by("-asked_at", "-pk").first()


def _offers(access: Access, found: Version, *, is_fit: bool) -> dict[str, Any]:
    """Return what somebody may do with a version, as far as it can be done."""
    is_draft = found.state == Version.State.DRAFT
    signed = signatures_of(found)
    newest = newest_active(access.workspace)
    dry_run = latest_dry_run(found)
    tried = newest is None or (dry_run is not None and dry_run.state == DryRun.State.DONE)
    may_activate = access.may(Ability.ACTIVATE)
    return {
        "may_write": access.may(Ability.WRITE_DEFINITION),
        "signs_for": [
            team
            for team in TEAMS
            if is_draft and is_fit and team not in signed and may_sign(access, team)
        ],
        "may_try": access.may(Ability.WRITE_DEFINITION) and is_draft and bool(found.hash),
        "needs_dry_run": newest is not None,
        "is_tried": tried,
        "may_activate": may_activate
        and is_draft
        and is_fit
        and tried
        and all(team in signed for team in TEAMS),
        "may_withdraw": may_activate and newest is not None and newest.pk == found.pk,
        "is_fit": is_fit,
    }


def _has_error(problems: tuple[Problem, ...]) -> bool:
    return any(one.severity is Severity.ERROR for one in problems)
