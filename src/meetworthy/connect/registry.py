"""The outside systems that facts come from: ours, and those that other packages add."""

from __future__ import annotations

import re
from importlib.metadata import EntryPoint, entry_points

from meetworthy.facts.telling_faults import Faults, shown
from meetworthy.model.problem import Problem

from .calcom.read import read_body as read_calcom
from .calendly.read import read_body as read_calendly
from .json_facts import read_facts
from .segment.read import read_body
from .system import System

GROUP = "meetworthy.connect"
"""The entry points by which a package adds systems: each names a ``System``."""

SHIPPED = (
    System(
        name="segment",
        label="Segment tracking API",
        purpose="What websites and products send with Segment's libraries.",
        read=read_body,
        public=True,
    ),
    System(
        name="json",
        label="JSON facts",
        purpose="Facts in plain JSON, sent with a key.",
        read=read_facts,
    ),
    System(
        name="webhook",
        label="Incoming webhooks",
        purpose="Facts in plain JSON, signed as Standard Webhooks describes.",
        read=read_facts,
        signed=True,
    ),
    System(
        name="calcom",
        label="Cal.com",
        purpose="Meetings that are booked, moved and cancelled in Cal.com.",
        read=read_calcom,
        signed=True,
    ),
    System(
        name="calendly",
        label="Calendly",
        purpose="Meetings that are booked, moved and cancelled in Calendly.",
        read=read_calendly,
        signed=True,
    ),
)
"""The systems that come with the product."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


def systems() -> tuple[dict[str, System], list[Problem]]:
    """Return all systems by name, and what is wrong with those that packages would add.

    A system that can't be loaded, or that takes a name which is taken, is left out: others go on.
    """
    found = {system.name: system for system in SHIPPED}
    faults = Faults(GROUP)
    for point in sorted(entry_points(group=GROUP), key=lambda each: each.name):
        system = _loaded(point, faults)
        if system is not None and _is_free(system, point, found, faults):
            found[system.name] = system
    return found, faults.problems


def _loaded(point: EntryPoint, faults: Faults) -> System | None:
    try:
        system = point.load()
    except (ImportError, AttributeError, SyntaxError) as error:
        cause = f"`{point.value}` can't be loaded: {shown(str(error))}."
        faults.add("system_unloadable", point.name, cause, "Install its package again.")
        return None
    if isinstance(system, System):
        return system
    cause = f"`{point.value}` is no system."
    faults.add("system_unloadable", point.name, cause, "Let it name a `System`.")
    return None


def _is_free(system: System, point: EntryPoint, found: dict[str, System], faults: Faults) -> bool:
    if _NAME.fullmatch(system.name) is not None and system.name not in found:
        return True
    cause = f"`{point.value}` takes the name `{shown(system.name)}`, which is taken or is none."
    faults.add("system_named", point.name, cause, "Name it in lower-case letters of its own.")
    return False
