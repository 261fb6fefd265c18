"""A team's own framework must demand that a need is confirmed: interest is not qualification."""

from __future__ import annotations

from collections.abc import Iterator

from meetworthy.definition.draft import Draft
from meetworthy.model.criteria import Status
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield what is wrong with the team's own framework, if it has one."""
    framework = draft.framework
    if framework is None or isinstance(draft.file.framework, str):
        return
    slugs = [criterion.slug for criterion in framework.criteria]
    if len(set(slugs)) < len(slugs) or not all(slugs):
        cause = "Two criteria of the framework share a slug, or one has none."
        yield draft.error("duplicate_slug", ("framework", "criteria"), cause, "Add `slug: …`.")
    needs = [each for each in framework.criteria if each.answers == "need"]
    if not any(each.floor is Status.CONFIRMED for each in needs):
        yield draft.error(
            "framework_without_need",
            ("framework",),
            f"The framework `{framework.label[:60]}` does not demand that a need is confirmed.",
            "Give one criterion `answers: need` and `floor: confirmed`.",
        )
