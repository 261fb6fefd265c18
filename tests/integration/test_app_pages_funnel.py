"""The funnel and sources pages, as the server answers: what is measured, the leads behind it."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from app_pages_world import World, make_world
from meetworthy.app.definitions.models import Version
from meetworthy.app.measuring.funnel import once
from meetworthy.app.people.models import Role
from meetworthy.model.time import instant_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

FUNNEL, SOURCES = "/w/northwind/funnel", "/w/northwind/sources"


@pytest.fixture
def world(settings, tmp_path) -> World:
    settings.DATA_FOLDER = tmp_path
    return make_world(more=60)


@pytest.fixture
def viewer(world: World) -> Client:
    client = Client()
    client.force_login(world.people[Role.VIEWER], "django.contrib.auth.backends.ModelBackend")
    return client


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def measure(world: World) -> None:
    while once(at=instant_of(world.now)):
        pass


def shown(page: str) -> dict[str, int]:
    """The stages of the funnel, with how many entered each."""
    found = re.findall(r'\?stage=(\w+)[^"]*">([\d,]+)</a>', page)
    return {stage: int(number.replace(",", "")) for stage, number in found}


def test_a_question_asked_first_is_being_measured_and_then_here_at_once(world, viewer):
    page = text(viewer, FUNNEL)
    assert "It is being measured for the first time" in page
    assert "look again" in page
    measure(world)
    page = text(viewer, FUNNEL)
    assert shown(page)["lead"] == 66
    assert "measured" in page
    assert "being measured" not in page
    world.tell("lead.created", "new@somewhere.example", ago=world.now - world.now)
    world.commit()
    assert "a newer one is being measured" in text(viewer, FUNNEL)


def test_every_number_of_a_stage_leads_to_the_leads_behind_it(world, viewer):
    text(viewer, FUNNEL)
    measure(world)
    counts = shown(text(viewer, FUNNEL))
    assert counts["mql"] > counts["sql"] > 0
    for stage, number in counts.items():
        page = text(viewer, f"{FUNNEL}/entered?stage={stage}")
        assert f'<span class="say">{number} in their first pass</span>' in page
        assert page.count("<tr data-row>") == min(number, 50)
    assert "Aiko Tan" in text(viewer, FUNNEL + "/entered?stage=sql")


def test_who_entered_is_read_on_page_by_page(world, viewer):
    first = text(viewer, FUNNEL + "/entered?stage=lead")
    older = re.search(r'href="(\?[^"]+)" rel="next"', first)[1]
    second = text(viewer, FUNNEL + "/entered" + older)
    leads = [set(re.findall(r"/leads/([0-9a-f-]{36})", page)) for page in (first, second)]
    assert [len(one) for one in leads] == [50, 16]
    assert not leads[0] & leads[1]


def test_filters_stand_in_the_url_and_nonsense_asks_for_nothing(world, viewer):
    asked = "?since=2020-02-29&unit=every+pass&by=seniority&horizon=90"
    text(viewer, FUNNEL + asked)
    text(viewer, FUNNEL)
    measure(world)
    page = text(viewer, FUNNEL + asked)
    assert 'value="2020-02-29"' in page
    assert '<option value="every pass" selected>' in page
    assert '<option value="seniority" selected>' in page
    assert "director" in page  # a row of its own
    assert "since=2020-02-29&amp;" in viewer.get(FUNNEL + asked).content.decode()
    assert shown(text(viewer, FUNNEL + "?since=someday&by=nothing&unit=x&horizon=7"))["lead"] == 66


def test_an_unknown_stage_is_not_found(viewer):
    text(viewer, FUNNEL + "/entered?stage=%27--", 404)


def test_charts_are_drawn_apart_and_carry_their_numbers_as_tables(world, viewer):
    text(viewer, FUNNEL + "/charts")
    measure(world)
    page = text(viewer, FUNNEL + "/charts")
    assert "By month of entry" in page
    assert "How long each step takes" in page
    assert (
        page.count('<div class="chart')
        == page.count("<svg aria-hidden")
        == 2 * page.count("<figure")
    )
    assert page.count("<figure") > 0
    assert page.count('<details class="more numbers">') >= page.count("<figure")
    assert "<script>" not in page


def test_sources_are_ranked_and_lead_to_their_leads(world, viewer):
    text(viewer, SOURCES)
    measure(world)
    page = text(viewer, SOURCES)
    assert '<a href="/w/northwind/leads?source=paid%20search">paid search</a>' in page
    assert "No spend recorded." in page


def test_a_workspace_without_a_definition_is_told_what_to_write_first(world, viewer):
    Version.objects.all().delete()
    text(viewer, FUNNEL)
    measure(world)
    page = text(viewer, FUNNEL)
    assert "being measured for the first time" not in page
