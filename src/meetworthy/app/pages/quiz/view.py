"""Where an admin opens the five questions to everybody, and all here see whether they are."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from meetworthy.app.pages.data.tabs import tabs_of
from meetworthy.app.pages.refusing import said, text
from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.app.quiz import verbs
from meetworthy.app.quiz.models import PublicPage
from meetworthy.model.problem import Refused

_LONGEST = 4_000  # characters of all sites


@inside(Ability.SEE, writing=Ability.MANAGE_DATA)
def public_check(request: HttpRequest, access: Access) -> HttpResponse:
    """Show whether the five questions are public; open, close or move the page."""
    if request.method != "POST":
        return _show(request, access)
    try:
        return _done(request, access, text(request, "do"))
    except Refused as refused:
        return _show(request, access, wrong=said(refused))


def _done(request: HttpRequest, access: Access, do: str) -> HttpResponse:
    assert access.user is not None
    here, by, at = access.workspace, access.user, timezone.now()
    if do == "close":
        verbs.close_public_page(here, by=by, at=at)
        messages.success(request, _("The page is closed. Its address leads nowhere now."))
    elif do == "move":
        verbs.move_public_page(here, by=by, at=at)
        messages.success(request, _("The page has another address; the old one leads nowhere."))
    elif do == "open":
        sites = text(request, "sites", longest=_LONGEST).split()
        verbs.open_public_page(here, sites=sites, by=by, at=at)
        messages.success(request, _("The page is open to everybody."))
    else:
        messages.error(request, _("Nothing was asked for, so nothing was changed."))
    return redirect("public-check", here.slug)


def _show(
    request: HttpRequest, access: Access, wrong: dict[str, str] | None = None
) -> HttpResponse:
    found = verbs.public_page_of(access.workspace)
    context = {
        "public": found,
        "address": verbs.address_of(found),
        "frame": _frame(found),
        "sites": text(request, "sites", longest=_LONGEST) if wrong else "\n".join(found.sites),
        "wrong": wrong or {},
        "may_manage": access.may(Ability.MANAGE_DATA),
        "tabs": tabs_of(access, "public-check"),
    }
    status = 422 if wrong else 200
    return page(request, access, "quiz/settings.html", context, section="data", status=status)


def _frame(page: PublicPage) -> str:
    """Return what a site writes to show the page."""
    title = _("Five questions")
    address = verbs.address_of(page)
    return f'<iframe src="{address}" title="{title}" width="100%" height="1100"></iframe>'
