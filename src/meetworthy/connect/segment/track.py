"""The call track: somebody did something that has a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meetworthy.facts.telling_aliases import email_alias, is_address, strongest_first
from meetworthy.facts.telling_faults import did_you_mean, shown
from meetworthy.facts.telling_text import LONGEST_WORD, read_word
from meetworthy.model.kinds import Kind, Type

from .event import NO_FIELDS, Event, object_of
from .names import RENAMED, USUAL, plain
from .page import path_of
from .words import flat, says_something, snake

IGNORED = ""
"""The kind by which a workspace says that an event of this name is no fact to it."""


def read(event: Event) -> None:
    """Tell the kind of fact that the event's name stands for."""
    kind = _kind(event)
    if kind is None:
        return
    if kind.name == "lead.created":
        _sign_up(event)
    else:
        event.tell(kind.name, "", _properties(event, kind))


def _sign_up(event: Event) -> None:
    """Tell that there is a lead, and what its properties say of who signed up."""
    said = flat(event.data.get("properties"), "properties", event.faults)
    address = said.get("email")
    if isinstance(address, str) and is_address(address.strip()):
        email = email_alias(address, "properties.email", event.faults)
        event.lead = strongest_first([*event.lead, *([] if email is None else [email])])
    event.tell("lead.created", "", {})
    if says_something(said):
        event.tell("lead.described", "#described", said)


def _kind(event: Event) -> Kind | None:
    """Return the kind: by the workspace's mapping, the usual names, or its own name."""
    name = read_word(event.data.get("event"), "event", event.faults, LONGEST_WORD)
    if name is None:
        if not event.faults.problems:
            cause, remedy = "It does not say what happened.", "Send the name of the event."
            event.faults.add("event_missing", "event", cause, remedy)
        return None
    mapped = event.reading.names.get(name)
    if mapped == IGNORED:
        return None
    kind = event.reading.kinds.get(mapped or USUAL.get(plain(name)) or name)
    if kind is None:
        event.faults.add(
            "event_unmapped",
            "event",
            f"No kind of fact is known for the event `{shown(name)}`.",
            f"Map it to a kind, or to none. {did_you_mean(name, event.reading.kinds)}",
        )
    return kind


def _properties(event: Event, kind: Kind) -> dict[str, object]:
    given = event.data.get("properties")
    if kind.open:
        return flat(given, "properties", event.faults)
    said = _known(given if isinstance(given, dict) else NO_FIELDS, kind)
    if "path" in kind.properties and said.get("path") is None:
        said["path"] = path_of(NO_FIELDS, object_of(event.context, "page"))
    return said


def _known(given: Mapping[str, Any], kind: Kind) -> dict[str, object]:
    """Return the properties that the kind has; a whole number is a fine name for a form."""
    named = {snake(name): value for name, value in given.items()}
    for theirs, ours in RENAMED.get(kind.name, NO_FIELDS).items():
        if theirs in named:
            named.setdefault(ours, named[theirs])
    return {
        name: str(named[name]) if _is_number_as_name(named[name], declared) else named[name]
        for name, declared in kind.properties.items()
        if name in named
    }


def _is_number_as_name(value: object, declared: Type) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole and declared is Type.TEXT
