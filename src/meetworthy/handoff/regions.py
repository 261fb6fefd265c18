"""Public holidays by region: a country (`DE`), or a country and a part of it (`DE-BE`).

The package that knows them takes a third of a second to import: only who has holidays waits.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from meetworthy.definition.language import Definition
from meetworthy.definition.nearest import suggest
from meetworthy.model.problem import Place, Problem

ANY_YEAR = 2000
"""A year to ask about where only the name of the region matters."""


class UnknownRegion(ValueError):
    """No holidays are known for this region."""


@lru_cache(maxsize=512)
def holidays_in(region: str, year: int) -> frozenset[date]:
    """Return the public holidays of a region in a year, observed days included.

    Years outside those the tables reach (for most regions 1950 to 2100) have none.  Raises
    ``UnknownRegion`` where there is no such country or part of it.
    """
    import holidays

    country, _, part = region.partition("-")
    try:
        known = holidays.country_holidays(country, subdiv=part or None, years=year)
    except NotImplementedError as error:
        raise UnknownRegion(f"No public holidays are known for `{region}`.") from error
    return frozenset(known)


def is_region(region: str) -> bool:
    """Say whether the holidays of a region are known."""
    try:
        holidays_in(region, ANY_YEAR)
    except UnknownRegion:
        return False
    return True


def check_region(definition: Definition, *, file: str) -> Problem | None:
    """Return what is wrong with the region of a definition's working hours; None if nothing is.

    Asked before a version comes into force: clocks can't run in a region without holidays.
    """
    hours = definition.sla.hours
    region = None if hours is None else hours.holidays
    if region is None or is_region(region):
        return None
    return Problem(
        "unknown_region",
        Place(file, field="sla.hours.holidays"),
        f"No public holidays are known for `{region}`.",
        suggest(region, _regions(), "Write a country, or country and region: `DE` or `DE-BE`."),
    )


def _regions() -> list[str]:
    """Return the regions as definitions name them: two letters, and a short part of it."""
    import holidays

    countries = holidays.list_supported_countries(include_aliases=False)
    parts = [f"{country}-{part}" for country, known in countries.items() for part in known]
    return [*countries, *parts]
