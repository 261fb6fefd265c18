"""A benchmark set: bands for conversions, and what a rate outside them suggests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """The band of one conversion, in fractions; an edge that a source does not give is None.

    ``average``: the source gives an average and no band, so no verdict can be drawn from it.
    ``source_words``: it speaks only of sources whose name contains one of these words.
    ``warning`` says why the figure may be of something else.
    ``below`` and ``above`` say what the source takes a rate outside for; ``look_at`` where to
    look then.
    """

    from_stage: str
    to_stage: str
    low: float | None
    high: float | None
    label: str
    average: bool = False
    source_words: tuple[str, ...] = ()
    below: str | None = None
    above: str | None = None
    look_at_below: str | None = None
    look_at_above: str | None = None
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class BenchmarkSet:
    """A named set with its provenance; what a source does not say is None, not made up."""

    name: str
    label: str
    source: str
    year: int | None
    sample: str | None
    definition: str
    strength: str
    bands: tuple[Band, ...]
