"""The page that an invitation's link opens: join as who you are, or as somebody new."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from meetworthy.model.problem import Refused

from .accounts import user_of
from .forms import JoinForm
from .invitations import accept_invitation, invitation_of, join
from .models import Invitation, User

BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation, and accept it; a link that is not open is not found."""
    found = invitation_of(token, at=timezone.now())
    if found is None:
        return render(request, "people/invitation_closed.html", status=404)
    if request.method != "POST":
        return _show(request, found, JoinForm())
    if isinstance(request.user, AnonymousUser):
        return _join(request, found)
    return _accept(request, found, request.user)


def _accept(request: HttpRequest, found: Invitation, user: User) -> HttpResponse:
    try:
        accept_invitation(found, user=user, at=timezone.now())
    except Refused as refused:
        return _show(request, found, JoinForm(), refused)
    return redirect("/w/" + found.workspace.slug + "/")


def _join(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    try:
        user = join(found, at=timezone.now(), **form.cleaned_data)
    except Refused as refused:
        return _show(request, found, form, refused)
    login(request, user, BACKEND)
    return redirect("/w/" + found.workspace.slug + "/")


def _show(
    request: HttpRequest, found: Invitation, form: JoinForm, refused: Refused | None = None
) -> HttpResponse:
    about = {
        "invitation": found,
        "form": form,
        "problems": refused.problems if refused else (),
        "is_known": user_of(found.email) is not None,
    }
    wrong = refused is not None or form.errors
    return render(request, "people/invitation.html", about, status=422 if wrong else 200)
