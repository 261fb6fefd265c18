"""What programs tell: facts in JSON, decisions about a lead, each by the scope that it needs."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from app_api_world import make_here
from app_pages_world import AIKO, JONAS, PETER
from meetworthy.app.judging.models import LeadState
from meetworthy.app.ledger.models import Fact
from meetworthy.app.people.access import Ability
from meetworthy.model.time import instant_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SEE, RECORD, DECIDE = Ability.SEE, Ability.RECORD, Ability.DECIDE


@pytest.fixture
def here(db):
    return make_here()


def fact(here, number, kind="page.viewed", **more):
    at = (here.world.now - timedelta(minutes=number)).isoformat()
    said = {"kind": kind, "id": f"{kind}-{number}", "occurred_at": at, "lead": {"email": JONAS}}
    return said | more


def stage(here, who):
    here.world.judge()
    return LeadState.objects.get(
        workspace=here.world.workspace, lead=here.world.lead(who).number
    ).stage


# -- facts -----------------------------------------------------------------------------------------


def test_each_fact_is_answered_for_itself(here):
    new = fact(here, 1, properties={"path": "/pricing"})
    bad = fact(here, 2, kind="page.seen")
    said = here.strong.post("/facts", {"facts": [new, bad]}).json()
    assert (said["taken"], said["known"], said["refused"]) == (1, 0, 1)
    assert [one["state"] for one in said["facts"]] == ["taken", "refused"]
    assert (said["facts"][1]["place"], said["facts"][1]["field"]) == ("facts[1]", "kind")
    assert said["facts"][1]["remedy"]
    again = here.strong.post("/facts", {"facts": [new]}).json()
    assert again["known"] == 1
    other = here.strong.post("/facts", {"facts": [new | {"source": "ad"}]}).json()
    assert other["facts"][0]["kind"] == "contradicts_known"


def test_a_fact_is_told_under_the_name_of_the_key(here):
    key = here.key("crm sync", SEE, RECORD)
    key.post("/facts", {"facts": [fact(here, 1)]})
    found = key.get("/facts?sender=key:crm%20sync&id=page.viewed-1").json()
    assert (found["sender"], found["id"]) == ("key:crm sync", "page.viewed-1")
    assert Fact.objects.filter(sender="key:crm sync").count() == 1


def test_a_kind_that_needs_more_than_the_key_has_is_refused_alone(here):
    key = here.key("recorder", SEE, RECORD)
    accepted = fact(here, 1, kind="lead.accepted")
    said = key.post("/facts", {"facts": [accepted, fact(here, 2)]}).json()
    assert [one["state"] for one in said["facts"]] == ["refused", "taken"]
    assert said["facts"][0]["kind"] == "scope_missing"
    assert "decide" in said["facts"][0]["cause"]
    both = here.key("decider", SEE, RECORD, DECIDE)
    assert both.post("/facts", {"facts": [accepted]}).json()["taken"] == 1


def test_more_facts_than_one_request_may_hold_are_refused_whole(here):
    answer = here.strong.post("/facts", {"facts": [{}] * 2_501})
    assert answer.status_code == 400
    assert not Fact.objects.filter(sender__startswith="key:").exists()


def test_what_is_told_is_judged(here):
    asked = fact(here, 0, kind="demo.requested", lead={"email": "new@agency.example"})
    described = {"title": "VP Marketing", "seniority": "vp", "employees": 46}
    who = fact(here, 0, kind="lead.described", lead=asked["lead"], properties=described)
    assert here.strong.post("/facts", {"facts": [who, asked]}).json()["taken"] == 2
    here.world.now += timedelta(minutes=1)
    here.world.judge()
    (found,) = here.weak.get("/leads?q=new@agency.example").json()["items"]
    assert found["state"]["high_intent"] == 1


@pytest.mark.parametrize(
    "public", ["00000000-0000-7000-8000-000000000001", str(uuid.UUID(int=2**128 - 1))]
)
def test_an_id_that_was_made_up_names_no_fact(here, public):
    assert here.weak.get(f"/facts/{public}").status_code == 404


# -- decisions ---------------------------------------------------------------------------------


def test_a_lead_is_accepted_and_the_acceptance_taken_back(here):
    path = f"/leads/{here.world.lead(JONAS).uuid}"
    done = here.strong.post(f"{path}/decisions", {"kind": "lead.accepted"})
    assert (done.status_code, done.json()["state"]) == (201, "taken")
    told = here.weak.get(f"/facts/{done.json()['fact']}").json()
    assert (told["kind"], told["actor"]) == ("lead.accepted", "key:everything")
    here.world.now += timedelta(minutes=1)
    accepted = stage(here, JONAS)
    back = here.strong.post(f"{path}/retractions", {"fact": done.json()["fact"]})
    assert back.status_code == 201
    here.world.now += timedelta(minutes=1)
    assert stage(here, JONAS) != accepted


def test_a_fact_of_another_lead_is_not_taken_back_through_this_one(here):
    there, path = here.world.lead(AIKO), f"/leads/{here.world.lead(JONAS).uuid}/retractions"
    (first, *_) = here.weak.get(f"/leads/{there.uuid}/facts").json()["items"]
    assert here.strong.post(path, {"fact": first["fact"]}).status_code == 404


def test_a_rejection_needs_a_reason_of_the_definition(here):
    path = f"/leads/{here.world.lead(PETER).uuid}/decisions"
    refused = here.strong.post(path, {"kind": "lead.rejected"})
    (problem,) = refused.json()["problems"]
    assert (refused.status_code, problem["kind"]) == (422, "reason_unknown")
    reason = problem["remedy"].removeprefix("Give one of: ").rstrip(".").split(", ")[0]
    said = {"kind": "lead.rejected", "properties": {"reason": reason, "words": "not now"}}
    assert here.strong.post(path, said).status_code == 201


@pytest.mark.parametrize(
    ("address", "scope", "kind"),
    [
        ("decisions", Ability.DECIDE, "lead.accepted"),
        ("assessments", Ability.ASSESS, "criterion.assessed"),
        ("meetings", Ability.BOOK, "meeting.booked"),
        ("confirmations", Ability.CONFIRM, "meeting.confirmed"),
        ("doings", Ability.RECORD, "demo.requested"),
    ],
)
def test_each_address_tells_its_kinds_for_whom_has_its_scope(here, address, scope, kind):
    path = f"/leads/{here.world.lead(JONAS).uuid}/{address}"
    need = {"criterion": "need", "status": "confirmed", "how": "call"}
    properties = {"criterion.assessed": need}.get(kind, {})
    if kind.startswith("meeting."):
        properties = {"meeting": "m-1", "starts": "2027-01-04"}
        properties = properties if kind == "meeting.booked" else {"meeting": "m-1"}
    key = here.key("narrow", SEE, scope)
    answer = key.post(path, {"kind": kind, "properties": properties})
    assert answer.status_code == 201, answer.content
    without = here.key("without", *(set(Ability) & {SEE, RECORD, DECIDE} - {scope}))
    assert without.post(path, {"kind": kind, "properties": properties}).status_code == 403
    other = "lead.accepted" if kind != "lead.accepted" else "demo.requested"
    elsewhere = here.strong.post(path, {"kind": other})
    assert elsewhere.json()["problems"][0]["kind"] == "kind_elsewhere"


def test_a_key_that_booked_a_meeting_does_not_confirm_it(here):
    path = f"/leads/{here.world.lead(AIKO).uuid}"
    booked = {"meeting": "m-9", "starts": "2027-01-04"}
    one = here.key("one", SEE, Ability.BOOK, Ability.CONFIRM)
    first = one.post(f"{path}/meetings", {"kind": "meeting.booked", "properties": booked})
    assert first.status_code == 201
    said = {"kind": "meeting.confirmed", "properties": {"meeting": "m-9"}}
    own = one.post(f"{path}/confirmations", said)
    assert own.json()["problems"][0]["kind"] == "own_meeting"
    other = here.key("other", SEE, Ability.CONFIRM)
    assert other.post(f"{path}/confirmations", said).status_code == 201


def test_what_a_kind_does_not_know_is_refused_with_its_place(here):
    path = f"/leads/{here.world.lead(AIKO).uuid}/assessments"
    said = {"kind": "criterion.assessed", "properties": {"criterion": "need", "status": "maybe"}}
    answer = here.strong.post(path, said)
    assert answer.status_code == 422
    assert "status" in answer.json()["problems"][0]["place"]
    assert not Fact.objects.filter(recorded_at__gt=instant_of(here.world.now)).exists()
