"""Rules give leads to people: once each, to nobody who is away or full, and always with a why."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections

from app_routing_world import ANNA, BEN, CHRIS, MONDAY, Place
from meetworthy.app.judging.models import Need as NeedRow
from meetworthy.app.judging.work import work_once
from meetworthy.app.ledger.erase import erase
from meetworthy.app.routing import assign
from meetworthy.app.routing.again import rebuild
from meetworthy.app.routing.desk import RETRY, turns_of, why_unrouted
from meetworthy.app.routing.models import Breach, Given, Turns, Unrouted
from meetworthy.model.time import DAY, HOUR, MINUTE, moment_of

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place() -> Place:
    return Place()


def test_leads_go_in_turn_and_each_says_why(place):
    place.hire(ANNA, BEN)
    place.ask("one", "two", "three")
    assert place.work() == 3
    assert sorted(place.owners().values()) == ["anna", "anna", "ben"]
    assert place.assigned()[0] == {
        "owner": ANNA,
        "rule": "everybody",
        "why": "“everybody”: it was Anna’s turn among 2; “account owner” names nobody who is here.",
    }
    assert place.work() == 0
    assert set(NeedRow.objects.values_list("person", flat=True)) == {ANNA, BEN}


def test_what_is_not_known_of_a_lead_is_no_yes_and_is_said(place):
    place.hire(ANNA, skills="German")
    place.ask("one", title="CEO")
    place.work()
    (told,) = place.assigned()
    assert told["rule"] == "everybody"
    assert "whether “german speaking” (country = 'DE') holds is not known" in told["why"]


def test_a_skill_is_asked_for_and_who_is_away_is_passed_over_with_the_day_of_return(place):
    place.hire(ANNA, BEN, skills="german")
    place.hire(CHRIS)
    place.tell(
        "person.absent",
        at=MONDAY - DAY,
        person=ANNA,
        since="2026-05-01",
        until="2026-05-11T09:00:00+00:00",
    )
    place.ask("one", "two", country="DE")
    place.work()
    assert set(place.owners().values()) == {"ben"}
    assert place.assigned()[0]["why"] == (
        "“german speaking” (country = 'DE'): Ben was the only one who could take it;"
        " Anna is away until 11 May 2026, 09:00, Chris lacks german."
    )


def test_whose_the_account_is_gets_its_leads_also_those_of_the_same_step(place):
    place.hire(ANNA, BEN, CHRIS)
    for name in ("x", "y", "z"):
        place.tell("lead.described", lead=f"{name}@firm.example", country="FR")
        place.tell("demo.requested", lead=f"{name}@firm.example")
    place.work()
    assert len(set(place.owners().values())) == 1
    rules = [told["rule"] for told in place.assigned()]
    assert rules == ["everybody", "account_owner", "account_owner"]
    assert place.assigned()[1]["why"].startswith("“account owner”: Anna has other leads")


def test_where_everybody_is_full_a_lead_stays_nobodys_and_says_why_until_there_is_room(place):
    place.hire(ANNA, capacity=1)
    place.ask("one", "two")
    assert place.work() == 1
    (unrouted,) = Unrouted.objects.all()
    assert why_unrouted(place.workspace.pk, unrouted.lead) == (
        "Nobody could take it: “account owner” names nobody who is here,"
        " “everybody” found nobody: Anna is full (1 of 1)."
    ).replace("here,", "here;")
    assert place.work(MONDAY + MINUTE) == 0
    place.hire(BEN, at=MONDAY + 2 * MINUTE)
    assert place.work(MONDAY + RETRY + MINUTE) == 1
    assert sorted(place.owners().values()) == ["anna", "ben"]
    assert not Unrouted.objects.exists()


def test_who_had_a_lead_let_its_clock_run_out_and_another_gets_it_once(place):
    place.hire(ANNA, BEN, CHRIS)
    place.ask("one")
    place.work()
    assert place.owners() == {"one": "anna"}
    place.work(MONDAY + 4 * HOUR + 1)  # missed at 13:00
    assert place.owners() == {"one": "ben"}
    assert place.assigned()[1]["why"].startswith("Anna did not keep the clock “accept”. ")
    for later in range(2, 20):
        place.work(MONDAY + 4 * HOUR + later * RETRY)
    assert place.owners() == {"one": "ben"}
    assert Breach.objects.get().settled


def test_a_clock_missed_over_night_is_seen_to_by_whoever_is_there_in_the_morning(place):
    place.hire(ANNA, BEN)
    place.tell(
        "person.absent",
        at=MONDAY,
        person=BEN,
        since="2026-05-04",
        until="2026-05-05T09:00:00+00:00",
    )
    place.ask("one")
    place.work()
    place.work(MONDAY + 4 * HOUR + 1)
    assert place.owners() == {"one": "anna"}  # nobody else is there
    breach = Breach.objects.get()
    assert not breach.settled
    assert "Ben is away until 5 May 2026, 09:00" in breach.outcome
    place.work(MONDAY + DAY + MINUTE)
    assert place.owners() == {"one": "ben"}


def test_a_lead_that_was_accepted_late_is_not_taken_away(place):
    place.hire(ANNA, BEN)
    place.ask("one")
    place.work()
    late = MONDAY + 4 * HOUR + MINUTE
    place.tell("lead.accepted", lead="one@one.example", at=late, actor=ANNA)
    place.work(late + MINUTE)
    assert place.owners() == {"one": "anna"}
    assert not Breach.objects.filter(settled=False).exists()


def test_a_guest_who_does_not_come_gives_the_turn_back_once(place):
    place.hire(ANNA, BEN)
    place.ask("one", "two")
    place.work()
    assert place.owners() == {"one": "anna", "two": "ben"}
    when = moment_of(MONDAY + HOUR).isoformat()
    place.tell(
        "meeting.booked", lead="one@one.example", actor=ANNA, meeting="m", starts_at=when, host=ANNA
    )
    place.tell("meeting.missed", lead="one@one.example", at=MONDAY + HOUR, meeting="m", by="guest")
    place.ask("three", "four", "five", at=MONDAY + 2 * HOUR)
    place.work(MONDAY + 2 * HOUR)
    owners = list(place.owners().values())
    assert (owners.count("anna"), owners.count("ben")) == (3, 2)
    assert Given.objects.exclude(returned="").get().person == ANNA
    place.ask("six", at=MONDAY + 3 * HOUR)
    place.work(MONDAY + 3 * HOUR)
    assert Given.objects.exclude(returned="").count() == 1
    assert place.owners()["six"] == "anna"  # three each, of those that came to something


def test_whose_turn_it_is_can_be_made_again_from_the_ledger(place):
    place.hire(ANNA, BEN, CHRIS, weight=0.5)
    place.hire(ANNA, at=MONDAY - DAY, weight=2.0)
    place.ask(*(f"lead{number}" for number in range(7)))
    place.work()
    before = turns_of(place.workspace.pk)
    given = list(Given.objects.order_by("fact_id").values_list("fact_id", "person", "by_turns"))
    Turns.objects.all().delete()
    assert rebuild(place.workspace.pk) == 7
    after = turns_of(place.workspace.pk)["everybody"]
    assert after.passes == pytest.approx(before["everybody"].passes)
    assert (after.at, after.members) == (
        pytest.approx(before["everybody"].at),
        before["everybody"].members,
    )
    assert given == list(
        Given.objects.order_by("fact_id").values_list("fact_id", "person", "by_turns")
    )


def test_what_somebody_assigned_by_hand_stays_theirs(place):
    place.hire(ANNA, BEN)
    place.ask("one")
    place.tell("lead.assigned", lead="one@one.example", owner=CHRIS, actor=CHRIS)
    assert place.work() == 0
    assert place.owners() == {"one": "chris"}


def test_who_was_erased_gets_no_owner_and_holds_up_nobody(place):
    place.hire(ANNA)
    place.ask("one", "two")
    while work_once(at=MONDAY):
        pass
    erase(workspace=place.workspace, lead=1, by=None, at=MONDAY)
    assert place.work() == 1


def test_a_step_that_is_killed_before_it_commits_has_given_nothing(place, monkeypatch):
    place.hire(ANNA, BEN)
    place.ask("one", "two")
    while work_once(at=MONDAY):
        pass

    def killed(*_args: object, **_said: object) -> None:
        raise SystemExit

    monkeypatch.setattr(assign.desk, "keep_unrouted", killed)
    with pytest.raises(SystemExit):
        assign.once(at=MONDAY)
    assert place.assigned() == []
    assert turns_of(place.workspace.pk) == {}
    monkeypatch.undo()
    assert place.work() == 2
    assert sorted(place.owners().values()) == ["anna", "ben"]


def test_two_workers_at_once_give_every_lead_once(place):
    place.hire(ANNA, BEN)
    place.ask(*(f"lead{number}" for number in range(20)))
    while work_once(at=MONDAY):
        pass
    start, given = threading.Barrier(2), []

    def give() -> None:
        try:
            start.wait()
            given.append(assign.once(at=MONDAY))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=give) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(given) == 20
    assert len(place.assigned()) == 20
    place.work()
    owners = list(place.owners().values())
    assert (owners.count("anna"), owners.count("ben")) == (10, 10)
    assert connection.vendor in ("sqlite", "postgresql")
