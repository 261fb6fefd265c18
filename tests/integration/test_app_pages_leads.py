"""The leads page and a lead's page, as the server answers."""

from __future__ import annotations

import pytest
from django.test import Client

from app_pages_world import JONAS, World, make_world
from meetworthy.app.people.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def world() -> World:
    return make_world(more=10)


@pytest.fixture
def sdr(world: World) -> Client:
    client = Client()
    client.force_login(world.people[Role.SDR])
    return client


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def test_leads_are_listed(sdr):
    assert "Jonas Weber" in text(sdr, "/w/northwind/leads")


def test_a_lead_is_shown(world, sdr):
    page = text(sdr, f"/w/northwind/leads/{world.lead(JONAS).uuid}")
    assert "three agencies" in page
