"""Times as SQL: text to instants, with zones, and without guessing.

The offsets of a zone come from ``model.time``, so that reading and judging agree on them;
they become a decision tree in SQL, eight comparisons deep for a zone with summer time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from meetworthy.model.time import zone_offsets

from .sql import text

EARLIEST = 0  # 1970-01-01; what is older is a placeholder (1900-01-01) or a slip
LATEST = 4_102_444_800_000_000  # 2100-01-01, not included
_FIRST_LOCAL = -(2**62)

NORMAL, SKIPPED, DOUBLED = 0, 1, 2
"""What a zone makes of a local time: once, never (clocks go forward), twice (back)."""

_DAY = r"\d{4}-\d{2}-\d{2}"
_CLOCK = r"[T ]\d{2}:\d{2}(:\d{2}([.]\d{1,9})?)?"
_OFFSET = r"( ?(Z|UTC|[+-]\d{2}(:?\d{2})?))"
_CLOCK_WORDS = ("%H", "%I", "%-H", "%-I", "%c", "%X")
UNIX = {"unix": 1_000_000, "unix_ms": 1_000, "unix_us": 1}
"""Formats that are counts since 1970-01-01 UTC, and their unit in microseconds."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The SQL of one reading of a text: local or absolute microseconds, and if only a day."""

    micros: str
    is_absolute: bool
    date_only: str


def readings(column: str, formats: tuple[str, ...]) -> list[Parsed]:
    """Return the readings to be tried on a column of text, first come first taken."""
    if not formats:
        return _iso(column)
    return [_by_format(column, written) for written in formats]


def _iso(column: str) -> list[Parsed]:
    local = f"regexp_full_match({column}, {text(f'{_DAY}({_CLOCK})?')})"
    absolute = f"regexp_full_match({column}, {text(_DAY + _CLOCK + _OFFSET)})"
    stamp, aware = f"try_cast({column} AS TIMESTAMP)", f"try_cast({column} AS TIMESTAMPTZ)"
    return [
        Parsed(f"CASE WHEN {local} THEN epoch_us({stamp}) END", False, f"length({column}) = 10"),
        Parsed(f"CASE WHEN {absolute} THEN epoch_us({aware}) END", True, "false"),
    ]


def _by_format(column: str, written: str) -> Parsed:
    if written in UNIX:
        whole = f"regexp_full_match({column}, '\\d{{1,17}}')"
        count = f"CASE WHEN {whole} THEN try_cast({column} AS BIGINT) * {UNIX[written]} END"
        return Parsed(count, True, "false")
    parsed = f"epoch_us(try_strptime({column}, {text(written)}))"
    date_only = "false" if any(word in written for word in _CLOCK_WORDS) else "true"
    return Parsed(parsed, "%z" in written or "%Z" in written, date_only)


@lru_cache(maxsize=64)
def zone_tree(zone: str, local: str) -> str:
    """Return SQL that maps a local time to 4 * offset + flag (see ``NORMAL`` and the others).

    ``local`` is the SQL of local microseconds.  Where clocks go forward or back the offset is
    the one before the change, as in Python's ``fold=0``.
    """
    if zone == "UTC":
        return f"CASE WHEN {local} IS NOT NULL THEN 0 END"
    return _tree(_steps(zone), local)


def _steps(zone: str) -> list[tuple[int, int]]:
    instants, offsets = zone_offsets(zone)
    steps = [(_FIRST_LOCAL, offsets[0] * 4)]
    for instant, before, after in zip(instants[1:], offsets, offsets[1:], strict=False):
        first, second = instant + min(before, after), instant + max(before, after)
        if second < EARLIEST or before == after:
            steps = [(_FIRST_LOCAL, after * 4)]
            continue
        flag = SKIPPED if after > before else DOUBLED
        steps += [(first, before * 4 + flag), (second, after * 4)]
    return steps


def _tree(steps: list[tuple[int, int]], local: str) -> str:
    if len(steps) == 1:
        return str(steps[0][1])
    middle = len(steps) // 2
    low, high = _tree(steps[:middle], local), _tree(steps[middle:], local)
    return f"CASE WHEN {local} < {steps[middle][0]} THEN {low} ELSE {high} END"
