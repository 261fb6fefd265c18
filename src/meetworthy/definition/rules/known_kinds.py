"""Kinds of facts must be in the registry: a misspelt one would silently never score."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meetworthy.definition.build import entry_of
from meetworthy.definition.draft import Draft
from meetworthy.definition.language import Entry
from meetworthy.definition.nearest import suggest
from meetworthy.model.document import Steps
from meetworthy.model.kinds import KINDS, Phase
from meetworthy.model.problem import Problem

_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


def check(draft: Draft) -> Iterator[Problem]:
    """Yield a problem for every kind that is unknown, misnamed, or of the wrong phase."""
    yield from _own(draft)
    for label, rule in draft.file.behaviour.items():
        path: Steps = ("behaviour", label, "fact")
        yield from _known(draft, rule.fact, path, Phase.BEHAVIOUR)
    for name, stage in draft.file.stages.items():
        if stage.fact is None:
            continue
        decided = entry_of(stage) is Entry.DECIDED
        wanted = Phase.DECISION if decided else None
        yield from _known(draft, stage.fact, ("stages", name, "fact"), wanted)


def _own(draft: Draft) -> Iterator[Problem]:
    for name in draft.file.kinds:
        if name in KINDS:
            cause = f"`{name}` is a kind of the product already."
            yield draft.error("duplicate_kind", ("kinds", name), cause, "Delete it here.")
        elif not _NAME.fullmatch(name) or len(name) > 60:
            cause = f"`{name[:60]}` can't be the name of a kind."
            remedy = "Write `area.happened`, past tense: `fair.visited`."
            yield draft.error("bad_name", ("kinds", name), cause, remedy)


def _known(draft: Draft, name: str, path: Steps, phase: Phase | None) -> Iterator[Problem]:
    if name in draft.names("kinds") and name not in draft.kinds:
        return  # declared, with a fault of its own
    kind = draft.kinds.get(name)
    if kind is None:
        cause = f"There is no kind of fact `{name[:60]}`."
        remedy = suggest(name, draft.kinds, "Declare it under `kinds`.")
        yield draft.error("unknown_kind", path, cause, remedy)
    elif kind.accounting:
        cause = f"`{name}` is about the workspace, not about a lead."
        yield draft.error("wrong_kind", path, cause, "Name a kind of fact about a lead.")
    elif phase is not None and kind.phase is not phase:
        known = [each.name for each in draft.kinds.values() if each.phase is phase]
        cause = f"`{name}` is not {_ARTICLES[phase]}, and only such a fact counts here."
        yield draft.error("wrong_kind", path, cause, suggest(name, known, "Name another kind."))


_ARTICLES = {Phase.BEHAVIOUR: "something a lead does", Phase.DECISION: "a decision of sales"}
