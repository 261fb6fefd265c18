"""The door of the API: keys, problem details, addresses that there are not."""

from __future__ import annotations

import pytest

from app_cast import make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def cast(db):
    return make_cast()


def bearing(secret):
    return {"Authorization": f"Bearer {secret}"}


def test_a_key_opens_its_workspace(client, cast):
    answer = client.get("/api/v1/workspace", headers=bearing(cast.here.weak))
    assert answer.status_code == 200
    assert answer.json()["slug"] == "northwind"
    assert answer.json()["scopes"] == ["see"]
