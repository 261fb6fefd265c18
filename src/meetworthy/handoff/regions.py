"""Public holidays by region: a country (`DE`), or a country and a part of it (`DE-BE`)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays


class UnknownRegion(ValueError):
    """No holidays are known for this region."""


@lru_cache(maxsize=512)
def holidays_in(region: str, year: int) -> frozenset[date]:
    """Return the public holidays of a region in a year, observed days included.

    Years outside those the tables reach (for most regions 1950 to 2100) have none.  Raises
    ``UnknownRegion`` where there is no such country or part of it.
    """
    country, _, part = region.partition("-")
    try:
        known = holidays.country_holidays(country, subdiv=part or None, years=year)
    except NotImplementedError as error:
        raise UnknownRegion(f"No public holidays are known for `{region}`.") from error
    return frozenset(day for day in known if day.year == year)


def is_region(region: str) -> bool:
    """Say whether the holidays of a region are known."""
    try:
        holidays_in(region, 2000)  # any year: only the names of the region are asked for
    except UnknownRegion:
        return False
    return True
