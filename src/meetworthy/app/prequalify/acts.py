"""What people do with forms on a lead's page: send one, take it back within the minute."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetworthy.app.ledger.models import Lead
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.model.problem import Refused
from meetworthy.model.time import instant_of

from .sending import send_form, take_back


@require_POST
@inside(Ability.SEE, writing=Ability.DECIDE)
def send(request: HttpRequest, access: Access, lead: uuid.UUID) -> HttpResponse:
    """Send a lead the form; the letter leaves in a minute."""
    done = _("The letter leaves in a minute; until then it can be taken back.")
    return _do(request, access, lead, send_form, done)


@require_POST
@inside(Ability.SEE, writing=Ability.DECIDE)
def undo(request: HttpRequest, access: Access, lead: uuid.UUID) -> HttpResponse:
    """Take a form back whose letter has not left."""
    return _do(request, access, lead, take_back, _("It is taken back; nothing was sent."))


def _do(
    request: HttpRequest,
    access: Access,
    public: uuid.UUID,
    act: Callable[..., object],
    done: str,
) -> HttpResponse:
    lead = Lead.objects.filter(workspace=access.workspace, uuid=public).first()
    if lead is None:
        raise Http404
    try:
        act(access, lead, at=instant_of(timezone.now()))
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, f"{problem.cause} {problem.remedy}")
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("lead", args=[access.workspace.slug, lead.uuid]) + "#form")
