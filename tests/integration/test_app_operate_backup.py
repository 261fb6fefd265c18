"""A backup is taken while the service runs, and is the same installation elsewhere."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app_installation import (
    Builder,
    Installation,
    asked_for_a_demo,
    free_port,
    installed,
    wait_for,
)

pytestmark = [pytest.mark.sockets]


FILL = """
import json
from meetworthy.app.ledger.append import append
from meetworthy.app.people.models import Workspace
from meetworthy.app.judging.work import work_once
from meetworthy.app.operate.clock import now
from meetworthy.model.told import Alias, Told
at = now()
told = [Told("demo.requested", at - 1000, "site", f"demo-{n}", content=b"x%d" % n,
             lead=(Alias("email", f"lead{n}@bright.example"),),
             properties={"name": f"Lead {n}"} if n % 2 else {})
        for n in range(40)]
workspace = Workspace.objects.get()
for start in range(0, 40, 10):
    append(workspace.pk, told[start:start + 10], recorded_at=at, trusted=True)
work_once(at=at)
print(json.dumps(40))
"""


@pytest.fixture(scope="module")
def builder(tmp_path_factory) -> Iterator[Builder]:
    made = Builder(tmp_path_factory.mktemp("installations"))
    yield made
    made.end()


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request, builder) -> Iterator[Installation]:
    with builder.built(request.param) as made:
        yield made


@pytest.fixture
def embedded(builder) -> Iterator[Installation]:
    with builder.built("sqlite") as made:
        yield made


@pytest.fixture
def elsewhere(installation, builder, tmp_path) -> Iterator[Installation]:
    """Another machine: a new folder, a new database, the same secret."""
    kind = "postgresql" if installation.database else ""
    database = builder.new_database(f"elsewhere{builder.count}") if kind else ""
    with installed(tmp_path / "elsewhere", database) as other:
        other.key = installation.key
        yield other


def everything(installation: Installation) -> dict[str, list[tuple[object, ...]]]:
    return {
        "facts": installation.rows("select * from ledger_fact order by workspace_id, number"),
        "batches": installation.rows("select * from ledger_batch order by workspace_id, number"),
        "states": installation.rows("select * from judging_state order by workspace_id, lead"),
        "effects": installation.rows("select * from judging_effect order by id"),
        "keys": installation.rows("select * from ledger_person_key order by 1, 2, 3"),
    }


def test_what_was_restored_is_what_was_there_and_goes_on_from_it(installation, elsewhere, tmp_path):
    installation.ask(FILL)
    before = everything(installation)
    assert len(before["facts"]) == len(before["states"]) == 40
    taken = installation.run("backup", str(tmp_path / "backup"))
    assert "Keep the secret too" in taken.stderr
    told = elsewhere.run("restore", str(tmp_path / "backup"))
    assert "40 facts, every chain holds." in told.stdout
    assert everything(elsewhere) == before
    elsewhere.serve("--embedded-worker")
    assert elsewhere.post(asked_for_a_demo(41)).json()["taken"] == 1
    assert elsewhere.post(asked_for_a_demo(41)).json()["known"] == 1
    wait_for(lambda: elsewhere.stages() == ["mql"] * 41, elsewhere.log)


def test_a_backup_taken_while_facts_come_holds_one_moment_of_them(
    installation, elsewhere, tmp_path
):
    installation.serve("--embedded-worker")
    stop = threading.Event()
    sent: list[int] = []

    def send() -> None:
        while not stop.is_set():
            installation.post(asked_for_a_demo(len(sent)))
            sent.append(len(sent))

    sender = threading.Thread(target=send)
    sender.start()
    try:
        wait_for(lambda: len(sent) > 10, installation.log)
        least = len(sent)
        installation.run("backup", str(tmp_path / "backup"))
        most = len(sent)
    finally:
        stop.set()
        sender.join()
    elsewhere.run("restore", str(tmp_path / "backup"))
    kept = elsewhere.kept()
    assert least <= len(kept) <= most + 1
    assert kept == [f"demo-{number}" for number in range(len(kept))]
    assert elsewhere.run("verify").returncode == 0


def test_without_the_secret_nothing_is_restored(installation, elsewhere, tmp_path):
    installation.run("backup", str(tmp_path / "backup"))
    elsewhere.more["MEETWORTHY_SECRET"] = "another secret, also long enough to be one"
    refused = elsewhere.run("restore", str(tmp_path / "backup"), check=False)
    assert refused.returncode == 3
    assert "It was taken under another secret" in refused.stderr


def test_the_secret_is_nowhere_in_a_backup(installation, tmp_path):
    installation.ask(FILL)
    installation.run("backup", str(tmp_path / "backup"))
    secret = installation.environment["MEETWORTHY_SECRET"].encode()
    files = [file for file in (tmp_path / "backup").rglob("*") if file.is_file()]
    assert files
    assert not any(secret in file.read_bytes() for file in files)


def test_a_database_that_holds_something_is_not_written_over(installation, tmp_path):
    installation.run("backup", str(tmp_path / "backup"))
    refused = installation.run("restore", str(tmp_path / "backup"), check=False)
    assert refused.returncode == 3
    assert "It is not empty" in refused.stderr


def test_a_backup_is_never_written_over(installation, tmp_path):
    installation.run("backup", str(tmp_path / "backup"))
    again = installation.run("backup", str(tmp_path / "backup"), check=False)
    assert again.returncode == 3
    assert "There is something there already" in again.stderr


def test_a_damaged_backup_is_refused_and_each_damaged_file_is_named(
    installation, elsewhere, tmp_path
):
    installation.run("backup", str(tmp_path / "backup"))
    parts = json.loads((tmp_path / "backup" / "manifest.json").read_text())["parts"]
    file = tmp_path / "backup" / parts[0]["file"]
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    refused = elsewhere.run("restore", str(tmp_path / "backup"), check=False)
    assert refused.returncode == 3
    assert f"{file}: The file is not what was written" in refused.stderr


def test_a_backup_of_a_newer_version_is_refused(installation, elsewhere, tmp_path):
    installation.run("backup", str(tmp_path / "backup"))
    file = tmp_path / "backup" / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["migrations"].append("ledger.9999_from_the_future")
    file.write_text(json.dumps(manifest))
    refused = elsewhere.run("restore", str(tmp_path / "backup"), check=False)
    assert "whose ledger.9999_from_the_future this version does not know" in refused.stderr


def test_uploaded_files_come_along(installation, elsewhere, tmp_path):
    uploads = installation.folder / "uploads" / "job"
    uploads.mkdir(parents=True)
    (uploads / "leads.csv").write_text("email\njo@bright.example\n")
    installation.run("backup", str(tmp_path / "backup"))
    elsewhere.run("restore", str(tmp_path / "backup"))
    restored = elsewhere.folder / "uploads" / "job" / "leads.csv"
    assert restored.read_text() == "email\njo@bright.example\n"


def test_one_kind_of_database_is_not_restored_into_the_other(builder, tmp_path):
    with builder.built("sqlite") as small:
        small.run("backup", str(tmp_path / "backup"))
    with installed(tmp_path / "other", builder.new_database("other")) as other:
        refused = other.run("restore", str(tmp_path / "backup"), check=False)
    assert "It is of sqlite, this installation uses postgresql" in refused.stderr


def test_a_folder_without_a_manifest_is_no_backup(elsewhere, tmp_path):
    (tmp_path / "backup.partial").mkdir()
    refused = elsewhere.run("restore", str(tmp_path / "backup.partial"), check=False)
    assert "this is no whole backup" in refused.stderr


# -- what the chains and the doctor say ---------------------------------------------------------


def test_verify_names_a_fact_that_was_altered_and_one_that_is_gone(installation):
    installation.ask(FILL)
    assert "40 facts in 4 batches, the chain holds, head " in installation.run("verify").stdout
    installation.write("update ledger_fact set campaign = 'spring' where number = 7")
    installation.write("delete from ledger_fact where number = 9")
    found = installation.run("verify", "--json", check=False)
    assert found.returncode == 1
    (ledger,) = json.loads(found.stdout)
    assert [problem["kind"] for problem in ledger["problems"]] == ["fact_altered", "fact_missing"]
    assert "Fact 7" in ledger["problems"][0]["cause"]
    looked = installation.run("doctor", check=False)
    assert looked.returncode == 1
    assert "Fact 7" in looked.stdout


def test_verify_refuses_a_workspace_that_there_is_not(installation):
    refused = installation.run("verify", "--workspace", "nowhere", check=False)
    assert refused.returncode == 3


def test_the_doctor_finds_a_well_installation_well(installation):
    installation.ask(FILL)
    looked = installation.run("doctor", "--json")
    found = {(each["about"], each["said"]) for each in json.loads(looked.stdout)}
    assert ("secret", "It opens what is sealed.") in found
    assert ("chain", "The last batches hold; ledgers: 1, facts: 40.") in found
    assert ("tables", "They are those of this version.") in found
    assert not [each for each in json.loads(looked.stdout) if each["state"] == "wrong"]


def test_the_doctor_finds_another_secret_and_a_clock_that_was_set_back(installation):
    installation.ask(FILL)
    installation.write("update ledger_batch set recorded_at = recorded_at + 3600000000")
    installation.more["MEETWORTHY_SECRET"] = "another secret, also long enough to be one"
    looked = installation.run("doctor", check=False)
    assert looked.returncode == 1
    assert "secret: It does not open what is sealed in this ledger." in looked.stdout
    assert "the clock was set back" in looked.stdout


@pytest.mark.parametrize("command", ["serve", "worker", "backup", "user"])
def test_nothing_is_done_under_another_secret_than_the_ledgers(embedded, tmp_path, command):
    embedded.ask(FILL)
    embedded.more["MEETWORTHY_SECRET"] = "another secret, also long enough to be one"
    more = {
        "serve": ("--port", str(free_port())),
        "backup": (str(tmp_path / "backup"),),
        "user": ("list", "-w", "acme"),
    }
    refused = embedded.run(command, *more.get(command, ()), check=False)
    assert refused.returncode == 3
    assert "It does not open what is sealed in this ledger." in refused.stderr


@pytest.mark.parametrize("is_there", [False, True])
def test_the_doctor_makes_nothing_where_nothing_is(tmp_path, is_there):
    folder = tmp_path / "misspelt"
    if is_there:
        folder.mkdir()
    looked = Installation(folder).run("doctor", check=False)
    assert looked.returncode == 1
    assert f"There is no {'database in' if is_there else 'folder'} {folder}." in looked.stdout
    assert [path.name for path in tmp_path.rglob("*")] == ["misspelt"] * is_there


def test_the_doctor_finds_leads_that_nobody_judges(installation):
    installation.ask(FILL.replace("work_once(at=at)\n", ""))
    installation.write("update judging_mark set at = at - 600000000")
    looked = installation.run("doctor", check=False)
    assert looked.returncode == 1
    assert "40 leads wait" in looked.stdout
    assert "Start `meetworthy worker`" in looked.stdout


def test_the_doctor_says_when_the_database_is_gone(installation):
    if installation.database:
        installation.database = installation.database.replace("copy", "nothing-like-copy")
    else:
        shutil.move(installation.folder / "meetworthy.sqlite3", installation.folder / "away")
        Path(installation.folder / "meetworthy.sqlite3").mkdir()
    looked = installation.run("doctor", check=False)
    assert looked.returncode == 1
    assert "It does not answer" in looked.stdout


def test_the_doctor_finds_a_mail_server_that_is_not_there(installation):
    installation.more["MEETWORTHY_SMTP"] = "smtp://127.0.0.1:1?tls=none"
    looked = installation.run("doctor", check=False)
    assert "127.0.0.1:1 does not take mail" in looked.stdout
