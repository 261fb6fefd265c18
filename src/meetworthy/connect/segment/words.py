"""The names of traits and properties, as attributes are named: company size, companySize."""

from __future__ import annotations

import re
from functools import lru_cache

from meetworthy.facts.cells import ABSURD_NUMBER
from meetworthy.facts.telling_faults import Faults, shown
from meetworthy.facts.telling_values import LONGEST_NAME

DEEPEST = 5
"""Levels of objects in objects that are flattened; chosen by eye, traits have two."""

BETWEEN = ";"
"""Between the items of a list, as CRM exports write several choices in one cell."""

NOT_KEPT = frozenset({"avatar"})
"""Traits that nobody is judged by; a picture may be as long as a book."""

LONGEST_NUMBER = 10**18
"""Whole numbers from here on are refused; chosen by eye, ids of other systems are shorter."""

_SAME = {"firstname": "first_name", "lastname": "last_name", "fullname": "full_name"}
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_OTHER = re.compile(r"[^a-z0-9]+")


def snake(name: str) -> str:
    """Return a name in lower case with underscores: ``firstName`` is ``first_name``.

    A name longer than attributes may have stays as it is: it will be refused.
    """
    return _snake(name) if len(name) <= LONGEST_NAME else name


@lru_cache(maxsize=4096)
def _snake(name: str) -> str:
    plain = _OTHER.sub("_", _HUMP.sub("_", name).lower()).strip("_")
    return _SAME.get(plain, plain)


def flat(given: object, field: str, faults: Faults) -> dict[str, object]:
    """Return an object's members by flat names: ``address: {city}`` is ``address_city``.

    A list of plain values becomes one text.  Where two members have one name after that
    (``firstName`` beside ``first_name``) the one written so already stands.
    """
    found: dict[str, object] = {}
    if isinstance(given, dict):
        _flatten(given, "", field, faults, found, DEEPEST)
    elif given is not None:
        faults.add("traits_unreadable", field, "This is not an object.", "Send an object.")
    return found


def _flatten(
    given: dict[str, object],
    before: str,
    field: str,
    faults: Faults,
    found: dict[str, object],
    levels: int,
) -> None:
    for name, value in given.items():
        key = before + (snake(name) or name)
        if len(key) > LONGEST_NAME:
            cause = (
                f"The name has more than {LONGEST_NAME} signs, with those of the objects it is in."
            )
            place = f"{field}.{shown(name)}"
            faults.add("property_name_unfit", place, cause, "Shorten it.")
        elif isinstance(value, dict) and levels > 1:
            _flatten(value, f"{key}_", field, faults, found, levels - 1)
        elif key not in NOT_KEPT and (key not in found or name == key):
            place = f"{field}.{shown(name)}"
            found[key] = _joined(value, place, faults) if isinstance(value, list) else _short(value)


def _short(value: object) -> object:
    """Return a whole number that is too long to be reckoned with as text: it is a name."""
    if isinstance(value, int) and ABSURD_NUMBER <= abs(value) < LONGEST_NUMBER:
        return str(value)
    return value


def _joined(items: list[object], field: str, faults: Faults) -> str | None:
    if all(map(_is_plain, items)):
        return BETWEEN.join(map(str, items)) or None
    faults.add(
        "value_nested",
        field,
        "This is a list of more than plain values.",
        "Send a plain value, or a list of texts and numbers.",
    )
    return None


def _is_plain(item: object) -> bool:
    if isinstance(item, int | float):
        return -ABSURD_NUMBER < item < ABSURD_NUMBER
    return isinstance(item, str) and bool(item)


def says_something(said: dict[str, object]) -> bool:
    """Say whether any attribute has a value: nulls and empty texts say nothing."""
    return any(value is not None and value != "" for value in said.values())
