"""The one way into a workspace: who is asking, as what, and what they may do there.

A page:   ``@inside(Ability.SEE)`` above ``def leads(request, access)``; the URL names the
workspace ``/w/<slug:workspace>/...``.  A program: ``access_of_key(header, at=now)``.
Everything that is looked up afterwards is looked up by ``access.workspace``.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils import timezone

from .abilities import MAY, Ability
from .models import ApiKey, Membership, Role, User, Workspace

__all__ = ["Ability", "Access", "access_of", "access_of_key", "digest_of", "inside", "to_sign_in"]

READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods that change nothing."""

KEY_PREFIX = "mw_"
"""What every key begins with, so that scanners of leaked secrets know one when they see it."""

USED_EVERY = timedelta(minutes=1)
"""How exact a key's time of last use is: writing it at each use would cost more than the use."""

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody, or some program, inside a workspace."""

    workspace: Workspace
    scopes: frozenset[Ability]
    user: User | None = None  # None for a key
    key: ApiKey | None = None  # None for a person
    role: Role | None = None  # None for a key

    @property
    def actor(self) -> str:
        """Return who did it, as facts say it: an e-mail address, or ``key:`` and a name."""
        if self.user is not None:
            return self.user.email.lower()
        assert self.key is not None
        return f"key:{self.key.name}"

    def may(self, ability: Ability) -> bool:
        """Say whether they may do this."""
        return ability in self.scopes

    def require(self, ability: Ability) -> None:
        """Raise PermissionDenied unless they may do this."""
        if not self.may(ability):
            raise PermissionDenied


def access_of(user: User | AnonymousUser, slug: str, *, at: datetime) -> Access:
    """Return a person's access to the workspace of a slug, by the role that they hold ``at``.

    Raises Http404 alike for a workspace that is not theirs and for one that does not exist.
    """
    if not isinstance(user, User) or not user.is_active:
        raise Http404
    held = (
        Membership.objects.select_related("workspace")
        .filter(Q(until=None) | Q(until__gt=at), workspace__slug=slug, user=user, since__lte=at)
        .order_by("-since")
        .first()
    )
    if held is None:
        raise Http404
    role = Role(held.role)
    return Access(held.workspace, MAY[role], user=user, role=role)


def digest_of(secret: str) -> str:
    """Return what is kept of a secret that was drawn at random: its SHA-256, in hex.

    Such secrets have 256 bits, so nothing slower is needed; and what is looked up in the index
    is the digest, so the time it takes says nothing about the secret.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def access_of_key(header: str | None, *, at: datetime) -> Access | None:
    """Return the access of an ``Authorization: Bearer mw_…`` header; None where there is none."""
    scheme, _, secret = (header or "").partition(" ")
    secret = secret.strip()
    if scheme.lower() != "bearer" or not secret.startswith(KEY_PREFIX):
        return None
    key = (
        ApiKey.objects.select_related("workspace")
        .filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None)
        .filter(digest=digest_of(secret))
        .first()
    )
    if key is None:
        return None
    _note_use(key, at)
    scopes = frozenset(Ability(scope) for scope in key.scopes if scope in set(Ability))
    return Access(key.workspace, scopes, key=key)


def _note_use(key: ApiKey, at: datetime) -> None:
    if key.last_used_at is None or key.last_used_at <= at - USED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=at)


def inside(ability: Ability, *, writing: Ability | None = None) -> Callable[[View], View]:
    """Let a page be seen by those of its workspace who have the ability.

    The view is called as ``view(request, access, **the rest of the URL)``.  ``writing`` is what
    every method other than GET, HEAD and OPTIONS needs; unsaid, it is ``ability`` — except that
    a page for all who see takes no other methods unless it says who may use them.
    Outsiders get 404, those without the ability 403, those not signed in the sign-in page.
    """
    to_write = writing or (ability if ability is not Ability.SEE else None)

    def guard(view: View) -> View:
        @functools.wraps(view)
        def entered(request: HttpRequest, workspace: str, **rest: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            access = access_of(request.user, workspace, at=timezone.now())
            needed = ability if request.method in READING else to_write
            if needed is None:
                return HttpResponseNotAllowed(sorted(READING))
            access.require(needed)
            return view(request, access, **rest)

        entered.reading = ability  # type: ignore[attr-defined]  # the borders test reads these
        entered.writing = to_write  # type: ignore[attr-defined]  # as above
        return entered

    return guard


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send somebody to the sign-in page, and from there back; htmx is told to go there whole."""
    asked_by_htmx = getattr(request, "htmx", None)
    if asked_by_htmx:
        back = asked_by_htmx.current_url_abs_path or "/"
        return HttpResponse(headers={"HX-Redirect": redirect_to_login(back).url})
    return redirect_to_login(request.get_full_path() if request.method in READING else "/")
