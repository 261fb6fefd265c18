"""Two things of one section must not share a slug, or their histories would mix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from meetworthy.definition.build import DEFAULT_MOTION
from meetworthy.definition.draft import Draft, clock_path, slug_for
from meetworthy.definition.slugs import is_slug, slug_of
from meetworthy.model.document import Steps
from meetworthy.model.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for every slug that is taken, empty or not a slug."""
    file = draft.file
    yield from _section(draft, "fit", {**file.fit}, {})
    taken = {slug_for(label, each.slug): label for label, each in file.fit.items()}
    yield from _section(draft, "behaviour", {**file.behaviour}, taken)
    yield from _section(draft, "disqualify", {**file.disqualify}, {})
    yield from _section(draft, "motions", {**file.motions}, {DEFAULT_MOTION: "the default motion"})
    yield from _section(draft, "reasons", {**file.reasons}, {})
    yield from _section(draft, "sla", {**file.sla.clocks}, {})
    if file.routing is not None:
        yield from _section(draft, "routing", {**file.routing.rules}, {})
    if file.prequalification is not None:
        yield from _section(draft, "prequalification", {**file.prequalification.questions}, {})
    for name in file.stages:
        if not is_slug(name):
            cause = f"`{name[:60]}` can't be the name of a stage."
            remedy = f"Call it `{slug_of(name) or 'stage_1'}` and give it `label: …`."
            yield draft.error("bad_slug", ("stages", name), cause, remedy)


def _section(
    draft: Draft, section: str, shapes: Mapping[str, Any], taken: dict[str, str]
) -> Iterator[Problem]:
    known = dict(taken)
    for label, shape in shapes.items():
        slug = slug_for(label, shape.slug)
        path = _path(draft, section, label)
        if not slug:
            cause = f"`{label[:60]}` has no Latin letters or digits to make a slug of."
            yield draft.error("bad_slug", path, cause, "Add `slug: …`.")
        elif slug in known:
            cause = f"`{label[:60]}` has the slug `{slug}`, which `{known[slug][:60]}` has too."
            yield draft.error("duplicate_slug", path, cause, "Add another `slug: …`.")
        else:
            known[slug] = label


_WITHIN = {"routing": "rules", "prequalification": "questions"}


def _path(draft: Draft, section: str, label: str) -> Steps:
    if section == "sla":
        return clock_path(draft.tree, label)
    return (section, _WITHIN[section], label) if section in _WITHIN else (section, label)
