"""The index that finds leads by words: kept by triggers, so it cannot go stale.

Only a change of name, address, company or domain costs anything; a new score does not.

SQLite: a contentless FTS5 table; its rowid is workspace * 2^40 + lead, so that a search stays
within its workspace by a range.  PostgreSQL: lexemes that carry the workspace's number, in a GIN
index; words are made in SQL, without a locale: case is folded by a collation that is the same
everywhere, accents are taken off by normalization.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SHIFT = 40
SAID = "{0}.name || ' ' || {0}.email || ' ' || {0}.company || ' ' || {0}.domain"
CHANGED = " OR ".join(
    f"old.{name} IS DISTINCT FROM new.{name}" for name in ("name", "email", "company", "domain")
)

SQLITE = (
    (
        "CREATE VIRTUAL TABLE judging_search USING fts5(words, content='', detail=none,"
        " prefix='1 2 3', tokenize='unicode61 remove_diacritics 2')"
    ),
    (
        "CREATE TRIGGER judging_search_insert AFTER INSERT ON judging_state BEGIN"
        " INSERT INTO judging_search (rowid, words)"
        f" VALUES ((new.workspace_id << {SHIFT}) + new.lead, {SAID.format('new')}); END"
    ),
    (
        "CREATE TRIGGER judging_search_update AFTER UPDATE OF name, email, company, domain"
        f" ON judging_state WHEN {CHANGED.replace('IS DISTINCT FROM', 'IS NOT')} BEGIN"
        " INSERT INTO judging_search (judging_search, rowid, words)"
        f" VALUES ('delete', (old.workspace_id << {SHIFT}) + old.lead, {SAID.format('old')});"
        " INSERT INTO judging_search (rowid, words)"
        f" VALUES ((new.workspace_id << {SHIFT}) + new.lead, {SAID.format('new')}); END"
    ),
    (
        "CREATE TRIGGER judging_search_delete AFTER DELETE ON judging_state BEGIN"
        " INSERT INTO judging_search (judging_search, rowid, words)"
        f" VALUES ('delete', (old.workspace_id << {SHIFT}) + old.lead, {SAID.format('old')}); END"
    ),
    (
        "INSERT INTO judging_search (rowid, words)"
        f" SELECT (s.workspace_id << {SHIFT}) + s.lead, {SAID.format('s')} FROM judging_state s"
    ),
)
SQLITE_BACK = (
    "DROP TRIGGER judging_search_delete",
    "DROP TRIGGER judging_search_update",
    "DROP TRIGGER judging_search_insert",
    "DROP TABLE judging_search",
)

# What stands between words: ASCII that is no letter or digit, and the spaces and dashes of Unicode.
BETWEEN = r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+"
ACCENTS = r"[\u0300-\u036f]"

POSTGRESQL = (
    f"""
    CREATE FUNCTION judging_words(workspace bigint, said text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
      SELECT array_to_tsvector(
        coalesce(array_agg(DISTINCT workspace || ':' || left(word, 60)), '{{}}'::text[]))
      FROM regexp_split_to_table(
        lower(regexp_replace(normalize(said, NFKD), '{ACCENTS}', '', 'g') COLLATE "%COLLATION%"),
        '{BETWEEN}') AS word
      WHERE word <> ''
    $$
    """,
    """
    CREATE TABLE judging_search (
      workspace_id bigint NOT NULL, lead bigint NOT NULL, words tsvector NOT NULL,
      PRIMARY KEY (workspace_id, lead)
    )
    """,
    f"""
    CREATE FUNCTION judging_search_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' THEN
        DELETE FROM judging_search WHERE workspace_id = old.workspace_id AND lead = old.lead;
      ELSE
        INSERT INTO judging_search (workspace_id, lead, words)
        VALUES (new.workspace_id, new.lead,
          judging_words(new.workspace_id, {SAID.format("new")}))
        ON CONFLICT (workspace_id, lead) DO UPDATE SET words = excluded.words;
      END IF;
      RETURN NULL;
    END $$
    """,
    (
        "CREATE TRIGGER judging_search_insert AFTER INSERT OR DELETE ON judging_state"
        " FOR EACH ROW EXECUTE FUNCTION judging_search_keep()"
    ),
    (
        "CREATE TRIGGER judging_search_update AFTER UPDATE OF name, email, company, domain"
        f" ON judging_state FOR EACH ROW WHEN ({CHANGED})"
        " EXECUTE FUNCTION judging_search_keep()"
    ),
    (
        "INSERT INTO judging_search SELECT s.workspace_id, s.lead,"
        f" judging_words(s.workspace_id, {SAID.format('s')}) FROM judging_state s"
    ),
    "CREATE INDEX judging_search_words ON judging_search USING gin (words)",
)
POSTGRESQL_BACK = (
    "DROP TRIGGER judging_search_update ON judging_state",
    "DROP TRIGGER judging_search_insert ON judging_state",
    "DROP FUNCTION judging_search_keep",
    "DROP TABLE judging_search",
    "DROP FUNCTION judging_words",
)
COLLATIONS = ("pg_c_utf8", "und-x-icu", "C.utf8", "C.UTF-8", "C")
"""Collations under which lower case is that of Unicode, best first; the last one knows ASCII."""


def _collation(editor: BaseDatabaseSchemaEditor) -> str:
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT collname FROM pg_collation WHERE collencoding IN (-1, 6)")
        known = {row[0] for row in cursor.fetchall()}
    return next(name for name in COLLATIONS if name in known)


def _run(editor: BaseDatabaseSchemaEditor, statements: tuple[str, ...]) -> None:
    with editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def make(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index, its triggers, and what they would have written so far."""
    if editor.connection.vendor == "postgresql":
        collation = _collation(editor)
        _run(editor, tuple(s.replace("%COLLATION%", collation) for s in POSTGRESQL))
    else:
        _run(editor, SQLITE)


def remove(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Remove all of it."""
    is_postgresql = editor.connection.vendor == "postgresql"
    _run(editor, POSTGRESQL_BACK if is_postgresql else SQLITE_BACK)


class Migration(migrations.Migration):
    """Adds the search index."""

    dependencies = [("judging", "0001_initial")]
    operations = [migrations.RunPython(make, remove)]
