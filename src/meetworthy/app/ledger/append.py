"""Appending facts to a workspace's ledger: the one way in.

One transaction locks the workspace's head, resolves who the facts are about, refuses those that
contradict what is known under their name, numbers and seals the rest, adds a link to the chain
and marks the leads that must be judged.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

import msgspec
from django.conf import settings
from django.db import transaction

from meetworthy.model.fact import Value
from meetworthy.model.kinds import KINDS
from meetworthy.model.problem import Place, Problem
from meetworthy.model.told import LONGEST_ID, Told

from . import merges
from .chain import COLUMNS, SALT_BYTES, digest_of, head_after
from .models import Head
from .outcome import Outcome, Taken
from .resolve import LEAD, VISITOR, Named, Numbers, Resolver
from .seal import Keys, Subject, divide, seal
from .sql import among, execute, fetch, insert

OWN_SENDER = "meetworthy"
"""The sender of facts that the ledger itself concludes: who was found to be whom."""

_KNOWN = Outcome(Taken.KNOWN)
_encode = msgspec.json.Encoder(order="sorted").encode


class _Row(NamedTuple):
    """A fact ready to be written: what was told, its digest, and whom it is about."""

    told: Told
    content: bytes
    named: Named
    properties: Mapping[str, Value]


def append(
    workspace_id: int, told: Sequence[Told], *, recorded_at: int, trusted: bool
) -> list[Outcome]:
    """Append facts; returns what became of each, in their order.

    ``trusted`` facts may show two known leads to be one.  Raises what the database raises;
    then nothing was written.
    """
    if not told:
        return []
    with transaction.atomic():
        head = Head.objects.select_for_update().select_related("workspace").get(pk=workspace_id)
        return _Appending(head, recorded_at=recorded_at, trusted=trusted).run(told)


class _Appending:
    def __init__(self, head: Head, *, recorded_at: int, trusted: bool) -> None:
        self.head = head
        self.workspace_id = int(head.workspace_id)
        # A clock that was set back does not make the ledger run backwards.
        self.recorded_at = recorded_at = max(recorded_at, head.recorded_at)
        self.trusted = trusted
        self.numbers = Numbers(head.leads, head.accounts, head.visitors)
        self.resolver = Resolver(self.workspace_id, self.numbers, at=recorded_at)
        self.keys = Keys(self.workspace_id)
        self.pepper = blake2b(
            head.workspace.uuid.bytes, digest_size=32, key=settings.SECRET_KEY.encode()[:64]
        ).digest()

    def run(self, told: Sequence[Told]) -> list[Outcome]:
        contents = [self._content(one) for one in told]
        outcomes, fresh = self._sort_out(told, contents)
        self.resolver.prefetch([told[place] for place in fresh])
        targets = self._targets([told[place] for place in fresh])
        rows: list[_Row] = []
        for place in fresh:
            outcomes[place] = Outcome(Taken.TAKEN, self.head.facts + len(rows) + 1)
            rows += self._rows(told[place], contents[place], targets)
        if rows:
            self.resolver.store()
            self._write(rows)
        return [each or _KNOWN for each in outcomes]

    # -- what is known already ------------------------------------------------------------------

    def _sort_out(
        self, told: Sequence[Told], contents: Sequence[bytes]
    ) -> tuple[list[Outcome | None], list[int]]:
        """Return the outcomes of what is known or contradicts it, and the places of the rest."""
        known = self._contents(told)
        outcomes: list[Outcome | None] = [None] * len(told)
        fresh = []
        for place, (one, content) in enumerate(zip(told, contents, strict=True)):
            first = known.setdefault((one.sender, one.id), content)
            if first is content:
                fresh.append(place)
            else:
                outcomes[place] = _KNOWN if first == content else _contradiction(one)
        return outcomes, fresh

    def _content(self, told: Told) -> bytes:
        return blake2b(told.content, digest_size=16, key=self.pepper).digest()

    def _contents(self, told: Sequence[Told]) -> dict[tuple[str, str], bytes]:
        by_sender: dict[str, set[str]] = {}
        for one in told:
            by_sender.setdefault(one.sender, set()).add(one.id)
        found = {}
        for sender, ids in by_sender.items():
            condition, parameter = among("told_id", ids)
            rows = fetch(
                "SELECT told_id, content FROM ledger_fact"
                f" WHERE workspace_id = %s AND sender = %s AND {condition}",
                (self.workspace_id, sender, parameter),
            )
            found.update({(sender, told_id): bytes(content) for told_id, content in rows})
        return found

    # -- what one told fact becomes ---------------------------------------------------------------

    def _targets(self, told: Sequence[Told]) -> dict[tuple[str, str], tuple[int | None, ...]]:
        """Return whom the facts are about that these retract: a retraction goes with them."""
        by_sender: dict[str, set[str]] = {}
        for one in told:
            if one.kind == "fact.retracted":
                sender = str(one.properties.get("sender", one.sender))
                by_sender.setdefault(sender, set()).add(str(one.properties.get("fact", "")))
        found: dict[tuple[str, str], tuple[int | None, ...]] = {}
        for sender, ids in by_sender.items():
            condition, parameter = among("told_id", ids)
            rows = fetch(
                "SELECT told_id, lead, account, visitor FROM ledger_fact"
                f" WHERE workspace_id = %s AND sender = %s AND {condition}",
                (self.workspace_id, sender, parameter),
            )
            found.update({(sender, row[0]): row[1:] for row in rows})
        return found

    def _rows(
        self,
        told: Told,
        content: bytes,
        targets: Mapping[tuple[str, str], tuple[int | None, ...]],
    ) -> list[_Row]:
        named = self.resolver.resolve(told, trusted=self.trusted)
        properties = told.properties
        if told.kind in merges.KINDS and named.other is not None:
            properties = {**properties, "other": str(named.other)}
        if told.kind == "fact.retracted":
            sender = str(told.properties.get("sender", told.sender))
            target = targets.get((sender, str(told.properties.get("fact", ""))))
            if target is not None:
                named.lead, named.account, named.visitor = target
        rows = [_Row(told, content, named, properties)]
        if named.joins:
            join = _concluded("lead.identified", told, "identified")
            rows.append(self._own(join, Named(named.lead, None, named.visitor), {}))
        for stays, goes in named.merges:
            merge = _concluded("lead.merged", told, f"merged-{stays}-{goes}")
            rows.append(self._own(merge, Named(stays, other=goes), {"other": str(goes)}))
        return rows

    def _own(self, told: Told, named: Named, properties: dict[str, Value]) -> _Row:
        return _Row(told, self._content(told), named, properties)

    # -- writing ------------------------------------------------------------------------------

    def _write(self, rows: list[_Row]) -> None:
        divided = [divide(row.told.kind, row.properties) for row in rows]
        pairs = list(zip(rows, divided, strict=True))
        subjects = {_subject(row.named) for row, (_, personal) in pairs if personal}
        self.keys.fetch({subject for subject in subjects if subject is not None})
        salt = os.urandom(SALT_BYTES)
        first = self.head.facts + 1
        stored = [
            self._stored(first + place, row, *both) for place, (row, both) in enumerate(pairs)
        ]
        digests = b"".join(digest_of(salt, row) for row in stored)
        self.keys.store()
        insert("ledger_fact", ("workspace_id", *COLUMNS), [(self.workspace_id, *r) for r in stored])
        self._link(first, first + len(stored) - 1, salt, digests)
        self._mark(rows)

    def _stored(
        self, number: int, row: _Row, open_: dict[str, Value], personal: dict[str, Value]
    ) -> tuple[object, ...]:
        told, named = row.told, row.named
        sealed, subject = None, _subject(named)
        if personal and subject is not None:
            sealed = seal(personal, self.keys.cipher_for_writing(subject))
        elif personal:
            open_ |= personal  # about the workspace or a firm: nobody's key
        return (
            number,
            told.kind,
            told.occurred_at,
            self.recorded_at,
            told.date_only,
            told.sender,
            told.id,
            named.lead,
            named.account,
            named.visitor,
            told.source,
            told.campaign,
            told.actor,
            _encode(open_).decode(),
            sealed,
            row.content,
        )

    def _link(self, first: int, last: int, salt: bytes, digests: bytes) -> None:
        """Add the batch to the chain, and move the workspace's head."""
        head, number = self.head, self.head.batches + 1
        after = head_after(
            bytes(head.head),
            workspace=head.workspace.uuid,
            number=number,
            first=first,
            last=last,
            recorded_at=self.recorded_at,
            salt=salt,
            digests=digests,
        )
        batch = (self.workspace_id, number, first, last, self.recorded_at, salt, digests, after)
        columns = ("workspace_id", "number", "first", "last", "recorded_at", "salt", "digests")
        insert("ledger_batch", (*columns, "head"), [batch])
        numbers = self.numbers
        execute(
            "UPDATE ledger_head SET facts = %s, leads = %s, accounts = %s, visitors = %s,"
            " batches = %s, head = %s, recorded_at = %s WHERE workspace_id = %s",
            (
                last,
                numbers.leads,
                numbers.accounts,
                numbers.visitors,
                number,
                after,
                self.recorded_at,
                self.workspace_id,
            ),
        )

    def _mark(self, rows: list[_Row]) -> None:
        """Mark the leads that these facts concern."""
        leads: set[int] = set()
        visitors: set[int] = set()
        accounts: set[int] = set()
        touched: set[int] = set()
        for row in rows:
            named = row.named
            if named.lead is not None:
                leads.add(named.lead)
            elif named.account is not None:
                accounts.add(named.account)
            elif named.visitor is not None:
                visitors.add(named.visitor)
            if row.told.kind in merges.CHANGING and named.lead is not None:
                touched |= {named.lead} | ({named.other} if named.other else set())
        leads |= self.resolver.leads_of_visitors(visitors)
        leads |= _leads_of_accounts(self.workspace_id, accounts)
        if touched:
            leads |= merges.settle(self.workspace_id, touched)
        marks = [(self.workspace_id, lead, self.recorded_at) for lead in sorted(leads)]
        insert("judging_mark", ("workspace_id", "lead", "at"), marks)


def _leads_of_accounts(workspace_id: int, accounts: set[int]) -> set[int]:
    if not accounts:
        return set()
    condition, parameter = among("account", accounts)
    rows = fetch(
        f"SELECT lead FROM ledger_belonging WHERE workspace_id = %s AND {condition}",
        (workspace_id, parameter),
    )
    return {row[0] for row in rows}


def _subject(named: Named) -> Subject | None:
    """Return under whose key a fact is sealed; facts of accounts identify nobody."""
    if named.lead is not None:
        return (LEAD, named.lead)
    return None if named.visitor is None else (VISITOR, named.visitor)


def _concluded(kind: str, told: Told, what: str) -> Told:
    """Return a fact that the ledger concludes from another, named after it."""
    name = f"{what}:{told.sender}:{told.id}"
    if len(name) > LONGEST_ID:
        name = f"{what}:{blake2b(name.encode(), digest_size=20).hexdigest()}"
    assert kind in KINDS
    return Told(kind, told.occurred_at, OWN_SENDER, name, content=name.encode())


def _contradiction(told: Told) -> Outcome:
    cause = f"The fact {told.id} of {told.sender} is known with other content; the first stands."
    remedy = "Send the correction as a fact of its own, and retract the first."
    return Outcome(
        Taken.REFUSED, None, Problem("contradicts_known", Place(told.sender), cause, remedy)
    )
