"""A definition on its way: shaped, its conditions read, not yet checked as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from meetworthy.model.document import Steps, Tree
from meetworthy.model.kinds import KINDS, Kind, Phase
from meetworthy.model.problem import Problem, Severity

from .conditions import Scope
from .conditions.scope import BUILT_IN
from .frameworks import framework_named
from .frameworks.own import own_framework
from .language import Condition, Framework, NamedList
from .shape import DefinitionFile
from .shape.attributes import type_of
from .slugs import slug_of


@dataclass(frozen=True, slots=True)
class Draft:
    """What the checks look at.

    ``conditions`` are by the path of their text in the document, those that could be read;
    ``left_out`` are the parts whose shape is wrong: nothing more is said about them.
    """

    file: DefinitionFile
    tree: Tree
    kinds: Mapping[str, Kind]
    framework: Framework | None
    conditions: Mapping[Steps, Condition]
    lists: Mapping[str, NamedList]
    left_out: frozenset[Steps]

    def error(self, kind: str, path: Steps, cause: str, remedy: str) -> Problem:
        """Return an error at a place of the document."""
        return Problem(kind, self.tree.place(path), cause, remedy)

    def warning(self, kind: str, path: Steps, cause: str, remedy: str) -> Problem:
        """Return a warning at a place of the document."""
        return Problem(kind, self.tree.place(path), cause, remedy, Severity.WARNING)

    def names(self, section: str) -> list[str]:
        """Return the names in a section as written, those with a wrong shape too."""
        return names_in(self.tree, section)

    def is_left_out(self, *path: str) -> bool:
        """Say whether a part, or something in it, was left out because its shape is wrong."""
        return any(path[: len(gone)] == gone or gone[: len(path)] == path for gone in self.left_out)


def names_in(tree: Tree, section: str) -> list[str]:
    """Return the names in a section of the document as written."""
    data = tree.data.get(section) if isinstance(tree.data, dict) else None
    return list(data) if isinstance(data, dict) else []


def kinds_of(file: DefinitionFile) -> dict[str, Kind]:
    """Return the kinds of facts of a file: the product's and the team's own."""
    own = {
        name: Kind(name, Phase.BEHAVIOUR, {k: type_of(t) for k, t in shape.properties.items()})
        for name, shape in file.kinds.items()
    }
    return {**own, **KINDS}


def framework_of(file: DefinitionFile) -> Framework | None:
    """Return the framework of a file; nothing where it names one that does not exist."""
    if isinstance(file.framework, str):
        return framework_named(file.framework)
    return own_framework(file.framework)


def slug_for(label: str, slug: str | None) -> str:
    """Return the slug of a labelled thing: its own, or made from the label."""
    return slug or slug_of(label)


def clock_path(tree: Tree, clock: str) -> Steps:
    """Return where a clock stands: directly under `sla`, or under its `clocks`."""
    nested: Steps = ("sla", "clocks", clock)
    return nested if nested in tree.lines else ("sla", clock)


def reason_slugs(draft: Draft) -> dict[str, str]:
    """Return the slug of each reason, by its label and by the slug itself."""
    by_label = {label: slug_for(label, each.slug) for label, each in draft.file.reasons.items()}
    return {slug: slug for slug in by_label.values()} | by_label


def criterion_slug(draft: Draft, name: str) -> str:
    """Return the slug of a criterion, named by its slug or its label in any case."""
    assert draft.framework is not None
    for criterion in draft.framework.criteria:
        if name.lower() in {criterion.slug.lower(), criterion.label.lower()}:
            return criterion.slug
    return name


class Scopes:
    """What conditions may speak of, by where they stand."""

    def __init__(self, file: DefinitionFile, kinds: Mapping[str, Kind], tree: Tree) -> None:
        self._file = file
        self._kinds = kinds
        self._lists = tuple(names_in(tree, "lists"))
        self._stages = tuple(names_in(tree, "stages"))
        self._rules = dict(_rules(file, tree))
        self._columns = {
            **{name: type_of(shape.type) for name, shape in file.attributes.items()},
            **BUILT_IN,
        }
        self._one_of = {
            name: tuple(shape.one_of) for name, shape in file.attributes.items() if shape.one_of
        }

    def attributes(self) -> Scope:
        """Return the scope of fit rules and motions: attributes only."""
        return Scope(self._columns, lists=self._lists, one_of=self._one_of)

    def signals(self) -> Scope:
        """Return the scope of stages, disqualifiers, reasons and clocks."""
        return Scope(
            self._columns,
            signals=True,
            stages=self._stages,
            rules=self._rules,
            kinds=tuple(self._kinds),
            lists=self._lists,
            one_of=self._one_of,
        )

    def properties(self, kind: str) -> Scope | None:
        """Return the scope of a `where`: what such a fact says; nothing for an unknown kind."""
        if kind not in self._kinds:
            return None
        described = self._columns if self._kinds[kind].open else {}
        said = self._kinds[kind].properties
        columns = {**described, **said, **BUILT_IN, "actor": BUILT_IN["source"]}
        return Scope(columns, lists=self._lists)


def _rules(file: DefinitionFile, tree: Tree) -> Iterator[tuple[str, str]]:
    for section, shapes in (("fit", file.fit), ("behaviour", file.behaviour)):
        for label in names_in(tree, section):
            own = getattr(shapes.get(label), "slug", None)
            slug = slug_for(label, own)
            yield label, slug
            yield slug, slug
