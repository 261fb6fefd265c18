"""What changed between two versions of a definition, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from .language import Condition, Definition, NamedList, Target
from .render.spans import in_words, moment_in_words


class What(StrEnum):
    """What happened to a part."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: of which section, which part (by slug), what, and in words."""

    section: str
    slug: str
    what: What
    text: str


_SECTIONS: Mapping[str, str] = {
    "attributes": "attribute",
    "lists": "list",
    "fit": "fit rule",
    "disqualify": "disqualifier",
    "behaviour": "behaviour rule",
    "stages": "stage",
    "motions": "motion",
    "reasons": "reason",
}
_WORDS = ("name", "zone", "currency", "intent_window", "benchmarks", "expiry")
_DURATIONS = frozenset(
    {"half_life", "window", "duration", "intent_window", "expiry", "remind", "expires"}
)


def compare(old: Definition, new: Definition) -> tuple[Change, ...]:
    """Return what changed from one version to another, in the order of the file.

    Parts are known by their slugs, so that a new label is a change of words and no more.
    Dates, author, note and signatures are of the version and are not compared.
    """
    return tuple(_changes(old, new))


def _changes(old: Definition, new: Definition) -> Iterator[Change]:
    for word in _WORDS:
        before, after = _where_they_differ(getattr(old, word), getattr(new, word))
        if before != after:
            text = f"{_said(word)}: {_shown(word, before, old)} became {_shown(word, after, new)}."
            yield Change("definition", word, What.CHANGED, text)
    if old.framework != new.framework:
        text = f"Framework: {old.framework.label} became {new.framework.label}."
        if old.framework.label == new.framework.label:
            text = f"Framework {new.framework.label}: its criteria changed."
        yield Change("framework", new.framework.slug, What.CHANGED, text)
    for section, noun in _SECTIONS.items():
        before = _parts(getattr(old, section))
        after = _parts(getattr(new, section))
        yield from _section(section, noun, before, after, (old, new))
    yield from _section("sla", "clock", _parts(old.sla.clocks), _parts(new.sla.clocks), (old, new))
    yield from _rest_of_sla(old, new)
    yield from _handoff(old, new)


def _rest_of_sla(old: Definition, new: Definition) -> Iterator[Change]:
    for word, said in (("hours", "The working hours"), ("passes_along", "What is passed along")):
        if getattr(old.sla, word) != getattr(new.sla, word):
            yield Change("sla", word, What.CHANGED, f"{said} changed.")


def _handoff(old: Definition, new: Definition) -> Iterator[Change]:
    """What changed in routing, the form, the terms of meetings and the quotas."""
    before, after = _parts(old.routing.rules), _parts(new.routing.rules)
    yield from _section("routing", "routing rule", before, after, (old, new))
    if old.routing.capacity != new.routing.capacity:
        yield _word("routing", "capacity", old.routing, new.routing, (old, new))
    yield from _form(old, new)
    for word in ("arbiter", "reasons"):
        if getattr(old.meetings, word) != getattr(new.meetings, word):
            yield _word("meetings", word, old.meetings, new.meetings, (old, new))
    quotas = ({each.who: each for each in one.quotas} for one in (old, new))
    yield from _section("quotas", "quota", next(quotas), next(quotas), (old, new))


_FORM_WORDS = ("asks", "when", "fits", "remind", "expires", "silent", "unfit", "calendar")


def _form(old: Definition, new: Definition) -> Iterator[Change]:
    section, noun = "prequalification", "form before the calendar"
    before, after = old.prequalification, new.prequalification
    if before is None or after is None:
        if before is not after:
            what = What.ADDED if before is None else What.REMOVED
            came = "A new" if before is None else "No more"
            yield Change(section, "", what, f"{came} {noun}.")
        return
    parts = _parts(before.questions), _parts(after.questions)
    yield from _section(section, "question", *parts, (old, new))
    for word in _FORM_WORDS:
        if getattr(before, word) != getattr(after, word):
            yield _word(section, word, before, after, (old, new))


def _word(
    section: str, word: str, before: Any, after: Any, versions: tuple[Definition, Definition]
) -> Change:
    pair = _where_they_differ(getattr(before, word), getattr(after, word))
    was, now = (_shown(word, each, one) for each, one in zip(pair, versions, strict=True))
    text = f"{_said(section)}: {_said(word).lower()} {was} became {now}."
    return Change(section, word, What.CHANGED, text)


def _parts(section: Any) -> dict[str, Any]:
    if isinstance(section, Mapping):
        return dict(section)
    return {part.slug: part for part in section}


def _section(
    section: str,
    noun: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    versions: tuple[Definition, Definition],
) -> Iterator[Change]:
    for slug in before:
        if slug not in after:
            text = f"The {noun} “{_label(before[slug])}” is gone."
            yield Change(section, slug, What.REMOVED, text)
    for slug, part in after.items():
        if slug not in before:
            yield Change(section, slug, What.ADDED, f"New {noun}: “{_label(part)}”.")
        elif part != before[slug]:
            text = f"The {noun} “{_label(part)}”: {_differences(before[slug], part, versions)}."
            yield Change(section, slug, What.CHANGED, text)
    if section in {"stages", "motions", "routing", "prequalification"}:
        yield from _moved(section, noun, before, after)


def _moved(
    section: str, noun: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Change]:
    """Order has a meaning for stages, motions, routing rules and questions only."""
    kept_before = [slug for slug in before if slug in after]
    kept_after = [slug for slug in after if slug in before]
    if kept_before != kept_after:
        order = ", ".join(_label(after[slug]) for slug in kept_after)
        yield Change(section, "", What.MOVED, f"The order of the {noun}s is now {order}.")


def _label(part: Any) -> str:
    return str(getattr(part, "label", None) or getattr(part, "name", None) or part.who)


def _differences(before: Any, after: Any, versions: tuple[Definition, Definition]) -> str:
    if isinstance(after, NamedList):
        return _entries(before, after)
    changed = []
    for each in fields(after):
        one, other = _where_they_differ(getattr(before, each.name), getattr(after, each.name))
        if one != other:
            was, now = (
                _shown(each.name, v, d) for v, d in zip((one, other), versions, strict=True)
            )
            changed.append(f"{_said(each.name).lower()} {was} became {now}")
    return "; ".join(changed)


def _where_they_differ(before: Any, after: Any) -> tuple[Any, Any]:
    """Return of two sections only the entries that differ; anything else as it is."""
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        return before, after
    changed = {key for key in {**before, **after} if before.get(key) != after.get(key)}
    return (
        {key: value for key, value in before.items() if key in changed},
        {key: value for key, value in after.items() if key in changed},
    )


def _entries(before: NamedList, after: NamedList) -> str:
    old = {each.value.lower() for each in before.entries}
    new = {each.value.lower() for each in after.entries}
    return f"{len(new - old):,} values came, {len(old - new):,} went"


def _said(word: str) -> str:
    return {
        "zone": "Time zone",
        "when": "Condition",
        "window": "Within",
        "kind": "Fact",
        "of_owner": "In the owner's hours",
    }.get(word, word.replace("_", " ").capitalize())


def _shown(word: str, value: Any, definition: Definition) -> str:
    if value is None or (isinstance(value, tuple | Mapping) and not value):
        return "nothing"
    if isinstance(value, Condition | Target):
        return f"`{value.text}`"
    if word in _DURATIONS and isinstance(value, int):
        return in_words(value)
    if word == "in_force":
        return moment_in_words(value, definition.zone)
    return _plain(word, value)


def _plain(word: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        return _listed(f"{key} {_plain_value(word, each)}" for key, each in value.items())
    if isinstance(value, tuple):
        return _listed(_member(each) for each in value)
    return str(value)


def _plain_value(word: str, value: Any) -> str:
    if word in _DURATIONS and isinstance(value, int):
        return in_words(value)
    return str(getattr(value, "name", value)).lower()


def _member(value: Any) -> str:
    """Return one of several: an option with what it says, a share, or a word."""
    match value:
        case (str() as option, said):
            return option if said is None else f"{option}: {said.name.lower()}"
        case float():
            return f"{value * 100:g} %"
        case _:
            return str(value)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
