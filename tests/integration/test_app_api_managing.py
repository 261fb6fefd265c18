"""What programs manage: sources, quarantine, imports, endpoints, definitions, the funnel."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from app_api_world import make_here
from app_pages_world import DEFINITION
from meetworthy.app.definitions import dry_run
from meetworthy.app.definitions.models import DryRun, SignOff, Version
from meetworthy.app.imports.models import Job
from meetworthy.app.imports.run import once as import_once
from meetworthy.app.ingest.models import Quarantined, Source
from meetworthy.app.ingest.quarantine import Aside, put_aside
from meetworthy.app.ingest.sources import forget_sources, source_of
from meetworthy.app.measuring import funnel
from meetworthy.app.operate.clock import now
from meetworthy.app.outbox.models import Endpoint
from meetworthy.app.people.models import Deed, Role
from meetworthy.model.problem import Place, Problem

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NEW = {"name": "Shop", "sender": "shop", "form": "json"}


@pytest.fixture
def here(db):
    return make_here()


# -- sources ---------------------------------------------------------------------------------------


def test_a_source_is_made_its_key_shown_once_and_taken(here):
    made = here.strong.post("/sources", NEW).json()
    key, public = made["key"], made["source"]["id"]
    assert key not in here.strong.get(f"/sources/{public}").content.decode()
    assert key not in here.strong.get("/sources").content.decode()
    forget_sources()
    assert source_of(key).sender == "shop"
    deed = Deed.objects.filter(verb="source created").latest("pk")
    assert deed.by == here.world.people[Role.ADMIN], "whoever made the key answers for it"


def test_a_webhook_is_given_a_secret_and_a_new_one(here):
    made = here.strong.post("/sources", NEW | {"form": "webhook"}).json()
    assert (made["key"], made["secret"][:6]) == (None, "whsec_")
    anew = here.strong.post(f"/sources/{made['source']['id']}/rotate").json()
    assert anew["secret"] != made["secret"]
    assert Source.objects.get(sender="shop").secrets == [anew["secret"], made["secret"]]


def test_names_are_mapped_to_kinds_that_there_are(here):
    public = here.strong.post("/sources", NEW).json()["source"]["id"]
    names = {"Signed Up": "trial.started", "Ping": ""}
    mapped = here.strong.ask("PUT", f"/sources/{public}/names", {"names": names})
    assert mapped.json()["names"] == names
    wrong = here.strong.ask("PUT", f"/sources/{public}/names", {"names": {"A": "no.kind"}})
    assert wrong.json()["problems"][0]["kind"] == "kind_unknown"


def test_a_sender_is_one_source_and_never_the_ledgers_own(here):
    here.strong.post("/sources", NEW)
    for sender in ("shop", "meetworthy"):
        answer = here.strong.post("/sources", NEW | {"sender": sender})
        assert answer.json()["problems"][0]["kind"] == "sender_taken"


def test_a_disabled_source_stays_to_be_seen(here):
    public = here.strong.post("/sources", NEW).json()["source"]["id"]
    first = here.strong.post(f"/sources/{public}/disable").json()
    assert first["disabled_at"]
    assert here.strong.post(f"/sources/{public}/disable").json() == first


# -- quarantine ------------------------------------------------------------------------------------


def test_what_was_put_aside_is_mended_and_taken_or_dropped(here):
    here.strong.post("/sources", NEW)
    source = Source.objects.get(sender="shop")
    unknown = Problem("kind_unknown", Place("facts[0]", None, "kind"), "No such kind.", "Mend it.")
    bodies = [
        f'{{"kind": "page.seen", "id": "{number}", "occurred_at": "2026-01-05T09:00:00Z",'
        ' "lead": {"email": "a@b.example"}}'
        for number in range(2)
    ]
    put_aside(
        source.workspace_id,
        [Aside("shop", unknown, body, source.pk) for body in bodies],
        at=now(),
    )
    aside = here.strong.get("/quarantine?sender=shop").json()["items"]
    assert {one["state"] for one in aside} == {"open"}
    whole = here.strong.get(f"/quarantine/{aside[0]['id']}").json()
    path = f"/quarantine/{aside[0]['id']}/retake"
    still = here.strong.post(path, {"body": whole["body"]})
    assert (still.status_code, still.json()["problems"][0]["kind"]) == (422, whole["kind"])
    mended = whole["body"].replace("page.seen", "page.viewed")
    assert here.strong.post(path, {"body": mended}).json()["state"] == "retaken"
    assert here.strong.post(path, {"body": mended}).status_code == 404, "it is open no more"
    dropped = here.strong.post(f"/quarantine/{aside[1]['id']}/drop").json()
    assert dropped["state"] == "dropped"
    assert here.strong.get("/quarantine?sender=shop").json()["items"] == []
    settled_by = {row.settled_by for row in Quarantined.objects.filter(sender="shop")}
    assert settled_by == {here.world.people[Role.ADMIN]}


# -- imports ---------------------------------------------------------------------------------------


def upload(here, **more):
    file = SimpleUploadedFile("people.csv", b"id,email,created\n1,a@b.example,2026-01-05\n")
    return Client().post(
        "/api/v1/imports",
        {"files": [file]},
        headers={"Authorization": f"Bearer {here.strong.secret}", **more},
    )


def test_files_are_sent_their_mapping_looked_at_and_the_import_done(here):
    sent = upload(here)
    assert (sent.status_code, sent.json()["state"]) == (201, "proposed")
    path = f"/imports/{sent.json()['id']}"
    mapping = here.strong.get(f"{path}/mapping").json()
    assert "people.csv" in mapping["text"]
    wrong = here.strong.ask("PUT", f"{path}/mapping", {"text": "sources: 3\n"}).json()
    assert wrong["problems"]
    right = here.strong.ask("PUT", f"{path}/mapping", {"text": mapping["text"]}).json()
    assert right["text"] == mapping["text"]
    assert here.strong.post(f"{path}/start").json()["state"] == "waiting"
    while import_once(at=now()):
        pass
    done = here.strong.get(path).json()
    assert (done["state"], done["share"]) == ("done", 1.0), done
    assert here.strong.post(f"{path}/cancel").json()["state"] == "done", "too late"


def test_the_same_files_under_the_same_key_are_one_import(here):
    first, again = (upload(here, **{"Idempotency-Key": "monday"}) for _ in range(2))
    assert first.json() == again.json()
    assert Job.objects.count() == 1


def test_files_that_are_none_are_refused(here):
    file = SimpleUploadedFile("broken.zip", b"no zip")
    answer = Client().post(
        "/api/v1/imports",
        {"files": [file]},
        headers={"Authorization": f"Bearer {here.strong.secret}"},
    )
    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_a_folder_of_the_machine_is_not_shown(here):
    job = Job.objects.create(workspace=here.world.workspace, name="crm", folder="/etc")
    assert here.strong.get(f"/imports/{job.uuid}").json()["name"] == "crm"
    assert "/etc" not in here.strong.get(f"/imports/{job.uuid}").content.decode()
    assert here.strong.get(f"/imports/{job.uuid}/mapping").status_code == 404
    assert here.strong.post(f"/imports/{job.uuid}/cancel").json()["state"] == "cancelled"


# -- endpoints -------------------------------------------------------------------------------------


def test_an_endpoint_is_made_rotated_disabled_and_told_again(here):
    url = "https://crm.example.com/hooks"
    made = here.strong.post("/endpoints", {"url": url, "kinds": ["stage.entered"]})
    assert made.status_code == 201, made.content
    public, secret = made.json()["endpoint"]["id"], made.json()["secret"]
    assert secret not in here.strong.get(f"/endpoints/{public}").content.decode()
    path = f"/endpoints/{public}"
    assert here.strong.post(f"{path}/rotate").json()["secret"] != secret
    off = here.strong.post(f"{path}/disable").json()
    assert (bool(off["disabled_at"]), off["disabled_why"]) == (True, "key:everything disabled it.")
    assert here.strong.post(f"{path}/enable").json()["disabled_at"] is None
    span = {"since": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}
    again = here.strong.post(f"{path}/replay", span).json()["messages"]
    waiting = here.weak.get(f"{path}/deliveries?state=waiting&limit=200").json()["items"]
    assert len(waiting) == again
    assert here.strong.post(f"{path}/retry").json() == {"messages": 0}


@pytest.mark.parametrize("url", ["http://localhost/x", "ftp://a.example", "no url", "https://"])
def test_no_endpoint_is_made_that_no_message_goes_to(here, url):
    answer = here.strong.post("/endpoints", {"url": url})
    assert (answer.status_code, answer.json()["problems"][0]["kind"]) == (422, "endpoint_url")
    assert not Endpoint.objects.exists()


# -- definitions -----------------------------------------------------------------------------------

TEXT = (DEFINITION / "definition.yaml").read_text(encoding="utf-8")
LISTS = {"competitors.csv": (DEFINITION / "competitors.csv").read_text(encoding="utf-8")}


def next_text():
    """The definition as its next version, a month later."""
    later = TEXT.replace("in_force: 2026-03-01", "in_force: 2026-04-01", 1)
    return later.replace("version: 3", "version: 4", 1)


def test_a_version_is_read_as_text_and_as_a_document(here):
    (active,) = here.weak.get("/definitions").json()["items"]
    assert (active["number"], active["state"]) == (3, "active")
    text = here.weak.get(f"/definitions/{active['id']}/text").json()
    assert (text["text"], text["lists"]) == (TEXT, LISTS)
    document = here.weak.get(f"/definitions/{active['id']}/document").json()
    assert document["markdown"].startswith("# ")
    assert "<h1" in document["html"]


def test_a_text_is_checked_with_the_lines_of_its_problems_and_not_saved(here):
    said = {"text": "name: X\nversion: 4\nstages: 3\n"}
    checked = here.strong.post("/definitions/check", said).json()
    assert not checked["fit"]
    assert any("definition.yaml:3" in one["place"] for one in checked["problems"])
    assert Version.objects.count() == 1


def test_a_draft_is_saved_changed_and_compared(here):
    made = here.strong.post("/definitions", {"text": next_text(), "lists": LISTS}).json()
    assert (made["number"], made["state"]) == (4, "draft")
    assert made["author"] == "admin@northwind.example"
    path = f"/definitions/{made['id']}"
    longer = next_text() + "\n# said once more\n"
    late = {"text": longer, "lists": LISTS, "seen": "2026-01-01T00:00:00Z"}
    refused = here.strong.ask("PUT", f"{path}/text", late)
    assert refused.json()["problems"][0]["kind"] == "changed_meanwhile"
    changed = here.strong.ask("PUT", f"{path}/text", late | {"seen": made["changed_at"]})
    assert changed.status_code == 200, changed.content
    old = Version.objects.get(number=3).uuid
    differences = here.weak.get(f"{path}/changes?against={old}").json()
    assert differences["against"] == str(old)


def test_a_version_is_tried_signed_by_people_activated_and_taken_back(here):
    made = here.strong.post("/definitions", {"text": next_text(), "lists": LISTS}).json()
    path = f"/definitions/{made['id']}"
    unsigned = here.strong.post(f"{path}/activate")
    assert unsigned.status_code == 422
    asked = here.strong.post(f"{path}/dry-runs")
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    dry_run.once(at=now())
    run = here.weak.get(f"{path}/dry-runs/{asked.json()['id']}").json()
    assert (run["state"], run["error"]) == ("done", ""), run
    assert run["result"]["version"] == 4
    version = Version.objects.get(uuid=made["id"])
    for role in (Role.MARKETING, Role.SALES):
        SignOff.objects.create(
            version=version, team=role.value, by=here.world.people[role], hash=version.hash
        )
    active = here.strong.post(f"{path}/activate")
    assert active.status_code == 200, active.content
    assert (active.json()["state"], active.json()["signed"]) == ("active", ["marketing", "sales"])
    back = here.strong.post(f"{path}/withdraw").json()
    assert (back["state"], bool(back["withdrawn_at"])) == ("withdrawn", True)


def test_a_dry_run_is_found_only_beside_its_version(here):
    (active,) = Version.objects.all()
    other = Version.objects.create(workspace=here.world.workspace, number=9, text="")
    run = DryRun.objects.create(version=other, hash="h")
    assert here.weak.get(f"/definitions/{active.uuid}/dry-runs/{run.uuid}").status_code == 404
    assert here.weak.get(f"/definitions/{other.uuid}/dry-runs/{run.uuid}").status_code == 200
    broken = here.weak.get(f"/definitions/{other.uuid}/document")
    assert (broken.status_code, broken.json()["problems"][0]["kind"]) == (422, "not_fit")


# -- the funnel ------------------------------------------------------------------------------------


def test_the_funnel_is_measured_when_it_is_asked_for_first(here):
    first = here.weak.get("/funnel?unit=ever").json()
    assert (first["state"], first["report"]) == ("measuring", None)
    while funnel.once(at=now()):
        pass
    said = here.weak.get("/funnel?unit=ever").json()
    assert said["state"] == "measured", said["refused"]
    assert said["report"]["stages"], "the core's report"
    assert datetime.fromisoformat(said["measured_at"]) <= datetime.now(UTC)
