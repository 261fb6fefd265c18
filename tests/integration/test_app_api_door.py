"""The door of the API: keys, scopes, problem details, addresses that there are not, limits."""

from __future__ import annotations

import json
import re

import pytest
from django.conf import settings
from django.test import Client

from app_api_world import NOTHING, Asker, make_here
from meetworthy.app.api import document, limits
from meetworthy.app.api.nouns import workspace
from meetworthy.app.people.abilities import FOR_KEYS, Ability
from meetworthy.app.people.keys import revoke_key
from meetworthy.app.people.models import ApiKey, Role

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def here(db):
    return make_here()


def problem(answer):
    """Return the problem details of an answer, which must be such."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert said["status"] == answer.status_code
    assert said["type"] == f"https://meetworthy.dev/problems/{said['problems'][0]['kind']}"
    return said


def kind(answer):
    return problem(answer)["problems"][0]["kind"]


def test_a_key_opens_its_workspace(here):
    said = here.weak.get("/workspace").json()
    assert (said["slug"], said["zone"], said["scopes"]) == ("northwind", "Europe/Berlin", ["see"])


@pytest.mark.parametrize(
    "header", ["", "Bearer mw_invented", "Basic bXc6", "Bearer", "mw_invented", "Bearer  \x00"]
)
def test_without_a_key_nothing_is_answered(here, header):
    answer = Client().get("/api/v1/workspace", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert kind(answer) == "key_unknown"


def test_a_signed_in_person_without_a_key_is_nobody_here(here):
    client = Client()
    client.force_login(here.world.people[Role.ADMIN], settings.AUTHENTICATION_BACKENDS[0])
    assert client.get("/api/v1/workspace").status_code == 401


def test_a_revoked_key_opens_nothing(here):
    key = ApiKey.objects.get(name="reader")
    revoke_key(key, by=key.by, at=here.world.now)
    assert here.weak.get("/workspace").status_code == 401


OPERATIONS = [
    (method.upper(), path.removeprefix("/api/v1"), operation)
    for path, methods in document.document()["paths"].items()
    for method, operation in methods.items()
]


def address(path):
    return re.sub(r"\{\w+\}", NOTHING, path)


def test_every_operation_says_which_scope_it_needs_and_a_key_may_have_it():
    assert {op["x-ability"] for _, _, op in OPERATIONS} <= {scope.value for scope in FOR_KEYS}
    assert all("x-also" not in op for _, _, op in OPERATIONS)


def test_a_key_is_refused_what_it_has_no_scope_for_before_anything_is_looked_up(here):
    for method, path, operation in OPERATIONS:
        limits.forget()
        answer = here.weak.ask(method, address(path))
        refused = answer.status_code == 403
        assert refused == (operation["x-ability"] != "see"), (method, path)
        if refused:
            assert kind(answer) == "scope_missing"


def test_what_there_is_not_is_absent_and_what_is_elsewhere_too(here):
    for method, path, _ in OPERATIONS:
        if "{" in path and method == "GET":
            limits.forget()
            query = f"?against={NOTHING}" if path.endswith("/changes") else ""
            answer = here.strong.get(address(path) + query)
            assert (answer.status_code, kind(answer)) == (404, "not_found"), path


@pytest.mark.parametrize("path", ["/no-such-thing", "/leads/not-an-id", "/leads/", "", "/"])
def test_an_address_that_there_is_not_is_a_problem_too(here, path):
    assert kind(here.weak.get(path)) == "not_found"
    assert Client().get(f"/api/v1{path}").status_code == 401


def test_a_write_to_an_address_that_there_is_not_is_no_question_of_forms(here):
    strict = Client(enforce_csrf_checks=True)
    headers = {"Authorization": f"Bearer {here.strong.secret}"}
    answer = strict.post("/api/v1/no-such-thing", headers=headers)
    assert (answer.status_code, kind(answer)) == (404, "not_found")
    assert strict.delete("/api/v1/no-such-thing").status_code == 401


def test_another_method_is_refused_with_those_that_there_are(here):
    answer = here.strong.ask("DELETE", "/sources")
    assert (answer.status_code, kind(answer)) == (405, "method_unknown")
    assert {word.strip() for word in answer.headers["Allow"].split(",")} == {"GET", "POST"}


def test_what_does_not_fit_the_description_says_where(here):
    answer = here.strong.post("/facts", {"facts": [1, {}], "more": 1})
    assert answer.status_code == 400
    places = [each["place"] for each in problem(answer)["problems"]]
    assert places == ["body.facts[0]", "body.more"]
    answer = here.strong.get("/leads?limit=0&order=best")
    assert [each["place"] for each in problem(answer)["problems"]] == ["query.limit", "query.order"]


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"a": NaN}', b"[" * 100_000, b'{"a": 1} x'])
def test_a_body_that_is_no_json_is_refused(here, body):
    answer = Client().generic(
        "POST",
        "/api/v1/facts",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {here.strong.secret}"},
    )
    assert (answer.status_code, kind(answer)) == (400, "body_unreadable")


def test_a_body_of_another_media_type_is_refused_unread(here):
    answer = Client().post(
        "/api/v1/facts", {"a": 1}, headers={"Authorization": f"Bearer {here.strong.secret}"}
    )
    assert answer.status_code == 415
    problem(answer)


def test_a_body_that_is_too_large_is_refused_unread(here):
    answer = here.strong.post("/facts", {"facts": ["a" * 2_000_000]})
    assert (answer.status_code, kind(answer)) == (413, "body_large")


def test_who_asks_too_often_is_told_when_to_come_again(here, monkeypatch):
    monkeypatch.setattr(limits.KEYS, "burst", 2)
    monkeypatch.setattr(limits.KEYS, "per_second", 0.001)
    limits.forget()
    answers = [here.weak.get("/workspace").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    late = here.weak.get("/workspace")
    assert kind(late) == "too_many"
    assert 900 < int(late.headers["Retry-After"]) <= 1_000
    assert here.strong.get("/workspace").status_code == 200, "another key has its own measure"


def test_what_breaks_is_said_without_its_trace(here, monkeypatch):
    def broken(**_):
        raise ZeroDivisionError("secret of the house")

    monkeypatch.setattr(workspace, "WorkspaceOut", broken)
    answer = here.weak.get("/workspace")
    assert (answer.status_code, kind(answer)) == (500, "broken")
    assert "secret" not in answer.content.decode()


def test_the_description_is_for_everybody_and_the_published_one():
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json() == document.document()
    assert json.loads(document.text()) == document.document()


def test_a_key_has_no_more_than_its_scopes(here):
    key = here.key("assessor", Ability.SEE, Ability.ASSESS)
    assert isinstance(key, Asker)
    lead = f"/leads/{NOTHING}"
    assert key.post(f"{lead}/assessments", {"kind": "criterion.assessed"}).status_code == 404
    assert key.post(f"{lead}/decisions", {"kind": "lead.accepted"}).status_code == 403
