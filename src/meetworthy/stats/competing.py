"""Aalen-Johansen: the chance of having ended by one cause while others compete; exact ties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .interval import CONFIDENCE, Floats, Interval
from .risk import risk_table
from .survival import loglog_interval


@dataclass(frozen=True, slots=True)
class Incidence:
    """Step functions: by ``time[i]``, ``share[i, k]`` have ended by cause k + 1.

    ``open`` is the share that has not ended by any cause; the shares and it sum to one.
    """

    time: Floats
    at_risk: NDArray[np.int64]
    ended: NDArray[np.int64]
    share: Floats
    open: Floats

    def variance(self, cause: int = 1) -> Floats:
        """Return the variance of one cause's share at each time.

        The delta method's, with the ends of one time multinomial: of Greenwood's type, and
        the binomial variance where everybody was followed to the end.  P. K. Andersen et al.,
        Statistical Models Based on Counting Processes (1993), IV.4.1; J. J. Gaynor et al.,
        JASA 88 (1993) 400-409.
        """
        before = np.concatenate([[1.0], self.open[:-1]])[: self.open.size]
        hazard = self.ended / self.at_risk[:, None]
        column = cause - 1
        return _variance(self.share[:, column], hazard[:, column], hazard, before, self.at_risk)

    def interval(self, cause: int = 1, *, confidence: float = CONFIDENCE) -> Interval:
        """Return the pointwise interval of one cause's share, symmetric in log(-log)."""
        share = self.share[:, cause - 1]
        return loglog_interval(share, self.variance(cause), confidence=confidence)


def aalen_johansen(time: ArrayLike, cause: ArrayLike, *, causes: int = 2) -> Incidence:
    """Estimate the chance of having ended by each cause by each time.

    ``time`` until the end or until last seen; ``cause`` 1 to ``causes``, or 0 where no end was
    seen; at a tie ends come before the end of following.  O. O. Aalen and S. Johansen, Scand.
    J. Stat. 5 (1978) 141-150.
    """
    table = risk_table(time, cause, causes=causes)
    hazard = table.ended / table.at_risk[:, None]
    stays = 1 - table.ended_by_any / table.at_risk
    open_ = np.asarray(np.cumprod(stays), dtype=np.float64)
    before = np.concatenate([[1.0], open_[:-1]])[: open_.size]
    share = np.cumsum(before[:, None] * hazard, axis=0)
    return Incidence(table.time, table.at_risk, table.ended, share, open_)


def _variance(
    share: Floats, own: Floats, hazard: Floats, before: Floats, at_risk: NDArray[np.int64]
) -> Floats:
    """Sum over the times s up to t of the variance that the hazards at s bring to the share.

    The share at t moves by ``before - w (share_t - share_s)`` with the own hazard at s and by
    ``-w (share_t - share_s)`` with the others', where w is 1 / (1 - all hazards).  Written as
    a quadratic in share_t, so that three running sums give every t.
    """
    total = hazard.sum(axis=1)
    others = total - own
    stays = 1 - total
    w = np.divide(1.0, stays, out=np.zeros_like(stays), where=stays > _NOBODY_STAYS)
    u = share * w
    mean_0, mean_1 = (before + u) * own + u * others, -w * total
    c0 = ((before + u) ** 2 * own + u**2 * others - mean_0**2) / at_risk
    c1 = 2 * (-w * (before + u) * own - w * u * others - mean_0 * mean_1) / at_risk
    c2 = (w**2 * total - mean_1**2) / at_risk
    s0, s1, s2 = np.cumsum(c0), np.cumsum(c1), np.cumsum(c2)
    return np.maximum(s0 + s1 * share + s2 * share**2, 0.0)


_NOBODY_STAYS = 1e-14
"""A share of one minus fractions that should be zero; only the last time can have it."""
