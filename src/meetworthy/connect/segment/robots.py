"""User agents that say of themselves that they are robots."""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST_AGENT = 1_000  # characters that are looked at; chosen by eye, browsers stay under 300

_ROBOT = re.compile(
    # "bot" as or at the end of a word, but not in CUBOT, which makes telephones.
    r"(?<!cu)bot\b|(?<!cu)bots\b|crawler|spider|slurp|mediapartners-google|feedfetcher"
    r"|facebookexternalhit|bingpreview|lighthouse|pingdom|uptimerobot|gtmetrix|archiver",
    re.IGNORECASE,
)
"""Collected by eye from the names that search engines, previews and monitors publish.

A robot that pretends to be a person is not found here; ``at_most`` of a definition bounds it.
Headless browsers are not in it: they say how they run, not who uses them.
"""


def is_robot(agent: str) -> bool:
    """Say whether a user agent names a robot."""
    return _is_robot(agent[:LONGEST_AGENT])  # cut first: what is remembered must stay small


@lru_cache(maxsize=4096)
def _is_robot(agent: str) -> bool:
    return _ROBOT.search(agent) is not None
