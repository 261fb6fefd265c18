"""The keys page: which programs may do what here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from meetworthy.app.pages.shell import page
from meetworthy.app.people.access import Ability, Access, inside
from meetworthy.app.people.models import ApiKey


@inside(Ability.MANAGE_KEYS)
def keys(request: HttpRequest, access: Access) -> HttpResponse:
    """Show the keys in use, then those that open nothing any more."""
    now = timezone.now()
    made = ApiKey.objects.filter(workspace=access.workspace).select_related("by")
    rows = list(made.order_by("-created_at", "-pk"))
    ended = [one for one in rows if one.revoked_at or (one.expires_at and one.expires_at <= now)]
    context = {
        "rows": [one for one in rows if one not in ended],
        "ended": ended,
        "own_keys": (("n", "new key"),),
    }
    return page(request, access, "keys/keys.html", context, section="keys", now=now)
