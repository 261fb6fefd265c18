"""The life of an import: taken by one worker, taken over, cancelled, gone on with elsewhere."""

from __future__ import annotations

import shutil

import pytest
from django.db import DatabaseError

from app_importing import (
    CRM,
    HEADER,
    NOW,
    asked,
    counts,
    facts_of,
    folder_of,
    imported,
    new_workspace,
)
from facts_folder import make_folder
from meetworthy.app.imports import run
from meetworthy.app.imports.asking import Ask, ask_for
from meetworthy.app.imports.jobs import cancel, create_job, start
from meetworthy.app.imports.lease import ELSEWHERE, SILENT, Lost, take
from meetworthy.app.imports.models import Job
from meetworthy.app.imports.run import once, work_on
from meetworthy.app.imports.staging import place_of
from meetworthy.app.ingest.models import Quarantined
from meetworthy.app.people.models import Deed, Workspace
from meetworthy.model.time import MINUTE

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

ROWS = (
    "".join(f"{n},p{n}@firm{n}.com,2026-01-02,vp,{n}\n" for n in range(1, 31)) + "x,,nonsense,,\n"
)


@pytest.fixture
def workspace() -> Workspace:
    return new_workspace()


@pytest.fixture
def folder(tmp_path):
    return folder_of(tmp_path / "exports", ROWS)


def work(job: Job, *, at: int = NOW) -> None:
    """Take a job and work on it to its end, ten facts at a time."""
    held = take(at=at, only=job.pk)
    assert held is not None
    work_on(held, clock=lambda: at, about=10)
    job.refresh_from_db()


def work_one_piece(job: Job, *, at: int = NOW) -> None:
    """Take a job, commit one piece, and end as a worker ends whose turn is over."""
    held = take(at=at, only=job.pk)
    assert held is not None
    before = held.position

    def clock() -> int:
        return at if held.position - before < 10 else at + 10 * MINUTE

    work_on(held, clock=clock, until=at + MINUTE, about=10)
    job.refresh_from_db()


def test_a_job_is_taken_by_one_worker_until_that_one_is_silent(workspace, folder):
    job = asked(workspace, folder)
    first = take(at=NOW)
    assert first is not None
    assert take(at=NOW + SILENT) is None
    second = take(at=NOW + SILENT + 1)
    assert second is not None
    assert (second.pk, second.lease) == (job.pk, first.lease + 1)


def test_a_worker_that_was_thought_dead_writes_nothing_more(workspace, folder):
    asked(workspace, folder)
    asleep = take(at=NOW)
    assert take(at=NOW + SILENT + 1) is not None
    with pytest.raises(Lost):
        asleep.keep(at=NOW + SILENT + 2, position=7)
    work_on(asleep, clock=lambda: NOW + SILENT + 2)
    assert facts_of(workspace) == []
    assert Job.objects.get().position == 0


def test_a_clock_that_was_set_back_does_not_hold_a_job_for_ever(workspace, folder):
    asked(workspace, folder)
    assert take(at=NOW) is not None
    assert take(at=NOW - 2 * SILENT) is not None


def test_a_turn_ends_and_the_next_goes_on_where_it_ended(workspace, folder):
    job = asked(workspace, folder)
    for _ in range(10):
        if job.state != Job.State.DONE:
            work_one_piece(job)
            assert job.rows == job.taken + job.known + job.quarantined
    assert job.state == Job.State.DONE
    assert counts(job) == (31, 30, 0, 1)
    assert sorted(int(fact.id) for fact in facts_of(workspace)) == list(range(1, 31))
    assert Quarantined.objects.get().times == 1


def test_another_machine_reads_the_folder_again_and_goes_on_in_the_same_order(workspace, folder):
    job = asked(workspace, folder)
    work_one_piece(job)
    work_one_piece(job)
    assert 0 < job.position < job.items
    shutil.rmtree(place_of(str(job.uuid)))  # as if it had been staged elsewhere
    work(job)
    assert counts(job) == (31, 30, 0, 1)
    assert len(facts_of(workspace)) == 30
    assert Quarantined.objects.get().times == 1


def test_a_folder_that_changed_meanwhile_is_taken_anew_and_counted_honestly(workspace, folder):
    job = asked(workspace, folder)
    work_one_piece(job)
    taken = len(facts_of(workspace))
    assert taken
    shutil.rmtree(place_of(str(job.uuid)))
    (folder / "crm.csv").write_text(HEADER + ROWS + "31,q@firm.com,2026-01-02,vp,1\n")
    work(job)
    assert counts(job) == (32, 31 - taken, taken, 1)
    assert len(facts_of(workspace)) == 31


def test_the_files_may_change_while_what_was_read_is_taken(workspace, folder):
    job = asked(workspace, folder)
    work_one_piece(job)
    (folder / "crm.csv").write_text(HEADER)
    work(job)
    assert counts(job) == (31, 30, 0, 1)


def test_a_cancelled_import_stops_and_keeps_what_it_has_taken(workspace, folder):
    job = asked(workspace, folder)
    work_one_piece(job)
    taken = len(facts_of(workspace))
    assert cancel(job=job, by=None, at=NOW)
    assert take(at=NOW + 10 * SILENT) is None
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert len(facts_of(workspace)) == taken == job.taken
    assert not cancel(job=job, by=None, at=NOW)
    assert not (place_of(str(job.uuid)) / "staged").exists()


def test_what_breaks_is_tried_again_and_others_have_their_turn(
    workspace, folder, tmp_path, monkeypatch
):
    broken = asked(workspace, folder)
    fine = asked(workspace, folder_of(tmp_path / "fine", "7,z@z.com,2026-01-02,,\n"))
    with monkeypatch.context() as patched:
        patched.setattr(run, "commit_facts", _broken)
        with pytest.raises(DatabaseError):
            once(at=NOW, clock=lambda: NOW)
    broken.refresh_from_db()
    assert "disk is full" in broken.doing
    assert once(at=NOW, clock=lambda: NOW)
    fine.refresh_from_db()
    assert fine.state == Job.State.DONE
    assert not once(at=NOW, clock=lambda: NOW)
    later = NOW + SILENT + 1
    assert once(at=later, clock=lambda: later)
    broken.refresh_from_db()
    assert counts(broken) == (31, 30, 0, 1)


def _broken(*_: object, **__: object) -> None:
    raise DatabaseError("the disk is full")


def test_an_end_of_the_process_leaves_the_job_to_anybody_at_once(workspace, folder, monkeypatch):
    job = asked(workspace, folder)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(run, "commit_facts", interrupted)
        with pytest.raises(KeyboardInterrupt):
            once(at=NOW, clock=lambda: NOW)
    assert once(at=NOW, clock=lambda: NOW)
    job.refresh_from_db()
    assert counts(job) == (31, 30, 0, 1)


def test_a_folder_that_is_not_here_is_left_to_another_machine_for_a_while(workspace, tmp_path):
    job = asked(workspace, tmp_path / "elsewhere")
    assert not once(at=NOW + ELSEWHERE - 1, clock=lambda: NOW)
    assert once(at=NOW + ELSEWHERE + 1, clock=lambda: NOW)
    job.refresh_from_db()
    assert job.state == Job.State.REFUSED
    assert [problem["kind"] for problem in job.problems] == ["folder_absent"]


def test_a_proposed_import_waits_until_somebody_starts_it(workspace, folder):
    job = create_job(
        workspace=workspace, folder=folder, name="x", by=None, at=NOW, state=Job.State.PROPOSED
    )
    assert not once(at=NOW, clock=lambda: NOW)
    assert start(job=job, by=None, at=NOW)
    assert not start(job=job, by=None, at=NOW)
    assert once(at=NOW, clock=lambda: NOW)
    assert list(Deed.objects.values_list("verb", flat=True)) == [
        "import asked for",
        "import started",
    ]


def test_a_refused_import_whose_mapping_was_mended_is_started_again(workspace, folder):
    (folder / "sources.yaml").write_text("sources: 1\n")
    job = imported(workspace, folder)
    assert job.state == Job.State.REFUSED
    make_folder(folder, CRM, {})
    assert start(job=job, by=None, at=NOW)
    work(job)
    assert job.state == Job.State.DONE
    assert [problem["kind"] for problem in job.problems] == ["quarantined"]
    assert counts(job) == (31, 30, 0, 1)


def test_asking_again_goes_on_with_what_did_not_finish_and_says_so(workspace, folder):
    first = ask_for(workspace=workspace, folder=folder, by=None, at=NOW)
    assert first.how is Ask.NEW
    work_one_piece(first.job)
    again = ask_for(workspace=workspace, folder=folder, by=None, at=NOW)
    assert (again.how, again.job) == (Ask.CONTINUES, first.job)
    work(again.job)
    done = ask_for(workspace=workspace, folder=folder, by=None, at=NOW)
    assert (done.how, done.job) == (Ask.KNOWN, first.job)


def test_asking_again_after_the_files_changed_takes_the_new_ones(workspace, folder):
    first = ask_for(workspace=workspace, folder=folder, by=None, at=NOW)
    work_one_piece(first.job)
    (folder / "crm.csv").write_text(HEADER + ROWS + "31,q@firm.com,2026-01-02,vp,1\n")
    second = ask_for(workspace=workspace, folder=folder, by=None, at=NOW)
    assert second.how is Ask.NEW
    first.job.refresh_from_db()
    assert first.job.state == Job.State.CANCELLED


def test_the_same_folder_is_another_import_in_another_workspace(workspace, folder):
    imported(workspace, folder)
    other = ask_for(workspace=new_workspace("other"), folder=folder, by=None, at=NOW)
    assert other.how is Ask.NEW
