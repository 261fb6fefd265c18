"""Taking a backup while the service runs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from meetworthy import __version__
from meetworthy.model.time import moment_of

from . import postgresql, sqlite
from .manifest import FORMAT, Chain, Manifest, Part, part_of, refuse, secret_digest, write_manifest

Say = Callable[[str], object]
UPLOADS = "uploads"

# The heads are read in the same moment as the facts, so that a restore can be held against them.
_CHAINS = """
select w.slug, h.batches, h.facts, h.head
from ledger_head h join people_workspace w on w.id = h.workspace_id order by w.slug
"""


def take_backup(out: Path, *, at: int, say: Say = lambda _: None) -> Manifest:
    """Write a backup into a new folder; it is there only once it is whole.

    Raises Refused where the folder exists already.
    """
    if out.exists():
        refuse("backup_exists", out, "There is something there already.",
               "Name a folder that does not exist; a backup is never written over.")  # fmt: skip
    growing = out.with_name(out.name + ".partial")
    shutil.rmtree(growing, ignore_errors=True)  # one that was killed
    growing.mkdir(parents=True)
    read = _read_postgresql if connection.vendor == "postgresql" else _read_sqlite
    chains, parts, sequences = read(growing, say)
    say("Copying uploaded files")
    parts += _copy_uploads(growing)
    manifest = Manifest(
        format=FORMAT,
        version=__version__,
        database=connection.vendor,
        taken_at=moment_of(at).isoformat(),
        secret=secret_digest(settings.SECRET_KEY),
        migrations=tuple(sorted(map(".".join, MigrationRecorder(connection).applied_migrations()))),
        chains=chains,
        parts=tuple(parts),
        sequences=sequences,
    )
    write_manifest(growing, manifest)
    growing.rename(out)
    return manifest


_Read = tuple[tuple[Chain, ...], list[Part], dict[str, int]]


def _read_sqlite(folder: Path, say: Say) -> _Read:
    say("Copying the database")
    copy = folder / sqlite.NAME
    sqlite.copy_database(Path(connection.settings_dict["NAME"]), copy)
    wrong = sqlite.check_copy(copy)
    if wrong:
        refuse("database_damaged", copy, f"The copy is not sound: {wrong[0]}.",
               "Run `meetworthy doctor`; restore the last good backup.")  # fmt: skip
    return _chains_of(sqlite.rows(copy, _CHAINS)), [part_of(folder, copy)], {}


def _read_postgresql(folder: Path, say: Say) -> _Read:
    parts = []
    with postgresql.snapshot() as opened:
        chains = _chains_of(opened.execute(_CHAINS).fetchall())
        for table in postgresql.tables(opened):
            say(f"Copying {table.name}")
            parts.append(postgresql.copy_out(opened, table, folder))
        return chains, parts, postgresql.sequences(opened)


def _chains_of(rows: list[tuple[str, int, int, bytes]]) -> tuple[Chain, ...]:
    return tuple(
        Chain(slug, batches, facts, bytes(head).hex()) for slug, batches, facts, head in rows
    )


def _copy_uploads(folder: Path) -> list[Part]:
    """Copy what people uploaded: an import under way goes on after a restore."""
    uploads = Path(settings.MEDIA_ROOT)
    if not uploads.is_dir():
        return []
    shutil.copytree(uploads, folder / UPLOADS)
    return [
        part_of(folder, file) for file in sorted((folder / UPLOADS).rglob("*")) if file.is_file()
    ]
