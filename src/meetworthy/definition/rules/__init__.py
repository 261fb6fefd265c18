"""The checks of a definition as a whole: one rule a file, all of them in ``RULES``.

A rule looks at a draft and yields problems: errors refuse the definition, warnings say what
is only unwise.  What belongs here: rules.  What does not: shapes (``definition.shape``) and
conditions by themselves (``definition.conditions``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from meetworthy.model.problem import Problem

from ..draft import Draft

Rule = Callable[[Draft], Iterator[Problem]]

RULES: tuple[Rule, ...] = ()
"""Every rule, in the order in which a definition is read."""


def check(draft: Draft) -> list[Problem]:
    """Return every problem that any rule finds."""
    return [problem for rule in RULES for problem in rule(draft)]
