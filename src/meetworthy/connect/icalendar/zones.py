"""Time zones of a calendar are that calendar's own: another's of the same name says nothing.

The library keeps every zone that a file defines for the whole process, under the name that the
file gave it, and the first one stands.  Outlook calls all of its own `Customized Time Zone`.
"""

from __future__ import annotations

import threading
from datetime import tzinfo
from typing import Any

import icalendar
from icalendar.timezone import tzp
from icalendar.timezone.zoneinfo import ZONEINFO

_parsing = threading.Lock()


class _Zones(ZONEINFO):
    """The zones of the IANA database."""

    def timezone(self, name: str) -> tzinfo | None:
        """Return a zone; None for a name that is none, be it a folder's or longer than a file's."""
        try:
            return super().timezone(name)
        except OSError:
            return None


def parsed_alone(text: str) -> Any:
    """Return a calendar, its times in the zones that it defines itself, else in IANA's."""
    with _parsing:
        tzp.use(_Zones())  # forgets the zones of the calendars before
        return icalendar.Calendar.from_ical(text)
