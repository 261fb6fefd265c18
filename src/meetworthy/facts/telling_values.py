"""The properties of a fact as told: known to its kind, of the right type, flat and bounded."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from meetworthy.model.fact import Value
from meetworthy.model.kinds import Kind, Type

from .cells import ABSURD_NUMBER, BLANKS
from .telling_faults import Faults, did_you_mean, named, shown
from .telling_text import LONGEST_TEXT, text_fault

MOST_PROPERTIES = 100
"""Of one fact; chosen by eye, above what a CRM keeps of a contact and will be asked for."""

LONGEST_NAME = 60
"""Characters of an attribute's name: as definitions name them."""

_NAME = re.compile(rf"[a-z][a-z0-9_]{{0,{LONGEST_NAME - 1}}}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2100  # as dates in files

_WANTED = {
    Type.TEXT: "text",
    Type.INTEGER: "a whole number below 1e15",
    Type.NUMBER: "a number below 1e15",
    Type.BOOLEAN: "true or false",
    Type.DATE: "a date between 1900 and 2100, as in 2026-03-01",
}


def read_properties(kind: Kind, given: object, faults: Faults) -> dict[str, Value]:
    """Return what is said in an object of properties; nulls and empty texts say nothing."""
    if given is None:
        return {}
    if not isinstance(given, dict):
        cause = f"This is {named(given)}, not an object."
        faults.add("properties_unreadable", "properties", cause, "Send an object.")
        return {}
    if len(given) > MOST_PROPERTIES:
        cause = f"There are {len(given):,} properties, more than {MOST_PROPERTIES}."
        faults.add("properties_many", "properties", cause, "Send those that are judged by.")
        return {}
    return _read(kind, given, faults)


def _read(kind: Kind, given: dict[str, Any], faults: Faults) -> dict[str, Value]:
    found = {}
    for name, said in given.items():
        if said is None or said == "":
            continue
        declared = kind.properties.get(name)
        if declared is None and not is_name_known(kind, name, faults):
            continue
        if declared is Type.TEXT and isinstance(said, str):
            value: Value | None = _text(said, name, faults)
        else:
            value = read_value(declared, name, said, faults)
        if value is not None:
            found[name] = value
    return found


def is_name_known(kind: Kind, name: str, faults: Faults) -> bool:
    """Say whether a kind may carry a property that it does not declare; note it if not."""
    field = f"properties.{shown(name)}"
    if not kind.open:
        cause = f"`{kind.name}` has no property `{shown(name)}`."
        faults.add("property_unknown", field, cause, did_you_mean(name, kind.properties))
    elif _NAME.fullmatch(name) is None:
        faults.add(
            "property_name_unfit",
            field,
            f"Attributes are named in lower-case letters, digits and `_`, at most {LONGEST_NAME}.",
            "Write it as in company_size.",
        )
    else:
        return True
    return False


def read_value(declared: Type | None, name: str, said: object, faults: Faults) -> Value | None:
    """Return a property's value in its declared type (any type where none is declared).

    None where it says nothing or can't be taken; the latter is noted.
    """
    if isinstance(said, str) and declared in (None, Type.TEXT):
        return _text(said, name, faults)
    value = _typed(declared, said)
    if value is None:
        wanted = "text, a number below 1e15, or true or false"
        cause = f"This is {named(said)}, not {wanted if declared is None else _WANTED[declared]}."
        field = f"properties.{shown(name)}"
        if isinstance(said, dict | list):
            faults.add("value_nested", field, cause, "Send one plain value for each property.")
        else:
            faults.add("value_unreadable", field, cause, "Send it in JSON's own type.")
    return value


def _text(said: str, name: str, faults: Faults) -> str | None:
    value = said.strip(BLANKS)
    if len(value) <= LONGEST_TEXT and value.isprintable():  # nearly always, and quicker
        return value or None
    fault = text_fault(value, LONGEST_TEXT, lines=True)
    if fault is not None:
        faults.add("text_unfit", f"properties.{shown(name)}", f"The text {fault[0]}.", fault[1])
        return None
    return value


def _typed(declared: Type | None, said: object) -> Value | None:
    if isinstance(said, bool):
        return said if declared in (None, Type.BOOLEAN) else None
    if isinstance(said, int | float):
        return _number(declared, said)
    if isinstance(said, str) and declared is Type.DATE:
        return _date(said)
    return None


def _number(declared: Type | None, said: float) -> int | float | None:
    if not -ABSURD_NUMBER < said < ABSURD_NUMBER:  # nor is what is no number
        return None
    if declared is Type.INTEGER:
        return int(said) if said == int(said) else None
    if declared is Type.NUMBER:
        return float(said)
    return said if declared is None else None


def _date(said: str) -> str | None:
    if _DATE.fullmatch(said) is None:
        return None
    try:
        day = date.fromisoformat(said)
    except ValueError:  # a thirtieth of February
        return None
    return said if _EARLIEST_YEAR <= day.year <= _LATEST_YEAR else None
