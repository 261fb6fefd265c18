"""`meetworthy import` as a person runs it: real processes on an installation of their own."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app_importing import folder_of
from app_installation import MEETWORTHY, Builder, Installation, wait_for
from meetworthy.simulate.company import simulate

pytestmark = [pytest.mark.sockets]

ROWS = "1,jo@acme.com,2026-01-02,vp,50\n2,al@acme.com,2026-13-01,vp,50\n"


@pytest.fixture(scope="module")
def builder(tmp_path_factory) -> Iterator[Builder]:
    made = Builder(tmp_path_factory.mktemp("installations"))
    yield made
    made.end()


@pytest.fixture
def installation(builder) -> Iterator[Installation]:
    with builder.built("sqlite") as made:
        yield made


def test_a_folder_is_imported_once_and_asking_again_says_so(installation, tmp_path):
    folder = str(folder_of(tmp_path / "exports", ROWS))
    first = installation.run("import", folder, "--workspace", "northwind")
    assert first.stdout == "Rows 2: 1 taken, 0 known, 1 quarantined.\n"
    again = installation.run("import", folder, "-w", "northwind", "--json")
    said = json.loads(again.stdout)
    assert (said["how"], said["state"], said["taken"]) == ("known", "done", 1)
    assert installation.kept() == ["1"]
    strict = installation.run("import", folder, "-w", "northwind", "--strict", check=False)
    assert strict.returncode == 4
    assert "has not changed" in strict.stderr


def test_what_can_not_be_imported_is_refused_with_a_remedy(installation, tmp_path):
    folder = folder_of(tmp_path / "exports", ROWS)
    nobody = installation.run("import", str(folder), "-w", "nobody", check=False)
    assert (nobody.returncode, "workspace list" in nobody.stderr) == (3, True)
    (folder / "sources.yaml").write_text("sources: 1\n")
    unmapped = installation.run("import", str(folder), "-w", "northwind", check=False)
    assert (unmapped.returncode, "sources.yaml" in unmapped.stderr) == (3, True)
    folder_of(folder, ROWS, header="id,email,when,seniority,employees\n")
    renamed = installation.run("import", str(folder), "-w", "northwind", check=False)
    assert (renamed.returncode, "sources.yaml" in renamed.stderr) == (3, True)
    assert installation.kept() == []


def test_an_import_left_to_the_workers_is_done_by_one(installation, tmp_path):
    folder = str(folder_of(tmp_path / "exports", ROWS))
    asked = installation.run("import", folder, "-w", "northwind", "--no-wait")
    assert asked.stdout.startswith("The workers will import it: ")
    assert installation.kept() == []
    installation.start("worker", "--only", "imports")
    wait_for(lambda: installation.kept() == ["1"], installation.log)


def test_interrupted_it_goes_on_when_it_is_run_again(installation, tmp_path):
    folder = tmp_path / "company"
    simulate(folder, leads=300, seed=6)
    ended = interrupted(installation, folder)
    assert ended == 130
    before = len(installation.kept())
    assert before > 0
    again = installation.run("import", str(folder), "-w", "northwind", "--json")
    said = json.loads(again.stdout)
    assert (said["how"], said["state"], said["known"] < said["taken"]) == (
        "continues",
        "done",
        True,
    )
    assert said["rows"] == said["taken"] + said["known"] + said["quarantined"]
    kept = installation.rows("select sender, told_id from ledger_fact")
    assert len(kept) == len(set(kept)) > before


def interrupted(installation: Installation, folder: Path) -> int:
    """Start an import and press Ctrl-C when its first facts are taken; returns how it ended."""
    process = subprocess.Popen(
        [MEETWORTHY, "import", str(folder), "-w", "northwind"],
        env=installation.environment,
        cwd=installation.folder.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    installation.started.append(process)
    wait_for(installation.kept)
    process.send_signal(signal.SIGINT)
    return process.wait()
