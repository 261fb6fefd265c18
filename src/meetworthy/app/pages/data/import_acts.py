"""What is done with imports: upload files, mend the mapping, start, cancel."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from meetworthy.app.imports import jobs, upload
from meetworthy.app.imports.models import Job
from meetworthy.app.pages.errors import bad_request
from meetworthy.app.pages.refusing import tell
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.model.problem import Refused
from meetworthy.model.time import instant_of

from .imports import job_of, show

_FORM_BYTES = 1_000_000
"""What a form has beside its files: names and borders; chosen by eye, far above any."""

_View = Callable[..., HttpResponseBase]


def _bounded(view: _View) -> _View:
    """Turn away a body that says that it is too large, before anything of it is read."""

    @functools.wraps(view)
    def entered(request: HttpRequest, *args: Any, **rest: Any) -> HttpResponseBase:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if not said.isdecimal() or int(said) > settings.MOST_UPLOAD_BYTES + _FORM_BYTES:
            return bad_request(request, ValueError("too large"))
        return view(request, *args, **rest)

    return entered


# Whether a form is ours is asked after its size: asking reads the whole of it.
@csrf_exempt
@require_POST
@_bounded
@csrf_protect
@inside(Ability.MANAGE_DATA)
def receive(request: HttpRequest, access: Access) -> HttpResponse:
    """Receive files: an import of them starts, or waits for somebody to look at its mapping."""
    files = [(one.name or "", one) for one in request.FILES.getlist("files")]
    try:
        job = _receive(access, files)
    except Refused as refused:
        tell(request, refused)
        return redirect("imports", access.workspace.slug)
    if job.state == Job.State.PROPOSED:
        messages.info(request, _("Look at what each column is taken for, then start the import."))
    else:
        messages.success(request, _("The files are here. The import begins."))
    return _to(access, job)


def _receive(access: Access, files: list[tuple[str, UploadedFile[bytes]]]) -> Job:
    at = instant_of(timezone.now())
    contents = [(name, one.file) for name, one in files if one.file is not None]
    return upload.receive(workspace=access.workspace, files=contents, by=access.user, at=at)


@require_POST
@inside(Ability.MANAGE_DATA)
def start(request: HttpRequest, access: Access, job: uuid.UUID) -> HttpResponse:
    """Keep the mapping as it was mended and, unless it is only to be kept, start the import."""
    found = job_of(access, job)
    text = request.POST.get("mapping", "").replace("\r\n", "\n").replace("\x00", "")
    try:
        problems = upload.change_mapping(job=found, text=text)
    except Refused as refused:
        tell(request, refused)
        return _to(access, found)
    if problems:
        return show(request, access, found, mapping=text, problems=problems)
    if "keep" in request.POST:
        messages.success(request, _("The mapping is kept. Nothing is imported yet."))
    elif jobs.start(job=found, by=access.user, at=instant_of(timezone.now())):
        messages.success(request, _("The import begins."))
    return _to(access, found)


@require_POST
@inside(Ability.MANAGE_DATA)
def cancel(request: HttpRequest, access: Access, job: uuid.UUID) -> HttpResponse:
    """Cancel an import; what it has taken stays."""
    found = job_of(access, job)
    if jobs.cancel(job=found, by=access.user, at=instant_of(timezone.now())):
        messages.success(request, _("It is cancelled. What it had taken stays."))
    else:
        messages.warning(request, _("It was finished already. Nothing was changed."))
    return _to(access, found)


def _to(access: Access, found: Job) -> HttpResponseRedirect:
    return redirect("import", access.workspace.slug, found.uuid)
