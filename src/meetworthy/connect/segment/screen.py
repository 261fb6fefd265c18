"""The call screen: somebody saw a screen of an app."""

from __future__ import annotations

from .event import Event, object_of


def read(event: Event) -> None:
    """Tell that a page was viewed whose title is the screen's name; screens have no path."""
    name = event.data.get("name") or object_of(event.data, "properties").get("name")
    event.tell("page.viewed", "", {"title": name})
