"""A database's copy, wherever its folder is said to be."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from meetworthy.app.operate.backup.sqlite import check_copy, copy_database, put_in_place, rows


def test_a_backup_is_taken_into_a_folder_that_is_named_from_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with closing(sqlite3.connect("it.sqlite3")) as made:
        made.execute("create table django_session (name text)")
        made.execute("create table fact (number integer)")
        made.execute("insert into fact values (1)")
        made.commit()
    copy_database(Path("it.sqlite3"), Path("copy.sqlite3"))
    assert check_copy(Path("copy.sqlite3")) == []
    put_in_place(Path("copy.sqlite3"), Path("again.sqlite3"))
    assert rows(Path("again.sqlite3"), "select number from fact") == [(1,)]
