"""The navigation: every section of a workspace, in the order in which it is shown.

A section appears once its URL exists and the person may see it, so a page is added by writing
it: its line is here already.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetworthy.app.people.access import Ability, Access


@dataclass(frozen=True, slots=True)
class Section:
    """One entry: its name in the code, its label, its URL's name, the key after ``g``."""

    name: str
    label: Promise
    url_name: str
    key: str
    ability: Ability = Ability.SEE
    place: str = "above"  # above and below the gap, or among the person's own


SECTIONS = (
    Section("inbox", _("Inbox"), "inbox", "n"),
    Section("leads", _("Leads"), "leads", "l"),
    Section("meetings", _("Meetings"), "meetings", "m"),
    Section("passed", _("Passed on"), "passed", "o"),
    Section("funnel", _("Funnel"), "funnel", "f"),
    Section("sources", _("Sources"), "sources", "s"),
    Section("team", _("Team"), "team", "t"),
    Section("definitions", _("Definition"), "definitions", "d"),
    Section("routing", _("Routing"), "routing", "r", place="below"),
    Section("data", _("Data"), "data", "i", place="below"),
    Section("people", _("People"), "people", "p", place="below"),
    Section("keys", _("Keys"), "keys", "y", Ability.MANAGE_KEYS, place="below"),
    Section("notices", _("Notices"), "notices", "e", place="own"),
)
"""Every section."""

OWN = (
    ("account_change_password", _("Password")),
    ("mfa_index", _("Second factor")),
)
"""A person's own pages, where sign-in serves them."""


@dataclass(frozen=True, slots=True)
class Item:
    """A section as shown to somebody."""

    section: str
    label: str
    url: str
    key: str


def navigation(access: Access | None) -> dict[str, list[Item]]:
    """Return the items above and below the gap, a person's own, and all sections."""
    shown: dict[str, list[Item]] = {"above": [], "below": [], "own": [], "all": []}
    if access is not None:
        for section in SECTIONS:
            url = _url(section.url_name, workspace=access.workspace.slug)
            if url and access.may(section.ability):
                item = Item(section.name, str(section.label), url, section.key)
                shown[section.place].append(item)
                shown["all"].append(item)
    own = ((str(label), _url(name)) for name, label in OWN)
    shown["own"] += [Item("", label, url, "") for label, url in own if url]
    return shown


def _url(name: str, **words: Any) -> str | None:
    try:
        return reverse(name, kwargs=words)
    except NoReverseMatch:
        return None
