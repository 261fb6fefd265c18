"""What went wrong, as RFC 9457 writes it: a status, a kind, and each problem with its remedy.

The kinds are those of the core's problems wherever the core said what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NoReturn

from django.http import HttpResponse
from ninja import Schema
from pydantic import Field

from meetworthy.model.problem import Place, Problem, Refused

MEDIA_TYPE = "application/problem+json"
TYPES = "https://meetworthy.dev/problems/"
"""What a problem's type begins with; its kind follows."""

TITLES: Mapping[int, str] = {
    400: "The request cannot be read",
    401: "No key that opens this",
    403: "The key does not allow this",
    404: "There is nothing here",
    405: "The method is not known here",
    409: "It is under way",
    413: "The request is too large",
    415: "The request is of another media type",
    422: "This was refused",
    429: "Too many requests",
    500: "Something broke on our side",
    503: "It cannot be done now",
}
_OTHER = "The request could not be answered"

KINDS: Mapping[int, tuple[str, str, str]] = {
    400: ("request_unreadable", "The request cannot be read.", "See the API's description."),
    401: (
        "key_unknown",
        "The key is missing, unknown, revoked or expired.",
        "Send `Authorization: Bearer mw_…` with a key of the workspace.",
    ),
    403: ("scope_missing", "The key's scopes do not allow this.", "Let an admin make another key."),
    404: (
        "not_found",
        "Nothing is here, or nothing that this key's workspace has.",
        "Look at the address and the id.",
    ),
    405: (
        "method_unknown",
        "This address does not know the method.",
        "`Allow` says which it does.",
    ),
    413: ("body_large", "The body is too large.", "Send it in several requests."),
    500: (
        "broken",
        "Something broke on our side; it was written to the log.",
        "Send the same again, with the same Idempotency-Key.",
    ),
}
"""What is said of a status where nobody said more: kind, cause, remedy."""

_BROKEN = 500


class ProblemOut(Schema):
    """One thing that is wrong: what kind, where, why, and what mends it."""

    kind: str = Field(description="A stable word for programs.")
    place: str = Field(description="What is wrong: `body.name`, `fact (occurred_at)`.")
    cause: str
    remedy: str
    severity: str = "error"


class ProblemDetails(Schema):
    """RFC 9457: what went wrong; `problems` are all that were found."""

    type: str = Field(description="A URI that names the kind of problem.")
    title: str = Field(description="The same for every answer of this status.")
    status: int
    detail: str = Field(description="The first problem's cause, and its remedy.")
    problems: list[ProblemOut]


class Stopped(Exception):
    """A request ends here, with a status and why."""

    def __init__(self, status: int, problem: Problem, *, retry_after: int | None = None) -> None:
        super().__init__(str(problem))
        self.status = status
        self.problem = problem
        self.retry_after = retry_after


def stop(status: int, kind: str, place: str, cause: str, remedy: str) -> NoReturn:
    """End the request with a problem."""
    raise Stopped(status, Problem(kind, Place(place), cause, remedy))


def out(problem: Problem) -> ProblemOut:
    """Return a problem of the core as answers show it."""
    return ProblemOut(
        kind=problem.kind,
        place=str(problem.place),
        cause=problem.cause,
        remedy=problem.remedy,
        severity=problem.severity.value,
    )


def details(
    status: int, problems: Sequence[Problem], *, retry_after: int | None = None
) -> HttpResponse:
    """Return the answer that says what is wrong; there is at least one problem."""
    first = problems[0]
    said = ProblemDetails(
        type=TYPES + first.kind,
        title=TITLES.get(status, _OTHER),
        status=status,
        detail=f"{first.cause} {first.remedy}".strip(),
        problems=[out(problem) for problem in problems],
    )
    response = HttpResponse(said.model_dump_json(), status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Meetworthy"'
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def details_of(status: int) -> HttpResponse:
    """Return what is said of a status where nobody said more."""
    known = KINDS.get(status) or KINDS[400 if status < _BROKEN else _BROKEN]
    kind, cause, remedy = known
    return details(status, [Problem(kind, Place("request"), cause, remedy)])


def refused(error: Refused) -> HttpResponse:
    """Return the answer to what a verb refused."""
    return details(422, error.problems)
