"""Event names of a source: which kind of fact each means, and those that nobody mapped yet."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.ingest.models import Quarantined, Source
from meetworthy.connect.trust import is_public

UNMAPPED = "event_unmapped"
"""The problem by which an event waits for its name to be mapped."""

NO_FACT = "-"
"""How forms write that a name is no fact; an empty choice says that it is not decided."""

_MOST_READ = 2_000
"""Events in quarantine whose names are read; chosen by eye."""

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Name:
    """An event name, what it is mapped to ("" undecided), and how often it waits."""

    name: str
    kind: str
    times: int


def names_of(source: Source) -> list[Name]:
    """Return the names that wait, most often first, then those that are mapped."""
    waiting = _waiting(source)
    mapped = {name: kind or NO_FACT for name, kind in source.names.items()}
    first = [Name(name, "", times) for name, times in waiting.most_common() if name not in mapped]
    return first + [Name(name, kind, waiting[name]) for name, kind in sorted(mapped.items())]


def kinds_for(source: Source) -> list[str]:
    """Return the kinds that this source's events may mean, those of the workspace among them."""
    kinds = timeline_of(source.workspace_id)[-1].kinds
    return sorted(name for name, kind in kinds.items() if not source.public or is_public(kind))


def _waiting(source: Source) -> Counter[str]:
    held = Quarantined.objects.filter(
        workspace=source.workspace_id,
        source=source,
        kind=UNMAPPED,
        state=Quarantined.State.OPEN,
    )
    found: Counter[str] = Counter()
    for body, times in held.values_list("body", "times")[:_MOST_READ]:
        found[_event(body)] += times
    found.pop("", None)
    return found


def _event(body: str) -> str:
    try:
        said = json.loads(body)
    except ValueError:
        return ""
    name = said.get("event") if isinstance(said, dict) else None
    return name[:_LONGEST] if isinstance(name, str) else ""
