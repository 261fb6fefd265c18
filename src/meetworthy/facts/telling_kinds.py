"""What a kind of fact asks of whoever tells one: whom it names, and what it must say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from meetworthy.model.criteria import Status
from meetworthy.model.fact import Value
from meetworthy.model.kinds import Kind, Phase
from meetworthy.model.told import Alias

from .registry import MERGES, NEEDED
from .telling_faults import Faults, did_you_mean, named, shown

OWN_KEYS = {
    "lead.identified": "visitor",
    "lead.merged": "other",
    "lead.unmerged": "other",
    "lead.moved": "account",
}
"""Properties that hold our own keys: outside names these by their aliases."""

STATUSES = tuple(status.name.lower() for status in Status)

_OF_VISITORS = ("lead.described", "lead.cleared")  # known of somebody who has no name yet
_OF_LEADS = ("criterion.assessed", "contact.suppressed")
_ABOUT_LEADS = (Phase.DECISION, Phase.EVENT, Phase.EXIT)
_NOBODY = (
    "Send an alias. Placeholders such as n/a or test@test.com, and free-mail domains, name nobody."
)


def known_kind(name: object, kinds: Mapping[str, Kind], faults: Faults) -> Kind | None:
    """Return the kind of this name; note it where there is none."""
    if not isinstance(name, str):
        cause = "It does not say what happened." if name is None else f"This is {named(name)}."
        faults.add("kind_missing", "kind", cause, "Send a kind, as in page.viewed.")
        return None
    kind = kinds.get(name)
    if kind is None:
        cause = f"`{shown(name)}` is no kind of fact."
        remedy = did_you_mean(name, kinds) + " A kind of your own is declared first."
        faults.add("kind_unknown", "kind", cause, remedy)
    return kind


class Who(NamedTuple):
    """Whom a fact names, by their aliases."""

    lead: tuple[Alias, ...] = ()
    account: tuple[Alias, ...] = ()
    visitor: Alias | None = None
    other: tuple[Alias, ...] = ()


def check_subject(kind: Kind, who: Who, faults: Faults) -> None:
    """Note whom a fact of this kind must name and does not."""
    if kind.accounting:
        return
    for field in _wanted(kind.name, kind.phase):
        if not getattr(who, field):
            faults.add("key_absent", field, f"`{kind.name}` names no {_NOUNS[field]}.", _NOBODY)
    if not (who.lead or who.account or who.visitor):
        faults.add("key_absent", "lead", "It names no lead, no account and no visitor.", _NOBODY)
    if who.account and who.visitor and not who.lead:
        cause = "It names an account and a visitor, and no lead: it would be about either."
        faults.add("key_ambiguous", "account", cause, "Leave one of the two out.")
    if who.other and kind.name not in MERGES:
        cause = f"`{kind.name}` is about one lead; `other` is of merges."
        faults.add("other_unwanted", "other", cause, "Leave it out.")
    elif who.other and set(who.other) & set(who.lead):
        cause = "The lead and the other one have an alias in common."
        faults.add("other_same", "other", cause, "Name two leads, or leave it.")


_NOUNS = {"lead": "lead", "account": "account", "visitor": "visitor", "other": "other lead"}


@lru_cache(maxsize=1024)
def _wanted(kind: str, phase: Phase) -> tuple[str, ...]:
    """Return whom a fact of a kind must name."""
    if kind == "lead.identified":
        return ("lead", "visitor")
    if kind == "lead.moved":
        return ("lead", "account")
    if kind in MERGES:
        return ("lead", "other")
    if kind.startswith("account."):
        return ("account",)
    of_lead = kind.startswith("lead.") and kind not in _OF_VISITORS
    return ("lead",) if of_lead or kind in _OF_LEADS or phase in _ABOUT_LEADS else ()


def check_said(kind: Kind, properties: Mapping[str, Value], faults: Faults) -> None:
    """Note what a fact of this kind must say and does not, or may not say."""
    for name in NEEDED.get(kind.name, ()):
        if name not in properties:
            cause = f"`{kind.name}` says nothing without `{name}`."
            faults.add("property_needed", f"properties.{name}", cause, "Send it.")
    if kind.open and not properties:
        faults.add("says_nothing", "properties", "It describes nothing.", "Send an attribute.")
    key = OWN_KEYS.get(kind.name)
    if key is not None and key in properties:
        cause = f"`{key}` as a property would be a key of ours."
        faults.add("key_given", f"properties.{key}", cause, f"Name the {_NOUNS[key]} by an alias.")
    if kind.name == "criterion.assessed":
        _check_status(properties.get("status"), faults)


def _check_status(status: Value | None, faults: Faults) -> None:
    if isinstance(status, str) and status.lower() not in STATUSES:
        faults.add(
            "not_a_status",
            "properties.status",
            f"`{shown(status)}` is no status: a criterion is {', '.join(STATUSES)}.",
            "Send one of these.",
        )
