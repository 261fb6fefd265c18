"""Reading a request's body: bounded, decoded strictly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import HttpRequest
from ninja.parser import Parser

from .problems import stop

LARGEST = 2_000_000
"""Bytes of a body, unless an endpoint takes more: as Django's own limit in `settings`."""


JSON = "application/json"
FORM = "multipart/form-data"
"""What bodies are."""


class StrictParser(Parser):
    """Decodes bodies: UTF-8, no NaN, nothing behind the end."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what a body says.  Raises msgspec.DecodeError, which `service` puts in words."""
        return msgspec.json.decode(request.body)


@dataclass(frozen=True, slots=True)
class Bound:
    """What body a request may have: how many bytes, of which media type."""

    largest: int
    kind: str

    def check(self, request: HttpRequest) -> None:
        """Stop a request whose body is too large or something else, before it is read."""
        size = _size_said(request)
        if size > self.largest:
            cause = f"The body has more than {self.largest:,} bytes."
            stop(413, "body_large", "body", cause, "Send it in several requests.")
        if size and request.method != "GET" and request.content_type != self.kind:
            cause = f"The body is said to be `{request.content_type}`."
            stop(415, "body_unreadable", "Content-Type", cause, f"Send `{self.kind}`.")


def _size_said(request: HttpRequest) -> int:
    """Return how many bytes the request says that its body has; no more of it are read."""
    said = request.headers.get("Content-Length", "")
    return int(said) if said.isascii() and said.isdecimal() else 0
