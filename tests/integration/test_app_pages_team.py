"""The team's month, as pages and API answer: told as facts, judged for real.

September 2025 began on a Monday and has 22 working days.  An SDR owes four meetings a month.
"""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from app_pages_world import LONG_AGO, PASSWORD, World
from app_team_world import MAYA, NOW, meeting, team
from meetworthy.app.people.abilities import Ability
from meetworthy.app.people.accounts import make_user
from meetworthy.app.people.keys import create_key
from meetworthy.app.people.members import add_member
from meetworthy.app.people.models import Role, Workspace
from meetworthy.app.people.workspaces import create_workspace

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

TEAM, API = "/w/northwind/team", "/api/v1/team"


@pytest.fixture
def world() -> World:
    world = team()
    meeting(world, "anna@a.example", booked="2025-09-08T10:00", confirmed="2025-09-12T10:00")
    meeting(world, "ben@b.example", booked="2025-09-09T10:00", confirmed="2025-10-02T10:00")
    meeting(world, "chris@c.example", booked="2025-09-10T10:00")
    world.commit()
    return world


@pytest.fixture
def viewer(world: World) -> Client:
    client = Client()
    client.force_login(world.people[Role.VIEWER], "django.contrib.auth.backends.ModelBackend")
    return client


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def asked(workspace: Workspace, noun: str, month: str) -> dict[str, object]:
    key = create_key(
        workspace,
        name=noun + month,
        scopes={Ability.SEE},
        by=workspace.memberships.get(role=Role.VIEWER).user,
        at=NOW,
    )
    headers = {"Authorization": f"Bearer {key.secret}"}
    answer = Client().get(f"{API}/{noun}?month={month}", headers=headers)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_meeting_counts_for_who_booked_it_in_the_month_of_its_confirmation(world, viewer):
    page = text(viewer, f"{TEAM}?month=2025-09")
    assert "Maya Okafor 1 of 4" in page
    assert "3 booked · 1 accepted · 1 held" in page
    assert "Dario" not in page  # has no quota and booked nothing
    page = text(viewer, f"{TEAM}?month=2025-10")
    assert "Maya Okafor 1 of 4" in page
    assert "0 booked · 1 accepted · 1 held · September 2025: 1 of 4" in page


def test_the_api_says_how_a_target_came_about(world):
    (one,) = asked(world.workspace, "quotas", "2025-09")["people"]
    assert one["person"] == MAYA
    assert (one["quota"], one["ramp"], one["present"], one["target"]) == (4, 1.0, 1.0, 4.0)
    assert (one["confirmed"], one["booked"], one["held"]) == (1, 3, 1)


def test_a_month_before_there_was_anything_is_empty_and_not_zero_percent(world, viewer):
    assert "No promise began in this month" in text(viewer, f"{TEAM}?month=2025-07")
    assert asked(world.workspace, "promises", "2025-07") == {
        "month": "2025-07",
        "clocks": [],
        "people": [],
    }


def test_promises_are_those_of_who_had_the_lead(world, viewer):
    """First contact came an hour after three demos were asked for; nobody accepted them."""
    found = asked(world.workspace, "promises", "2025-09")
    clocks = {one["clock"]: one for one in found["clocks"]}
    contact, accept = clocks["first_contact"], clocks["accept"]
    assert (contact["met"], contact["missed"], contact["share"]) == (3, 0, 1.0)
    assert contact["low"] == pytest.approx(0.4385, abs=1e-4)  # three of three is not always
    assert (accept["met"], accept["missed"]) == (0, 3)
    mine = {one["clock"]: one for one in found["people"] if one["person"] == MAYA}
    assert mine["accept"]["missed"] == 3
    page = text(viewer, f"{TEAM}?month=2025-09")
    assert "3 answered: too few to say how long it takes." in page
    assert "100.0 % (43.9 – 100.0)" in page


def test_every_number_leads_to_the_leads_behind_it(world, viewer):
    page = viewer.get(f"{TEAM}?month=2025-09").content.decode()
    links = {html.unescape(link) for link in re.findall(r'href="(/w/[^"]*/behind[^"]*)"', page)}
    found = {link: text(viewer, link) for link in links}
    booked = next(one for link, one in found.items() if "what=booked" in link)
    assert all(name in booked for name in ("Anna", "Ben", "Chris"))
    confirmed = next(one for link, one in found.items() if "what=confirmed" in link)
    assert "Anna" in confirmed
    assert "Ben" not in confirmed
    missed = next(one for link, one in found.items() if "clock=accept&person" in link)
    assert all(name in missed for name in ("Anna", "Ben", "Chris"))


def test_what_is_not_understood_shows_this_month(world, viewer):
    for month in ("", "2025-13", "9999-12", "2999-01", "<b>", "0001-01", "2025-9-1"):
        assert viewer.get(f"{TEAM}?month={month}").status_code == 200
    assert viewer.get(f"{TEAM}/behind?what=everything").status_code == 404
    assert "None" in text(viewer, f"{TEAM}/behind?what=missed&clock=%00&person=%27")


def test_without_a_definition_it_says_what_will_be_here():
    workspace = create_workspace(name="Northwind", by=None, at=LONG_AGO)
    somebody = make_user("v@northwind.example", name="V", password=PASSWORD)
    add_member(workspace, somebody, role=Role.VIEWER, by=None, at=LONG_AGO)
    client = Client()
    client.force_login(somebody, "django.contrib.auth.backends.ModelBackend")
    page = text(client, TEAM)
    assert "No quota, and no meeting" in page
    assert "No promise began in this month" in page


def test_an_unknown_month_is_refused_by_the_api(world):
    with pytest.raises(AssertionError, match="The request cannot be read"):
        asked(world.workspace, "quotas", "2025-13")
