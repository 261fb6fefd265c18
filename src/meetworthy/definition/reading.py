"""Reading every condition of a draft, where it stands and in its scope."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from meetworthy.model.document import Steps, Tree
from meetworthy.model.kinds import Kind
from meetworthy.model.problem import Problem

from .conditions import Scope, parse_condition
from .draft import Scopes, clock_path
from .language import Condition
from .shape import DefinitionFile


@dataclass(frozen=True, slots=True)
class Written:
    """A condition as written: where, in which words, and what it may speak of."""

    path: Steps
    text: str
    scope: Scope


def read_conditions(
    file: DefinitionFile, kinds: dict[str, Kind], tree: Tree, left_out: frozenset[Steps]
) -> tuple[dict[Steps, Condition], list[Problem]]:
    """Return the conditions that can be read by their path, and what is wrong with the rest."""
    scopes = Scopes(file, kinds, tree)
    broken = {str(path[1]).lower() for path in left_out if path[0] == "attributes" and path[1:]}
    conditions: dict[Steps, Condition] = {}
    problems: list[Problem] = []
    for written in _written(file, scopes, tree):
        if broken & set(re.findall(r"\w+", written.text.lower())):
            continue  # it speaks of an attribute that is already reported
        read = parse_condition(written.text, written.scope, tree.place(written.path))
        if isinstance(read, Condition):
            conditions[written.path] = read
        else:
            problems += read
    return conditions, problems


def _written(file: DefinitionFile, scopes: Scopes, tree: Tree) -> Iterator[Written]:
    for label, fit in file.fit.items():
        yield Written(("fit", label, "when"), fit.when, scopes.attributes())
    for label, motion in file.motions.items():
        yield Written(("motions", label, "when"), motion.when, scopes.attributes())
    for label, behaviour in file.behaviour.items():
        scope = scopes.properties(behaviour.fact)
        if behaviour.where is not None and scope is not None:
            yield Written(("behaviour", label, "where"), behaviour.where, scope)
    for path, text in _with_signals(file, tree):
        if text is not None:
            yield Written(path, text, scopes.signals())


def _with_signals(file: DefinitionFile, tree: Tree) -> Iterator[tuple[Steps, str | None]]:
    for label, disqualify in file.disqualify.items():
        yield ("disqualify", label, "when"), disqualify.when
    for label, stage in file.stages.items():
        yield ("stages", label, "when"), stage.when
    for label, reason in file.reasons.items():
        yield ("reasons", label, "until"), reason.until
    for label, clock in file.sla.clocks.items():
        yield (*clock_path(tree, label), "when"), clock.when
    if file.routing is not None:
        for label, rule in file.routing.rules.items():
            yield ("routing", "rules", label, "when"), rule.when
    if file.prequalification is not None:
        yield ("prequalification", "when"), file.prequalification.when
