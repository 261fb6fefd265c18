"""Lists of meetings and the four numbers of a month, by the indexes of ``judging_meeting``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from meetworthy.app.ledger.sql import fetch

PAGE = 50
"""Meetings on a page; chosen by eye."""


class Tab(StrEnum):
    """Which meetings a list shows."""

    AHEAD = "ahead"
    OPEN = "open"  # over, or held, or disputed: somebody has to say something
    PAST = "past"


_STANDINGS = {
    Tab.AHEAD: ("booked",),
    Tab.OPEN: ("disputed", "held", "booked"),
    Tab.PAST: ("confirmed", "declined", "missed", "cancelled"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list asks for: ``who`` is the address of a host or booker, empty for everybody."""

    tab: Tab
    now: int
    who: str = ""
    standing: str = ""  # one of the past ones; empty for all


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended."""

    moment: int
    lead: int
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """A meeting in a list, with who the guest is; instants, addresses, empty where unsaid."""

    lead: int
    uuid: UUID
    name: str
    guest: str
    company: str
    standing: str
    moment: int  # when it is, or when it was booked where nobody said
    starts_at: int | None
    ends_at: int | None
    host: str
    booker: str
    title: str
    moves: int
    accepted_at: int | None
    agenda_at: int | None
    held_at: int | None
    missed_by: str
    confirmed_at: int | None
    disputed_at: int | None
    settled_at: int | None
    reason: str

    @property
    def place(self) -> Place:
        """Where a page would end with it."""
        return Place(self.moment, self.lead, self.name)


_MOMENT = "COALESCE(m.starts_at, m.booked_at)"
# A person's meetings, found by two indexes; with an OR, SQLite would walk along all meetings.
_OF_PERSON = (
    "(SELECT * FROM judging_meeting WHERE workspace_id = %s AND host = %s"
    " UNION SELECT * FROM judging_meeting WHERE workspace_id = %s AND booker = %s)"
)
_KEY = f"({_MOMENT}, m.lead, m.name)"

# One arm for each standing, so that each is a walk along the index in the order of the page.
_ARM = """
SELECT * FROM (
    SELECT m.lead, m.name, m.standing, {moment} AS moment, m.starts_at, m.ends_at, m.host,
           m.booker, m.title, m.moves, m.accepted_at, m.agenda_at, m.held_at, m.missed_by,
           m.confirmed_at, m.disputed_at, m.settled_at, m.reason
    FROM {table} m
    WHERE m.workspace_id = %s AND m.standing{whole} = %s AND {condition}
    ORDER BY {moment} {way}, m.lead {way}, m.name {way}
    LIMIT %s
) AS arm
"""

# Who the guests are, of the meetings on the page only.
_NAMED = """
SELECT p.lead, l.uuid, p.name, COALESCE(NULLIF(s.name, ''), s.email, ''),
       COALESCE(NULLIF(s.company, ''), s.domain, ''), p.standing, p.moment, p.starts_at, p.ends_at,
       p.host, p.booker, p.title, p.moves, p.accepted_at, p.agenda_at, p.held_at, p.missed_by,
       p.confirmed_at, p.disputed_at, p.settled_at, p.reason
FROM (SELECT * FROM ({arms}) AS every ORDER BY moment {way}, lead {way}, name {way} LIMIT %s) AS p
JOIN ledger_lead l ON l.workspace_id = %s AND l.number = p.lead
LEFT JOIN judging_state s ON s.workspace_id = %s AND s.lead = p.lead
ORDER BY p.moment {way}, p.lead {way}, p.name {way}
"""


def page_of(
    workspace_id: int, asked: Asked, *, after: Place | None = None, size: int = PAGE
) -> tuple[list[Row], Place | None]:
    """Return a page of meetings and where the next one goes on; None at the end.

    What is ahead comes soonest first, what waits for a word longest first, what is past last first.
    """
    way = "DESC" if asked.tab is Tab.PAST else "ASC"
    condition, parameters = _condition(asked, after, way)
    # A person's meetings are few: the standing is only looked at.
    table, person = _table(workspace_id, asked.who)
    whole = " || ''" if asked.who else ""
    arm = _ARM.format(moment=_MOMENT, condition=condition, way=way, whole=whole, table=table)
    standings = [s for s in _STANDINGS[asked.tab] if asked.standing in ("", s)]
    if not standings:
        return [], None
    query = _NAMED.format(arms=" UNION ALL ".join([arm] * len(standings)), way=way)
    given = [
        value
        for standing in standings
        for value in (*person, workspace_id, standing, *parameters, size + 1)
    ]
    rows = [_row(row) for row in fetch(query, (*given, size + 1, workspace_id, workspace_id))]
    return rows[:size], rows[size - 1].place if len(rows) > size else None


def _row(row: tuple[object, ...]) -> Row:
    lead, public, *rest = row
    return Row(lead, public if isinstance(public, UUID) else UUID(str(public)), *rest)  # type: ignore[arg-type]  # as the query says


def _table(workspace_id: int, who: str) -> tuple[str, tuple[object, ...]]:
    """Return the meetings that are looked at: all, or those that somebody hosts or booked."""
    if not who:
        return "judging_meeting", ()
    return _OF_PERSON, (workspace_id, who, workspace_id, who)


def _condition(asked: Asked, after: Place | None, way: str) -> tuple[str, list[object]]:
    said, parameters = [], list[object]()
    if asked.tab is not Tab.PAST:
        said.append(f"{_MOMENT} {'>' if asked.tab is Tab.AHEAD else '<='} %s")
        parameters.append(asked.now)
    if after is not None:
        sign = "<" if way == "DESC" else ">"
        said.append(f"{_MOMENT} {sign}= %s AND {_KEY} {sign} (%s, %s, %s)")
        parameters += [after.moment, after.moment, after.lead, after.name]
    said.append(f"{_MOMENT} IS NOT NULL")
    return " AND ".join(said), parameters


@dataclass(frozen=True, slots=True)
class Numbers:
    """What happened to meetings in a time: four numbers, never one without the others.

    ``by_booker`` and ``after_dispute`` are parts of ``confirmed`` that are told apart.
    """

    booked: int
    accepted: int
    held: int
    confirmed: int
    by_booker: int
    after_dispute: int


_COUNT = (
    "(SELECT count(*) FROM {table} m WHERE m.workspace_id = %s"
    " AND m.{column} >= %s AND m.{column} < %s{more})"
)

_CONFIRMED = " AND m.standing = 'confirmed'"

_COUNTS = (
    ("booked_at", ""),
    ("accepted_at", ""),
    ("held_at", ""),
    ("confirmed_at", _CONFIRMED),
    ("confirmed_at", _CONFIRMED + " AND m.confirmer = m.booker AND m.booker <> ''"),
    ("confirmed_at", _CONFIRMED + " AND m.settled_at IS NOT NULL"),
)


def numbers_of(workspace_id: int, *, since: int, until: int, who: str = "") -> Numbers:
    """Count what happened from an instant until another, each in its own time."""
    table, person = _table(workspace_id, who)
    query = "SELECT " + ", ".join(
        _COUNT.format(column=column, more=more, table=table) for column, more in _COUNTS
    )
    (row,) = fetch(query, (*person, workspace_id, since, until) * len(_COUNTS))
    return Numbers(*row)
