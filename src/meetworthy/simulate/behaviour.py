"""What leads do on the web, in the mail, at events and in the product."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import market
from .clock import Floats, Ints
from .interest import Interest
from .market import SOURCES
from .population import Leads
from .values import Batch, Bools, Words, always, number, whole
from .world import FAIR_NAMES, WEBINAR_TOPICS, World

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

BOUNCED, UNSUBSCRIBED = 0.02, 0.035
SUBJECTS = (
    "Northwind in March",
    "A clean pipeline in a week",
    "What your SQLs say",
    "New: meetings that count",
    "How others do it",
)


@dataclass(frozen=True, slots=True)
class Stage:
    """What a behaviour is drawn from: the leads, their interest, the frame, the dice."""

    leads: Leads
    interest: Interest
    world: World
    random: np.random.Generator
    recorded: Ints  # each lead's source as the CRM has it; -1 for empty

    @property
    def interested(self) -> Bools:
        """Which leads are ever interested."""
        return np.isfinite(self.interest.at)

    def some(self, share: float | Floats) -> Ints:
        """Return the rows of a random share of the leads."""
        return np.flatnonzero(self.random.random(len(self.leads)) < share)

    def many(self, mean: float | Floats) -> Ints:
        """Return rows of leads, each as often as a Poisson draw says."""
        counts = self.random.poisson(mean, len(self.leads))
        return np.repeat(np.arange(len(self.leads)), counts)

    def later(self, rows: Ints, days: float) -> Floats:
        """Return instants after the leads became known, on average so many days after."""
        delay = self.random.exponential(days, len(rows))
        return self.world.attention.after(self.leads.created[rows], delay)

    def earlier(self, rows: Ints, days: float) -> Floats:
        """Return instants before the leads became known."""
        delay = self.random.exponential(days, len(rows))
        return self.world.attention.before(self.leads.created[rows], delay)

    def sources(self, rows: Ints, code: int | None = None) -> Words:
        """Return the sources of some touches: one for all, or what brought each lead."""
        own = self.recorded[rows]
        return Words(own if code is None else np.where(own < 0, -1, code), market.NAMES)


def facts_of_behaviour(stage: Stage) -> list[Batch]:
    """Return everything the leads of a block do, but for the deeds that show interest."""
    return [
        *_web(stage),
        *_mail(stage),
        *_webinars(stage),
        *_content(stage),
        *_fairs(stage),
        *_product(stage),
    ]


def _web(stage: Stage) -> list[Batch]:
    leads, random = stage.leads, stage.random
    absent = np.array([NO_COOKIE.get(entry.name, 0.05) for entry in SOURCES])[leads.source]
    known = random.random(len(leads)) >= absent
    pages = np.array([entry.pages for entry in SOURCES])[leads.source] * known
    before = stage.many(pages)
    after = stage.many(1.2 + 2.5 * stage.interested)
    landing = np.flatnonzero(known)
    paid = np.flatnonzero(known & (leads.source == market.PAID))
    first = stage.earlier(landing, 7.0)
    return [
        Batch(
            "lead.identified",
            "web",
            leads.created.copy(),
            np.arange(len(leads)),
            visitor=np.arange(len(leads)),
        ),
        Batch(
            "ad.clicked",
            "web",
            stage.earlier(paid, 5.0),
            visitor=paid,
            source=stage.sources(paid),
            properties={"ad": always("search ad", len(paid))},
        ),
        Batch(
            "page.viewed",
            "web",
            first,
            visitor=landing,
            source=stage.sources(landing),
            properties={"path": _paths(len(landing), random)},
        ),
        Batch(
            "page.viewed",
            "web",
            stage.earlier(before, 4.0),
            visitor=before,
            properties={"path": _paths(len(before), random)},
        ),
        Batch(
            "page.viewed",
            "web",
            stage.later(after, 18.0),
            visitor=after,
            properties={"path": _paths(len(after), random)},
        ),
    ]


def _paths(count: int, random: np.random.Generator) -> Words:
    shares = PATH_SHARES / PATH_SHARES.sum()
    return Words(random.choice(len(PATHS), count, p=shares), PATHS)


def facts_of_strangers(count: int, first: int, world: World, random: np.random.Generator) -> Batch:
    """Return the page views of visitors who are never identified; visitors from ``first`` on."""
    views = random.geometric(0.7, count)
    visitor = np.repeat(first + np.arange(count), views)
    ends = world.attention.elapsed(np.array([0.0, world.end]))
    begin = np.repeat(random.uniform(ends[0], ends[1], count), views)
    at = world.attention.when(begin) + random.uniform(0, 1200, len(visitor))
    return Batch(
        "page.viewed", "web", at, visitor=visitor, properties={"path": _paths(len(visitor), random)}
    )


def _mail(stage: Stage) -> list[Batch]:
    leads, random = stage.leads, stage.random
    bounced = random.random(len(leads)) < BOUNCED
    opened = stage.many(np.where(bounced, 0.0, 3.0 + 1.5 * stage.interested))
    at = stage.later(opened, 70.0)
    clicked = random.random(len(opened)) < 0.17
    gone = np.setdiff1d(stage.some(UNSUBSCRIBED), np.flatnonzero(bounced))
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
        Batch("email.unsubscribed", "mail", stage.later(gone, 60.0), gone),
        Batch(
            "email.bounced",
            "mail",
            stage.later(bad, 10.0),
            bad,
            properties={"bounce": Words(random.integers(0, 2, len(bad)), ("hard", "soft"))},
        ),
    ]


def _webinars(stage: Stage) -> list[Batch]:
    """Return who registered for a webinar and who came; some come from other sources."""
    leads, world, random = stage.leads, stage.world, stage.random
    if not len(world.webinars):
        return []
    other = stage.some(0.05)
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
    source = stage.sources(rows, market.WEBINAR)
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


def _content(stage: Stage) -> list[Batch]:
    leads, random = stage.leads, stage.random
    own = np.flatnonzero(leads.source == market.CONTENT)
    other = stage.some(0.06)
    rows = np.concatenate([own, other])
    at = np.concatenate([leads.created[own] + 5, stage.later(other, 25.0)])
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
            source=stage.sources(rows, market.CONTENT),
            properties={"content": Words(codes, titles)},
        )
    ]


def _fairs(stage: Stage) -> list[Batch]:
    leads = stage.leads
    rows = np.flatnonzero((leads.source == market.FAIR) & (leads.event >= 0))
    fairs = Words(leads.event[rows], FAIR_NAMES)
    return [
        Batch(
            "event.attended",
            "crm",
            leads.created[rows],
            rows,
            source=stage.sources(rows),
            properties={"event": fairs},
        )
    ]


def _product(stage: Stage) -> list[Batch]:
    leads, random = stage.leads, stage.random
    trial = leads.source == market.TRIAL
    rows = np.flatnonzero(trial)
    used = stage.many(np.where(trial, 3.0 + 6.0 * stage.interested, 0.0))
    tried = stage.some(np.where(trial, 0.18, 0.0))
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
            stage.later(used, 9.0),
            used,
            properties={
                "feature": Words(random.integers(0, 4, len(used)), features),
                "times": whole(random.integers(1, 12, len(used))),
            },
        ),
        Batch(
            "feature.activated",
            "product",
            stage.later(tried, 4.0),
            tried,
            properties={"feature": Words(random.integers(0, 4, len(tried)), features)},
        ),
    ]
