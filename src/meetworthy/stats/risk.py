"""The risk table: at each time, how many were still followed and how many ended, and how."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .interval import Floats

OPEN = 0
"""The cause of those whose end has not been seen."""


@dataclass(frozen=True, slots=True)
class RiskTable:
    """The distinct times at which something ended, ascending.

    ``at_risk[i]`` were followed up to time i; ``ended[i, k]`` of them ended then by cause
    k + 1.  Followed no longer than time i counts as at risk at i: ends come before the end
    of following.
    """

    time: Floats
    at_risk: NDArray[np.int64]
    ended: NDArray[np.int64]

    @property
    def ended_by_any(self) -> NDArray[np.int64]:
        """How many ended at each time, by whatever cause."""
        return np.asarray(self.ended.sum(axis=1), dtype=np.int64)


def risk_table(time: ArrayLike, cause: ArrayLike, *, causes: int = 1) -> RiskTable:
    """Count a sample: ``time`` until the end (or until last seen), ``cause`` 0 for not ended.

    A ValueError for times below zero or not numbers, and causes outside 0 to ``causes``.
    """
    t, c = np.asarray(time, float).ravel(), np.asarray(cause, np.int64).ravel()
    if t.shape != c.shape:
        raise ValueError("each time needs one cause")
    if np.any(~(t >= 0)) or np.any(np.isinf(t)):
        raise ValueError("times are finite numbers and not below zero")
    if np.any((c < OPEN) | (c > causes)):
        raise ValueError(f"causes are numbered from 0 (not ended) to {causes}")
    seen = c != OPEN
    distinct, place = np.unique(t[seen], return_inverse=True)
    counts = np.bincount(place * causes + c[seen] - 1, minlength=distinct.size * causes)
    at_risk = t.size - np.searchsorted(np.sort(t), distinct, side="left")
    return RiskTable(distinct, at_risk, counts.reshape(distinct.size, causes))
