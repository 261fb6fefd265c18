"""What a condition may speak of, which depends on where it stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from meetworthy.model.kinds import Type

SIGNALS = ("score", "fit", "behaviour", "high_intent", "pass")
"""The numbers that judging keeps for each lead; `stage` is beside them, but is no number."""

STAGE = "stage"
BUILT_IN = {"source": Type.TEXT, "campaign": Type.TEXT}
"""Attributes that every lead has: what its facts are credited to."""

RESERVED = frozenset({*SIGNALS, STAGE, *BUILT_IN})
"""Names that an attribute may not take."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that mean something in one condition.

    ``columns`` are attributes, or properties of a fact; ``rules`` gives the slug of a rule by
    its label and by its slug; ``one_of`` the only values of a text, where they are declared.
    Signals, ``stages``, ``rules`` and ``kinds`` count only where ``signals`` is true.
    """

    columns: Mapping[str, Type]
    signals: bool = False
    stages: Collection[str] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    kinds: Collection[str] = ()
    lists: Collection[str] = ()
    one_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def names(self) -> dict[str, str]:
        """Return every name a condition may use, spelt as declared, by its lower case."""
        names = {name.lower(): name for name in self.columns}
        if self.signals:
            names |= {name: name for name in (*SIGNALS, STAGE)}
        return names
