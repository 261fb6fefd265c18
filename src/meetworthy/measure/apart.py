"""What a conversion leaves out: B without A, and B before A; counted, with ids."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .columns import Bools
from .ground import Ground
from .journey import set_apart
from .results import DirectEntry, ImpossibleOrder

EXAMPLES = 5
"""Ids shown of each kind of trouble; chosen by eye."""


def measure_direct_entries(ground: Ground) -> tuple[DirectEntry, ...]:
    """Count the passes that entered B and never A."""
    return tuple(
        DirectEntry(a, b, int(direct.sum()), ground.passes.named(direct, most=EXAMPLES))
        for a, b, direct, _ in _each(ground)
        if direct.any()
    )


def measure_impossible_orders(ground: Ground) -> tuple[ImpossibleOrder, ...]:
    """Count the passes that entered B before A."""
    return tuple(
        ImpossibleOrder(a, b, int(wrong.sum()), ground.passes.named(wrong, most=EXAMPLES))
        for a, b, _, wrong in _each(ground)
        if wrong.any()
    )


def impossible_passes(ground: Ground) -> Bools:
    """Say which passes entered any B before its A; each once."""
    wrong = np.zeros(len(ground.passes), dtype=bool)
    for _, _, _, impossible in _each(ground):
        wrong |= impossible
    return wrong


def _each(ground: Ground) -> Iterator[tuple[str, str, Bools, Bools]]:
    for a, b, _ in ground.pairs:
        apart = set_apart(ground.passes, a, b, ground.question)
        yield a, b, apart.direct, apart.impossible
