"""One fact of a block as a plain value, with whom it is about by the names the world uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..clock import Ints
from ..csvfiles import FIRST_NUMBERS
from ..values import Batch, Column
from .chapters import Chapter
from .sending import Row

Cells = Mapping[str, list[Any]]

SAID = "said."
"""What the columns of properties begin with."""


@dataclass(frozen=True, slots=True)
class Company:
    """A company as the systems know it."""

    number: int
    name: str
    domain: str

    @property
    def crm(self) -> str:
        """The number of the company in the CRM."""
        return str(self.number + FIRST_NUMBERS["company"])

    @property
    def group(self) -> str:
        """The id of its workspace in the product."""
        return f"g{self.crm}"


@dataclass(frozen=True, slots=True)
class Person:
    """A lead as the systems know them."""

    number: int
    first: str
    last: str
    email: str
    company: Company

    @property
    def crm(self) -> str:
        """The number of the contact in the CRM."""
        return str(self.number + FIRST_NUMBERS["contact"])

    @property
    def user(self) -> str:
        """The id by which the web site and the product know them."""
        return f"u{self.crm}"


@dataclass(frozen=True, slots=True)
class Event:
    """One fact that is to be sent; ``at`` and ``sent`` are seconds of the company's world."""

    key: str  # names it for ever, within the seed
    kind: str
    sender: str
    at: float
    sent: float
    person: Person | None = None
    company: Company | None = None
    visitor: str | None = None
    source: str | None = None
    campaign: str | None = None
    actor: str | None = None
    date_only: bool = False
    properties: dict[str, Any] = field(default_factory=dict)


@dataclass
class Reader:
    """Reads rows of a chapter as events; the columns of a batch are read once."""

    chapter: Chapter
    cells: dict[int, Cells] = field(default_factory=dict)

    def event(self, row: Row) -> Event:
        """Return the event of a row that is to be sent."""
        sent, _, name, number, place = row
        batch = self.chapter.block.batches[number]
        cells = self._cells(number, batch)
        return Event(
            key=f"{name}/{number}/{place}",
            kind=batch.kind,
            sender=batch.sender,
            at=float(batch.at[place]),
            sent=sent,
            person=self._person(batch, place),
            company=self._company(batch, place),
            visitor=self._visitor(batch.visitor, place),
            source=_cell(cells, "source", place),
            campaign=_cell(cells, "campaign", place),
            actor=_cell(cells, "actor", place),
            date_only=batch.date_only,
            properties=said_in(cells, place),
        )

    def _cells(self, number: int, batch: Batch) -> Cells:
        if number not in self.cells:
            self.cells[number] = cells_of(batch)
        return self.cells[number]

    def _person(self, batch: Batch, place: int) -> Person | None:
        """Return whom a fact is about: its lead, or the visitor who is known by then."""
        leads = self.chapter.block.leads
        if batch.lead is not None:
            return self._known(int(batch.lead[place]))
        if batch.visitor is None or batch.visitor[place] >= len(leads):
            return None
        row = int(batch.visitor[place])
        return self._known(row) if leads.created[row] <= batch.at[place] else None

    def _known(self, row: int) -> Person:
        leads = self.chapter.block.leads
        return Person(
            number=int(leads.number[row]),
            first=leads.first[row].as_py(),
            last=leads.last[row].as_py(),
            email=leads.email[row].as_py(),
            company=self._firm(int(leads.account[row])),
        )

    def _company(self, batch: Batch, place: int) -> Company | None:
        """Return the company that a fact is about, or that a new lead belongs to."""
        if batch.account is not None:
            return self._firm(int(batch.account[place]))
        if batch.kind == "lead.created" and batch.lead is not None:
            return self._firm(int(self.chapter.block.leads.account[batch.lead[place]]))
        return None

    def _firm(self, row: int) -> Company:
        accounts = self.chapter.block.accounts
        return Company(
            number=int(accounts.number[row]),
            name=accounts.name[row].as_py(),
            domain=accounts.domain[row].as_py(),
        )

    def _visitor(self, visitors: Ints | None, place: int) -> str | None:
        if visitors is None:
            return None
        return visitor_id(int(visitors[place]) + self.chapter.block.span.first_visitor)


def cells_of(batch: Batch) -> Cells:
    """Return the columns of a batch as values; those of properties begin with `SAID`."""
    known: dict[str, Column | None] = {
        "source": batch.source,
        "campaign": batch.campaign,
        "actor": batch.actor,
    }
    known |= {f"{SAID}{name}": column for name, column in batch.properties.items()}
    return {name: c.column().to_pylist() for name, c in known.items() if c is not None}


def said_in(cells: Cells, place: int) -> dict[str, Any]:
    """Return the properties of one row, those that say something."""
    return {
        name.removeprefix(SAID): values[place]
        for name, values in cells.items()
        if name.startswith(SAID) and values[place] is not None
    }


def visitor_id(number: int) -> str:
    """Return the anonymous id of a visitor, as in the exports of the history."""
    return f"a{number + FIRST_NUMBERS['visitor']}"


def _cell(cells: Cells, name: str, place: int) -> str | None:
    return cells[name][place] if name in cells else None
