"""Meetings: lists, a month's numbers, one meeting's life, and everything that is done with it."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Query, Router, Schema
from pydantic import Field

from meetworthy.app.api import cursors
from meetworthy.app.api.endpoint import Call, endpoint
from meetworthy.app.api.values import Asked, Ever, Instant, Line, Listed, Moment, Text
from meetworthy.app.booking import verbs
from meetworthy.app.booking.finding import meeting_in, public_of
from meetworthy.app.booking.listing import Asked as AskedRows
from meetworthy.app.booking.listing import Numbers, Place, Row, Tab, numbers_of, page_of
from meetworthy.app.judging.one import judge_lead
from meetworthy.app.ledger.models import Lead
from meetworthy.app.ledger.outcome import Outcome, Taken
from meetworthy.app.people.access import Ability
from meetworthy.handoff.meetings import Act, Meeting
from meetworthy.model.time import instant_of

from .found import lead_found

router = Router(tags=["meetings"])

_Status = Literal["confirmed", "partial", "denied"]
_ONE = "/meetings/{uuid:lead}/{uuid:meeting}"


class MeetingsAsked(Listed):
    """Which meetings are wanted."""

    tab: Tab = Field(Tab.AHEAD, description="`open`: somebody has to say something of them.")
    who: Line = Field("", description="The address of a host or booker; empty for everybody.")
    standing: Literal["", "confirmed", "declined", "missed", "cancelled"] = ""


class MeetingRow(Schema):
    """A meeting in a list."""

    id: uuid.UUID
    lead: uuid.UUID
    name: str = Field(description="The id that its system gave it first.")
    standing: str
    starts_at: Instant | None
    ends_at: Instant | None
    host: str
    booker: str
    title: str
    moves: int
    accepted_at: Ever
    agenda_at: Ever
    held_at: Ever
    missed_by: str
    confirmed_at: Ever
    disputed_at: Ever
    settled_at: Ever
    reason: str


class MeetingPage(Schema):
    """Some meetings: what is ahead soonest first, what is past latest first."""

    items: list[MeetingRow]
    next: str | None


class MeetingAct(Schema):
    """Something that somebody said of a meeting."""

    at: Instant
    by: str | None
    words: str
    reason: str


class MeetingOut(Schema):
    """One meeting, with who said what of it."""

    id: uuid.UUID
    lead: uuid.UUID
    name: str
    names: list[str]
    standing: str
    starts_at: Instant | None
    ends_at: Instant | None
    host: str
    title: str
    place: str
    moves: int
    booked: MeetingAct | None
    accepted: MeetingAct | None
    agenda: MeetingAct | None
    cancelled: MeetingAct | None
    held: MeetingAct | None
    missed: MeetingAct | None
    missed_by: str
    confirmed: MeetingAct | None
    declined: MeetingAct | None
    disputed: MeetingAct | None
    settled: MeetingAct | None


class MeetingsCounted(Asked):
    """Which time, and whose meetings."""

    since: Moment
    until: Moment
    who: Line = ""


class MonthOut(Schema):
    """What happened to meetings in a time; the last two are parts of `confirmed`."""

    booked: int
    accepted: int
    held: int
    confirmed: int
    by_booker: int
    after_dispute: int


class Slot(Asked):
    """When a meeting is, with whom of us, about what and where."""

    starts_at: Moment
    ends_at: Moment
    host: Annotated[str, Field(max_length=320, pattern=r"^[^\x00]*$")]
    title: Line = ""
    place: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = ""

    @property
    def slot(self) -> verbs.Slot:
        """As the verbs know it."""
        return verbs.Slot(
            instant_of(self.starts_at), instant_of(self.ends_at), self.host, self.title, self.place
        )


class Words(Asked):
    """What somebody says of a meeting."""

    words: Text = ""


class CalledOff(Words):
    """Who called a meeting off, and why."""

    by: Literal["", "host", "guest"] = ""


class Absent(Asked):
    """Who did not come."""

    by: Literal["host", "guest"]


class TookPlace(Asked):
    """How long it was."""

    minutes: float | None = Field(None, gt=0, le=1440)


class Worth(Words):
    """That it was worth taking, and what was learned of the framework's criteria."""

    criteria: dict[str, _Status] = Field(default_factory=dict, max_length=50)


class NotWorth(Worth):
    """That it was not, with one of the definition's reasons."""

    reason: Line = ""


class MeetingDone(Schema):
    """What became of an act, and the meeting as it stands after it."""

    state: Taken
    meeting: MeetingOut


@endpoint(router, "GET", "/meetings", needs=Ability.SEE, gives=MeetingPage)
def list_meetings(call: Call, asked: Query[MeetingsAsked]) -> MeetingPage:
    """This will list meetings: ahead, waiting for a word, or past."""
    place = cursors.place_of("meetings", call.workspace.pk, asked)
    last = cursors.read(place, asked.cursor)
    # What is ahead goes on from the moment at which the first page was asked for.
    now = call.at if last is None else int(last[0])
    after = None if last is None else Place(int(last[1]), int(last[2]), str(last[3]))
    rows, further = page_of(
        call.workspace.pk,
        AskedRows(asked.tab, now, asked.who.lower(), asked.standing),
        after=after,
        size=asked.limit,
    )
    more = (
        None
        if further is None
        else cursors.write(place, [now, further.moment, further.lead, further.name])
    )
    return MeetingPage(items=[_row(call, row) for row in rows], next=more)


@endpoint(router, "GET", "/meetings/numbers", needs=Ability.SEE, gives=MonthOut)
def count_meetings(call: Call, asked: Query[MeetingsCounted]) -> MonthOut:
    """This will count what was booked, accepted, held and confirmed in a time: never one alone."""
    found = numbers_of(
        call.workspace.pk,
        since=instant_of(asked.since),
        until=instant_of(asked.until),
        who=asked.who.lower(),
    )
    return MonthOut(**{name: getattr(found, name) for name in Numbers.__slots__})


@endpoint(router, "GET", _ONE, needs=Ability.SEE, gives=MeetingOut)
def see_meeting(call: Call, lead: uuid.UUID, meeting: uuid.UUID) -> MeetingOut:
    """This will return one meeting: how it stands, and who said what of it."""
    return _found(call, lead, meeting)[1]


@endpoint(
    router,
    "POST",
    "/meetings/{uuid:lead}",
    needs=Ability.BOOK,
    gives=MeetingDone,
    status=201,
)
def book_meeting(call: Call, lead: uuid.UUID, said: Slot) -> MeetingDone:
    """This will book a meeting with a lead. It sends no invitation."""
    known = lead_found(call, lead)
    name, outcome = verbs.book(call.access, known, said.slot, at=call.at, fact_id=call.fact_id)
    public = public_of(call.workspace, name)
    return MeetingDone(state=outcome.state, meeting=_found(call, lead, public)[1])


@endpoint(router, "POST", _ONE + "/move", needs=Ability.BOOK, gives=MeetingDone)
def move_meeting(call: Call, lead: uuid.UUID, meeting: uuid.UUID, said: Slot) -> MeetingDone:
    """This will move a meeting; one that was missed or called off is on again."""
    known, one = _found(call, lead, meeting)
    done = verbs.move(call.access, known, one.name, said.slot, at=call.at, fact_id=call.fact_id)
    return _done(call, lead, meeting, done)


@endpoint(router, "POST", _ONE + "/cancel", needs=Ability.BOOK, gives=MeetingDone)
def cancel_meeting(call: Call, lead: uuid.UUID, meeting: uuid.UUID, said: CalledOff) -> MeetingDone:
    """This will call a meeting off."""
    known, one = _found(call, lead, meeting)
    done = verbs.cancel(
        call.access, known, one.name, by=said.by, words=said.words, at=call.at, fact_id=call.fact_id
    )
    return _done(call, lead, meeting, done)


@endpoint(router, "POST", _ONE + "/held", needs=Ability.BOOK, gives=MeetingDone)
def hold_meeting(call: Call, lead: uuid.UUID, meeting: uuid.UUID, said: TookPlace) -> MeetingDone:
    """This will record that a meeting took place."""
    known, one = _found(call, lead, meeting)
    done = verbs.hold(
        call.access, known, one.name, minutes=said.minutes, at=call.at, fact_id=call.fact_id
    )
    return _done(call, lead, meeting, done)


@endpoint(router, "POST", _ONE + "/missed", needs=Ability.BOOK, gives=MeetingDone)
def miss_meeting(call: Call, lead: uuid.UUID, meeting: uuid.UUID, said: Absent) -> MeetingDone:
    """This will record that the host, or the guest, did not come."""
    known, one = _found(call, lead, meeting)
    done = verbs.miss(call.access, known, one.name, by=said.by, at=call.at, fact_id=call.fact_id)
    return _done(call, lead, meeting, done)


@endpoint(router, "POST", _ONE + "/agenda", needs=Ability.BOOK, gives=MeetingDone)
def send_agenda(call: Call, lead: uuid.UUID, meeting: uuid.UUID, said: Words) -> MeetingDone:
    """This will mail the guest what the meeting will be about."""
    known, one = _found(call, lead, meeting)
    done = verbs.send_agenda(
        call.access, known, one.name, words=said.words, at=call.at, fact_id=call.fact_id
    )
    return _done(call, lead, meeting, done)


@endpoint(router, "POST", _ONE + "/dispute", needs=Ability.BOOK, gives=MeetingDone)
def dispute_meeting(call: Call, lead: uuid.UUID, meeting: uuid.UUID, said: Words) -> MeetingDone:
    """This will dispute, once, that a meeting was declined; the arbiter confirms or declines it."""
    known, one = _found(call, lead, meeting)
    done = verbs.dispute(
        call.access, known, one.name, words=said.words, at=call.at, fact_id=call.fact_id
    )
    return _done(call, lead, meeting, done)


@endpoint(router, "POST", _ONE + "/accept", needs=Ability.CONFIRM, gives=MeetingDone)
def accept_meeting(call: Call, lead: uuid.UUID, meeting: uuid.UUID, said: Words) -> MeetingDone:
    """This will accept a meeting as worth taking, before it takes place."""
    known, one = _found(call, lead, meeting)
    done = verbs.accept(
        call.access, known, one.name, words=said.words, at=call.at, fact_id=call.fact_id
    )
    return _done(call, lead, meeting, done)


@endpoint(router, "POST", _ONE + "/confirm", needs=Ability.CONFIRM, gives=MeetingDone)
def confirm_meeting(call: Call, lead: uuid.UUID, meeting: uuid.UUID, said: Worth) -> MeetingDone:
    """This will confirm that a meeting was worth taking; of a disputed one it is the decision."""
    known, one = _found(call, lead, meeting)
    done = verbs.confirm(
        call.access,
        known,
        one.name,
        words=said.words,
        criteria=dict(said.criteria),
        at=call.at,
        fact_id=call.fact_id,
    )
    return _done(call, lead, meeting, done)


@endpoint(router, "POST", _ONE + "/decline", needs=Ability.CONFIRM, gives=MeetingDone)
def decline_meeting(call: Call, lead: uuid.UUID, meeting: uuid.UUID, said: NotWorth) -> MeetingDone:
    """This will decline a meeting, with a reason; of a disputed one it is the decision."""
    known, one = _found(call, lead, meeting)
    done = verbs.decline(
        call.access,
        known,
        one.name,
        reason=said.reason,
        words=said.words,
        criteria=dict(said.criteria),
        at=call.at,
        fact_id=call.fact_id,
    )
    return _done(call, lead, meeting, done)


def _found(call: Call, lead: uuid.UUID, meeting: uuid.UUID) -> tuple[Lead, MeetingOut]:
    """Return a lead and its meeting; raises Http404 for any other's."""
    known = lead_found(call, lead)
    seen = judge_lead(call.workspace.pk, known.number, at=call.at)
    one = None if seen is None else meeting_in(seen, call.workspace, meeting)
    if one is None:
        raise Http404
    return known, _out(known, meeting, one)


def _done(call: Call, lead: uuid.UUID, meeting: uuid.UUID, outcome: Outcome) -> MeetingDone:
    return MeetingDone(state=outcome.state, meeting=_found(call, lead, meeting)[1])


def _row(call: Call, row: Row) -> MeetingRow:
    names = (name for name in MeetingRow.model_fields if name not in ("id", "lead"))
    said = {name: getattr(row, name) for name in names}
    return MeetingRow(id=public_of(call.workspace, row.name), lead=row.uuid, **said)


_ACTS = (
    "booked", "accepted", "agenda", "cancelled", "held", "missed", "confirmed", "declined",
    "disputed", "settled",
)  # fmt: skip


def _out(lead: Lead, public: uuid.UUID, one: Meeting) -> MeetingOut:
    plain = ("name", "starts_at", "ends_at", "host", "title", "place", "moves", "missed_by")
    said: dict[str, Any] = {name: getattr(one, name) for name in plain}
    said |= {name: _said(getattr(one, name)) for name in _ACTS}
    said |= {"names": list(one.names), "standing": one.standing.value}
    return MeetingOut(id=public, lead=lead.uuid, **said)


def _said(act: Act | None) -> MeetingAct | None:
    if act is None:
        return None
    said = {"at": act.at, "by": act.by, "words": act.words, "reason": act.reason}
    return MeetingAct.model_validate(said)
