"""The desk: what an inbox holds, what is done there, how it is undone, and who was first."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.test import Client

from app_pages_world import JONAS, PRIYA, SOFIA, World, make_world
from meetworthy.app.booking.verbs import Slot, book, confirm, decline, dispute
from meetworthy.app.definitions.models import Version
from meetworthy.app.definitions.timeline import timeline_of
from meetworthy.app.desk.acts import GRACE, UNDO, do, undo
from meetworthy.app.desk.inbox import Line, Whose, count_of, inbox_of, whom_of
from meetworthy.app.desk.passed import Outcome, account_of, passed_on, with_words
from meetworthy.app.judging.models import LeadState, Meeting, Need
from meetworthy.app.people.access import Access, access_of
from meetworthy.app.people.accounts import make_user
from meetworthy.app.people.members import add_member
from meetworthy.app.people.models import Role
from meetworthy.model.problem import Refused
from meetworthy.model.time import DAY, HOUR, MINUTE, instant_of, moment_of

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    return make_world()


def access(world: World, role: Role) -> Access:
    return access_of(world.people[role], "northwind", at=world.now)


def now(world: World) -> int:
    return instant_of(world.now)


def inbox(world: World, role: Role, whose: Whose = Whose.MINE, *, at: int | None = None):
    whom = whom_of(access(world, role))
    return {line.email: line for line in inbox_of(whom, whose, at=at or now(world)).lines}


def stage(world: World, who: str) -> str:
    return LeadState.objects.get(workspace=world.workspace, lead=world.lead(who).number).stage


def test_a_lead_that_crossed_the_line_asks_for_review_on_its_clock(world):
    line: Line = inbox(world, Role.SALES)[PRIYA]
    assert (line.asked, line.person, line.clock) == ("review", "", "accept")
    assert line.cause == "asked for a demo"
    assert line.due_at is not None


def test_marketing_is_asked_for_nothing(world):
    assert inbox(world, Role.MARKETING) == {}


def test_accepting_makes_it_mine_and_asks_to_get_in_touch(world):
    sdr = access(world, Role.SDR)
    do(sdr, world.lead(PRIYA), "accept", {}, at=now(world))
    line = inbox(world, Role.SDR)[PRIYA]
    assert (line.asked, line.person, line.owner) == ("contact", sdr.actor, sdr.actor)
    assert PRIYA not in inbox(world, Role.SALES)


def test_what_was_done_can_be_undone_for_a_minute(world):
    sdr, lead = access(world, Role.SDR), world.lead(PRIYA)
    done = do(sdr, lead, "accept", {}, at=now(world))
    undo(sdr, lead, done, at=now(world) + UNDO)
    assert stage(world, PRIYA) == "mql"
    line = inbox(world, Role.SDR, at=now(world) + UNDO)[PRIYA]
    assert (line.asked, line.person) == ("review", "")


def test_after_the_minute_it_stands(world):
    sdr, lead = access(world, Role.SDR), world.lead(PRIYA)
    done = do(sdr, lead, "accept", {}, at=now(world))
    with pytest.raises(Refused, match="minute"):
        undo(sdr, lead, done, at=now(world) + UNDO + GRACE + 1)
    assert stage(world, PRIYA) == "sal"


def test_nobody_undoes_what_another_did(world):
    lead = world.lead(PRIYA)
    done = do(access(world, Role.SDR), lead, "accept", {}, at=now(world))
    with pytest.raises(Refused, match="not done by you"):
        undo(access(world, Role.SALES), lead, done, at=now(world) + 1)
    with pytest.raises(Refused):
        undo(access(world, Role.SDR), world.lead(SOFIA), done, at=now(world) + 1)
    assert stage(world, PRIYA) == "sal"


def test_the_second_of_two_is_told_who_was_first(world):
    do(access(world, Role.SDR), world.lead(PRIYA), "accept", {}, at=now(world))
    with pytest.raises(Refused, match=r"accepted by Maya Okafor"):
        do(access(world, Role.SALES), world.lead(PRIYA), "accept", {}, at=now(world) + 1)


def test_two_who_accept_at_once_are_one_who_wins_and_one_who_is_told(world):
    lead, outcomes = world.lead(PRIYA), []
    both = [access(world, Role.SDR), access(world, Role.SALES)]
    start = threading.Barrier(2)

    def accept(one: Access) -> None:
        start.wait()
        try:
            do(one, lead, "accept", {}, at=now(world))
            outcomes.append("won")
        except Refused as refused:
            outcomes.append(refused.problems[0].kind)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=accept, args=(one,)) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted_already", "won"]


def test_a_rejection_needs_one_of_the_definitions_reasons(world):
    sdr, lead = access(world, Role.SDR), world.lead(PRIYA)
    with pytest.raises(Refused, match="reason is missing"):
        do(sdr, lead, "reject", {"words": "no"}, at=now(world))
    do(sdr, lead, "reject", {"reason": "no budget yet", "words": "next year"}, at=now(world))
    assert PRIYA not in inbox(world, Role.SDR)
    with pytest.raises(Refused, match="was rejected by Maya Okafor"):
        do(access(world, Role.SALES), lead, "reject", {"reason": "no answer"}, at=now(world) + 1)


def test_a_snoozed_lead_rests_until_then_and_its_clock_goes_on(world):
    sdr, at = access(world, Role.SDR), now(world)
    due = inbox(world, Role.SDR)[PRIYA].due_at
    until = moment_of(at + 3 * HOUR).isoformat()
    do(sdr, world.lead(PRIYA), "snooze", {"until": until, "why": "they call at noon"}, at=at)
    assert PRIYA not in inbox(world, Role.SDR)
    resting = inbox(world, Role.SDR, Whose.SNOOZED)[PRIYA]
    assert (resting.snoozed_why, resting.due_at) == ("they call at noon", due)
    assert PRIYA in inbox(world, Role.SDR, at=at + 3 * HOUR)


def test_what_a_snoozed_lead_does_wakes_it(world):
    sdr, at = access(world, Role.SDR), now(world)
    until = moment_of(at + DAY).isoformat()
    do(sdr, world.lead(PRIYA), "snooze", {"until": until, "why": "later"}, at=at)
    world.now += timedelta(minutes=5)
    world.tell("demo.requested", PRIYA, ago=timedelta(minutes=1), path="/demo")
    world.commit()
    assert PRIYA in inbox(world, Role.SDR)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"until": "", "why": "x"}, "no moment"),
        ({"until": "2020-01-01T00:00:00+00:00", "why": "x"}, "no moment"),
        ({"until": "tomorrow", "why": "x"}, "no moment"),
        ({"until": "2026-11-22T10:00:00", "why": "x"}, "no moment"),
        ({"until": "2200-01-01T00:00:00+00:00", "why": " "}, "reason is missing"),
    ],
)
def test_a_snooze_says_until_when_and_why(world, said, why):
    with pytest.raises(Refused, match=why):
        do(access(world, Role.SDR), world.lead(PRIYA), "snooze", said, at=now(world))


def test_a_lead_is_given_to_somebody_of_the_workspace(world):
    sdr, lead = access(world, Role.SDR), world.lead(PRIYA)
    with pytest.raises(Refused, match="nobody of this workspace"):
        do(sdr, lead, "reassign", {"owner": "stranger@evil.example"}, at=now(world))
    marketing = world.people[Role.MARKETING].email
    with pytest.raises(Refused, match="takes no leads"):
        do(sdr, lead, "reassign", {"owner": marketing}, at=now(world))
    sales = world.people[Role.SALES].email
    do(sdr, lead, "reassign", {"owner": sales.upper(), "why": "speaks German"}, at=now(world))
    assert inbox(world, Role.SALES)[PRIYA].person == sales
    with pytest.raises(Refused, match="already"):
        do(sdr, lead, "reassign", {"owner": sales}, at=now(world) + MINUTE)


def test_a_persons_page_counts_the_leads_that_need_them_as_routing_does(world):
    sdr = access(world, Role.SDR)
    do(sdr, world.lead(PRIYA), "accept", {}, at=now(world))
    LeadState.objects.filter(workspace=world.workspace).update(owner=sdr.actor)
    client = Client()
    client.force_login(world.people[Role.ADMIN])
    page = client.get(f"/w/northwind/people/{world.people[Role.SDR].uuid}").content.decode()
    needing = Need.objects.filter(workspace=world.workspace, person=sdr.actor, meeting="")
    assert f"<dt>Open leads</dt><dd>{needing.count()}" in page


def test_who_booked_a_meeting_is_not_asked_whether_it_is_worth_taking(world):
    sales = access(world, Role.SALES)
    starts = now(world) + DAY
    slot = Slot(starts, starts + HOUR, host=sales.actor)
    book(sales, world.lead(PRIYA), slot, at=now(world))
    asked = Need.objects.get(workspace=world.workspace, asked="worth")
    assert (asked.person, asked.roles) == ("", "sales")
    mine = inbox(world, Role.SALES).get(PRIYA)
    assert mine is None or "worth" not in (mine.asked, *mine.further)
    assert count_of(whom_of(sales), Whose.MINE, at=now(world)).all == len(inbox(world, Role.SALES))
    everybodys = inbox(world, Role.SALES, Whose.ALL)[PRIYA]
    assert "worth" in (everybodys.asked, *everybodys.further)


@pytest.mark.parametrize("arbiter", ["", "meetings: {arbiter: sales@northwind.example}\n"])
def test_who_declined_a_meeting_is_not_asked_to_decide_its_dispute(world, arbiter):
    version = Version.objects.get(workspace=world.workspace)
    version.text += arbiter
    version.save()
    sdr, sales, lead = access(world, Role.SDR), access(world, Role.SALES), world.lead(PRIYA)
    starts = now(world) - DAY
    name, _ = book(sdr, lead, Slot(starts, starts + HOUR, host=sales.actor), at=now(world))
    known = timeline_of(world.workspace.pk)[-1].meetings.reasons
    decline(sales, lead, name, reason=next(iter(known), ""), words="Too small", at=now(world))
    dispute(sdr, lead, name, words="They have forty seats", at=now(world))
    mine = inbox(world, Role.SALES).get(PRIYA)
    assert mine is None or "settle" not in (mine.asked, *mine.further)
    user = make_user("other@northwind.example", name="Other", password="seven quiet herons")
    add_member(world.workspace, user, role=Role.SALES, by=None, at=world.now)
    other = access_of(user, "northwind", at=world.now)
    page = inbox_of(whom_of(other), Whose.MINE, at=now(world))
    lines = {line.email: line for line in page.lines}
    assert "settle" in (lines[PRIYA].asked, *lines[PRIYA].further)
    confirm(other, lead, name, at=now(world))
    assert Meeting.objects.get(workspace=world.workspace, name=name).settled_at == now(world)


@pytest.mark.parametrize("act", ["accept", "reject", "snooze", "reassign", "contact"])
@pytest.mark.parametrize("role", [Role.MARKETING, Role.VIEWER, Role.ADMIN])
def test_only_sales_acts_on_leads(world, act, role):
    said = {
        "reason": "no answer",
        "until": moment_of(now(world) + HOUR).isoformat(),
        "why": "x",
        "owner": world.people[Role.SALES].email,
        "how": "call",
    }
    with pytest.raises(PermissionDenied):
        do(access(world, role), world.lead(PRIYA), act, said, at=now(world))
    assert Need.objects.get(lead=world.lead(PRIYA).number).asked == "review"


def test_marketing_sees_what_became_of_what_it_passed_on(world):
    at = now(world)
    do(access(world, Role.SDR), world.lead(PRIYA), "accept", {}, at=at)
    said = {"reason": "not our customer", "words": "a student"}
    do(access(world, Role.SALES), world.lead(JONAS), "reject", said, at=at)
    definition = timeline_of(world.workspace.pk)[-1]
    found = passed_on(world.workspace.pk, definition, since=at - 30 * DAY, until=at + 1)
    by_lead = {one.lead: one for one in with_words(world.workspace.pk, found)}
    turned_down = by_lead[world.lead(JONAS).number]
    assert (turned_down.outcome, turned_down.reason) == (Outcome.REJECTED, "not_our_customer")
    assert turned_down.words == "a student"
    assert turned_down.answered_by == world.people[Role.SALES].email
    assert by_lead[world.lead(PRIYA).number].outcome is Outcome.ACCEPTED
    account = account_of(found)
    assert account.all == len(found) == sum(account.outcomes.values())
    assert account.reasons == {"not_our_customer": 1}


def test_a_meeting_that_has_not_begun_did_not_take_place(world):
    sales, lead, at = access(world, Role.SALES), world.lead(PRIYA), now(world)
    slot = Slot(at + HOUR, at + 2 * HOUR, sales.actor)
    name, _ = book(access(world, Role.SDR), lead, slot, at=at)
    for act in ("held", "confirm"):
        with pytest.raises(Refused, match="not begun"):
            do(sales, lead, act, {"meeting": name}, at=at)
    with pytest.raises(Refused, match="no such meeting"):
        do(sales, lead, "worth", {"meeting": "another"}, at=at)


def test_a_meeting_held_by_mistake_is_undone(world):
    sales, lead, at = access(world, Role.SALES), world.lead(PRIYA), now(world)
    slot = Slot(at - 2 * HOUR, at - HOUR, sales.actor)
    name, _ = book(access(world, Role.SDR), lead, slot, at=at)
    done = do(sales, lead, "held", {"meeting": name}, at=at)
    assert Meeting.objects.get(lead=lead.number).standing == "held"
    undo(sales, lead, done, at=at + MINUTE)
    assert Meeting.objects.get(lead=lead.number).standing == "booked"
