"""The benchmark's rules as somebody would copy them from ``definition.yaml`` into a query.

The rivals write their twelve running sums in a loop over these rows.  Words are compared in
the case in which the log has them (the product folds case; folding here would only cost the
rivals time).
"""

from __future__ import annotations

from typing import NamedTuple

ORIGIN_MICROS = 1_704_067_200_000_000  # 2024-01-01, before every fact
DAY_MICROS = 86_400_000_000
INTENT_DAYS = 90
THRESHOLD = 49.999_999_5
"""Scores are rounded to six decimals: from here on they read as 50."""


class Rule(NamedTuple):
    """A behaviour rule: facts of a kind (pages by their prefix), fading by half in days."""

    kind: str
    path: str | None
    points: float
    cap: float
    half_life: float
    intent: bool = False


RULES = (
    Rule("demo.requested", None, 40, 60, 90, intent=True),
    Rule("page.viewed", "/pricing", 12, 30, 14, intent=True),
    Rule("trial.started", None, 35, 35, 60, intent=True),
    Rule("page.viewed", "/case-studies/", 4, 12, 30),
    Rule("email.opened", None, 1, 5, 7),
    Rule("email.clicked", None, 3, 12, 14),
    Rule("webinar.attended", None, 15, 30, 45),
    Rule("content.downloaded", None, 6, 18, 30),
    Rule("form.submitted", None, 10, 20, 60),
    Rule("ad.clicked", None, 2, 6, 7),
    Rule("feature.activated", None, 8, 24, 21),
    Rule("email.unsubscribed", None, -25, 50, 180),
)

WAKING = (
    *dict.fromkeys(rule.kind for rule in RULES),
    "event.attended",
    "calculator.used",
    "product.used",
    "intent.surged",
    "chat.started",
    "lead.created",
    "lead.described",
)
"""The kinds at which a lead may cross: behaviour and attributes, not decisions."""
