"""The published description of the API: OpenAPI 3.1, from the endpoints themselves."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from .endpoint import ALSO
from .problems import MEDIA_TYPE, TITLES, ProblemDetails
from .service import api

PREFIX = "/api/v1/"

_ALWAYS = (401, 403, 429)
_SCHEMA = "#/components/schemas/"
_RETRY = {
    "Retry-After": {
        "description": "Seconds after which to come again.",
        "schema": {"type": "string"},
    }
}
_TAG = {"ETag": {"description": "Names what was answered.", "schema": {"type": "string"}}}


@cache
def document() -> dict[str, Any]:
    """Return the description, with the problem details that each operation may answer."""
    said: dict[str, Any] = msgspec.json.decode(
        msgspec.json.encode(dict(api.get_openapi_schema(path_prefix=PREFIX)), enc_hook=str)
    )
    schemas = said["components"]["schemas"]
    for name, schema in _problem_schemas().items():
        schemas[name] = schema
    for path, methods in said["paths"].items():
        for method, operation in methods.items():
            _finish(operation, method, path)
    return said


def text() -> bytes:
    """Return the description as it is published: JSON, indented."""
    return msgspec.json.format(msgspec.json.encode(document(), order="sorted"), indent=1) + b"\n"


def publish(request: HttpRequest) -> HttpResponse:
    """Answer the description, to everybody: it says nothing about anybody."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    return HttpResponse(text(), content_type="application/json")


def _problem_schemas() -> dict[str, Any]:
    schema = ProblemDetails.model_json_schema(
        ref_template=_SCHEMA + "{model}", mode="serialization"
    )
    return {**schema.pop("$defs"), "ProblemDetails": schema}


def _finish(operation: dict[str, Any], method: str, path: str) -> None:
    responses = operation["responses"]
    headers = {p["name"] for p in operation["parameters"] if p["in"] == "header"}
    statuses = {*_ALWAYS, *_asked_wrongly(operation), *_missing(path), *operation.pop(ALSO)}
    if method != "get":
        statuses |= {413, 422} | ({415} if "requestBody" in operation else set())
    if "Idempotency-Key" in headers:
        statuses.add(409)
    for status in sorted(statuses):
        responses[str(status)] = _problem(status)
    if "If-None-Match" in headers:
        responses["304"] = {"description": "It is still what that tag names."}
        responses["200"]["headers"] = _TAG


def _missing(path: str) -> tuple[int, ...]:
    return (404,) if "{" in path else ()


def _asked_wrongly(operation: dict[str, Any]) -> tuple[int, ...]:
    """Return the statuses of a request that says something wrong; a list's cursor may be."""
    if "requestBody" in operation or operation["parameters"]:
        names = {p["name"] for p in operation["parameters"]}
        return (400, 422) if "cursor" in names else (400,)
    return ()


def _problem(status: int) -> dict[str, Any]:
    said: dict[str, Any] = {
        "description": TITLES[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": _SCHEMA + "ProblemDetails"}}},
    }
    if status in (409, 429):
        said["headers"] = _RETRY
    return said
