"""Proposing a mapping: what the files show, and what only a person can decide.

A proposal never guesses.  What follows from the files is written out; what does not (whether
02/03 is in February or in March, when an export was made, what a status means) is listed in
comments for the person to decide.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from meetworthy.model.problem import Place, Problem, Refused

from .mapping import MAPPING_FILE, NOTATION
from .survey import ROWS_SEEN, Column, Survey, survey_file

_SUFFIXES = {".csv", ".tsv", ".txt", ".parquet", ".pq"}
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_ /()-]*[A-Za-z0-9_)]|[A-Za-z]")
_MOST_WORDS = 12  # distinct cells up to which a column is listed as a status or kind; by eye

_HEAD = f"""\
# A proposal, made from what the files show; correct it.
# Lines that start with "decide" are for you: the files do not say.
sources: {NOTATION}
timezone: UTC        # decide: the zone of times without an offset, as in Europe/Berlin
# currency: EUR      # decide: of amounts without one
stages: [lead]       # decide: your stages in their order, as in [lead, mql, sql, customer]

files:
"""


def propose_mapping(folder: Path) -> str:
    """Return the text of a proposed ``sources.yaml`` for a folder of CSV and Parquet files.

    Raises ``Refused`` where the folder has none.
    """
    if not folder.is_dir():
        raise Refused(
            [
                Problem(
                    "folder_absent",
                    Place(str(folder)),
                    "There is no such folder.",
                    "Name the folder that holds the exports.",
                )
            ]
        )
    paths = [
        path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in _SUFFIXES and path.is_file() and path.name != MAPPING_FILE
    ]
    if not paths:
        raise Refused(
            [
                Problem(
                    "no_files",
                    Place(str(folder)),
                    "The folder has no CSV or Parquet files.",
                    "Put the exports into it.",
                )
            ]
        )
    surveys = [survey_file(path) for path in paths]
    shared = _shared_names(surveys)
    return _HEAD + "\n".join(line for survey in surveys for line in _entry(survey, shared))


def _shared_names(surveys: list[Survey]) -> set[str]:
    counts = Counter(column.name for survey in surveys for column in survey.columns)
    return {name for name, count in counts.items() if count > 1}


def _entry(survey: Survey, shared: set[str]) -> Iterator[str]:
    yield f"  {quoted(_entry_name(survey.path))}:"
    yield f"    file: {quoted(survey.path.name)}"
    if survey.unread is not None:
        yield f"    # decide: it could not be read: {survey.unread}"
        yield ""
        return
    if not survey.columns or not survey.rows:
        yield "    # the file has no rows, so nothing can be proposed; decide, or delete the entry"
        yield "    facts: []\n"
        return
    seen = f"the first {ROWS_SEEN:,}" if survey.more else f"all {survey.rows:,}"
    yield f"    # {seen} rows were looked at; {len(survey.columns)} columns"
    if survey.encoding:
        yield f"    encoding: {survey.encoding}   # decide: not UTF-8; this is the usual other one"
    if survey.separator != ",":
        yield f"    separator: {json.dumps(survey.separator)}"
    yield from _silent(survey)
    key = _key(survey, shared)
    yield from _keys(survey, key)
    yield from _source(survey)
    yield from _facts(survey, key)
    yield ""


def _entry_name(path: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "_", path.stem.lower()).strip("_") or "file"


def _silent(survey: Survey) -> Iterator[str]:
    words = sorted({word for column in survey.columns for word in column.silent})
    if words:
        listed = ", ".join(json.dumps(word) for word in ["", *words])
        yield f"    empty: [{listed}]   # decide: do all of these say nothing?"


def _key(survey: Survey, shared: set[str]) -> Column | None:
    """Return the column that most looks like the id of a lead."""
    named = [
        column
        for column in survey.columns
        if re.search(r"id$|^id\b|\bkey", column.name, re.IGNORECASE)
    ]
    people = "lead|contact|prospect|person|customer|user|mql|member"
    ranked = [column for column in named if re.search(people, column.name, re.IGNORECASE)]
    ranked += [column for column in named if column.name in shared]
    if not any(column.is_email for column in survey.columns):
        ranked += [column for column in named if column.is_unique]
    return ranked[0] if ranked else next((c for c in survey.columns if c.is_email), None)


def _keys(survey: Survey, key: Column | None) -> Iterator[str]:
    spaces = {} if key is None or key.is_email else {"crm": key.name}
    emails = [column.name for column in survey.columns if column.is_email]
    spaces |= {"email": emails[0]} if emails else {}
    if spaces:
        said = ", ".join(f"{space}: {quoted(column)}" for space, column in spaces.items())
        yield f"    lead: {{{said}}}   # decide: are these ids of the person?"
    else:
        yield "    # decide: which column names the lead?  lead: {crm: ...}"
    host = next((column for column in survey.columns if column.is_host), None)
    if host is not None:
        yield f"    account: {{domain: {quoted(host.name)}}}"
    if key is not None and key.is_unique:
        yield f"    id: {quoted(key.name)}   # another one in every row seen"


def _source(survey: Survey) -> Iterator[str]:
    for word in ("source", "origin", "channel"):
        for column in survey.columns:
            if word in column.name.lower() and column.type_word() is None:
                empty = f", {column.empty:,} rows empty" if column.empty else ""
                seen = f"{len(column.values):,} different{empty}"
                yield f"    source: {quoted(column.name)}   # {seen}"
                return


def _facts(survey: Survey, key: Column | None) -> Iterator[str]:
    times = [column for column in survey.columns if column.is_iso_time]
    other = [column for column in survey.columns if column not in times and column.readings()]
    clear = times + [column for column in other if not column.is_ambiguous_time()]
    if not times and not other:
        yield from _undated(survey, key)
        return
    yield "    facts:" if clear else "    facts: []   # decide: uncomment one of the readings below"
    if clear:
        yield from _dated(survey, key, clear)
    for column in other:
        if column.is_ambiguous_time():
            yield from _ambiguous(column)


def _dated(survey: Survey, key: Column | None, clear: list[Column]) -> Iterator[str]:
    first = min(
        clear, key=lambda c: not re.search("creat|first|regist|submit", c.name, re.IGNORECASE)
    )
    if key is None or key.is_unique:
        yield "      - kind: lead.created"
        yield f"        at: {_moment(first)}   # decide: is this when the lead came?"
        yield from _described(survey, key, first)
        for column in clear:
            if column is not first:
                yield from _maybe_stage(column)
        return
    yield from _logged(survey, key, first)


def _described(survey: Survey, key: Column | None, at: Column | None) -> Iterator[str]:
    attributes = [
        column
        for column in survey.columns
        if column is not key
        and not column.is_email
        and column.values
        and not column.is_iso_time
        and not column.readings()
    ]
    if not attributes:
        return
    yield "      - kind: lead.described   # decide: which of these were known from the start?"
    if at is not None:
        yield f"        at: {_moment(at)}"
    yield "        properties:"
    for column in attributes:
        kind = column.type_word()
        cell = quoted(column.name)
        if kind is not None:
            cell = f"{{column: {cell}, type: {kind}}}"
        yield f"          {property_name(column.name)}: {cell}"


def _maybe_stage(column: Column) -> Iterator[str]:
    yield f"      # decide: does {quoted(column.name)} say when a stage was reached? which?"
    yield "      # - kind: stage.asserted"
    yield f"      #   at: {_moment(column)}"
    yield "      #   with: {stage: ...}"


def _logged(survey: Survey, key: Column, at: Column) -> Iterator[str]:
    status = _worded(survey, key, "status|stage")
    if status is not None:
        yield "      - kind: stage.asserted   # a history of states"
        yield f"        at: {_moment(at)}"
        yield f"        properties: {{stage: {quoted(status.name)}}}"
        return
    yield "      # decide: what happened in these rows?  `meetworthy schema` lists the kinds"
    yield "      - kind: lead.described"
    yield f"        at: {_moment(at)}"
    yield "        properties:"
    for column in survey.columns:
        if column not in {key, at} and column.values and not column.is_email:
            yield f"          {property_name(column.name)}: {quoted(column.name)}"
    what = _worded(survey, key, "type|activity|event|action|kind")
    if what is not None:
        yield from _maybe_kinds(what, at)


def _maybe_kinds(what: Column, at: Column) -> Iterator[str]:
    for value in what.values:
        yield f"      # - kind: ...      # decide: rows where {what.name} is {value!r}"
        yield f"      #   at: {_moment(at)}"
        yield f"      #   when: {{column: {quoted(what.name)}, is: {json.dumps(value)}}}"


def _worded(survey: Survey, key: Column, pattern: str) -> Column | None:
    return next(
        (
            column
            for column in survey.columns
            if column is not key
            and re.search(pattern, column.name, re.IGNORECASE)
            and len(column.values) <= _MOST_WORDS
            and column.type_word() is None
        ),
        None,
    )


def _undated(survey: Survey, key: Column | None) -> Iterator[str]:
    yield "    rows: undated   # no column holds times"
    yield "    # decide: when was this exported? nothing of it is used for the time before"
    yield "    # taken: {on: 2026-01-01}"
    yield "    facts:"
    yield "      - kind: lead.created"
    yield from _described(survey, key, None)


def _ambiguous(column: Column) -> Iterator[str]:
    yield f"      # decide: {quoted(column.name)} can be read in more than one way; ask who made it"
    for reading in column.readings():
        yield (
            f"      # - {{kind: ..., at: {{column: {quoted(column.name)}, format: "
            f"{json.dumps(reading.format)}}}}}   # {reading.example}"
        )


def _moment(column: Column) -> str:
    if column.is_iso_time:
        return quoted(column.name)
    written = json.dumps(column.readings()[0].format)
    return f"{{column: {quoted(column.name)}, format: {written}}}"


def property_name(column: str) -> str:
    """Return a name for a property from a column's: lower case, words joined by underscores."""
    name = re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_")[:60]
    return name if name[:1].isalpha() else f"x_{name}"[:60]


def quoted(name: str) -> str:
    """Return a name as YAML, in quotes where it could be read as something else."""
    words = {"null", "true", "false", "yes", "no", "on", "off"}
    plain = _PLAIN.fullmatch(name) is not None and name.lower() not in words
    return name if plain else json.dumps(name, ensure_ascii=False)
