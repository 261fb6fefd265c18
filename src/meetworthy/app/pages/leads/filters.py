"""The filters of the leads page: what can be asked for, and what is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from meetworthy.app.pages.names import Names

from .asking import Question


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that is asked for, and the query without it."""

    text: str
    without: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that can be asked for."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """A group of values, of which any or (``single``) one can be asked for."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    single: bool = False


def menus_of(
    question: Question,
    names: Names,
    facets: Mapping[str, list[str]],
    people: Mapping[str, str],
) -> list[Menu]:
    """Return the groups of values, with what is chosen of each; ``people`` are names by address."""
    is_ = [
        ("open", _("open")),
        ("left", _("left")),
        ("review", _("waits for review")),
        ("intent", _("high intent")),
    ]
    verdicts = [("sql", "SQL"), ("mql", "MQL"), ("cold", _("cold"))]
    groups = [
        ("is", _("State"), is_, False),
        ("stage", _("Stage"), names.stages, False),
        ("verdict", _("Would qualify as"), verdicts, False),
        ("source", _("Source"), [(v, v) for v in facets["source"]], False),
        ("owner", _("Owner"), [(v, people.get(v.lower(), v)) for v in facets["owner"]], False),
        ("missing", _("Still missing"), names.criteria, True),
        ("unknown", _("Not asked yet"), names.criteria, True),
    ]
    return [_menu(question, *group) for group in groups if group[2]]


def _menu(
    question: Question, name: str, label: str, values: list[tuple[str, str]], single: bool
) -> Menu:
    asked = question.values(name)
    known = {value for value, _label in values}
    values = values + [(value, value) for value in asked if value not in known]
    choices = tuple(Choice(value, text, value in asked) for value, text in values)
    return Menu(name, label, choices, single)


def chips_of(question: Question, names: Names, people: Mapping[str, str]) -> list[Chip]:
    """Return what is asked for, one by one; the words searched for stand in their own field."""
    return [
        Chip(_said(name, value, names, people), question.without(name, value).query())
        for name, value in question.words
        if name != "q"
    ]


def _said(name: str, value: str, names: Names, people: Mapping[str, str]) -> str:
    states = {
        "open": _("open"),
        "left": _("left"),
        "review": _("waits for review"),
        "intent": _("high intent"),
    }
    texts = {
        "is": states.get(value, value),
        "stage": names.stage(value),
        "verdict": _("would qualify as %s") % (value if value == "cold" else value.upper()),
        "source": _("source: %s") % value,
        "owner": _("owner: %s") % people.get(value.lower(), value),
        "missing": _("missing: %s") % names.criterion(value),
        "unknown": _("not asked: %s") % names.criterion(value),
        "from": _("score from %s") % value,
        "to": _("score to %s") % value,
        "active": _("active in the last %s days") % value,
        "idle": _("nothing for %s days") % value,
    }
    return texts[name]
