"""Many tests at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .interval import Floats


def false_discovery(p_values: ArrayLike) -> Floats:
    """Return for each p-value the least false discovery rate at which it would be flagged.

    Flagging those at or below q keeps the expected share of false flags among the flags at
    or below q.  Y. Benjamini and Y. Hochberg, JRSS B 57 (1995) 289-300.
    """
    p = np.asarray(p_values, float)
    if np.any((p < 0) | (p > 1) | np.isnan(p)):
        raise ValueError("a p-value lies between 0 and 1")
    order = np.argsort(p, kind="stable")[::-1]
    ranks = np.arange(p.size, 0, -1)
    adjusted = np.minimum.accumulate(p[order] * p.size / ranks) if p.size else p
    result = np.empty_like(p)
    result[order] = np.minimum(adjusted, 1.0)
    return result
