"""Where one lands: the only workspace one is in, or the choice between several."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.app.people.models import Membership, Role

from .shell import page

_HOMES = {Role.SDR: "inbox", Role.SALES: "inbox", Role.MARKETING: "passed"}


@require_safe
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Go to the person's workspace; ask which where there are several, or with ``?choose``."""
    now = timezone.now()
    held = list(
        Membership.objects.select_related("workspace")
        .filter(Q(until=None) | Q(until__gt=now), user=request.user.pk, since__lte=now)
        .order_by("workspace__name")
    )
    if len(held) == 1 and "choose" not in request.GET:
        return redirect("home", held[0].workspace.slug)
    return page(request, None, "start.html", {"held": held}, now=now)


@inside(Ability.SEE)
def home(request: HttpRequest, access: Access) -> HttpResponseRedirect:  # noqa: ARG001 - a view
    """Go to where somebody's day begins: the inbox, what was passed on, or the leads."""
    return redirect(_HOMES.get(access.role or Role.VIEWER, "leads"), access.workspace.slug)
