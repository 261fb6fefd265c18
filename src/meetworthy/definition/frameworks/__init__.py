"""The qualification frameworks: their criteria, floors, and the questions that answer them.

What belongs here: one file per built-in framework, the visible registry, and the reading of
a team's own framework (``own``).  What does not: judging criteria.
May import: ``model``, ``definition.language``.
"""

from __future__ import annotations

from collections.abc import Mapping

from meetworthy.definition.language import Framework

from .bant import BANT
from .champ import CHAMP
from .gpctba_ci import GPCTBA_CI
from .meddic import MEDDIC

FRAMEWORKS: Mapping[str, Framework] = {
    framework.slug: framework for framework in (BANT, CHAMP, MEDDIC, GPCTBA_CI)
}
"""The built-in frameworks by slug."""


def framework_named(name: str) -> Framework | None:
    """Return the built-in framework of a name, however it is spelt; nothing where none is."""
    plain = _plain(name)
    for framework in FRAMEWORKS.values():
        if plain in {_plain(framework.slug), _plain(framework.label)}:
            return framework
    return GPCTBA_CI if plain == "gpctba" else None


def _plain(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum())
