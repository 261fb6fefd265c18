"""Seeing one moment of the database, however long one looks, without keeping writers waiting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Let every query of the block see the same moment; the block writes nothing."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("begin deferred")  # Django's own would be the one writer's
        try:
            yield
        finally:
            cursor.execute("rollback")
