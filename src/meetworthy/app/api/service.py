"""The API put together: its routers, its key, and what is answered to what goes wrong."""

from __future__ import annotations

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from meetworthy.model.problem import Place, Problem, Refused

from .nouns import (
    accounts,
    calendars,
    decisions,
    definitions,
    effects,
    endpoints,
    erasure,
    facts,
    funnel,
    happenings,
    imports,
    inbox,
    judgement,
    leads,
    meetings,
    notices,
    people,
    prequalifications,
    quarantine,
    quiz,
    roster,
    routing,
    sources,
    supposing,
    team,
    workspace,
)
from .problems import Stopped, details, details_of, refused
from .reading import StrictParser

VERSION = "1"

_LOG = structlog.get_logger(__name__)

ROUTERS = (
    workspace.router,
    leads.router,
    inbox.router,
    judgement.router,
    supposing.router,
    happenings.router,
    decisions.router,
    meetings.router,
    erasure.router,
    accounts.router,
    facts.router,
    effects.router,
    endpoints.router,
    notices.router,
    sources.router,
    calendars.router,
    quarantine.router,
    imports.router,
    definitions.router,
    funnel.router,
    prequalifications.router,
    quiz.router,
    team.router,
    people.router,
    roster.router,
    routing.router,
)
"""Every noun's endpoints."""

api = NinjaAPI(
    title="Meetworthy",
    version=VERSION,
    description=(
        "Every noun and verb that the pages have. A key belongs to one workspace and opens "
        "nothing else; `x-ability` is the scope that an operation needs. "
        "docs/reference/api.md says what holds for all of them."
    ),
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    parser=StrictParser(),
)
for _router in ROUTERS:
    api.add_router("", _router)


@api.exception_handler(Stopped)
def _stopped(request: HttpRequest, error: Stopped) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    return details(error.status, [error.problem], retry_after=error.retry_after)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:  # noqa: ARG001 - as above
    return refused(error)


@api.exception_handler(Http404)
def _absent(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001 - as above
    return details_of(404)


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:  # noqa: ARG001 - as above
    return details_of(403)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001 - as above
    return details_of(401)


@api.exception_handler(HttpError)
def _other(request: HttpRequest, error: HttpError) -> HttpResponse:  # noqa: ARG001 - as above
    too_large = isinstance(error.__cause__, RequestDataTooBig)
    if error.status_code != 400 or too_large:
        return details_of(413 if too_large else error.status_code)
    why = f": {error.__cause__}".splitlines()[0] if error.__cause__ else ""
    cause = f"The body can't be read{why}."
    problem = Problem("body_unreadable", Place("body"), cause, "Send JSON, as UTF-8, whole.")
    return details(400, [problem])


@api.exception_handler(RequestDataTooBig)
def _large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:  # noqa: ARG001 - as above
    return details_of(413)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001 - as above
    problems = [
        Problem(
            "invalid",
            Place(_place(each["loc"])),
            f"{each['msg']}.",
            "Send what the API's description says.",
        )
        for each in error.errors
    ]
    return details(400, problems)


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    _LOG.error("api broke", path=request.path, exc_info=error)
    return details_of(500)


def _place(location: tuple[str | int, ...]) -> str:
    """Return where a value stood: `body.facts[3].kind`; the name of the argument is left out."""
    source, *rest = location
    if source in ("body", "query") and rest:
        rest = rest[1:] if len(rest) > 1 or source == "body" else rest
    text = str(source)
    for part in rest:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text
