"""Reading a request's body: bounded, as JSON, decoded strictly."""

from __future__ import annotations

from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja.parser import Parser

LARGEST = 1_000_000
"""Bytes of a body; chosen by eye, above what facts may have (connect/json_facts)."""


class BoundedParser(Parser):
    """Decodes bodies: UTF-8, no NaN, nothing behind the end."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what a body says.  Raises what `problems` tells apart: too large, no JSON."""
        if len(request.body) > LARGEST:
            raise RequestDataTooBig(f"more than {LARGEST:,} bytes")
        return msgspec.json.decode(request.body)
