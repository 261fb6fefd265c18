"""The facts that are taken: page views of visitors, a third of them known leads."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from meetworthy.model.told import Alias, Told

NOW = 1_777_900_000_000_000
RETURNING, CROWD = 5_000, 100_000
"""Visitors who come again and again, and those of a busy site's five minutes."""


def views(count: int, *, seed: int, visitors: int = RETURNING) -> Iterator[Told]:
    """Yield so many page views, each by one of the visitors."""
    dice = random.Random(seed)
    for number in range(count):
        who = dice.randrange(visitors)
        lead = (Alias("user", f"u{who}"),) if who % 3 == 0 else ()
        yield Told(
            "page.viewed",
            NOW - dice.randrange(86_400_000_000),
            "site",
            f"ajs-next-{seed:04d}-{number:09d}-0a1b2c3d4e5f",
            lead=lead,
            visitor=Alias("anonymous", f"{who:08d}-aaaa-bbbb-cccc-0123456789ab"),
            source="organic search",
            properties={"path": f"/blog/{who % 50}", "title": "A page about leads"},
            content=b"%d" % number,
        )


def as_segment(count: int, *, seed: int, visitors: int = RETURNING) -> Iterator[dict[str, Any]]:
    """Yield the same as Segment's library sends them."""
    for told in views(count, seed=seed, visitors=visitors):
        said: dict[str, Any] = {
            "type": "page",
            "messageId": told.id,
            "anonymousId": told.visitor.value if told.visitor else None,
            "timestamp": "2026-05-04T10:00:00.000Z",
            "properties": dict(told.properties),
            "context": {"page": {"path": told.properties["path"], "title": "A page"}},
        }
        if told.lead:
            said["userId"] = told.lead[0].value
        yield said
