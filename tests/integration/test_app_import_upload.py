"""Files sent from a page: bounded, inside their folder, looked at before they are imported."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path
from textwrap import dedent

import pytest

from app_importing import CRM, HEADER, NOW, counts, facts_of, new_workspace
from meetworthy.app.imports.jobs import cancel, start
from meetworthy.app.imports.models import Job
from meetworthy.app.imports.run import once
from meetworthy.app.imports.unpack import MOST_FILES
from meetworthy.app.imports.upload import change_mapping, mapping_of, receive
from meetworthy.app.people.models import Workspace
from meetworthy.model.problem import Refused

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

TABLE = (HEADER + "1,jo@acme.com,2026-01-02,vp,50\n").encode()
MAPPING = dedent(CRM).encode()


@pytest.fixture(autouse=True)
def _data(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path


@pytest.fixture
def workspace() -> Workspace:
    return new_workspace()


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def sent(workspace: Workspace, *files: tuple[str, bytes]) -> Job:
    opened = [(name, io.BytesIO(content)) for name, content in files]
    return receive(workspace=workspace, files=opened, by=None, at=NOW)


def run() -> None:
    while once(at=NOW, clock=lambda: NOW):
        pass


def names_in(job: Job) -> list[str]:
    folder = Path(job.folder)
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def refusal(workspace: Workspace, tmp_path: Path, *files: tuple[str, bytes]) -> str:
    """Return the kind of problem for which files are refused; nothing of them may be left."""
    with pytest.raises(Refused) as refused:
        sent(workspace, *files)
    assert not Job.objects.exists()
    assert not [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]
    (problem,) = refused.value.problems
    assert problem.remedy
    return problem.kind


def test_tables_with_their_mapping_are_imported_and_not_kept(workspace):
    job = sent(workspace, ("crm.csv", TABLE), ("sources.yaml", MAPPING))
    assert job.state == Job.State.WAITING
    run()
    job.refresh_from_db()
    assert counts(job) == (1, 1, 0, 0)
    assert len(facts_of(workspace)) == 1
    assert names_in(job) == ["sources.yaml"]


def test_tables_alone_get_a_mapping_proposed_that_somebody_looks_at_first(workspace):
    job = sent(workspace, ("crm.csv", TABLE))
    assert (job.state, job.name) == (Job.State.PROPOSED, "crm.csv")
    run()
    assert facts_of(workspace) == []
    assert "decide" in mapping_of(job)
    problems = change_mapping(job=job, text=CRM.replace("lead.described", "lead.descibed"))
    assert "kind_unknown" in {problem.kind for problem in problems}
    assert change_mapping(job=job, text=dedent(CRM)) == []
    start(job=job, by=None, at=NOW)
    run()
    job.refresh_from_db()
    assert counts(job) == (1, 1, 0, 0)
    with pytest.raises(Refused):
        change_mapping(job=job, text=dedent(CRM))


def test_a_mapping_that_does_not_hold_is_looked_at_first_too(workspace):
    job = sent(workspace, ("crm.csv", TABLE), ("sources.yaml", b"sources: 1\n"))
    assert job.state == Job.State.PROPOSED


def test_a_zip_of_a_folder_is_that_folder(workspace):
    packed = zipped(
        ("exports/sources.yaml", MAPPING),
        ("exports/crm.csv", TABLE),
        ("exports/truth.json", b"{}"),
        ("__MACOSX/exports/._crm.csv", b"junk"),
    )
    job = sent(workspace, ("exports.zip", packed))
    assert names_in(job) == ["crm.csv", "sources.yaml"]
    ((problem,),) = [job.problems]
    assert problem["kind"] == "files_left_out"
    assert problem["examples"] == ["__MACOSX/exports/._crm.csv", "exports/truth.json"]
    run()
    job.refresh_from_db()
    assert counts(job) == (1, 1, 0, 0)
    assert [each["kind"] for each in job.problems] == ["files_left_out"]


@pytest.mark.parametrize(
    "name", ["../crm.csv", "a/../../crm.csv", "/etc/crm.csv", "..\\crm.csv", "C:\\x\\crm.csv"]
)
def test_names_in_a_zip_that_lead_out_of_the_folder_are_refused(workspace, tmp_path, name):
    packed = zipped((name, TABLE), ("x.csv", TABLE))
    assert refusal(workspace, tmp_path, ("a.zip", packed)) == "upload_misnamed"


def test_a_name_of_a_file_alone_is_its_last_part(workspace):
    job = sent(workspace, ("../../etc/crm.csv", TABLE))
    assert names_in(job) == ["crm.csv", "sources.yaml"]


def test_a_zip_bomb_is_stopped_where_the_limit_is(workspace, tmp_path, settings):
    settings.MOST_UPLOAD_BYTES = 1_000_000
    bomb = zipped(("crm.csv", b"0" * 50_000_000))
    assert len(bomb) < 100_000
    assert refusal(workspace, tmp_path, ("a.zip", bomb)) == "upload_too_large"


def test_the_limit_is_of_all_files_together(workspace, tmp_path, settings):
    settings.MOST_UPLOAD_BYTES = 2 * len(TABLE)
    files = [(f"{n}.csv", TABLE) for n in range(3)]
    assert refusal(workspace, tmp_path, *files) == "upload_too_large"


def test_too_many_files_are_refused(workspace, tmp_path):
    packed = zipped(*((f"{n}.csv", b"a\n") for n in range(MOST_FILES + 1)))
    assert refusal(workspace, tmp_path, ("a.zip", packed)) == "upload_too_many"


def test_a_zip_that_holds_a_link_takes_nothing_by_it(workspace):
    link = zipfile.ZipInfo("passwd.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    job = sent(workspace, ("a.zip", zipped((link, b"/etc/passwd"), ("crm.csv", TABLE))))
    assert names_in(job) == ["crm.csv", "sources.yaml"]


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ([("a.zip", b"no zip")], "zip_broken"),
        ([("a.zip", zipped(("crm.csv", TABLE))[:60])], "zip_broken"),
        ([("crm.csv", TABLE), ("CRM.csv", TABLE)], "upload_twice"),
        ([("photo.png", b"png")], "no_files"),
        ([], "no_files"),
        ([("sources.yaml.zip", zipped(("deep.zip", zipped(("crm.csv", TABLE)))))], "no_files"),
    ],
)
def test_what_is_no_import_is_refused_and_nothing_is_kept(workspace, tmp_path, files, kind):
    assert refusal(workspace, tmp_path, *files) == kind


def test_an_excel_workbook_is_refused_with_what_to_do(workspace):
    with pytest.raises(Refused) as refused:
        sent(workspace, ("leads.xlsx", zipped(("xl/workbook.xml", b"<x/>"))))
    assert "CSV" in refused.value.problems[0].remedy


def test_where_an_import_lies_is_not_told(workspace):
    job = sent(workspace, ("crm.csv", TABLE))
    (problem, *_) = change_mapping(job=job, text="sources: 1\nfiles: {x: {file: gone.csv}}\n")
    assert problem.place.file == "sources.yaml"
    apart = zipped(("one/crm.csv", TABLE), ("two/crm.csv", TABLE))
    with pytest.raises(Refused) as refused:
        sent(workspace, ("a.zip", apart))
    assert [str(each.place) for each in refused.value.problems] == ["."]


def test_a_zip_whose_content_was_damaged_is_refused(workspace, tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("crm.csv", TABLE)
    damaged = out.getvalue().replace(b"jo@acme", b"jo@evil")
    assert refusal(workspace, tmp_path, ("a.zip", damaged)) == "zip_broken"


def test_a_cancelled_upload_is_deleted(workspace):
    job = sent(workspace, ("crm.csv", TABLE))
    cancel(job=job, by=None, at=NOW)
    assert names_in(job) == ["sources.yaml"]


def test_uploads_of_two_workspaces_lie_apart(workspace):
    one, other = (
        sent(workspace, ("crm.csv", TABLE)),
        sent(new_workspace("other"), ("crm.csv", TABLE)),
    )
    assert Path(one.folder).parent.name == str(workspace.uuid)
    assert Path(one.folder).parent != Path(other.folder).parent
