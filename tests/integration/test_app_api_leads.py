"""Leads through the API: page by page, one by one, as of any instant, with their facts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app_api_world import make_here
from app_pages_world import AIKO, JONAS
from meetworthy.app.api import limits
from meetworthy.app.judging.listing import Asked, Order, page_of
from meetworthy.app.judging.models import LeadState
from meetworthy.app.ledger.models import Account, Alias
from meetworthy.app.people.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def here(db):
    return make_here(more=18)


def pages(asker, path, limit):
    """Read a list to its end; ``path`` says what is asked."""
    found, cursor, sign = [], "", "&" if "?" in path else "?"
    while True:
        limits.forget()
        answer = asker.get(f"{path}{sign}limit={limit}{cursor}")
        assert answer.status_code == 200, answer.content
        said = answer.json()
        assert len(said["items"]) <= limit
        found += said["items"]
        if said["next"] is None:
            return found
        cursor = f"&cursor={said['next']}"


def ids(items):
    return [item["id"] for item in items]


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("limit", [1, 4, 200])
def test_a_list_read_page_by_page_is_the_list_of_the_page(here, order, limit):
    whole = page_of(here.world.workspace.pk, Asked(order=order), size=200).rows
    found = pages(here.weak, f"/leads?order={order.value}", limit)
    assert ids(found) == [str(row.uuid) for row in whole]
    assert len(found) > 20


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ("stage=sql&stage=mql", lambda state: state["stage"] in {"sql", "mql"}),
        ("verdict=sql", lambda state: state["verdict"] == "sql"),
        ("open=true", lambda state: state["open"]),
        ("open=false", lambda state: not state["open"]),
        ("in_review=true", lambda state: state["in_review"]),
        ("high_intent=true", lambda state: state["high_intent"] > 0),
        ("score_from=40&score_to=70", lambda state: 40 <= state["score"] <= 70),
        ("missing=budget", lambda state: "budget" in state["missing"]),
        ("unknown=authority", lambda state: "authority" in state["unknown"]),
        ("q=lumen", lambda state: state["company"] == "Lumen Labs"),
    ],
)
def test_a_filter_keeps_what_it_says_and_nothing_else(here, asked, what):
    everybody = pages(here.weak, "/leads", 200)
    wanted = [item["id"] for item in everybody if what(item["state"])]
    assert ids(pages(here.weak, f"/leads?{asked}", 3)) == wanted


def test_what_is_added_meanwhile_moves_nothing(here):
    first = here.weak.get("/leads?order=new&limit=5").json()
    here.world.tell("lead.described", "late@new-partner.de", ago=timedelta(0), name="Late")
    here.world.commit()
    rest = here.weak.get(f"/leads?order=new&limit=200&cursor={first['next']}").json()
    everybody = ids(first["items"] + rest["items"])
    assert len(everybody) == len(set(everybody))
    assert str(here.world.lead("late@new-partner.de").uuid) not in everybody


def test_a_cursor_holds_only_for_the_question_that_gave_it(here):
    cursor = here.weak.get("/leads?limit=2").json()["next"]
    for asked in ("order=new", "stage=mql", "q=a"):
        answer = here.weak.get(f"/leads?{asked}&cursor={cursor}")
        assert answer.status_code == 422
        assert answer.json()["problems"][0]["kind"] == "cursor_unknown"
    assert here.weak.get(f"/leads?limit=3&cursor={cursor}").status_code == 200
    for made_up in ("x", "", "AAAA", cursor[:-2], cursor + "A", "ä" * 9):
        assert here.weak.get(f"/leads?limit=2&cursor={made_up}").status_code == 422


def test_one_lead_is_where_its_state_stands(here):
    lead = here.world.lead(AIKO)
    said = here.weak.get(f"/leads/{lead.uuid}").json()
    state = LeadState.objects.get(workspace=here.world.workspace, lead=lead.number)
    assert (said["id"], said["erased"], said["merged_into"]) == (str(lead.uuid), False, None)
    assert said["state"]["pass"] == 1
    assert said["state"]["stage"] == state.stage == "sql"
    assert said["state"]["score"] == state.score
    assert said["state"]["missing"] == state.missing.split()


def test_a_lead_that_is_known_already_is_not_sent_again_until_it_is_judged_anew(here):
    path = f"/leads/{here.world.lead(AIKO).uuid}"
    tag = here.weak.get(path).headers["ETag"]
    again = here.weak.get(path, if_none_match=tag)
    assert (again.status_code, again.content) == (304, b"")
    here.world.tell("page.viewed", AIKO, ago=timedelta(0), path="/pricing")
    here.world.commit()
    anew = here.weak.get(path, if_none_match=tag)
    assert anew.status_code == 200
    assert anew.headers["ETag"] != tag


def test_a_judgement_has_every_part_with_its_facts(here):
    lead = here.world.lead(JONAS)
    said = here.weak.get(f"/leads/{lead.uuid}/judgement").json()
    known = sum(part["points"] for part in said["parts"] if part["points"] is not None)
    assert said["score"] == pytest.approx(said["fit"] + said["behaviour"])
    assert known >= said["behaviour"] - 1e-6, "caps clamp what is read, rule by rule"
    assert said["definition"]["version"] == 3
    assert {one["criterion"]: one["status"] for one in said["criteria"]}["need"] == "confirmed"
    assert said["entries"][0]["stage"] == "pass"
    pricing = [f for part in said["parts"] for f in part["facts"] if f["kind"] == "demo.requested"]
    assert pricing[0]["properties"] == {"path": "/demo"}


def test_the_same_question_as_of_an_earlier_instant(here):
    lead, now = here.world.lead(AIKO), here.world.now
    path = f"/leads/{lead.uuid}/judgement"

    def at(days):
        moment = (now - timedelta(days=days)).isoformat().replace("+00:00", "Z")
        return here.weak.get(f"{path}?at={moment}")

    assert at(0).json()["stage"] == "sql"
    assert at(10).json()["stage"] != "sql"
    assert at(10).json()["score"] < at(0).json()["score"]
    before = at(400)
    assert (before.status_code, before.json()["problems"][0]["kind"]) == (404, "not_yet_a_lead")


def test_the_facts_of_a_lead_page_by_page_each_found_by_its_id(here):
    lead = here.world.lead(JONAS)
    whole = pages(here.weak, f"/leads/{lead.uuid}/facts", 200)
    assert pages(here.weak, f"/leads/{lead.uuid}/facts", 3) == whole
    times = [fact["occurred_at"] for fact in whole]
    assert times == sorted(times, reverse=True)
    for fact in whole[:3]:
        assert here.weak.get(f"/facts/{fact['fact']}").json() == fact
        named = here.weak.get(f"/facts?sender={fact['sender']}&id={fact['id']}")
        assert named.json() == fact


def test_stages_clocks_and_effects_are_those_of_the_lead(here):
    lead = here.world.lead(AIKO)
    entries = here.weak.get(f"/leads/{lead.uuid}/entries").json()["items"]
    judged = here.weak.get(f"/leads/{lead.uuid}/judgement").json()["entries"]
    assert entries == judged
    clocks = here.weak.get(f"/leads/{lead.uuid}/clocks").json()["items"]
    assert {clock["state"] for clock in clocks} <= {"running", "met", "missed", "void"}
    assert clocks
    effects = pages(here.weak, f"/leads/{lead.uuid}/effects", 2)
    everything = [one for one in pages(here.weak, "/effects", 50) if one["lead"] == str(lead.uuid)]
    assert ids(effects) == ids(everything)
    assert here.weak.get(f"/effects/{effects[0]['id']}").json() == effects[0]


def test_who_else_is_at_the_company(here):
    number = Alias.objects.get(entity="a", value="lumenlabs.io").number
    account = Account.objects.get(workspace=here.world.workspace, number=number)
    said = here.weak.get(f"/accounts/{account.uuid}").json()
    assert {"space": "domain", "value": "lumenlabs.io"} in said["names"]
    there = pages(here.weak, f"/accounts/{account.uuid}/leads", 1)
    assert str(here.world.lead(AIKO).uuid) in ids(there)


def test_an_erased_lead_says_nothing_of_who_it_was(here):
    lead = here.world.lead(AIKO)
    refused = here.strong.post(f"/leads/{lead.uuid}/erasure", {"confirm": "yes"})
    assert refused.status_code == 400
    gone = here.strong.post(f"/leads/{lead.uuid}/erasure", {"confirm": "erase this person"})
    assert gone.json() == {"leads": [str(lead.uuid)]}
    said = here.weak.get(f"/leads/{lead.uuid}")
    assert said.json()["erased"]
    assert said.json()["state"]["stage"] == "sql", "what happened still counts"
    everything = [said, *(here.weak.get(f"/leads/{lead.uuid}/{w}") for w in ("judgement", "facts"))]
    for answer in everything:
        assert answer.status_code == 200
        for secret in ("Aiko", AIKO, "guess which trials"):
            assert secret not in answer.content.decode()
    again = here.strong.post(f"/leads/{lead.uuid}/erasure", {"confirm": "erase this person"})
    assert again.json() == gone.json()


def test_who_is_here_as_what(here):
    said = here.weak.get("/people").json()["items"]
    assert {(one["name"], one["role"]) for one in said} >= {("Maya Okafor", Role.SDR.value)}
    assert "password" not in str(said)


def test_the_five_questions_need_no_lead(here):
    partial = dict.fromkeys(("authority", "budget", "timeline"), "partial")
    said = here.weak.post("/quiz", {"need": "confirmed", **partial})
    assert said.json()["verdict"] == "sql"
    cold = here.weak.post("/quiz", {"need": "denied", "action": "activity"}).json()
    assert (cold["verdict"], cold["lacking"][0]) == ("cold", "need")
