"""What clients are told: what became of each event, or why nothing was taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
from django.http import HttpRequest, HttpResponse

from meetworthy.model.problem import Place, Problem

from .parcels import Answer

_encode = msgspec.json.Encoder().encode
_MOST_SECONDS = 86_400


def answered(answers: Sequence[Answer]) -> HttpResponse:
    """Return the answer to a request whose events were taken, known, or put aside."""
    counts = Counter(str(answer.state) for answer in answers)
    said = {
        "success": not counts["refused"],
        "taken": counts["taken"],
        "known": counts["known"],
        "refused": counts["refused"],
        "events": [answer.to_dict() for answer in answers],
    }
    return _json(said, 200)


def refused(problem: Problem, status: int, *, retry_after: int | None = None) -> HttpResponse:
    """Return an answer by RFC 9457 to a request of which nothing was taken."""
    said = {
        "type": f"https://meetworthy.dev/problems/{problem.kind}",
        "title": problem.cause,
        "status": status,
        "detail": problem.remedy,
        "success": False,
        "field": problem.place.field,
    }
    response = _json(said, status, "application/problem+json")
    if retry_after is not None:
        response["Retry-After"] = str(min(retry_after, _MOST_SECONDS))
    return response


def no_key() -> HttpResponse:
    """Return the answer to a request whose key is unknown, or was disabled."""
    cause, remedy = "The key is missing, unknown or disabled.", "Send a source's key."
    response = refused(Problem("key_unknown", Place("request"), cause, remedy), 401)
    response["WWW-Authenticate"] = 'Basic realm="Meetworthy", charset="UTF-8"'
    return response


def come_again(seconds: int, cause: str) -> HttpResponse:
    """Return the answer to a request that comes too soon."""
    remedy = f"Send it again in {seconds} s; nothing of it was taken."
    problem = Problem("too_many", Place("request"), cause, remedy)
    return refused(problem, 429, retry_after=seconds)


def opened_to_browsers(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let web pages of any origin read the answer: the key is what gives access, no cookie."""
    if request.headers.get("Origin"):
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "Retry-After"
    return response


def preflight() -> HttpResponse:
    """Return the answer to a browser that asks before it sends."""
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "POST, GET, OPTIONS"
    response["Access-Control-Allow-Headers"] = "authorization, content-type, content-encoding"
    response["Access-Control-Max-Age"] = "86400"
    return response


def _json(said: object, status: int, kind: str = "application/json") -> HttpResponse:
    return HttpResponse(_encode(said), status=status, content_type=kind)
