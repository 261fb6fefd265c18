"""What traits say of a company: its aliases, and its attributes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from meetworthy.facts.telling_aliases import (
    GROUP,
    domain_alias,
    name_alias,
    strongest_first,
)
from meetworthy.facts.telling_faults import Faults
from meetworthy.model.told import Alias

_WEB = ("domain", "website", "url")
_COUNTS = {"employee_count": "employees"}
_COUNT = re.compile(r"[0-9]{1,9}")  # of employees; nine digits chosen by eye


def company_aliases(
    group: object, traits: Mapping[str, object], faults: Faults
) -> tuple[Alias, ...]:
    """Return how a company is known: by the sender's id for it, and by its domain."""
    found = [] if group is None else [name_alias(GROUP, group, "groupId", faults)]
    found += [
        domain_alias(traits[name], f"traits.{name}", faults)
        for name in _WEB
        if isinstance(traits.get(name), str)
    ]
    return strongest_first([alias for alias in found if alias is not None])


def company_attributes(traits: Mapping[str, object], domain: str | None) -> dict[str, object]:
    """Return a company's attributes: ``employee_count`` is ``employees``, its digits a number."""
    found = {_COUNTS.get(name, name): value for name, value in traits.items() if name != "id"}
    employees = found.get("employees")
    if isinstance(employees, str) and _COUNT.fullmatch(employees):
        # The contract calls this number a text; its meaning leaves nothing to guess.
        found["employees"] = int(employees)
    if domain is not None:
        found["domain"] = domain
    return found
