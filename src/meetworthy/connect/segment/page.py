"""The call page: somebody saw a page of the website."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from meetworthy.facts.telling_text import LONGEST_TEXT

from .event import Event, object_of

SAID = ("path", "url", "title", "referrer")
"""Properties of ``page.viewed``; what else is sent of a page is not kept."""


def read(event: Event) -> None:
    """Tell that a page was viewed, by what the properties say or else the context."""
    properties = object_of(event.data, "properties")
    page = object_of(event.context, "page")
    said = {name: properties.get(name) or page.get(name) for name in SAID}
    if not said["title"]:
        said["title"] = event.data.get("name")
    if not said["path"]:
        said["path"] = path_of(properties, page)
    event.tell("page.viewed", "", said)


def path_of(properties: Mapping[str, Any], page: Mapping[str, Any]) -> str | None:
    """Return the path of the page, from its address where only that is sent."""
    path = properties.get("path") or page.get("path")
    if isinstance(path, str):
        return path
    url = properties.get("url") or page.get("url")
    return _path(url) if isinstance(url, str) and len(url) <= LONGEST_TEXT else None


@lru_cache(maxsize=1024)
def _path(url: str) -> str | None:
    try:
        return urlsplit(url).path or "/"
    except ValueError:  # brackets that are no IPv6 address
        return None
