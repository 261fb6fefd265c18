"""Needs, expiries and questions must name criteria of the framework."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.draft import Draft
from meetworthy.definition.language import Framework
from meetworthy.definition.nearest import suggest
from meetworthy.model.document import Steps
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for every criterion that the framework does not have."""
    framework = draft.framework
    if framework is None or draft.is_left_out("framework"):
        return
    for stage, shape in draft.file.stages.items():
        for name in shape.needs:
            yield from _one(draft, framework, name, ("stages", stage, "needs", name))
    for name in draft.file.expiry:
        yield from _one(draft, framework, name, ("expiry", name))
    form = draft.file.prequalification
    if form is None:
        return
    for label, question in form.questions.items():
        if question.answers is not None:
            path: Steps = ("prequalification", "questions", label, "answers")
            yield from _one(draft, framework, question.answers, path)
    for name in form.fits:
        yield from _one(draft, framework, name, ("prequalification", "fits", name))


def _one(draft: Draft, framework: Framework, name: str, path: Steps) -> Iterator[Problem]:
    known = {word.lower() for each in framework.criteria for word in (each.slug, each.label)}
    if name.lower() in known:
        return
    same = [each.slug for each in framework.criteria if each.answers == name]
    slugs = [each.slug for each in framework.criteria]
    remedy = (
        f"There it is called `{same[0]}`."
        if same
        else suggest(name, slugs, "Name one of its criteria.")
    )
    cause = f"{framework.label} has no criterion `{name[:60]}`."
    yield draft.error("unknown_criterion", path, cause, remedy)
