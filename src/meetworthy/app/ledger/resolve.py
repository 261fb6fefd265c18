"""Whom a told fact is about: its aliases find a lead, an account, a visitor, or make one.

Works on one batch: what the batch's aliases name is fetched at once, what is new is numbered
from the workspace's head and written at once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from meetworthy.app.ids import new_id
from meetworthy.facts.accounts import account_domain
from meetworthy.facts.aliases import is_email
from meetworthy.model.told import Alias, Told

from .sql import among, execute, fetch, insert

LEAD, ACCOUNT, VISITOR = "l", "a", "v"
DOMAIN = "domain"
MOST_ALIASES = 25
"""Aliases one entity may have in one space; more would be a shared address, not a person.
Chosen by eye, as in ``facts.identity``."""


@dataclass(slots=True)
class Numbers:
    """The last numbers that the workspace's head has given."""

    leads: int
    accounts: int
    visitors: int


@dataclass(slots=True)
class Named:
    """Whom one told fact is about, in the workspace's numbers.

    ``joins`` says that its lead and its visitor are not known to be one as early as this.
    ``merges`` are the pairs of leads (stays, goes) that it shows to be one person.
    """

    lead: int | None = None
    account: int | None = None
    visitor: int | None = None
    other: int | None = None
    joins: bool = False
    merges: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class _Lead:
    account: int | None
    root: int


@dataclass(slots=True)
class _New:
    """Rows to be written when the batch is resolved."""

    aliases: list[tuple[object, ...]] = field(default_factory=list)
    leads: dict[int, list[object]] = field(default_factory=dict)
    accounts: list[tuple[object, ...]] = field(default_factory=list)
    belongings: set[tuple[int, int]] = field(default_factory=set)
    lead_accounts: dict[int, int] = field(default_factory=dict)
    identifications: dict[tuple[int, int], int] = field(default_factory=dict)


class Resolver:
    """Resolves the facts of one batch; ``store`` writes what was new."""

    def __init__(self, workspace_id: int, numbers: Numbers, *, at: int) -> None:
        self.workspace_id = workspace_id
        self.numbers = numbers
        self.at = at
        self._named: dict[tuple[str, str, str], int] = {}
        self._leads: dict[int, _Lead] = {}
        self._known: dict[tuple[int, int], int] = {}  # (visitor, lead): first identified at
        self._spaces: dict[int, Counter[str]] = {}
        self._new = _New()

    # -- fetching what is known ---------------------------------------------------------------

    def prefetch(self, told: Sequence[Told]) -> None:
        """Fetch what the aliases of these facts name."""
        wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
        for one in told:
            for alias in (*one.lead, *one.other):
                wanted[LEAD, alias.space].add(alias.value)
                domain = _domain(alias)
                if domain is not None:
                    wanted[ACCOUNT, DOMAIN].add(domain)
            for alias in one.account:
                wanted[ACCOUNT, alias.space].add(alias.value)
            if one.visitor is not None:
                wanted[VISITOR, one.visitor.space].add(one.visitor.value)
        for (entity, space), values in wanted.items():
            self._fetch_aliases(entity, space, values)
        self._fetch_leads({n for (entity, _, _), n in self._named.items() if entity == LEAD})
        self._fetch_joined({n for (entity, _, _), n in self._named.items() if entity == VISITOR})

    def _fetch_aliases(self, entity: str, space: str, values: set[str]) -> None:
        condition, parameter = among("value", values)
        rows = fetch(
            "SELECT value, number FROM ledger_alias"
            f" WHERE workspace_id = %s AND entity = %s AND space = %s AND {condition}",
            (self.workspace_id, entity, space, parameter),
        )
        for value, number in rows:
            self._named[entity, space, value] = number

    def _fetch_leads(self, numbers: set[int]) -> None:
        if not numbers:
            return
        condition, parameter = among("number", numbers)
        rows = fetch(
            "SELECT number, account, merged_into FROM ledger_lead"
            f" WHERE workspace_id = %s AND {condition}",
            (self.workspace_id, parameter),
        )
        for number, account, merged_into in rows:
            self._leads[number] = _Lead(account, merged_into or number)

    def _fetch_joined(self, visitors: set[int]) -> None:
        if not visitors:
            return
        condition, parameter = among("visitor", visitors)
        rows = fetch(
            "SELECT visitor, lead, first_at FROM ledger_identification"
            f" WHERE workspace_id = %s AND {condition}",
            (self.workspace_id, parameter),
        )
        self._known.update({(visitor, lead): first_at for visitor, lead, first_at in rows})

    # -- resolving one fact -------------------------------------------------------------------

    def resolve(self, told: Told, *, trusted: bool) -> Named:
        """Return whom a fact is about; new aliases are given to whom it names.

        Only a ``trusted`` fact may show two known leads to be one person.
        """
        named = Named()
        about_account = told.kind.startswith("account.")
        if told.visitor is not None:
            named.visitor = self._visitor(told.visitor)
        if told.account:
            named.account = self._account(told.account)
        if told.lead:
            named.lead, named.merges = self._lead(told.lead, trusted=trusted)
            self._belong(named, moves=told.kind == "lead.moved")
            self._found_by_mail(named.lead, told.lead)  # what is said outranks what follows
        if told.other:
            named.other, _ = self._lead(told.other, trusted=False)
            self._found_by_mail(named.other, told.other)
        if named.lead is not None and named.visitor is not None:
            named.joins = self._join(named.visitor, named.lead, told)
        if about_account and named.lead is not None:
            self._move_to_account(named)
        elif told.kind != "lead.moved" and named.lead is not None:
            named.account = None  # a fact of a lead; only moves name the account too
        return named

    def _visitor(self, alias: Alias) -> int:
        key = (VISITOR, *alias)
        number = self._named.get(key)
        if number is None:
            self.numbers.visitors += 1
            number = self._name(key, self.numbers.visitors)
        return number

    def _account(self, aliases: Sequence[Alias]) -> int:
        keys = [(ACCOUNT, *alias) for alias in aliases]
        known = [self._named[key] for key in keys if key in self._named]
        number = known[0] if known else self._new_account()
        for key in keys:
            if key not in self._named:
                self._name(key, number)
        return number

    def _new_account(self) -> int:
        self.numbers.accounts += 1
        self._new.accounts.append((self.workspace_id, self.numbers.accounts, new_id(), self.at))
        return self.numbers.accounts

    def _lead(
        self, aliases: Sequence[Alias], *, trusted: bool
    ) -> tuple[int, tuple[tuple[int, int], ...]]:
        keys = [(LEAD, *alias) for alias in aliases]
        known = [self._named[key] for key in keys if key in self._named]
        number = known[0] if known else self._new_lead()
        merges = self._merged(number, known[1:]) if trusted else ()
        for key in keys:
            if key not in self._named and self._has_room(number, key[1]):
                self._spaces[number][key[1]] += 1
                self._name(key, number)
        return number, merges

    def _has_room(self, lead: int, space: str) -> bool:
        """Say whether a lead may have one more alias in a space; asked only where one is new."""
        if lead not in self._spaces:
            known = () if lead in self._new.leads else self._fetch_spaces(lead)
            self._spaces[lead] = Counter(dict(known))
        return self._spaces[lead][space] < MOST_ALIASES

    def _fetch_spaces(self, lead: int) -> list[tuple[str, int]]:
        rows = fetch(
            "SELECT space, count(*) FROM ledger_alias"
            " WHERE workspace_id = %s AND entity = 'l' AND number = %s GROUP BY space",
            (self.workspace_id, lead),
        )
        return [(space, count) for space, count in rows]

    def _new_lead(self) -> int:
        self.numbers.leads += 1
        number = self.numbers.leads
        self._leads[number] = _Lead(None, number)
        self._new.leads[number] = [self.workspace_id, number, new_id(), None, None, self.at, None]
        return number

    def _merged(self, number: int, others: Iterable[int]) -> tuple[tuple[int, int], ...]:
        """Return the merges that make these one: the lead that was known first stays."""
        merges = []
        for other in others:
            mine, theirs = self._leads[number].root, self._leads[other].root
            if mine != theirs:
                stays, goes = min(mine, theirs), max(mine, theirs)
                merges.append((stays, goes))
                for lead in self._leads.values():
                    lead.root = stays if lead.root == goes else lead.root
        return tuple(merges)

    def _found_by_mail(self, number: int, aliases: Sequence[Alias]) -> None:
        if self._leads[number].account is not None:
            return
        for alias in aliases:
            domain = _domain(alias)
            if domain is not None:
                self._set_account(number, self._account([Alias(DOMAIN, domain)]))
                return

    def _belong(self, named: Named, *, moves: bool) -> None:
        if named.lead is None or named.account is None:
            return
        if not moves and self._leads[named.lead].account is None:
            self._set_account(named.lead, named.account)
        self._new.belongings.add((named.account, named.lead))

    def _set_account(self, lead: int, account: int) -> None:
        self._leads[lead].account = account
        self._new.belongings.add((account, lead))
        if lead in self._new.leads:
            self._new.leads[lead][3] = account
        else:
            self._new.lead_accounts[lead] = account

    def _move_to_account(self, named: Named) -> None:
        """Make a fact that a lead told of its account one of the account."""
        assert named.lead is not None
        account = named.account or self._leads[named.lead].account
        if account is not None:
            named.account, named.lead = account, None

    def _join(self, visitor: int, lead: int, told: Told) -> bool:
        first = self._known.get((visitor, lead))
        if first is not None and first <= told.occurred_at:
            return False
        self._known[visitor, lead] = told.occurred_at
        self._new.identifications[visitor, lead] = told.occurred_at
        return told.kind != "lead.identified"

    def _name(self, key: tuple[str, str, str], number: int) -> int:
        self._named[key] = number
        self._new.aliases.append((self.workspace_id, *key, number))
        return number

    # -- whom facts of visitors and accounts concern -------------------------------------------

    def leads_of_visitors(self, visitors: set[int]) -> set[int]:
        """Return the leads that some visitors were found to be."""
        return {lead for visitor, lead in self._known if visitor in visitors}

    # -- writing what is new ------------------------------------------------------------------

    def store(self) -> None:
        """Write new leads, accounts, aliases, belongings and identifications."""
        new = self._new
        columns = ("workspace_id", "number", "uuid", "account", "merged_into")
        insert(
            "ledger_lead",
            (*columns, "created_at", "erased_at"),
            [_with_uuid(row, 2) for row in new.leads.values()],
        )
        insert(
            "ledger_account",
            ("workspace_id", "number", "uuid", "created_at"),
            [_with_uuid(row, 2) for row in new.accounts],
        )
        insert("ledger_alias", ("workspace_id", "entity", "space", "value", "number"), new.aliases)
        insert(
            "ledger_belonging",
            ("workspace_id", "account", "lead"),
            [(self.workspace_id, *pair) for pair in sorted(new.belongings)],
            known="ON CONFLICT DO NOTHING",
        )
        insert(
            "ledger_identification",
            ("workspace_id", "visitor", "lead", "first_at"),
            [(self.workspace_id, *pair, at) for pair, at in sorted(new.identifications.items())],
            known="ON CONFLICT (workspace_id, visitor, lead)"
            " DO UPDATE SET first_at = excluded.first_at",
        )
        for lead, account in new.lead_accounts.items():
            execute(
                "UPDATE ledger_lead SET account = %s WHERE workspace_id = %s AND number = %s",
                (account, self.workspace_id, lead),
            )


def _domain(alias: Alias) -> str | None:
    """Return the account's domain that an e-mail address names."""
    if not is_email(alias.space) or "@" not in alias.value:
        return None
    return account_domain(alias.value.rsplit("@", 1)[1])


def _with_uuid(row: Sequence[object], place: int) -> tuple[object, ...]:
    """Return a row with its UUID as the database keeps it."""
    from django.db import connection, models

    stored = models.UUIDField().get_db_prep_value(row[place], connection)
    return (*row[:place], stored, *row[place + 1 :])
