"""What is known of a lead: the attributes that the definition speaks of, and who says so.

Read from the facts that the lead is judged by, with the definition's order of sources.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from meetworthy.app.pages.saying import words_of
from meetworthy.definition.language import Definition
from meetworthy.judge.attributes import FIRST_WINS, Attributes
from meetworthy.model.fact import Fact, Value


@dataclass(frozen=True, slots=True)
class Stated:
    """An attribute: its value and who stated it; unknown where nobody did."""

    name: str
    label: str
    value: str
    sender: str
    ask: str

    @property
    def is_known(self) -> bool:
        """Whether somebody stated it."""
        return bool(self.value)


def attributes_of(facts: Iterable[Fact]) -> Attributes:
    """Return what facts (oldest first) state."""
    attributes = Attributes()
    for fact in facts:
        attributes.take(fact, of_account=fact.kind.startswith("account."))
    return attributes


def stated_of(attributes: Attributes, definition: Definition) -> list[Stated]:
    """Return every attribute that the definition declares, in its order."""
    found = []
    for name, rule in definition.attributes.items():
        if name in FIRST_WINS:
            continue
        said = attributes.stated(rule)
        sender, value = said or ("", "")
        ask = rule.ask or ""
        found.append(Stated(name, words_of(name), value_text(value), sender, ask))
    return found


def value_text(value: Value) -> str:
    """Return a value as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.10g}"
    return str(value)
