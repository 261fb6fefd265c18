"""The columns that the leads page can show beside who a lead is."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COLUMNS: Mapping[str, Promise] = {
    "stage": _("Stage"),
    "score": _("Score"),
    "verdict": _("Would qualify as"),
    "unknown": _("To find out"),
    "source": _("Source"),
    "owner": _("Owner"),
    "email": _("E-mail"),
    "falls": _("Falls under"),
    "first": _("First seen"),
    "active": _("Last active"),
}
"""Every column, in the order in which they stand; each has its cell in ``leads/cells``."""

DEFAULT = ("stage", "score", "unknown", "source", "owner", "active")
"""What is shown unless asked otherwise."""
