"""Restoring a backup where nothing is yet, on this machine or another."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from meetworthy.model.problem import Refused

from ..migrating import migrate
from . import postgresql, sqlite
from .manifest import Chain, Manifest, check_parts, is_same_secret, read_manifest, refuse
from .take import UPLOADS, Say

_BOOKKEEPING = frozenset({"django_migrations", "django_content_type", "auth_permission"})
"""Tables that Django's own migrations fill."""


def restore_backup(folder: Path, *, say: Say = lambda _: None) -> Manifest:
    """Put a backup into the empty database that is configured; then bring it to this version.

    Raises Refused, before anything is changed, for a backup that is not whole, for another kind
    of database, another secret, a newer version, or a database that is not empty.
    """
    manifest = read_manifest(folder)
    say("Checking the backup's files")
    check_parts(folder, manifest)
    _check_database(folder, manifest)
    _check_secret(folder, manifest)
    _check_version(folder, manifest)
    say("Writing the database")
    _write(folder, manifest)
    _write_uploads(folder)
    migrate()
    return manifest


def check_restored(
    manifest: Manifest, *, progress: Callable[[int, int], None] | None = None
) -> None:
    """Walk every workspace's chain; raises Refused for what is not as the manifest says."""
    verify = import_string("meetworthy.app.ledger.verify.verify")  # the ledger imports this room
    workspaces = import_string("meetworthy.app.people.models.Workspace").objects.order_by("slug")
    noted = {chain.workspace: chain for chain in manifest.chains}
    problems = []
    for workspace in workspaces:
        found = verify(workspace, progress=progress)
        problems += found.problems
        was = noted.pop(workspace.slug, None)
        now = Chain(workspace.slug, found.batches, found.facts, found.head)
        if was is not None and was != now:
            refuse("backup_differs", Path(workspace.slug), "The ledger's head is not the one that "
                   "was noted.", "Restore the backup again; keep this database aside.")  # fmt: skip
    if problems:
        raise Refused(problems)
    for slug in noted:
        refuse("backup_differs", Path(slug), "The workspace's ledger is not there.",
               "Restore the backup again.")  # fmt: skip


def _check_database(folder: Path, manifest: Manifest) -> None:
    if manifest.database != connection.vendor:
        refuse("backup_database", folder, f"It is of {manifest.database}, this installation uses "
               f"{connection.vendor}.", "Set MEETWORTHY_DATABASE to a database of the backup's "
               "kind.")  # fmt: skip
    filled = _filled()
    if filled:
        refuse("database_filled", Path(str(connection.settings_dict["NAME"])),
               f"It is not empty: {filled[0]} has rows.",
               "Restore into a new database, or a folder in which nothing was served.")  # fmt: skip


def _filled() -> list[str]:
    """Return the tables of ours that hold something; what triggers derive is not asked."""
    models = apps.get_models(include_auto_created=True)
    ours = {model._meta.db_table for model in models}  # noqa: SLF001 - Django's public name
    with connection.cursor() as cursor:
        there = ours & set(connection.introspection.table_names(cursor))
        found = []
        for table in sorted(there - _BOOKKEEPING):
            cursor.execute(f"select 1 from {connection.ops.quote_name(table)} limit 1")
            if cursor.fetchone():
                found.append(table)
    return found


def _check_secret(folder: Path, manifest: Manifest) -> None:
    if not is_same_secret(settings.SECRET_KEY, manifest.secret):
        refuse("backup_secret", folder, "It was taken under another secret: nothing in it that "
               "identifies a person could be read.",
               "Set MEETWORTHY_SECRET to the secret of the installation it was taken from "
               "(there: the file `secret` in its data folder).")  # fmt: skip


def _check_version(folder: Path, manifest: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in _executor().loader.disk_migrations}
    newer = sorted(set(manifest.migrations) - known)
    if newer:
        refuse("backup_newer", folder, f"It was taken by Meetworthy {manifest.version}, whose "
               f"{newer[0]} this version does not know.",
               f"Install Meetworthy {manifest.version} or later.")  # fmt: skip


def _executor() -> MigrationExecutor:
    return MigrationExecutor(connection)


def _write(folder: Path, manifest: Manifest) -> None:
    if manifest.database == "sqlite":
        connection.close()
        sqlite.put_in_place(folder / sqlite.NAME, Path(connection.settings_dict["NAME"]))
        return
    _migrate_to(manifest.migrations)
    connection.close()
    parts = [part for part in manifest.parts if part.table]
    postgresql.copy_in(parts, folder, manifest.sequences)


def _migrate_to(names: tuple[str, ...]) -> None:
    """Make the tables that the backup was taken from, not yet this version's."""
    wanted = set(names)
    leaves: dict[str, str] = {}
    for app, name in _executor().loader.graph.nodes:
        if f"{app}.{name}" in wanted:
            leaves[app] = max(name, leaves.get(app, ""))
    for app, name in sorted(leaves.items()):
        call_command("migrate", app, name, interactive=False, verbosity=0)


def _write_uploads(folder: Path) -> None:
    if (folder / UPLOADS).is_dir():
        shutil.copytree(folder / UPLOADS, Path(settings.MEDIA_ROOT), dirs_exist_ok=True)
