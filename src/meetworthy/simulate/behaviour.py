"""What leads do in the mail, at webinars and fairs, with content and in the product."""

from __future__ import annotations

import numpy as np

from . import market
from .market import SOURCES
from .scene import Scene
from .values import Batch, Words, always, number, whole
from .visits import PATHS, facts_of_visits
from .world import FAIR_NAMES, WEBINAR_TOPICS, World

BOUNCED, UNSUBSCRIBED = 0.02, 0.035
SUBJECTS = (
    "Northwind in March",
    "A clean pipeline in a week",
    "What your SQLs say",
    "New: meetings that count",
    "How others do it",
)


def facts_of_behaviour(scene: Scene) -> list[Batch]:
    """Return everything the leads of a block do, but for the deeds that show interest."""
    return [
        *facts_of_visits(scene),
        *_mail(scene),
        *_webinars(scene),
        *_content(scene),
        *_fairs(scene),
        *_product(scene),
    ]


def _mail(scene: Scene) -> list[Batch]:
    leads, random = scene.leads, scene.random
    bounced = random.random(len(leads)) < BOUNCED
    opened = scene.many(np.where(bounced, 0.0, 3.0 + 1.5 * scene.interested))
    at = scene.later(opened, 70.0)
    clicked = random.random(len(opened)) < 0.17
    gone = np.setdiff1d(scene.some(UNSUBSCRIBED), np.flatnonzero(bounced))
    subjects = Words(random.integers(0, len(SUBJECTS), len(opened)), SUBJECTS)
    bad = np.flatnonzero(bounced)
    return [
        Batch("email.opened", "mail", at, opened, properties={"subject": subjects}),
        Batch(
            "email.clicked",
            "mail",
            at[clicked] + 45,
            opened[clicked],
            properties={
                "subject": subjects.take(clicked),
                "link": Words(random.integers(0, 3, int(clicked.sum())), PATHS[4:7]),
            },
        ),
        Batch("email.unsubscribed", "mail", scene.later(gone, 60.0), gone),
        Batch(
            "email.bounced",
            "mail",
            scene.later(bad, 10.0),
            bad,
            properties={"bounce": Words(random.integers(0, 2, len(bad)), ("hard", "soft"))},
        ),
    ]


def _webinars(scene: Scene) -> list[Batch]:
    """Return who registered for a webinar and who came; some come from other sources."""
    leads, world, random = scene.leads, scene.world, scene.random
    if not len(world.webinars):
        return []
    other = scene.some(0.05)
    other = other[leads.source[other] != market.WEBINAR]
    following = np.searchsorted(world.webinars, leads.created[other] + 3600)
    in_time = following < len(world.webinars)
    other, following = other[in_time], following[in_time]
    own = np.flatnonzero((leads.source == market.WEBINAR) & (leads.event >= 0))
    rows = np.concatenate([own, other])
    event = np.concatenate([leads.event[own], following])
    asked = np.concatenate([leads.created[own], leads.created[other] + 1800])
    held = world.webinars[event]
    came = (random.random(len(rows)) < 0.46) & (held > asked)
    titles = webinar_titles(world)
    source = scene.sources(rows, market.WEBINAR)
    return [
        Batch(
            "webinar.registered",
            "webinar",
            asked,
            rows,
            source=source,
            properties={"webinar": Words(event, titles)},
        ),
        Batch(
            "webinar.attended",
            "webinar",
            (held + random.uniform(0, 600, len(rows)))[came],
            rows[came],
            source=source.take(came),
            properties={
                "webinar": Words(event[came], titles),
                "minutes": number(np.round(random.uniform(8, 58, int(came.sum())))),
            },
        ),
    ]


def webinar_titles(world: World) -> tuple[str, ...]:
    """Return the titles of the webinars, in order."""
    topics = len(WEBINAR_TOPICS)
    return tuple(
        f"{WEBINAR_TOPICS[i % topics]} {i + 1}" for i in range(max(1, len(world.webinars)))
    )


def _content(scene: Scene) -> list[Batch]:
    leads, random = scene.leads, scene.random
    own = np.flatnonzero(leads.source == market.CONTENT)
    other = scene.some(0.06)
    rows = np.concatenate([own, other])
    at = np.concatenate([leads.created[own] + 5, scene.later(other, 25.0)])
    titles = SOURCES[market.CONTENT].campaigns
    picked = np.where(leads.campaign[rows] >= 0, leads.campaign[rows], 0) % len(titles)
    drawn = random.integers(0, len(titles), len(rows))
    codes = np.where(leads.source[rows] == market.CONTENT, picked, drawn)
    return [
        Batch(
            "content.downloaded",
            "web",
            at,
            rows,
            visitor=rows,
            source=scene.sources(rows, market.CONTENT),
            properties={"content": Words(codes, titles)},
        )
    ]


def _fairs(scene: Scene) -> list[Batch]:
    leads = scene.leads
    rows = np.flatnonzero((leads.source == market.FAIR) & (leads.event >= 0))
    fairs = Words(leads.event[rows] % len(FAIR_NAMES), FAIR_NAMES)
    return [
        Batch(
            "event.attended",
            "crm",
            leads.created[rows],
            rows,
            source=scene.sources(rows),
            properties={"event": fairs},
        )
    ]


def _product(scene: Scene) -> list[Batch]:
    leads, random = scene.leads, scene.random
    trial = leads.source == market.TRIAL
    rows = np.flatnonzero(trial)
    used = scene.many(np.where(trial, 3.0 + 6.0 * scene.interested, 0.0))
    tried = scene.some(np.where(trial, 0.18, 0.0))
    features = ("import", "scoring", "report", "meetings")
    return [
        Batch(
            "trial.started",
            "product",
            leads.created[rows] + 90,
            rows,
            properties={"plan": always("trial 14 days", len(rows))},
        ),
        Batch(
            "product.used",
            "product",
            scene.later(used, 9.0),
            used,
            properties={
                "feature": Words(random.integers(0, 4, len(used)), features),
                "times": whole(random.integers(1, 12, len(used))),
            },
        ),
        Batch(
            "feature.activated",
            "product",
            scene.later(tried, 4.0),
            tried,
            properties={"feature": Words(random.integers(0, 4, len(tried)), features)},
        ),
    ]
