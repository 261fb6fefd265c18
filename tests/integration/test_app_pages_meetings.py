"""The meetings pages: a meeting's whole life by its forms, who may do what, and the lists."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from app_pages_world import AIKO, JONAS, World, make_world
from meetworthy.app.booking.finding import public_of
from meetworthy.app.judging.models import Meeting
from meetworthy.app.mail.models import Letter
from meetworthy.app.people.models import Role
from meetworthy.model.time import moment_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HOST = "sales@northwind.example"


@pytest.fixture
def world(db) -> World:
    return make_world(datetime.now(UTC))


class Desk:
    """Somebody of the workspace before the pages, who sends forms and reads what is said."""

    def __init__(self, world: World, role: Role) -> None:
        self.world, self.client = world, Client()
        self.client.force_login(world.people[role], "django.contrib.auth.backends.ModelBackend")
        self.client.cookies["zone"] = "UTC"

    def book(self, who: str, *, begins: timedelta, minutes: int = 30, host: str = HOST):
        lead = self.world.lead(who)
        starts = (self.world.now + begins).astimezone(ZoneInfo("UTC"))
        form = {"starts": f"{starts:%Y-%m-%dT%H:%M}", "minutes": minutes, "host": host,
                "title": "Intro", "place": "Room 7"}  # fmt: skip
        address = reverse("meeting-book", args=[self.world.workspace.slug, lead.uuid])
        return self.client.post(address, form)

    def meeting(self, who: str) -> Meeting:
        number = self.world.lead(who).number
        return Meeting.objects.filter(
            workspace=self.world.workspace, lead=number, name__startswith="hand:"
        ).latest("booked_at")

    def page(self, who: str) -> str:
        return self.client.get(self._address("meeting", who)).content.decode()

    def do(self, who: str, act: str, **said: str) -> str:
        door = "meeting-judge" if act in ("accept", "confirm", "decline") else "meeting-arrange"
        answer = self.client.post(self._address(door, who), {"act": act, **said}, follow=True)
        return " ".join(
            re.findall(r'<ul class="flash".*?</ul>', answer.content.decode(), re.DOTALL)
        )

    def list(self, **asked: str) -> str:
        address = reverse("meetings", args=[self.world.workspace.slug])
        return self.client.get(address, asked).content.decode()

    def _address(self, name: str, who: str) -> str:
        meeting = self.meeting(who)
        public = public_of(self.world.workspace, meeting.name)
        return reverse(name, args=[self.world.workspace.slug, self.world.lead(who).uuid, public])


def guests(page: str) -> list[str]:
    return re.findall(r'<th scope="row" class="who"><a [^>]*>([^<]*)', page)


def test_a_meeting_is_booked_accepted_held_and_confirmed(world):
    sdr, sales = Desk(world, Role.SDR), Desk(world, Role.SALES)
    assert sdr.book(JONAS, begins=timedelta(minutes=-20)).status_code == 302
    assert (sdr.meeting(JONAS).host, sdr.meeting(JONAS).booker) == (HOST, "sdr@northwind.example")
    assert "sales says whether" in sdr.do(JONAS, "held")
    assert "confirmed" in sales.do(
        JONAS, "confirm", words="They have the problem", **{"criterion-need": "confirmed"}
    )
    meeting = sales.meeting(JONAS)
    assert (meeting.standing, meeting.confirmer) == ("confirmed", HOST)
    page = sdr.page(JONAS)
    for said in ("Booked", "Took place", "They have the problem", "Maya Okafor", "Dario Ruiz"):
        assert said in page
    assert "does not count as a sales qualified meeting" in page  # nobody accepted it before


def test_the_leads_timeline_speaks_of_meetings_as_people_do(world):
    sdr = Desk(world, Role.SDR)
    sdr.book(AIKO, begins=timedelta(days=1))
    starts = sdr.meeting(AIKO).starts_at
    where = reverse("lead", args=[world.workspace.slug, world.lead(AIKO).uuid])
    page = sdr.client.get(where).content.decode()
    timeline = page[page.index('<ol class="timeline">') :]
    assert f'starts at <time datetime="{moment_of(starts):%Y-%m-%dT%H:%M}' in timeline
    assert "hand:" not in timeline
    assert "ends at" not in timeline


def test_before_it_takes_place_it_is_accepted_moved_and_called_off(world):
    sdr, sales = Desk(world, Role.SDR), Desk(world, Role.SALES)
    sdr.book(AIKO, begins=timedelta(days=2))
    assert "accepted" in sales.do(AIKO, "accept")
    assert "accepted before" in sales.do(AIKO, "accept")
    later = world.now + timedelta(days=3)
    sdr.do(AIKO, "move", starts=f"{later:%Y-%m-%dT%H:%M}", minutes="45", host=HOST)
    assert sdr.meeting(AIKO).moves == 1
    sdr.do(AIKO, "cancel", by="guest", words="Ill")
    assert sdr.meeting(AIKO).standing == "cancelled"
    assert "Ill" in sdr.page(AIKO)


def test_what_is_ahead_can_not_have_taken_place(world):
    sdr, sales = Desk(world, Role.SDR), Desk(world, Role.SALES)
    sdr.book(AIKO, begins=timedelta(days=2))
    for said in (
        sdr.do(AIKO, "held"),
        sdr.do(AIKO, "missed", by="guest"),
        sales.do(AIKO, "confirm"),
    ):
        assert "has not begun yet" in said
    assert sdr.meeting(AIKO).standing == "booked"


def test_who_booked_it_does_not_confirm_it(world):
    sales = Desk(world, Role.SALES)
    sales.book(JONAS, begins=timedelta(hours=-1))
    assert 'value="confirm"' not in sales.page(JONAS)
    assert "booked" in sales.do(JONAS, "confirm")
    assert sales.meeting(JONAS).standing in ("booked", "held")


def test_a_declined_meeting_is_disputed_once(world):
    sdr, sales = Desk(world, Role.SDR), Desk(world, Role.SALES)
    sdr.book(JONAS, begins=timedelta(hours=-1))
    sdr.do(JONAS, "held")
    sales.do(JONAS, "decline")
    assert sales.meeting(JONAS).standing == "held"  # nobody said why
    reasons = re.findall(r'<option value="([^"]+)">', _select(sales.page(JONAS), "decline-reason"))
    sales.do(JONAS, "decline", reason=next(iter(reasons), ""), words="Too small")
    assert sales.meeting(JONAS).standing == "declined"
    assert "nothing to decide by" in sdr.do(JONAS, "dispute")
    sdr.do(JONAS, "dispute", words="They have forty seats")
    assert sdr.meeting(JONAS).standing == "disputed"
    sales.do(JONAS, "confirm")  # who declined it does not decide
    assert sales.meeting(JONAS).standing == "disputed"


def _select(page: str, name: str) -> str:
    found = re.search(rf'<select id="{name}".*?</select>', page, re.DOTALL)
    return "" if found is None else found[0]


def test_a_no_show_says_who_did_not_come_and_can_be_moved_to_another_day(world):
    sdr = Desk(world, Role.SDR)
    sdr.book(JONAS, begins=timedelta(hours=-1))
    assert "does not say who" in sdr.do(JONAS, "missed")
    sdr.do(JONAS, "missed", by="guest")
    assert (sdr.meeting(JONAS).standing, sdr.meeting(JONAS).missed_by) == ("missed", "guest")
    later = world.now + timedelta(days=3)
    sdr.do(JONAS, "move", starts=f"{later:%Y-%m-%dT%H:%M}", minutes="30", host=HOST)
    assert sdr.meeting(JONAS).standing == "booked"


def test_an_agenda_is_mailed_and_recorded(world):
    sdr = Desk(world, Role.SDR)
    sdr.book(AIKO, begins=timedelta(days=2))
    assert "on its way" in sdr.do(AIKO, "agenda", words="Your pipeline, and who decides.")
    letter = Letter.objects.get(kind="agenda")
    assert (letter.address, letter.headers["Reply-To"]) == (AIKO, "sdr@northwind.example")
    assert sdr.meeting(AIKO).agenda_at is not None


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"host": "nobody@northwind.example"}, "nobody here who takes meetings"),
        ({"minutes": 0}, "end before it begins"),
    ],
)
def test_a_slot_that_can_not_be_is_said_beside_the_form(world, said, wrong):
    answer = Desk(world, Role.SDR).book(JONAS, begins=timedelta(days=1), **said)
    assert answer.status_code == 422
    assert wrong in answer.content.decode()
    assert "Room 7" in answer.content.decode(), "what was filled stays"


def test_a_time_that_clocks_skip_is_refused(world):
    sdr = Desk(world, Role.SDR)
    sdr.client.cookies["zone"] = "Europe/Berlin"
    lead = world.lead(JONAS)
    address = reverse("meeting-book", args=[world.workspace.slug, lead.uuid])
    form = {"starts": "2027-03-28T02:30", "minutes": 30, "host": HOST}
    answer = sdr.client.post(address, form)
    assert "clocks are put forward" in answer.content.decode()


def test_marketing_looks_and_changes_nothing(world):
    sdr, marketing = Desk(world, Role.SDR), Desk(world, Role.MARKETING)
    sdr.book(JONAS, begins=timedelta(hours=-1))
    assert 'name="act"' not in marketing.page(JONAS)
    assert marketing.book(JONAS, begins=timedelta(days=1)).status_code == 403
    for act in ("held", "confirm"):
        marketing.do(JONAS, act)
    assert sdr.meeting(JONAS).standing == "booked"


def test_an_sdr_does_not_say_what_a_meeting_was_worth(world):
    sdr = Desk(world, Role.SDR)
    sdr.book(JONAS, begins=timedelta(hours=-1))
    sdr.do(JONAS, "confirm")
    sdr.do(JONAS, "decline", words="no")
    assert sdr.meeting(JONAS).standing == "booked"


def test_anothers_meeting_is_not_found_by_guessing(world):
    sdr = Desk(world, Role.SDR)
    sdr.book(JONAS, begins=timedelta(hours=-1))
    public = public_of(world.workspace, sdr.meeting(JONAS).name)
    of_another = reverse("meeting", args=[world.workspace.slug, world.lead(AIKO).uuid, public])
    assert sdr.client.get(of_another).status_code == 404


def test_the_lists_show_what_is_ahead_what_waits_and_what_is_past(world):
    sdr = Desk(world, Role.SDR)
    sdr.book(AIKO, begins=timedelta(days=2))
    sdr.book(JONAS, begins=timedelta(hours=-2))
    assert guests(sdr.list()) == ["Aiko Tan"]
    assert len(guests(sdr.list(tab="open"))) == 1
    sdr.do(JONAS, "missed", by="guest")
    assert guests(sdr.list(tab="open")) == []
    assert len(guests(sdr.list(tab="past"))) == 1
    assert len(guests(sdr.list(tab="past", standing="confirmed"))) == 0


def test_mine_are_those_that_i_host_or_booked(world):
    sdr, sales = Desk(world, Role.SDR), Desk(world, Role.SALES)
    sdr.book(AIKO, begins=timedelta(days=2), host="sdr@northwind.example")
    assert len(guests(sdr.list())) == 1
    assert guests(sales.list()) == []
    assert len(guests(sales.list(who="all"))) == 1
    assert len(guests(sales.list(who="sdr@northwind.example"))) == 1


def test_the_four_numbers_of_a_month_stand_together(world):
    sdr, sales = Desk(world, Role.SDR), Desk(world, Role.SALES)
    sdr.book(JONAS, begins=timedelta(hours=-1))
    sales.do(JONAS, "confirm", words="Yes")
    page = sdr.list(who="all")
    numbers = re.findall(r"<dt>(Booked|Accepted|Held|Confirmed)</dt><dd>(\d+)", page)
    assert [name for name, _ in numbers] == ["Booked", "Accepted", "Held", "Confirmed"]
    assert dict(numbers)["Confirmed"] == "1"
    assert dict(numbers)["Held"] == "1"
    before = sdr.list(who="all", month="2020-01")
    assert re.findall(r"<dd>(\d+)", before)[:4] == ["0", "0", "0", "0"]


@pytest.mark.parametrize(
    "asked",
    [
        {"tab": "nonsense", "month": "2026-13", "who": "\x00", "after": "x"},
        {"after": "1~0193b0a0-0000-7000-8000-000000000000~a", "tab": "past"},
        {"after": "~" * 5, "standing": "held"},
    ],
)
def test_what_a_url_says_that_is_not_understood_asks_for_nothing(world, asked):
    assert "Meetings" in Desk(world, Role.SALES).list(**asked)
