"""Aliases as they stand in a row: which columns name a lead, an account, a visitor."""

from __future__ import annotations

from dataclasses import dataclass

from .mapping import Mapping
from .plan import EntryPlan
from .sql import texts

PLACEHOLDERS = frozenset(
    {
        "-", "--", ".", "?", "n/a", "na", "n.a.", "none", "null", "nil", "nan", "unknown",
        "not available", "not provided", "no email", "noemail", "anonymous", "undefined", "test",
        "test@test.com", "test@example.com", "a@a.com", "none@none.com", "na@na.com",
        "noemail@noemail.com", "no@email.com", "email@email.com", "example@example.com",
    }
)  # fmt: skip
"""Values people and forms write where there is nobody; collected by eye from CRM exports."""

ENTITIES = ("lead", "visitor", "account")


def is_email(namespace: str) -> bool:
    """Say whether a namespace of aliases holds e-mail addresses."""
    folded = namespace.casefold()
    return folded in {"email", "e-mail", "mail"} or folded.endswith(("_email", "-email"))


def is_domain(namespace: str) -> bool:
    """Say whether a namespace of aliases holds domains (or web addresses)."""
    folded = namespace.casefold()
    return folded in {"domain", "website"} or folded.endswith(("_domain", "_website"))


@dataclass(frozen=True, slots=True)
class Alias:
    """One alias of a row: its namespace's number, and the name of its SQL column."""

    entity: str
    space: int
    sql: str
    raw: str


def namespaces(mapping: Mapping, entity: str) -> tuple[str, ...]:
    """Return an entity's namespaces in the order of their first mention."""
    seen: dict[str, None] = {}
    for entry in mapping.files.values():
        seen.update(dict.fromkeys(getattr(entry, entity)))
    if entity == "lead":
        for entry in mapping.files.values():
            for rule in entry.facts:
                seen.update(dict.fromkeys(rule.other))
    if entity == "account" and any(map(is_email, namespaces(mapping, "lead"))):
        # The domain of an address names an account too, after what the mapping says itself.
        seen.setdefault(next((space for space in seen if is_domain(space)), "domain"), None)
    return tuple(seen)


def row_aliases(plan: EntryPlan, mapping: Mapping, entity: str) -> list[Alias]:
    """Return the aliases that an entry's rows hold, in the order of the namespaces."""
    columns: dict[str, str] = getattr(plan.entry, entity)
    return _aliases(plan, mapping, entity, columns)


def other_aliases(plan: EntryPlan, mapping: Mapping, columns: dict[str, str]) -> list[Alias]:
    """Return the aliases of the other lead that a merging row names."""
    return _aliases(plan, mapping, "lead", columns)


def _aliases(
    plan: EntryPlan, mapping: Mapping, entity: str, columns: dict[str, str]
) -> list[Alias]:
    found = []
    for space, name in enumerate(namespaces(mapping, entity)):
        if name in columns:
            raw = plan.sheet.raw(columns[name])
            sql = plan.sheet.add(1, _normal(raw, name, entity, mapping))
            found.append(Alias(entity, space, sql, raw))
    return found


def email_host(plan: EntryPlan, mapping: Mapping) -> str | None:
    """Return the column that holds the host of a row's first e-mail address, if it has any."""
    spaces = namespaces(mapping, "lead")
    for alias in row_aliases(plan, mapping, "lead"):
        if is_email(spaces[alias.space]):
            return plan.sheet.add(2, f"nullif(split_part({alias.sql}, '@', 2), '')")
    return None


def _normal(raw: str, space: str, entity: str, mapping: Mapping) -> str:
    never = texts(sorted(PLACEHOLDERS | {word.casefold() for word in mapping.placeholders}))
    value = f"lower({raw})" if is_email(space) else raw
    if entity == "account" and is_domain(space):
        # A web address, an e-mail address or a bare host: what stands between // or @ and /.
        value = f"regexp_extract(lower({raw}), '^(?:[a-z]+://)?(?:[^/@]*@)?([^/:?#]+)', 1)"
    return f"CASE WHEN lower({raw}) NOT IN {never} THEN {value} END"
