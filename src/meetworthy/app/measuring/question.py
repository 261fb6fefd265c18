"""What somebody asks of a workspace's funnel."""

from __future__ import annotations

from hashlib import blake2b
from typing import Literal

import msgspec

from meetworthy.measure.question import HORIZONS_DAYS

_encode = msgspec.json.Encoder(order="deterministic").encode


class FunnelQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question about the funnel; instants are microseconds.

    ``as_of`` unsaid is now, and the answer is kept up to date; ``since`` is the start of the
    cohorts; ``by`` names attributes to split by; ``pairs`` are further conversions, from and to
    stages or kinds of fact.
    """

    as_of: int | None = None
    since: int | None = None
    horizons_days: tuple[int, ...] = HORIZONS_DAYS
    by: tuple[str, ...] = ()
    unit: Literal["first pass", "every pass", "ever"] = "first pass"
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """Return what makes it the same question: a name for its answer's file."""
        return blake2b(_encode(self), digest_size=12).hexdigest()
