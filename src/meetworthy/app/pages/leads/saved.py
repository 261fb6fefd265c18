"""Saved views of the leads page: a question under a name, one's own or shared."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetworthy.app.pages.models import SavedView
from meetworthy.app.people.access import Ability, Access, inside

from .asking import question_of

_MOST = 100
"""Views of a person in a workspace; chosen by eye."""


def views_of(access: Access) -> list[SavedView]:
    """Return the views that somebody sees: own and shared ones, by name."""
    views = SavedView.objects.filter(workspace=access.workspace)
    return list(views.filter(Q(user=access.user) | Q(shared=True)).order_by("name", "pk")[:_MOST])


@require_POST
@inside(Ability.SEE, writing=Ability.SEE)
def save(request: HttpRequest, access: Access) -> HttpResponse:
    """Keep a question under a name; whoever may record facts may share it."""
    query = question_of(QueryDict(request.POST.get("query", "")[:4000])).query()
    name = request.POST.get("name", "").replace("\x00", "").strip()[:100]
    if name:
        shared = "shared" in request.POST and access.may(Ability.RECORD)
        SavedView.objects.update_or_create(
            workspace=access.workspace,
            user=access.user,
            name=name,
            defaults={"query": query, "shared": shared},
        )
        messages.success(request, _("The view “%s” is saved.") % name)
    else:
        messages.error(request, _("A view needs a name. Nothing was saved."))
    return _to(access, query)


@require_POST
@inside(Ability.SEE, writing=Ability.SEE)
def remove(request: HttpRequest, access: Access, view: uuid.UUID) -> HttpResponse:
    """Forget a view; only whoever saved it can."""
    found = get_object_or_404(SavedView, workspace=access.workspace, user=access.user, uuid=view)
    found.delete()
    messages.success(request, _("The view “%s” is gone.") % found.name)
    return _to(access, found.query)


def _to(access: Access, query: str) -> HttpResponseRedirect:
    address = reverse("leads", args=[access.workspace.slug])
    return HttpResponseRedirect(f"{address}?{query}" if query else address)
