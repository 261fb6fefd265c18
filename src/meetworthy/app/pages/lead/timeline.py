"""All that happened to a lead, newest first: facts, and the stages that followed from them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from meetworthy.app.ids import id_of
from meetworthy.app.judging.one import Seen
from meetworthy.app.pages.names import Names
from meetworthy.app.pages.saying import words_of
from meetworthy.judge.state import Entered
from meetworthy.model.fact import Fact, Value
from meetworthy.model.time import HOUR, instant_said

from .offers import is_by_hand
from .stated import value_text

PAGE = 60
"""Happenings on a page; chosen by eye."""

LATE = HOUR
"""A fact learned so long after it happened is said to have come late; chosen by eye."""

_FIRST = ("path", "form", "content", "webinar", "event", "subject", "topic", "reason", "feature")
_QUOTED = ("words",)
_INNER = ("meeting", "previous", "ends_at")
"""What a fact about a meeting says for programs: names of meetings, and when it ends."""
_SHOWN = 5
"""Properties that a line names; the rest are counted.  Chosen by eye."""


@dataclass(frozen=True, slots=True)
class Item:
    """One happening, in words."""

    at: int
    date_only: bool
    title: str
    detail: str = ""
    quote: str = ""
    moments: tuple[tuple[str, int], ...] = ()  # what a fact says of times, each with its word
    by: str = ""
    sender: str = ""
    source: str = ""
    campaign: str = ""
    learned_at: int | None = None  # where it came late
    public: str = ""  # the fact's id
    kind: str = ""  # fact, stage, exit
    is_by_hand: bool = False  # recorded here, so that it can be taken back here
    properties: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the timeline; ``older`` is how many happenings are passed over for the next."""

    items: tuple[Item, ...]
    total: int
    older: int | None


def timeline_of(seen: Seen, names: Names, *, skip: int = 0) -> Page:
    """Return a page of what happened, newest first; ``skip`` so many of the newest."""
    # At one instant the stages that followed from facts stand above them.
    facts = [((f.occurred_at, 0, place), f) for place, f in enumerate(seen.facts)]
    entries = [((e.at, 1, place), e) for place, e in enumerate(seen.judgement.entries)]
    both: list[tuple[tuple[int, int, int], Fact | Entered]] = [
        *facts,
        *((key, entry) for key, entry in entries if not _is_start(entry)),
    ]
    both.sort(key=lambda one: one[0], reverse=True)
    skip = min(max(skip, 0), len(both))
    shown = tuple(_item(one, seen, names) for _key, one in both[skip : skip + PAGE])
    older = skip + PAGE if skip + PAGE < len(both) else None
    return Page(shown, len(both), older)


def public_id(fact: Fact, numbers: Mapping[tuple[str, str], int]) -> uuid.UUID | None:
    """Return a fact's public id."""
    number = numbers.get((fact.sender, fact.id))
    return None if number is None else id_of(fact.recorded_at, number)


def _is_start(entry: Entered) -> bool:
    return entry.stage == "pass" and entry.pass_number == 1


def _item(one: Fact | Entered, seen: Seen, names: Names) -> Item:
    return _entry_item(one, names) if isinstance(one, Entered) else _fact_item(one, seen)


def _fact_item(fact: Fact, seen: Seen) -> Item:
    public = public_id(fact, seen.numbers)
    said = {k: v for k, v in fact.properties.items() if k != "form" or not _is_own_form(fact)}
    quote = " ".join(str(said.pop(name)) for name in _QUOTED if name in said)
    if fact.kind.startswith(("meeting.", "agenda.")):
        said = {name: value for name, value in said.items() if name not in _INNER}
    moments = {name: at for name in said if (at := instant_said(said[name])) is not None}
    said = {name: value for name, value in said.items() if name not in moments}
    late = fact.recorded_at - fact.occurred_at > LATE and not fact.date_only
    return Item(
        at=fact.occurred_at,
        date_only=fact.date_only,
        title=kind_text(fact.kind),
        detail=_detail(fact.kind, said),
        quote=quote,
        moments=tuple((words_of(name), at) for name, at in moments.items()),
        by=fact.actor or "",
        sender=fact.sender,
        source=fact.source or "",
        campaign=fact.campaign or "",
        learned_at=fact.recorded_at if late else None,
        public="" if public is None else str(public),
        kind="fact",
        is_by_hand=is_by_hand(fact.sender),
        properties=tuple((words_of(k), value_text(v)) for k, v in fact.properties.items()),
    )


def _is_own_form(fact: Fact) -> bool:
    """Say whether `form` is an id of ours, which says nothing to people."""
    return fact.kind.startswith("prequalification.")


def _entry_item(entry: Entered, names: Names) -> Item:
    reason = names.reason(entry.reason) if entry.reason else ""
    titles = {
        "exit": _("Left: %s") % reason if reason else _("Left"),
        "review": _("Put up for review"),
        "pass": _("Came back: pass %s") % entry.pass_number,
    }
    by = _("by version %s") % entry.version
    how = "" if entry.how == "judged" else words_of(entry.how)
    return Item(
        at=entry.at,
        date_only=entry.date_only,
        title=titles.get(entry.stage) or names.stage(entry.stage),
        detail=", ".join(filter(None, (how, by))),
        kind="exit" if entry.stage == "exit" else "stage",
    )


def kind_text(kind: str) -> str:
    """Return a kind of fact as words: `page.viewed` is `Page viewed`."""
    text = kind.replace(".", " ").replace("_", " ")
    return text[:1].upper() + text[1:]


def _detail(kind: str, said: Mapping[str, Value]) -> str:
    if kind == "criterion.assessed":
        return f"{said.get('criterion', '')}: {said.get('status', '')}"
    if kind in ("lead.merged", "lead.unmerged"):
        return ""
    first = [name for name in _FIRST if name in said]
    rest = [name for name in said if name not in first and name not in ("url", "referrer")]
    if kind.endswith(".described"):
        return _listed(said, rest[:_SHOWN], len(rest) - _SHOWN)
    return " · ".join(value_text(said[name]) for name in [*first, *rest][:_SHOWN])


def _listed(said: Mapping[str, Value], names: Iterable[str], further: int) -> str:
    text = ", ".join(f"{words_of(name)} {value_text(said[name])}" for name in names)
    return text if further <= 0 else _("%(text)s and %(n)s more") % {"text": text, "n": further}
