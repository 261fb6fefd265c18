"""Facts as told in plain JSON: read, checked, and named by their aliases.

One fact is one object (docs/reference/json-facts.md).  Whatever is wrong with it is said at
once; nothing is guessed, and nothing is taken in part.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any, NamedTuple

from meetworthy.model.fact import Value
from meetworthy.model.kinds import Kind
from meetworthy.model.problem import Problem
from meetworthy.model.told import Told

from .telling_aliases import ANONYMOUS, name_alias, read_aliases
from .telling_content import content_of
from .telling_faults import MOST_PROBLEMS, Faults, did_you_mean, named, shown
from .telling_kinds import Who, check_said, check_subject, known_kind
from .telling_text import LONGEST_WORD, read_name, read_word
from .telling_time import check_instant, read_moment
from .telling_values import read_properties

MEMBERS = (
    "kind", "id", "occurred_at", "lead", "account", "visitor", "other", "source", "campaign",
    "actor", "properties",
)  # fmt: skip
"""The members of the JSON form of a fact."""

_KNOWN = frozenset(MEMBERS)


class Local(NamedTuple):
    """What the workspace adds: when it received the fact, its zone and its currency."""

    received_at: int
    zone: str
    currency: str | None


def read_fact(
    data: object,
    *,
    sender: str,
    kinds: Mapping[str, Kind],
    received_at: int,
    place: str,
    zone: str = "UTC",
    currency: str | None = None,
) -> Told | list[Problem]:
    """Return the fact that a JSON value tells, or everything that is wrong with it.

    ``kinds`` are the registered kinds with the workspace's own; ``received_at`` is in
    microseconds UTC; ``place`` names the value in messages (``facts[3]``).  A day without a
    time begins in ``zone``, and an amount without a currency is in ``currency``.
    """
    faults = Faults(place)
    if not isinstance(data, dict):
        cause = f"This is {named(data)}, not an object."
        faults.add("fact_unreadable", None, cause, "Send an object for each fact.")
        return faults.problems
    told = _read(data, sender, kinds, faults, Local(received_at, zone, currency))
    return faults.problems if told is None else told


def _read(
    data: dict[str, Any], sender: str, kinds: Mapping[str, Kind], faults: Faults, local: Local
) -> Told | None:
    if not data.keys() <= _KNOWN:
        _refuse_members(data, faults)
    kind = known_kind(data.get("kind"), kinds, faults)
    fact_id = read_id(data.get("id"), "id", faults)
    at = _moment(data, faults, local)
    who = _who(data, faults)
    credit = _credit(data, faults)
    if kind is None:
        return None
    properties = read_properties(kind, data.get("properties"), faults)
    content = _content(data, faults)
    if not faults.problems:
        check_subject(kind, who, faults)
        check_said(kind, properties, faults)
    if faults.problems or at is None or fact_id is None or content is None:
        return None
    _add_currency(kind, properties, local.currency)
    return Told(kind.name, at[0], sender, fact_id, *who, at[1], *credit, properties, content)


def _moment(data: dict[str, Any], faults: Faults, local: Local) -> tuple[int, bool] | None:
    at = read_moment(data.get("occurred_at"), "occurred_at", faults, zone=local.zone)
    if at is not None:
        check_instant(at[0], "occurred_at", faults, received_at=local.received_at)
    return at


def _who(data: dict[str, Any], faults: Faults) -> Who:
    return Who(
        read_aliases("lead", data.get("lead"), faults),
        read_aliases("account", data.get("account"), faults, of_account=True),
        name_alias(ANONYMOUS, data.get("visitor"), "visitor", faults),
        read_aliases("other", data.get("other"), faults),
    )


def _credit(data: dict[str, Any], faults: Faults) -> tuple[str | None, str | None, str | None]:
    """Return the source, the campaign and the actor."""
    return (
        read_word(data.get("source"), "source", faults, LONGEST_WORD),
        read_word(data.get("campaign"), "campaign", faults, LONGEST_WORD),
        read_word(data.get("actor"), "actor", faults, LONGEST_WORD),
    )


def _content(data: dict[str, Any], faults: Faults) -> bytes | None:
    content = content_of(data)
    if content is None and not faults.problems:
        cause = "It holds what can't be written as JSON."
        faults.add("fact_unreadable", None, cause, "Send plain JSON.")
    return content


def read_id(value: object, field: str, faults: Faults) -> str | None:
    """Return the sender's id of a fact; note its absence."""
    before = len(faults.problems)
    name = read_name(value, field, faults)
    if name is None and len(faults.problems) == before:
        faults.add(
            "id_missing",
            field,
            "It has no id, so it could not be told from another.",
            "Send an id that stays the same when it is sent again.",
        )
    return name


def _refuse_members(data: dict[str, Any], faults: Faults) -> None:
    for name in islice((name for name in data if name not in _KNOWN), MOST_PROBLEMS):
        cause = f"A fact has no member `{shown(name)}`."
        remedy = did_you_mean(name, MEMBERS) + " What is said of it goes under `properties`."
        faults.add("member_unknown", shown(name), cause, remedy)


def _add_currency(kind: Kind, properties: dict[str, Value], currency: str | None) -> None:
    if currency and "amount" in properties and "currency" in kind.properties:
        properties.setdefault("currency", currency)
