"""What an admin does with the public page: open it for some sites, close it, move it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from meetworthy.app.people.deeds import record
from meetworthy.app.people.models import User, Workspace
from meetworthy.app.people.refusals import refuse

from .models import PublicPage

MOST_SITES = 20
"""Sites that may show the page; chosen by eye: their names travel with every answer."""

_BYTES = 12
"""Of the address: it is public, and only must not be another's by chance."""

_ORIGIN = re.compile(
    r"https://(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}(:\d{1,5})?"
    r"|http://localhost(:\d{1,5})?"
)
"""An origin as `frame-ancestors` takes it: https, a host with a dot, maybe all its subdomains."""


def public_page_of(workspace: Workspace) -> PublicPage:
    """Return a workspace's page; one that is closed and not kept yet where nobody opened it."""
    found = PublicPage.objects.filter(workspace=workspace).first()
    return found or PublicPage(workspace=workspace)


def address_of(page: PublicPage) -> str:
    """Return where the page is; nothing where nobody opened it yet."""
    return f"{settings.SITE_URL}{reverse('check', args=[page.token])}" if page.token else ""


def open_page(token: str) -> PublicPage | None:
    """Return the page at an address, where there is one and it is open."""
    pages = PublicPage.objects.select_related("workspace")
    return pages.filter(token=token, open=True).first() if token and token.isprintable() else None


@transaction.atomic
def open_public_page(
    workspace: Workspace, *, sites: Iterable[str] = (), by: User, at: datetime
) -> PublicPage:
    """Show the five questions to everybody, and let these sites show them in a frame.

    Raises Refused for what is no site.
    """
    wanted = _sites(sites)
    page = public_page_of(workspace)
    page.token = page.token or secrets.token_urlsafe(_BYTES)
    page.open, page.sites = True, wanted
    page.save()
    record(workspace, "check.opened", ", ".join(wanted) or "no site", by=by, at=at)
    return page


@transaction.atomic
def close_public_page(workspace: Workspace, *, by: User, at: datetime) -> PublicPage:
    """Show the five questions to nobody any more; nothing changes where that is so."""
    page = public_page_of(workspace)
    if page.open:
        page.open = False
        page.save(update_fields=["open"])
        record(workspace, "check.closed", page.token, by=by, at=at)
    return page


@transaction.atomic
def move_public_page(workspace: Workspace, *, by: User, at: datetime) -> PublicPage:
    """Give an open page another address; the old one leads nowhere from now on."""
    page = public_page_of(workspace)
    if not page.open:
        refuse("check_closed", "check", "The page is closed.", "Open it first.")
    page.token = secrets.token_urlsafe(_BYTES)
    page.save(update_fields=["token"])
    record(workspace, "check.moved", page.token, by=by, at=at)
    return page


def _sites(said: Iterable[str]) -> list[str]:
    wanted = list(dict.fromkeys(each.strip().rstrip("/").lower() for each in said if each.strip()))
    for each in wanted:
        if not _ORIGIN.fullmatch(each):
            cause = f"{each[:100]!r} is no site."
            refuse("check_site", "sites", cause, "Write it as https://www.example.com, no path.")
    if len(wanted) > MOST_SITES:
        refuse("check_site", "sites", "These are too many sites.", f"Name up to {MOST_SITES}.")
    return wanted
