"""Finding leads by words: of name, e-mail address, company and domain; each by its beginning.

Case and accents do not matter.  Migration 0002 keeps the index.
"""

from __future__ import annotations

import re
import unicodedata
from functools import partial

from django.db import connection

from meetworthy.app.ledger.sql import fetch, is_postgresql

SHIFT = 40
"""In SQLite's index a row's id is workspace * 2^40 + lead."""

MOST_WORDS = 8
LONGEST_WORD = 60
"""Characters that the index keeps of a word; more are cut off, here as there."""

MOST_MATCHES = 2_000
"""With more matches than this, leads are looked at in the order asked for until a page is full;
chosen by eye: both ways take some milliseconds there."""

_ACCENTS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")

SAYS = "says_words"
"""The name of SQLite's function that says whether a text has words; ``register`` makes it."""


def words_in(text: str) -> tuple[str, ...]:
    """Return the words that a text asks for: lower case, without accents, at most eight."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).lower()
    found = dict.fromkeys(word[:LONGEST_WORD] for word in _WORD.findall(plain))
    return tuple(found)[:MOST_WORDS]


def matching(
    workspace_id: int, words: tuple[str, ...], *, most: int = MOST_MATCHES
) -> list[int] | None:
    """Return the numbers of the leads that have all these words; None where more than ``most``."""
    if is_postgresql():
        query = (
            "SELECT lead FROM judging_search WHERE workspace_id = %s AND words @@ %s::tsquery"
            " LIMIT %s"
        )
        rows = fetch(query, (workspace_id, tsquery(workspace_id, words), most + 1))
    else:
        first = workspace_id << SHIFT
        query = (
            f"SELECT rowid & {(1 << SHIFT) - 1} FROM judging_search"
            " WHERE judging_search MATCH %s AND rowid BETWEEN %s AND %s LIMIT %s"
        )
        asked = " AND ".join(f'"{word}"*' for word in words)
        rows = fetch(query, (asked, first, first + (1 << SHIFT) - 1, most + 1))
    return None if len(rows) > most else [row[0] for row in rows]


def condition(workspace_id: int, words: tuple[str, ...]) -> tuple[str, tuple[object, ...]]:
    """Return SQL that says of one row ``s`` of the states whether it has all these words.

    For when so many have them that looking is quicker than collecting.
    """
    if is_postgresql():
        sql = (
            "EXISTS (SELECT 1 FROM judging_search f WHERE f.workspace_id = s.workspace_id"
            " AND f.lead = s.lead AND f.words @@ %s::tsquery)"
        )
        return sql, (tsquery(workspace_id, words),)
    _register()
    said = "s.name || ' ' || s.email || ' ' || s.company || ' ' || s.domain"
    return f"{SAYS}({said}, %s)", (" ".join(words),)


def tsquery(workspace_id: int, words: tuple[str, ...]) -> str:
    """Return PostgreSQL's query for words by their beginnings; words hold no quote."""
    return " & ".join(f"'{workspace_id}:{word}':*" for word in words)


def _register() -> None:
    connection.ensure_connection()
    connection.connection.create_function(SAYS, 2, partial(_says), deterministic=True)


def _says(text: str, asked: str) -> bool:
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).lower()
    said = _WORD.findall(plain)
    return all(any(word.startswith(one) for word in said) for one in asked.split())
