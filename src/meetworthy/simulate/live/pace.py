"""The pace of the stream: instants of the company as instants of whoever watches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meetworthy.model.time import SECOND, day_number, moment_of

from ..clock import DAY_SECONDS, Floats, Ints
from ..world import ZONE
from .frame import Frame

MILLISECOND = 1000


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the company lives after its start: ``speed`` times as fast as the watcher.

    ``nights`` is how much of the hours in which nobody works is waited for: 1 is all of it,
    0.1 a tenth, so that a night of 15 hours lasts an hour and a half (divided by the speed).
    Before the start nothing is bent.
    """

    frame: Frame
    speed: float = 1.0
    nights: float = 1.0

    def __post_init__(self) -> None:
        if not (self.speed > 0 and 0 < self.nights <= 1):
            raise ValueError(
                f"a speed is above 0 and nights above 0 up to 1, not {self.speed}, {self.nights}"
            )

    def instants(self, at: Floats) -> Ints:
        """Return the watcher's instants (microseconds, UTC, whole milliseconds)."""
        now = np.array([self.frame.now])
        ahead = (self._waited(at) - self._waited(now)) / self.speed
        seconds = np.where(at < now, at - now, ahead)
        instants = self.frame.start + np.floor(seconds * SECOND).astype(np.int64)
        whole: Ints = instants // MILLISECOND * MILLISECOND
        return whole

    def instant(self, at: float) -> int:
        """Return one instant of the watcher's."""
        return int(self.instants(np.array([at]))[0])

    def day(self, day: int) -> str:
        """Return the watcher's date of a local day of the company (days since 1970)."""
        noon = day * DAY_SECONDS + DAY_SECONDS / 2 - self.frame.world.origin
        return date_of(self.instant(noon))

    def _waited(self, at: Floats) -> Floats:
        worked = self.frame.world.business.elapsed(at) * 3600.0
        waited: Floats = self.nights * at + (1.0 - self.nights) * worked
        return waited


def date_of(instant: int) -> str:
    """Return the company's local date of an instant, as ISO 8601."""
    return str(np.datetime64(day_number(instant, ZONE), "D"))


def stamp_of(instant: int) -> str:
    """Return an instant as browsers write it: ISO 8601 in UTC, to the millisecond."""
    return moment_of(instant).isoformat(timespec="milliseconds").replace("+00:00", "Z")
