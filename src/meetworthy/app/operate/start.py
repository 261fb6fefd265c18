"""Getting Django ready, in a command or a process of its own."""

from __future__ import annotations

import atexit
import gc
import os


def start() -> None:
    """Load the settings and the apps; doing it again does nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetworthy.app.settings")
    import django

    django.setup()


def spare_what_is_loaded() -> None:
    """Keep the garbage collector from looking through the program again and again.

    What is loaded by now stays for the process's life; collecting it took a tenth of its time.
    """
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # what extensions made is then let go in order


def start_with_database(*, migrated: bool = True) -> None:
    """Load the settings and the apps, and see that the database answers and has its tables.

    Raises Refused with the remedy where it does not; ``migrated`` False asks for no tables.
    """
    start()

    from django.db import DatabaseError, connection

    from meetworthy.model.problem import Place, Problem, Refused

    from .migrating import pending

    place = Place("MEETWORTHY_DATABASE")
    try:
        connection.ensure_connection()
        waiting = pending() if migrated else []
    except DatabaseError as error:
        said = str(error).partition("\n")[0]
        cause, remedy = f"The database does not answer: {said}", "Start it, or name another."
        raise Refused([Problem("database_absent", place, cause, remedy)]) from error
    if waiting:
        cause = f"{len(waiting)} migrations have not been applied, {waiting[0]} first."
        remedy = "Run `meetworthy migrate`, then this again."
        raise Refused([Problem("not_migrated", place, cause, remedy)])
    if migrated:
        see_that_the_secret_opens()


def see_that_the_secret_opens() -> None:
    """Raise Refused under another secret than the ledger's: nobody could be read or named.

    What came in meanwhile would be sealed under that one, and be lost with it.
    """
    from django.conf import settings

    from meetworthy.model.problem import Place, Problem, Refused

    from .doctor.secret import REMEDY, SHUT, opens_what_is_sealed

    if opens_what_is_sealed(settings.SECRET_KEY) is False:
        raise Refused([Problem("secret_other", Place("MEETWORTHY_SECRET"), SHUT, REMEDY)])
