"""A team's own framework, as its definition file has it."""

from __future__ import annotations

from meetworthy.definition.language import Criterion, Framework
from meetworthy.definition.shape.stages import CriterionShape, FrameworkShape
from meetworthy.definition.slugs import slug_of
from meetworthy.model.criteria import Status

_FLOORS = {"confirmed": Status.CONFIRMED, "partial": Status.PARTIAL, "none": Status.UNKNOWN}


def own_framework(shape: FrameworkShape) -> Framework:
    """Return the framework that a definition file describes."""
    criteria = (_criterion(label, each) for label, each in shape.criteria.items())
    return Framework(slug_of(shape.name), shape.name, tuple(criteria))


def _criterion(label: str, shape: CriterionShape) -> Criterion:
    slug = shape.slug or slug_of(label)
    return Criterion(slug, label, shape.answers, _FLOORS[shape.floor], shape.ask)
