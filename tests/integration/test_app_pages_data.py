"""The data pages, as the server answers: sources, quarantine, imports, webhooks, the ledger."""

from __future__ import annotations

import html
import json
import re
from io import BytesIO

import pytest
from django.test import Client

from app_pages_world import World, make_world
from meetworthy.app.imports.models import Job
from meetworthy.app.ingest.keeping import create_source
from meetworthy.app.ingest.models import Quarantined, Source
from meetworthy.app.ingest.quarantine import Aside, put_aside
from meetworthy.app.ledger.models import Fact
from meetworthy.app.outbox.models import Delivery, Endpoint
from meetworthy.app.pages.data import activity
from meetworthy.app.people.models import Deed, Role
from meetworthy.model.problem import Place, Problem
from meetworthy.model.time import instant_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DATA = "/w/northwind/data"


@pytest.fixture
def world() -> World:
    return make_world()


def signed_in(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.people[role], "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def admin(world: World) -> Client:
    return signed_in(world, Role.ADMIN)


def said(answer) -> str:
    return html.unescape(answer.content.decode())


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return said(answer)


def product(world: World) -> Source:
    return create_source(
        workspace=world.workspace,
        name="Product",
        sender="product",
        form=Source.Form.SEGMENT,
        by=None,
        at=world.now,
    )


def aside(world: World, source: Source, *events: str) -> list[Quarantined]:
    """Put events aside whose names nobody mapped."""
    for number, event in enumerate(events):
        problem = Problem("event_unmapped", Place("event", None, "event"), f"`{event}`?", "Map it.")
        body = {"userId": "4711", "event": event, "messageId": f"{event}-{number}", "type": "track"}
        put_aside(
            world.workspace.pk,
            [Aside("product", problem, json.dumps(body), source.pk)],
            at=instant_of(world.now) + number,
        )
    return list(Quarantined.objects.order_by("pk"))


# -- sources --------------------------------------------------------------------------------------


def test_each_source_says_how_much_it_told_lately_and_what_waits(world, admin):
    source = product(world)
    aside(world, source, "Pricing Toggled")
    page = text(admin, DATA)
    assert "nothing yet" not in page  # the stories tell facts of the sender `product`
    assert re.search(r'quarantine\?source=[0-9a-f-]+">1<', page)
    create_source(
        workspace=world.workspace, name="Chat", sender="chat", form="json", by=None, at=world.now
    )
    assert "nothing yet" in text(admin, DATA)


def test_facts_of_the_last_day_are_counted_from_the_end_of_the_ledger(world):
    told = activity.lately(world.workspace.pk, now=instant_of(world.now))
    expected = Fact.objects.filter(
        workspace=world.workspace, recorded_at__gte=told.since, sender="website"
    )
    assert told.is_whole_day
    assert told.of("website").facts == expected.count() > 0
    assert told.of("nobody").facts == 0


def test_of_very_many_facts_only_the_last_are_counted_and_it_says_since_when(world, monkeypatch):
    monkeypatch.setattr(activity, "MOST_FACTS", 2)
    told = activity.lately(world.workspace.pk, now=instant_of(world.now))
    assert not told.is_whole_day
    assert sum(one.facts for one in told.by_sender.values()) == 2


def test_a_source_is_made_and_shown_with_its_key_to_copy(world, admin):
    asked = {"what": "browser", "name": "Our website", "sender": ""}
    page = said(admin.post(DATA + "/sources/new", asked, follow=True))
    made = Source.objects.get(sender="our-website")
    assert made.public
    assert f"writeKey: '{made.key}'" in page
    assert f"-u {made.key}:" in page
    assert Deed.objects.filter(verb="source created", by=world.people[Role.ADMIN]).exists()


def test_a_name_for_facts_that_is_taken_is_said_beside_the_field(world, admin):
    product(world)
    answer = admin.post(DATA + "/sources/new", {"what": "json", "name": "P", "sender": "product"})
    assert answer.status_code == 422
    assert "has this name for its facts" in said(answer)
    assert Source.objects.count() == 1


def test_a_key_is_shown_to_nobody_but_who_manages_data(world):
    source = product(world)
    for role in (Role.MARKETING, Role.SDR, Role.SALES, Role.VIEWER):
        client = signed_in(world, role)
        page = text(client, f"{DATA}/sources/{source.uuid}")
        assert source.key not in page
        assert "Disable" not in page
        assert "New source" not in text(client, DATA)


def test_names_that_wait_are_mapped_and_what_waited_is_retaken(world, admin):
    source = product(world)
    aside(world, source, "Pricing Toggled", "Noise")
    here = f"{DATA}/sources/{source.uuid}"
    assert "Pricing Toggled" in text(admin, here)
    admin.post(
        here + "/names", {"name": ["Pricing Toggled", "Noise"], "kind": ["product.used", "-"]}
    )
    source.refresh_from_db()
    assert source.names == {"Pricing Toggled": "product.used", "Noise": ""}
    before = Fact.objects.count()
    answer = admin.post(
        DATA + "/quarantine/several",
        {"all": "on", "retake": "", "query": f"source={source.uuid}"},
        follow=True,
    )
    assert "2 are taken." in said(answer)
    assert Fact.objects.count() == before + 1  # the other is no fact to this workspace
    assert Fact.objects.latest("number").kind == "product.used"


def test_a_kind_that_a_public_key_may_not_tell_is_not_offered(world, admin):
    source = product(world)
    source.public = True
    source.save()
    aside(world, source, "Deal Won")
    page = text(admin, f"{DATA}/sources/{source.uuid}")
    assert 'value="product.used"' in page
    assert 'value="opportunity.won"' not in page
    admin.post(
        f"{DATA}/sources/{source.uuid}/names", {"name": "Deal Won", "kind": "opportunity.won"}
    )
    source.refresh_from_db()
    assert source.names == {}


def test_a_new_key_takes_the_place_of_the_old_and_disabling_ends_both(world, admin):
    source = product(world)
    old = source.key
    admin.post(f"{DATA}/sources/{source.uuid}/rotate")
    source.refresh_from_db()
    assert source.key != old
    page = said(admin.post(f"{DATA}/sources/{source.uuid}/disable", follow=True))
    source.refresh_from_db()
    assert source.disabled_at is not None
    assert source.key not in page


# -- quarantine -----------------------------------------------------------------------------------


def test_what_waits_says_where_what_and_how_to_mend_it(world, admin):
    (item,) = aside(world, product(world), "Pricing Toggled")
    page = text(admin, DATA + "/quarantine")
    assert "`Pricing Toggled`?" in page
    assert "Map it." in page
    one = text(admin, f"{DATA}/quarantine/{item.uuid}")
    assert '"event": "Pricing Toggled"' in one  # set over lines, to be read


def test_what_came_is_shown_only_to_who_manages_data(world):
    (item,) = aside(world, product(world), "Pricing Toggled")
    page = text(signed_in(world, Role.VIEWER), f"{DATA}/quarantine/{item.uuid}")
    assert "messageId" not in page
    assert "<textarea" not in page


def test_a_mended_body_is_taken_and_one_still_wrong_is_shown_as_typed(world, admin):
    (item,) = aside(world, product(world), "Pricing Toggled")
    here = f"{DATA}/quarantine/{item.uuid}/settle"
    wrong = admin.post(here, {"body": '{"event": "Still Wrong", "type": "track"', "retake": ""})
    assert wrong.status_code == 422
    assert "It is no JSON object." in said(wrong)
    assert "Still Wrong" in said(wrong)
    mended = json.loads(item.body) | {"event": "Feature Used"}
    page = said(admin.post(here, {"body": json.dumps(mended), "retake": ""}, follow=True))
    assert "It is taken" in page
    item.refresh_from_db()
    assert item.state == Quarantined.State.RETAKEN
    assert item.settled_by == world.people[Role.ADMIN]


def test_what_somebody_settled_meanwhile_is_not_settled_twice(world, admin):
    (item,) = aside(world, product(world), "Pricing Toggled")
    here = f"{DATA}/quarantine/{item.uuid}/settle"
    admin.post(here, {"drop": ""})
    assert "Somebody settled it meanwhile." in said(admin.post(here, {"drop": ""}, follow=True))


def test_several_are_dropped_at_once_and_found_among_what_was_dropped(world, admin):
    items = aside(world, product(world), "One", "Two", "Three")
    chosen = [str(one.uuid) for one in items[:2]]
    page = said(admin.post(DATA + "/quarantine/several", {"item": chosen, "drop": ""}, follow=True))
    assert "2 are dropped." in page
    assert "`Three`?" in page
    assert "`One`?" not in page
    assert "`One`?" in text(admin, DATA + "/quarantine?state=dropped")


def test_the_list_goes_on_where_it_ended(world, admin):
    source = product(world)
    aside(world, source, *(f"Event {number:03}" for number in range(60)))
    first = text(admin, DATA + "/quarantine")
    older = re.search(r'href="(\?[^"]*before=[^"]+)"', first)[1]
    second = text(admin, DATA + "/quarantine" + older)
    shown = [set(re.findall(r"`(Event \d+)`\?", page)) for page in (first, second)]
    assert [len(one) for one in shown] == [50, 10]
    assert not shown[0] & shown[1]


# -- imports --------------------------------------------------------------------------------------

LEADS = b"Email,Name,Created\njo@acme.com,Jo,2026-03-01 10:00\n"


def upload(client: Client, name: str, content: bytes):
    file = BytesIO(content)
    file.name = name
    return client.post(DATA + "/imports/receive", {"files": [file]}, follow=True)


def test_uploaded_files_get_a_mapping_to_look_at_before_they_are_read(world, admin):
    page = said(upload(admin, "leads.csv", LEADS))
    assert "mapping to look at" in page
    assert 'file: "leads.csv"' in page
    job = Job.objects.get()
    assert job.state == Job.State.PROPOSED
    mapping = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1]
    page = said(admin.post(f"{DATA}/imports/{job.uuid}/start", {"mapping": mapping}, follow=True))
    job.refresh_from_db()
    assert job.state == Job.State.WAITING
    assert "waits for a worker" in page


def test_a_mapping_with_a_fault_is_kept_on_the_page_with_its_place(world, admin):
    upload(admin, "leads.csv", LEADS)
    job = Job.objects.get()
    answer = admin.post(f"{DATA}/imports/{job.uuid}/start", {"mapping": "sources: 1\nfoo: 2\n"})
    assert answer.status_code == 422
    assert "sources.yaml" in said(answer)
    assert "foo: 2" in said(answer)
    job.refresh_from_db()
    assert job.state == Job.State.PROPOSED


def test_an_import_is_cancelled_once(world, admin):
    upload(admin, "leads.csv", LEADS)
    here = f"{DATA}/imports/{Job.objects.get().uuid}/cancel"
    assert "It is cancelled." in said(admin.post(here, follow=True))
    assert "It was finished already." in said(admin.post(here, follow=True))


def test_what_is_no_table_is_refused_in_words(world, admin):
    page = said(upload(admin, "photo.jpg", b"\xff\xd8"))
    assert 'class="error"' in page
    assert not Job.objects.exists()


def test_an_upload_that_says_it_is_too_large_is_not_read(world, admin, settings):
    settings.MOST_UPLOAD_BYTES = 10
    too_large = LEADS + b"x" * 1_100_000
    assert upload(admin, "leads.csv", too_large).status_code == 400
    assert not Job.objects.exists()


def test_an_upload_from_elsewhere_is_refused(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people[Role.ADMIN], "django.contrib.auth.backends.ModelBackend")
    assert upload(client, "leads.csv", LEADS).status_code == 403
    assert not Job.objects.exists()


# -- webhooks out ---------------------------------------------------------------------------------


def test_an_endpoint_shows_its_secret_once(world, admin):
    made = admin.post(
        DATA + "/endpoints/new", {"url": "https://hooks.example.com/x", "kinds": ["lead.left"]}
    )
    secret = re.search(r"whsec_[\w+/=]+", said(made))[0]
    assert made.headers["Cache-Control"] == "no-store"
    endpoint = Endpoint.objects.get()
    assert endpoint.kinds == ["lead.left"]
    assert secret not in text(admin, f"{DATA}/endpoints/{endpoint.uuid}")
    rotated = said(admin.post(f"{DATA}/endpoints/{endpoint.uuid}/rotate"))
    assert re.search(r"whsec_[\w+/=]+", rotated)[0] != secret


def test_an_address_inside_the_house_is_refused_beside_the_field(admin):
    answer = admin.post(DATA + "/endpoints/new", {"url": "http://127.0.0.1/x"})
    assert answer.status_code == 422
    assert 'id="url-wrong" role="alert"' in said(answer)
    assert not Endpoint.objects.exists()


def test_messages_of_a_time_are_told_again_and_shown_with_their_leads(world, admin):
    admin.post(DATA + "/endpoints/new", {"url": "https://hooks.example.com/x"})
    endpoint = Endpoint.objects.get()
    here = f"{DATA}/endpoints/{endpoint.uuid}"
    nothing = said(admin.post(here + "/replay", {"since": "soon"}, follow=True))
    assert "Nothing is told again." in nothing
    page = said(admin.post(here + "/replay", {"since": "2020-01-01T00:00"}, follow=True))
    assert re.search(r"\d+ messages? (is|are) told again", page)
    assert ("/w/northwind/leads/" in page) == Delivery.objects.exists()


def test_an_endpoint_is_disabled_by_somebody_and_enabled_again(world, admin):
    admin.post(DATA + "/endpoints/new", {"url": "https://hooks.example.com/x"})
    here = f"{DATA}/endpoints/{Endpoint.objects.get().uuid}"
    assert "Ada Lund disabled it." in said(admin.post(here + "/disable", follow=True))
    admin.post(here + "/enable")
    assert Endpoint.objects.get().disabled_at is None


# -- the ledger -----------------------------------------------------------------------------------


def test_the_ledger_shows_its_head_and_whether_its_end_holds(world, admin):
    page = text(admin, DATA + "/ledger")
    assert re.search(r"<code>[0-9a-f]{64}</code>", page)
    assert "not yet" in page
    page = said(admin.post(DATA + "/ledger", follow=True))
    assert "The end of the chain holds" in page
    assert "0 problems" in page


def test_an_altered_fact_is_named(world, admin):
    Fact.objects.filter(workspace=world.workspace, number=3).update(kind="demo.requested")
    last = Fact.objects.latest("number")
    Fact.objects.filter(workspace=world.workspace, number=last.number).update(sender="x")
    page = said(admin.post(DATA + "/ledger", follow=True))
    assert f"Fact {last.number:,}" in page
    assert 'class="error"' in page
