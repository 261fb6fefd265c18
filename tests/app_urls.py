"""Every URL of the service, read from Django's own table, with its parameters filled.

A parameter that nobody said how to fill is an error, and so is a URL of no known area: a new
page or endpoint cannot be forgotten by whoever tests the borders.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from hashlib import blake2b
from typing import Any

from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import PathView

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WRITING = ("POST", "PUT", "PATCH", "DELETE")


class Area(Enum):
    """Who may come to a URL at all."""

    OPEN = "everybody"
    PERSON = "whoever is signed in"
    WORKSPACE = "the people of a workspace"
    API = "the keys of a workspace"
    INGEST = "the keys of a source"


OPEN = {
    "healthz": "a load balancer asks it",
    "readyz": "a load balancer asks it",
    "metrics": "guards itself: this machine, or a token (test_app_operate_*)",
    "api/v1/openapi.json": "the published description of the API",
    "style.css": "the look of the sign-in page",
    "check/<str:check>": "the five questions, where an admin opened them to everybody",
    "invitations/<str:token>/": "whoever has the link is invited",
    "q/<str:token>": "whoever has the link was asked (test_app_prequalify)",
    "leave/<str:signed>/": "whoever has the link was written to (test_app_mail_sending)",
    "notices/<str:signed>/": "whoever has the link was told (test_app_notices_page)",
    "accounts/login/": "signing in",
    "accounts/logout/": "signing out",
    "accounts/signup/": "says that there is no signing up",
    "accounts/inactive/": "says that one was deactivated",
    "accounts/password/reset/": "a forgotten password",
    "accounts/password/reset/done/": "the same",
    "^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "the same",
    "accounts/password/reset/key/done/": "the same",
    "accounts/2fa/authenticate/": "the second step of signing in",
    "accounts/sso/signup/": "the second step of single sign-on",
    "accounts/sso/cancelled/": "single sign-on that was called off",
    "accounts/sso/error/": "single sign-on that failed",
    "accounts/oidc/^(?P<provider_id>[^/]+)/login/": "the way to the provider",
    "accounts/oidc/^(?P<provider_id>[^/]+)/login/callback/": "the way back",
}
"""What anybody may ask for, and why."""

_AREAS = (
    ("w/<slug:workspace>/", Area.WORKSPACE),
    ("api/", Area.API),
    ("v1/", Area.INGEST),
    ("accounts/", Area.PERSON),
)


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the table: its pattern, the names of its parameters, Django's entry."""

    pattern: str
    parameters: frozenset[str]
    entry: URLPattern

    @property
    def area(self) -> Area:
        """Return who may come here; a LookupError for a URL of no known area."""
        if self.pattern in OPEN:
            return Area.OPEN
        if self.pattern == "":
            return Area.PERSON
        for start, area in _AREAS:
            if self.pattern.startswith(start):
                return area
        raise LookupError(f"say in tests/app_urls.py who may come to {self.pattern!r}")

    def url(self, filling: Mapping[str, str]) -> str:
        """Return the address with its parameters filled; a LookupError for one nobody knows."""

        def fill(found: re.Match[str]) -> str:
            name = found["name"] or found["group"]
            if name not in filling:
                raise LookupError(
                    f"say in tests/app_urls.py what fills {name!r} of {self.pattern!r}"
                )
            return filling[name]

        url = "/" + _PARAMETER.sub(fill, self.pattern).replace("^", "").replace("$", "")
        if set(url) & set("<>()[]?*\\|"):
            raise LookupError(f"cannot write an address for {self.pattern!r}: {url}")
        return url


_PARAMETER = re.compile(r"<(?:\w+:)?(?P<name>\w+)>|\(\?P<(?P<group>\w+)>[^)]*\)")
"""A parameter of a path (``<uuid:lead>``) or a named group of an expression."""


def routes() -> list[Route]:
    """Return every URL that the service answers."""
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, start: str) -> Iterator[Route]:
    for each in resolver.url_patterns:
        pattern = start + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each, pattern)
        else:
            yield Route(pattern, _parameters(pattern), each)


def _parameters(pattern: str) -> frozenset[str]:
    return frozenset(m["name"] or m["group"] for m in _PARAMETER.finditer(pattern))


def operations(route: Route) -> dict[str, Callable[..., Any]]:
    """Return what answers each method of a URL of the API, by django-ninja's own table."""
    for cell in getattr(route.entry.callback, "__closure__", None) or ():
        if isinstance(cell.cell_contents, PathView):
            return {
                method: operation.view_func
                for operation in cell.cell_contents.operations
                for method in operation.methods
            }
    return {}


# -- what the database holds ----------------------------------------------------------------------

_NOBODYS = frozenset({"django_session", "cache", "django_migrations", "sqlite_sequence"})
"""Tables that say who is signed in and how often they tried; not what a workspace holds."""

_OWN_USE = {"people_apikey": "last_used_at", "people_user": "last_login"}
"""Columns that change because somebody came, whatever they did."""


def held() -> dict[str, bytes]:
    """Return a digest of the rows of every table."""
    with connection.cursor() as cursor:
        return {table: _digest(cursor, table) for table in _tables()}


@cache
def _tables() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_list(cursor)
    return tuple(each.name for each in found if each.type == "t" and each.name not in _NOBODYS)


def _digest(cursor: Any, table: str) -> bytes:
    cursor.execute(f'SELECT * FROM "{table}"')
    kept = [
        place for place, column in enumerate(cursor.description) if column[0] != _OWN_USE.get(table)
    ]
    rows = sorted(repr([_plain(row[place]) for place in kept]) for row in cursor.fetchall())
    return blake2b("\n".join(rows).encode()).digest()


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
