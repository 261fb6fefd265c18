"""The checks of a definition as a whole: one rule a file, all of them in ``RULES``.

A rule looks at a draft and yields problems: errors refuse the definition, warnings say what
is only unwise.  What belongs here: rules.  What does not: shapes (``definition.shape``) and
conditions by themselves (``definition.conditions``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from meetworthy.definition.draft import Draft
from meetworthy.model.problem import Problem

from . import (
    activity_is_not_intent,
    attribute_names,
    behaviour_words,
    cap_and_points,
    framework_floor,
    high_intent,
    known_benchmarks,
    known_criteria,
    known_framework,
    known_kinds,
    known_reasons,
    lasting_penalty,
    meeting_terms,
    motions,
    only_sales_qualifies,
    own_framework,
    prequalification_answers,
    prequalification_time,
    quota_holders,
    reachable,
    reasons_lead_somewhere,
    routing_takers,
    signed,
    sla_hours,
    sla_names,
    stage_entries,
    stage_order,
    unique_slugs,
)

Rule = Callable[[Draft], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    known_framework.check,
    own_framework.check,
    attribute_names.check,
    unique_slugs.check,
    known_kinds.check,
    behaviour_words.check,
    cap_and_points.check,
    lasting_penalty.check,
    known_reasons.check,
    stage_entries.check,
    stage_order.check,
    only_sales_qualifies.check,
    known_criteria.check,
    framework_floor.check,
    high_intent.check,
    reachable.check,
    activity_is_not_intent.check,
    motions.check,
    reasons_lead_somewhere.check,
    sla_names.check,
    sla_hours.check,
    routing_takers.check,
    prequalification_answers.check,
    prequalification_time.check,
    meeting_terms.check,
    quota_holders.check,
    known_benchmarks.check,
    signed.check,
)
"""Every rule, in the order in which a definition is read."""


def check(draft: Draft) -> list[Problem]:
    """Return every problem that any rule finds."""
    return [problem for rule in RULES for problem in rule(draft)]
