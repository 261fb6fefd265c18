"""What was set aside, mended and taken after all, or dropped."""

from __future__ import annotations

import shutil
import uuid

import pytest

from app_importing import CRM, HEADER, NOW, facts_of, folder_of, imported, new_workspace
from facts_folder import make_folder
from meetworthy.app.imports.retake import drop, is_line, retake, tally
from meetworthy.app.imports.staging import place_of
from meetworthy.app.ingest.models import Quarantined, Source
from meetworthy.app.ingest.quarantine import Aside, put_aside
from meetworthy.app.people.models import Deed, User, Workspace
from meetworthy.model.problem import Place, Problem

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

GOOD = "1,jo@acme.com,2026-01-02,vp,50\n"
BAD = "2,al@acme.com,2026-13-01,vp,50\n"


@pytest.fixture
def workspace() -> Workspace:
    return new_workspace()


@pytest.fixture
def by(workspace) -> User:
    return User.objects.create_user("ann@acme.com")


def only(workspace: Workspace) -> Quarantined:
    return Quarantined.objects.get(workspace=workspace)


def kinds(problems: list[Problem]) -> list[str]:
    return [problem.kind for problem in problems]


def test_a_mended_line_is_taken_as_its_file_would_have_been(workspace, by, tmp_path):
    folder = folder_of(tmp_path / "a", GOOD + BAD)
    job = imported(workspace, folder)
    shutil.rmtree(folder)  # the files may be gone
    item = only(workspace)
    assert is_line(item)
    mended = item.body.replace("2026-13-01", "2026-12-01")
    assert retake(workspace_id=workspace.pk, uuid=item.uuid, body=mended, by=by, at=NOW) == []
    first, second = facts_of(workspace)
    assert (second.kind, second.sender, second.id) == ("lead.described", "crm", "2")
    assert dict(second.properties) == dict(first.properties)
    item.refresh_from_db()
    assert (item.state, item.settled_by, item.settled_at) == ("retaken", by, NOW)
    assert tally(workspace.pk) == {"open": 0, "retaken": 1, "dropped": 0}
    assert job.rows == job.taken + job.known + job.quarantined
    assert Deed.objects.get(verb="quarantine retaken").by == by


def test_a_line_that_is_still_bad_says_why_and_changes_nothing(workspace, by, tmp_path):
    imported(workspace, folder_of(tmp_path / "a", BAD))
    item = only(workspace)
    for body, kind in (
        (item.body, "time_unreadable"),
        ("2,al@acme.com,2026-12-01,vp", "ragged_row"),
        ("2,al@acme.com,2026-12-01,vp,50\n3,b@acme.com,2026-12-01,vp,50", "line_unfit"),
        ("", "line_unfit"),
    ):
        problems = retake(workspace_id=workspace.pk, uuid=item.uuid, body=body, by=by, at=NOW)
        assert kinds(problems) == [kind]
        assert str(problems[0].place).startswith("crm.csv:2")
    assert facts_of(workspace) == []
    assert only(workspace).state == "open"


def test_a_row_named_by_its_number_keeps_it(workspace, by, tmp_path):
    sources = CRM.replace("id: id\n", "id: row\n")
    folder = folder_of(tmp_path / "a", GOOD + BAD + GOOD, sources)
    imported(workspace, folder)
    item = only(workspace)
    mended = item.body.replace("2026-13-01", "2026-12-01")
    assert retake(workspace_id=workspace.pk, uuid=item.uuid, body=mended, by=by, at=NOW) == []
    assert [fact.id for fact in facts_of(workspace)] == ["crm.csv#2", "crm.csv#4", "crm.csv#3"]


def test_a_line_of_another_separator_and_encoding_is_read_as_such(workspace, by, tmp_path):
    sources = CRM.replace(
        "file: crm.csv", "file: crm.csv\n        separator: ';'\n        encoding: cp1252"
    )
    rows = "1;jörg@acme.com;2026-13-01;Geschäftsführer;50\n"
    content = (HEADER.replace(",", ";") + rows).encode("cp1252")
    imported(workspace, make_folder(tmp_path / "a", sources, {"crm.csv": content}))
    item = only(workspace)
    mended = item.body.replace("2026-13-01", "2026-12-01")
    assert retake(workspace_id=workspace.pk, uuid=item.uuid, body=mended, by=by, at=NOW) == []
    assert facts_of(workspace)[0].properties["seniority"] == "Geschäftsführer"


def test_a_mended_line_that_contradicts_the_ledger_stays_open(workspace, by, tmp_path):
    imported(workspace, folder_of(tmp_path / "a", GOOD + BAD))
    item = only(workspace)
    same_id = "1,al@acme.com,2026-12-01,vp,50"
    problems = retake(workspace_id=workspace.pk, uuid=item.uuid, body=same_id, by=by, at=NOW)
    assert kinds(problems) == ["contradicts_known"]
    assert only(workspace).state == "open"
    assert len(facts_of(workspace)) == 1


def test_without_what_the_import_was_read_by_a_line_is_refused(workspace, by, tmp_path):
    job = imported(workspace, folder_of(tmp_path / "a", BAD))
    shutil.rmtree(place_of(str(job.uuid)))
    item = only(workspace)
    problems = retake(workspace_id=workspace.pk, uuid=item.uuid, body=GOOD, by=by, at=NOW)
    assert kinds(problems) == ["import_absent"]


def test_a_fact_of_a_file_that_contradicted_is_taken_under_an_id_of_its_own(
    workspace, by, tmp_path
):
    imported(workspace, folder_of(tmp_path / "a", GOOD))
    imported(workspace, folder_of(tmp_path / "b", GOOD.replace("vp", "ceo")))
    item = only(workspace)
    assert not is_line(item)
    known = retake(workspace_id=workspace.pk, uuid=item.uuid, body=item.body, by=by, at=NOW)
    assert kinds(known) == ["contradicts_known"]
    mended = item.body.replace('"id":"1"', '"id":"1 corrected"')
    assert retake(workspace_id=workspace.pk, uuid=item.uuid, body=mended, by=by, at=NOW) == []
    assert [fact.id for fact in facts_of(workspace)] == ["1", "1 corrected"]
    assert {fact.lead for fact in facts_of(workspace)} == {1}


def test_an_event_of_segment_is_read_as_segments(workspace, by):
    source = Source.objects.create(
        workspace=workspace, name="Site", sender="site", form=Source.Form.SEGMENT, key="k"
    )
    body = (
        '{"type":"track","event":"Demo Requestd","userId":"7","messageId":"m1",'
        '"timestamp":"2026-05-01T10:00:00Z"}'
    )
    problem = Problem("event_unknown", Place("event"), "It is no kind.", "Map it.")
    put_aside(workspace.pk, [Aside("site", problem, body, source.pk)], at=NOW)
    item = only(workspace)
    assert retake(workspace_id=workspace.pk, uuid=item.uuid, body=body, by=by, at=NOW)
    mended = body.replace("Requestd", "Requested")
    assert retake(workspace_id=workspace.pk, uuid=item.uuid, body=mended, by=by, at=NOW) == []
    assert [(fact.kind, fact.sender) for fact in facts_of(workspace)] == [
        ("demo.requested", "site")
    ]


@pytest.mark.parametrize(
    "body", ["", "not json", "[]", '"text"', "{", "{}", "[" * 2_000, '{"facts": 7}']
)
def test_whatever_is_sent_in_place_of_a_fact_is_answered_with_problems(workspace, by, body):
    problem = Problem("kind_unknown", Place("fact"), "It is no kind.", "Correct it.")
    put_aside(workspace.pk, [Aside("site", problem, '{"kind":"no.kind"}')], at=NOW)
    item = only(workspace)
    assert retake(workspace_id=workspace.pk, uuid=item.uuid, body=body, by=by, at=NOW)
    assert only(workspace).state == "open"


def test_what_is_dropped_is_settled_for_good(workspace, by, tmp_path):
    imported(workspace, folder_of(tmp_path / "a", BAD))
    item = only(workspace)
    drop(workspace_id=workspace.pk, uuid=item.uuid, by=by, at=NOW)
    assert tally(workspace.pk) == {"open": 0, "retaken": 0, "dropped": 1}
    for again in (drop, lambda **named: retake(body=GOOD, **named)):
        with pytest.raises(Quarantined.DoesNotExist):
            again(workspace_id=workspace.pk, uuid=item.uuid, by=by, at=NOW)


def test_nobody_settles_what_is_in_another_workspace(workspace, by, tmp_path):
    imported(workspace, folder_of(tmp_path / "a", BAD))
    other, item = new_workspace("other"), only(workspace)
    for wrong in (item.uuid, uuid.uuid4()):
        with pytest.raises(Quarantined.DoesNotExist):
            drop(workspace_id=other.pk, uuid=wrong, by=by, at=NOW)
        with pytest.raises(Quarantined.DoesNotExist):
            retake(workspace_id=other.pk, uuid=wrong, body=GOOD, by=by, at=NOW)
