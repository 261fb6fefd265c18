"""Whom a fact is about: the lead, the account, the visitor of its row, or nobody."""

from __future__ import annotations

from .mapping import FileEntry
from .plan import RulePlan

_COLUMNS = {
    "nobody": ("NULL", "NULL", "NULL"),
    "lead": ("t.lead", "NULL", "NULL"),
    "account": ("NULL", "t.account", "NULL"),
    "visitor": ("NULL", "NULL", "t.visitor"),
    "lead or visitor": ("t.lead", "NULL", "CASE WHEN t.lead IS NULL THEN t.visitor END"),
    "lead and visitor": ("t.lead", "NULL", "t.visitor"),
    "lead and account": ("t.lead", "t.account", "NULL"),
}


def subject(entry: FileEntry, rule: RulePlan) -> tuple[str, str, str]:
    """Return the SQL of the lead, the account and the visitor that a rule's facts are about."""
    return _COLUMNS[subject_of(entry, rule)]


def subject_of(entry: FileEntry, rule: RulePlan) -> str:
    """Return whom a rule's facts are about, in the words above."""
    if rule.kind.accounting:
        return "nobody"
    both = {"lead.identified": "lead and visitor", "lead.moved": "lead and account"}
    if rule.kind.name in both:
        return both[rule.kind.name]
    if rule.rule.about is not None:
        return rule.rule.about
    if rule.kind.name.startswith("account."):
        return "account"
    if entry.lead:
        return "lead or visitor" if entry.visitor else "lead"
    return "visitor" if entry.visitor else "account"


def subject_entities(entry: FileEntry, rule: RulePlan) -> list[tuple[str, ...]]:
    """Return the groups of entities of each of which a row must name one.

    An account may be absent: nothing can be said of the company behind a free-mail address.
    """
    needed: dict[str, list[tuple[str, ...]]] = {
        "lead": [("lead",)],
        "visitor": [("visitor",)],
        "lead or visitor": [("lead", "visitor")],
        "lead and visitor": [("lead",), ("visitor",)],
        "lead and account": [("lead",)],
    }
    return needed.get(subject_of(entry, rule), [])
