"""What can be wrong with a mapping before any row is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Table
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import duckdb

from meetworthy.model.document import Steps, Tree
from meetworthy.model.kinds import Kind, Type
from meetworthy.model.problem import Problem

from .load import suggestion
from .mapping import FactRule, FileEntry, Mapping
from .moments import UNIX
from .plan import property_type
from .registry import MERGES, NEEDED
from .sql import text
from .stage import said_instant

_KIND = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_PROPERTY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")


def check_mapping(mapping: Mapping, tree: Tree, kinds: Table[str, Kind]) -> list[Problem]:
    """Return every problem of a mapping that needs no look at its files."""
    return [
        *_zones(mapping, tree),
        *_own_kinds(mapping, tree),
        *(problem for name in mapping.files for problem in _entry(mapping, tree, kinds, name)),
        *_types(mapping, tree, kinds),
    ]


def _problem(tree: Tree, path: Steps, kind: str, cause: str, remedy: str) -> Problem:
    return Problem(kind, tree.place(path), cause, remedy)


def _zones(mapping: Mapping, tree: Tree) -> Iterator[Problem]:
    zones: list[tuple[Steps, str | None]] = [(("timezone",), mapping.timezone)]
    for name, entry in mapping.files.items():
        zones.append((("files", name, "timezone"), entry.timezone))
        if entry.recorded is not None:
            zones.append((("files", name, "recorded", "zone"), entry.recorded.zone))
        for index, rule in enumerate(entry.facts):
            zone = rule.at.zone if rule.at else None
            zones.append((("files", name, "facts", index, "at", "zone"), zone))
    for path, zone in zones:
        if zone is not None and not _is_zone(zone):
            yield _problem(
                tree,
                path,
                "zone_unknown",
                f"`{zone}` is no known time zone.",
                "Use a name such as Europe/Berlin or America/New_York, or UTC.",
            )


def _is_zone(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _own_kinds(mapping: Mapping, tree: Tree) -> Iterator[Problem]:
    for name, own in mapping.kinds.items():
        if not _KIND.fullmatch(name):
            yield _problem(
                tree,
                ("kinds", name),
                "kind_misnamed",
                f"`{name}` is no name for a kind of fact.",
                "Write `area.happened` in lower case, as in quiz.finished.",
            )
        for word in own.properties:
            yield from _named(tree, ("kinds", name, "properties", word), word)


def _named(tree: Tree, path: Steps, word: str) -> Iterator[Problem]:
    if not _PROPERTY.fullmatch(word):
        yield _problem(
            tree,
            path,
            "property_misnamed",
            f"`{word}` is no name for a property.",
            "Use up to 60 letters, digits and underscores, a letter first.",
        )


def _entry(mapping: Mapping, tree: Tree, kinds: Table[str, Kind], name: str) -> Iterator[Problem]:
    entry = mapping.files[name]
    path: Steps = ("files", name)
    if entry.format == "facts":
        return
    yield from _formats(tree, path, entry)
    yield from _when_taken(tree, path, entry, entry.timezone or mapping.timezone)
    if not entry.facts and not (entry.lead or entry.account or entry.visitor):
        yield _problem(
            tree,
            path,
            "entry_says_nothing",
            f"`{name}` makes no facts.",
            "List them under `facts:`.",
        )
    for index, rule in enumerate(entry.facts):
        yield from _rule(entry, tree, (*path, "facts", index), rule, kinds)
    yield from _suffixes(tree, path, entry)


def _formats(tree: Tree, path: Steps, entry: FileEntry) -> Iterator[Problem]:
    written: list[tuple[Steps, str]] = []
    for index, rule in enumerate(entry.facts):
        here: Steps = (*path, "facts", index)
        if rule.at is not None:
            written += [((*here, "at", "format"), one) for one in rule.at.format]
        for key, cell in rule.properties.items():
            written += [((*here, "properties", key, "format"), one) for one in cell.format]
    if entry.recorded is not None:
        written += [((*path, "recorded", "format"), one) for one in entry.recorded.format]
    if entry.taken is not None:
        written += [((*path, "taken", "format"), one) for one in entry.taken.format]
    for where, one in written:
        if one not in UNIX and not _is_format(one):
            yield _problem(
                tree,
                where,
                "format_unknown",
                f"`{one}` is no format of times.",
                "Use %Y %m %d %H %M %S and the like, or unix, unix_ms.",
            )


def _is_format(written: str) -> bool:
    with duckdb.connect() as con:
        try:
            con.execute(f"SELECT try_strptime('', {text(written)})")
        except duckdb.Error:
            return False
    return "%" in written


def _when_taken(tree: Tree, path: Steps, entry: FileEntry, zone: str) -> Iterator[Problem]:
    says = [("known_from", entry.known_from), ("taken", entry.taken.on if entry.taken else None)]
    for key, said in says:
        if said is not None and _is_zone(zone) and not _is_instant(said, zone):
            yield _problem(
                tree,
                (*path, key),
                "time_unreadable",
                f"`{said}` is neither an ISO date nor an instant.",
                "Write it as 2026-03-01 or 2026-03-01T09:00.",
            )
    if entry.known_from is not None and entry.taken is not None and entry.taken.column is not None:
        yield _problem(
            tree,
            (*path, "known_from"),
            "known_from_unused",
            "Each row says itself when it was exported, so `known_from` would say it twice.",
            "Leave one of the two out.",
        )
    if entry.rows in {"snapshot", "undated"} and entry.taken is None:
        yield _problem(
            tree,
            path,
            "taken_missing",
            f"Rows are said to be {entry.rows}, but not when they were exported.",
            "Add `taken: {on: 2026-03-01}`, `{from_name: …}` or `{column: …}`.",
        )


def _is_instant(said: str, zone: str) -> bool:
    try:
        said_instant(said, zone)
    except ValueError:
        return False
    return True


def _rule(
    entry: FileEntry, tree: Tree, path: Steps, rule: FactRule, kinds: Table[str, Kind]
) -> Iterator[Problem]:
    kind = kinds.get(rule.kind)
    if kind is None:
        yield _problem(
            tree,
            (*path, "kind"),
            "kind_unknown",
            f"`{rule.kind}` is no kind of fact.",
            suggestion(rule.kind, kinds) + " A kind of your own goes under `kinds:`.",
        )
        return
    if rule.at is None and entry.rows == "events" and entry.known_from is None:
        yield _problem(
            tree,
            path,
            "time_missing",
            f"Nothing says when {rule.kind} happened.",
            "Add `at:` with a column, or `known_from:` to the file.",
        )
    yield from _rule_properties(tree, path, rule, kind)
    yield from _rule_keys(entry, tree, path, rule, kind)


def _rule_properties(tree: Tree, path: Steps, rule: FactRule, kind: Kind) -> Iterator[Problem]:
    for part, words in (("properties", rule.properties), ("with", rule.with_)):
        for word in words:
            here: Steps = (*path, part, word)
            yield from _named(tree, here, word)
            if not kind.open and word not in kind.properties:
                yield _problem(
                    tree,
                    here,
                    "property_unknown",
                    f"{kind.name} has no property `{word}`.",
                    suggestion(word, kind.properties)
                    + " More of them are declared under `kinds:`.",
                )
    for word, cell in rule.properties.items():
        declared = kind.properties.get(word)
        if declared is not None and cell.type not in {None, declared}:
            yield _problem(
                tree,
                (*path, "properties", word),
                "property_type",
                f"`{word}` of {kind.name} is declared {declared}, here {cell.type}.",
                "Leave the type out.",
            )
    for word in NEEDED.get(kind.name, ()):
        if word not in rule.properties and word not in rule.with_:
            yield _problem(
                tree,
                path,
                "property_missing",
                f"{kind.name} must say its `{word}`.",
                "Add it under `properties:` (a column) or `with:` (one value).",
            )
    if kind.open and not rule.properties and not rule.with_:
        yield _problem(
            tree,
            path,
            "property_missing",
            f"{kind.name} describes nothing.",
            "Add attributes under `properties:`.",
        )


def _rule_keys(
    entry: FileEntry, tree: Tree, path: Steps, rule: FactRule, kind: Kind
) -> Iterator[Problem]:
    if kind.name in MERGES and not rule.other:
        yield _problem(
            tree,
            path,
            "other_missing",
            f"{kind.name} must name the other lead.",
            "Add `other: {namespace: column}`.",
        )
    if kind.accounting:
        return
    needs = {"lead.identified": ("lead", "visitor"), "lead.moved": ("lead", "account")}
    default = ("account",) if kind.name.startswith("account.") else ()
    if kind.name.startswith("lead.") and not default:
        default = ("lead",)
    for entity in (rule.about,) if rule.about else needs.get(kind.name, default):
        if not getattr(entry, entity) and not (entity == "account" and entry.lead):
            yield _problem(
                tree,
                path,
                "key_missing",
                f"{kind.name} is about the {entity}, and no column names it.",
                f"Add `{entity}: {{namespace: column}}` to the file.",
            )
    if not (entry.lead or entry.visitor or entry.account):
        yield _problem(
            tree,
            path,
            "key_missing",
            f"Nothing says whom {kind.name} is about.",
            "Add `lead:`, `visitor:` or `account:` to the file.",
        )


def _suffixes(tree: Tree, path: Steps, entry: FileEntry) -> Iterator[Problem]:
    """Find rules whose facts could not be told apart when made from one row."""
    from .plan import rule_suffix

    seen: dict[tuple[str, object], int] = {}
    for index, rule in enumerate(entry.facts):
        key = (rule_suffix(entry, rule), None if entry.id is None else entry.id)
        same = seen.setdefault(key, index)
        if same != index and entry.id is not None:
            yield _problem(
                tree,
                (*path, "facts", index),
                "rules_alike",
                f"Facts of this rule would have the ids of those of rule {same + 1}.",
                "Give each of the two a `name:`.",
            )


def _types(mapping: Mapping, tree: Tree, kinds: Table[str, Kind]) -> Iterator[Problem]:
    """Find properties that are declared with two types, or written in two ways."""
    seen: dict[str, tuple[str, Type, str]] = {}
    for path, word, declared in _declarations(mapping, kinds):
        first = seen.setdefault(word.casefold(), (word, declared, str(tree.place(path))))
        if first[0] != word:
            cause = f"`{word}` differs from `{first[0]}` at {first[2]} only by its capitals."
            yield _problem(tree, path, "property_misnamed", cause, "Write it one way.")
        elif first[1] is not declared:
            cause = f"`{word}` is {declared} here and {first[1]} at {first[2]}."
            remedy = "Give one of the two another name, or both one type."
            yield _problem(tree, path, "property_type", cause, remedy)


def _declarations(mapping: Mapping, kinds: Table[str, Kind]) -> Iterator[tuple[Steps, str, Type]]:
    """Yield every property that a rule gives its facts, with its type."""
    for name, entry in mapping.files.items():
        for index, rule in enumerate(entry.facts):
            kind = kinds.get(rule.kind)
            if kind is None:
                continue
            for word in (*rule.properties, *rule.with_):
                declared = property_type(kind, word, rule.properties.get(word))
                yield ("files", name, "facts", index, "properties", word), word, declared
