"""The pages of the data section, side by side above each of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from meetworthy.app.ingest.models import Quarantined
from meetworthy.app.people.access import Access
from meetworthy.report.figures import count

MOST_COUNTED = 1_000
"""So many are counted, then “1,000+” is said; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One page: its URL's name, its label, how many wait there, whether one is on it."""

    name: str
    label: str
    url: str
    number: str
    is_here: bool


def tabs_of(access: Access, here: str) -> list[Tab]:
    """Return the section's pages."""
    named = (
        ("data", _("Sources"), ""),
        ("quarantine", _("Quarantine"), waiting_in_quarantine(access)),
        ("imports", _("Imports"), ""),
        ("endpoints", _("Webhooks out"), ""),
        ("ledger", _("Ledger"), ""),
        ("public-check", _("Public check"), ""),
    )
    found = ((name, label, _url(name, access), number) for name, label, number in named)
    return [Tab(*one[:2], one[2], one[3], one[0] == here) for one in found if one[2]]


def waiting_in_quarantine(access: Access) -> str:
    """Return how many wait to be mended; nothing where none do."""
    held = Quarantined.objects.filter(workspace=access.workspace, state=Quarantined.State.OPEN)
    number = held[: MOST_COUNTED + 1].count()
    if not number:
        return ""
    return f"{count(MOST_COUNTED)}+" if number > MOST_COUNTED else count(number)


def _url(name: str, access: Access) -> str:
    try:
        return reverse(name, args=[access.workspace.slug])
    except NoReverseMatch:
        return ""
