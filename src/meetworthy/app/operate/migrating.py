"""Bringing the database to the tables that this version needs, one process at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

_LOCK_NUMBER = 0x6D77_6D67  # "mwmg"; PostgreSQL's advisory locks are named by numbers
_SEEN = threading.Event()


def pending() -> list[str]:
    """Return the migrations that have not been applied, as ``app.name``."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def is_migrated() -> bool:
    """Say whether every migration was applied; once it was so, this process believes it."""
    if not _SEEN.is_set() and not pending():
        _SEEN.set()
    return _SEEN.is_set()


def migrate() -> list[str]:
    """Apply what is pending and return it; another process that does so is waited for."""
    with _alone():
        waiting = pending()
        if waiting:
            call_command("migrate", interactive=False, verbosity=0)
    return waiting


@contextmanager
def _alone() -> Iterator[None]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [_LOCK_NUMBER])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [_LOCK_NUMBER])
    else:
        with _locked_file(settings.DATA_FOLDER / "migrating"):
            yield


@contextmanager
def _locked_file(path: Path) -> Iterator[None]:
    """Hold a lock on a file; the system lets it go however the process ends."""
    try:
        import fcntl
    except ImportError:  # Windows: SQLite's own lock keeps two migrations apart, less politely
        yield
        return
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
