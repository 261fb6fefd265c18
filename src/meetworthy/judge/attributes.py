"""What is stated of a lead's attributes, by whom, and which statement holds."""

from __future__ import annotations

from datetime import date

from meetworthy.definition.language import AttributeRule
from meetworthy.model.fact import Fact
from meetworthy.model.fact import Value as Stated
from meetworthy.model.kinds import Type
from meetworthy.model.text import folded

from .condition import Value

FIRST_WINS = ("source", "campaign")
"""Built-in attributes: what a lead is credited to is what was stated first."""

_DAY_ZERO = date(1970, 1, 1).toordinal()


def as_value(stated: Stated | None, type_: Type) -> Value:
    """Return a stated value as conditions compare it; None where it is not of the type."""
    if type_ is Type.TEXT:
        return folded(stated) if isinstance(stated, str) else None
    if type_ is Type.BOOLEAN:
        return stated if isinstance(stated, bool) else None
    if type_ is Type.DATE:
        return _days(stated)
    is_number = isinstance(stated, int | float) and not isinstance(stated, bool)
    return float(stated) if is_number and stated is not None else None


def _days(stated: Stated | None) -> Value:
    if not isinstance(stated, str):
        return None
    try:
        return float(date.fromisoformat(stated).toordinal() - _DAY_ZERO)
    except ValueError:
        return None


class Attributes:
    """The latest statement of each sender about each attribute.

    Facts are taken in the order in which they become visible.  One that happened before a
    statement already taken (it was joined later) does not replace it.
    """

    def __init__(self) -> None:
        self._stated: dict[str, dict[str, tuple[int, int, Stated | None]]] = {}
        self._first: dict[str, tuple[int, str]] = {}
        self._taken = 0

    def take(self, fact: Fact, *, of_account: bool) -> None:
        """Take into account what a fact of the knowing phase states."""
        self._taken += 1
        if not of_account:
            self._credit("source", fact.source, fact.occurred_at)
            self._credit("campaign", fact.campaign, fact.occurred_at)
        if fact.kind in ("lead.described", "account.described"):
            for name, stated in fact.properties.items():
                self._state(name, fact, stated)
        elif fact.kind in ("lead.cleared", "account.cleared"):
            self._state(str(fact.properties.get("attribute", "")), fact, None)

    def _credit(self, name: str, value: str | None, occurred_at: int) -> None:
        if value is not None and (name not in self._first or occurred_at < self._first[name][0]):
            self._first[name] = (occurred_at, value)

    def _state(self, name: str, fact: Fact, stated: Stated | None) -> None:
        senders = self._stated.setdefault(name, {})
        if fact.sender not in senders or fact.occurred_at >= senders[fact.sender][0]:
            senders[fact.sender] = (fact.occurred_at, self._taken, stated)

    def stated(self, rule: AttributeRule) -> tuple[str, Stated] | None:
        """Return the statement that holds and its sender: the first source that says something."""
        senders = self._stated.get(rule.name)
        if senders is None:
            return None
        for sender in rule.sources:
            stated = senders[sender][2] if sender in senders else None
            if stated is not None:
                return sender, stated
        saying = [(at, n, s, v) for s, (at, n, v) in senders.items() if v is not None]
        if not saying:
            return None
        _, _, latest, value = max(saying, key=lambda one: one[:2])
        return latest, value

    def value(self, name: str, rule: AttributeRule | None) -> Value:
        """Return the value that holds, as conditions compare it."""
        if name in FIRST_WINS:
            first = self._first.get(name)
            return None if first is None else folded(first[1])
        found = None if rule is None else self.stated(rule)
        return None if found is None or rule is None else as_value(found[1], rule.type)

    def first(self, name: str) -> str | None:
        """Return the source or campaign that the lead is credited to, as written."""
        first = self._first.get(name)
        return None if first is None else first[1]
