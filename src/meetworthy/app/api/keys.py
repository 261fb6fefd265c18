"""Who asks: the key of a workspace, and whether its scopes allow what it asks for.

Keys only, no cookies: a request that a browser was led to send carries no key, so there is
nothing that a form from elsewhere could do.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from meetworthy.app.people.access import Ability, Access, access_of_key
from meetworthy.model.problem import Place, Problem

from .limits import seconds_to_wait
from .problems import Stopped, stop
from .reading import Bound


class ApiKey(HttpBearer):
    """Lets a request in whose key has the ability that the endpoint needs."""

    def __init__(self, ability: Ability, bound: Bound) -> None:
        super().__init__()
        self.ability = ability
        self.bound = bound

    def __call__(self, request: HttpRequest) -> Access | None:
        """Return the access; None without a good key.  Raises Stopped otherwise."""
        access = access_of_key(request.headers.get("Authorization"), at=timezone.now())
        if access is None:
            return None
        _limit(access)
        if not access.may(self.ability):
            cause = f"This needs the scope `{self.ability.value}`, which the key does not have."
            stop(403, "scope_missing", "key", cause, "Let an admin make a key that has it.")
        self.bound.check(request)
        return access

    def authenticate(self, request: HttpRequest, token: str) -> Access | None:  # noqa: ARG002 - ninja's signature
        """Return the access of a token, for whoever has taken it from its header."""
        return access_of_key(f"Bearer {token}", at=timezone.now())


def _limit(access: Access) -> None:
    assert access.key is not None
    wait = seconds_to_wait(access.key.pk)
    if wait:
        cause = "This key asks more often than is allowed."
        problem = Problem("too_many", Place("key"), cause, f"Ask again in {wait} s.")
        raise Stopped(429, problem, retry_after=wait)
