"""The imports page, and one import: how far it is, its mapping, what became of its rows."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from meetworthy.app.imports.jobs import UNFINISHED
from meetworthy.app.imports.models import Job
from meetworthy.app.imports.upload import mapping_of
from meetworthy.app.imports.uploaded import is_uploaded
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.model.problem import Problem

from .tabs import tabs_of

SHOWN = 50
"""Imports on a page; chosen by eye, nobody looks further back."""

UNDER_WAY = (Job.State.WAITING, Job.State.RUNNING)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is to be known of an import: where, what, and how it is mended."""

    place: str
    cause: str
    remedy: str


@inside(Ability.SEE)
def imports(request: HttpRequest, access: Access) -> HttpResponse:
    """Show the latest imports; to who manages data, where files are uploaded."""
    rows = list(
        Job.objects.filter(workspace=access.workspace)
        .select_related("by")
        .order_by("-asked_at", "-pk")[:SHOWN]
    )
    context = {
        "rows": rows,
        "is_live": any(one.state in UNDER_WAY for one in rows),
        "may_manage": access.may(Ability.MANAGE_DATA),
        "most_mb": settings.MOST_UPLOAD_BYTES // 1_000_000,
        "tabs": tabs_of(access, "imports"),
    }
    return page(request, access, "data/imports.html", context, section="data")


@inside(Ability.SEE)
def one_import(request: HttpRequest, access: Access, job: uuid.UUID) -> HttpResponse:
    """Show one import."""
    return show(request, access, job_of(access, job))


def show(
    request: HttpRequest,
    access: Access,
    job: Job,
    *,
    mapping: str | None = None,
    problems: Iterable[Problem] = (),
) -> HttpResponse:
    """Render an import; ``mapping`` is what somebody typed, ``problems`` what is wrong with it."""
    may_manage = access.may(Ability.MANAGE_DATA)
    rests = job.state in (Job.State.PROPOSED, Job.State.REFUSED)
    wrong = [Said(str(one.place), one.cause, one.remedy) for one in problems]
    context = {
        "job": job,
        "percent": round(100 * job.share, 1),
        "is_live": job.state in UNDER_WAY,
        "said": wrong or list(map(_said, job.problems)),
        "mapping": mapping_of(job) if mapping is None else mapping,
        "may_change": may_manage and rests and is_uploaded(job),
        "may_cancel": may_manage and job.state in UNFINISHED,
        "tabs": tabs_of(access, "imports"),
    }
    return page(
        request,
        access,
        "data/import.html",
        context,
        section="data",
        status=422 if wrong else 200,
        now=timezone.now(),
    )


def job_of(access: Access, public: uuid.UUID) -> Job:
    """Return an import of the workspace; raises Http404 for any other."""
    found = Job.objects.select_related("by").filter(workspace=access.workspace, uuid=public)
    job = found.first()
    if job is None:
        raise Http404
    return job


def _said(problem: Mapping[str, Any]) -> Said:
    """Return what a job keeps of a problem: one with a place, or one about the data as a whole."""
    if "cause" in problem:
        return Said(str(problem.get("place", "")), problem["cause"], problem.get("remedy", ""))
    examples = ", ".join(map(str, problem.get("examples", ())))
    return Said("", str(problem.get("text", "")), examples)
