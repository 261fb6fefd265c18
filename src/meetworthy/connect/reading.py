"""What every outside system is read with, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from meetworthy.model.kinds import Kind
from meetworthy.model.problem import Problem
from meetworthy.model.told import Told

Read = tuple[Told, ...] | list[Problem]
"""What one event tells (nothing where the workspace says that it is no fact), or its problems."""

Placed = list[tuple[str, Read]]
"""For each event or fact of a request its place in it (``batch[3]``), and what it tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Who sends, when it was received (microseconds UTC), and what the workspace knows.

    ``kinds`` are the registered kinds with the workspace's own; ``names`` its mapping of event
    names to kinds (``""``: no fact).  ``public``: the key stands in browsers.  A day without a
    time begins in ``zone``; amounts without a currency are in ``currency``.  ``fallback_id``
    gives the id for the event of a number that has neither an id nor a time.
    """

    sender: str
    received_at: int
    kinds: Mapping[str, Kind]
    names: Mapping[str, str] = field(default_factory=dict)
    public: bool = False
    zone: str = "UTC"
    currency: str | None = None
    fallback_id: Callable[[int], str] | None = None
