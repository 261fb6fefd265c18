"""Visits to the web site: of leads before and after they are known, and of strangers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from . import market
from .clock import Floats, Ints
from .market import SOURCES
from .scene import Scene
from .values import Batch, Words, always
from .world import World

PATHS = (
    "/",
    "/product",
    "/features/scoring",
    "/features/meetings",
    "/blog/what-is-an-mql",
    "/blog/honest-funnels",
    "/case-studies/agency",
    "/case-studies/saas",
    "/about",
    "/careers",
    "/pricing",
)
PATH_SHARES = np.array([20, 16, 9, 8, 14, 11, 6, 6, 4, 4, 2]) / 100
"""What is looked at; few look at prices by the way."""

NO_COOKIE = {"outbound": 0.75, "partner fair": 0.6, "referral": 0.5, "webinar": 0.3}
"""The share of each source's leads that never came to the web site while anonymous."""

SHY = 0.05
"""The same share for all other sources."""


def facts_of_visits(scene: Scene) -> list[Batch]:
    """Return the visits of leads, before and after they are known, and their identification."""
    leads, random = scene.leads, scene.random
    absent = np.array([NO_COOKIE.get(entry.name, SHY) for entry in SOURCES])[leads.source]
    known = random.random(len(leads)) >= absent
    pages = np.array([entry.pages for entry in SOURCES])[leads.source] * known
    everybody = np.arange(len(leads))
    paid = np.flatnonzero(known & (leads.source == market.PAID))
    return [
        Batch("lead.identified", "web", leads.created, everybody, visitor=everybody),
        Batch(
            "ad.clicked",
            "web",
            scene.earlier(paid, 5.0),
            visitor=paid,
            source=scene.sources(paid),
            properties={"ad": always("search ad", len(paid))},
        ),
        *_views(scene, np.flatnonzero(known), scene.many(pages)),
    ]


def _views(scene: Scene, landing: Ints, before: Ints) -> list[Batch]:
    """Return page views: the landing, which has a source, those before and those after."""
    after = scene.many(1.2 + 2.5 * scene.interested)
    random = scene.random
    return [
        replace(
            _viewed(landing, scene.earlier(landing, 7.0), random), source=scene.sources(landing)
        ),
        _viewed(before, scene.earlier(before, 4.0), random),
        _viewed(after, scene.later(after, 18.0), random),
    ]


def _viewed(visitor: Ints, at: Floats, random: np.random.Generator) -> Batch:
    properties = {"path": _paths(len(visitor), random)}
    return Batch("page.viewed", "web", at, visitor=visitor, properties=properties)


def _paths(count: int, random: np.random.Generator) -> Words:
    shares = PATH_SHARES / PATH_SHARES.sum()
    return Words(random.choice(len(PATHS), count, p=shares), PATHS)


def facts_of_strangers(count: int, first: int, world: World, random: np.random.Generator) -> Batch:
    """Return the page views of visitors who are never identified; visitors from ``first`` on."""
    views = random.geometric(0.7, count)
    visitor = np.repeat(first + np.arange(count), views)
    ends = world.attention.elapsed(np.array([world.arrivals[0], world.last_arrival]))
    begin = np.repeat(random.uniform(ends[0], ends[1], count), views)
    at = world.attention.when(begin) + random.uniform(0, 1200, len(visitor))
    return Batch(
        "page.viewed", "web", at, visitor=visitor, properties={"path": _paths(len(visitor), random)}
    )
