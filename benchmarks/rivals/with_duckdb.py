"""The first crossing as DuckDB window SQL."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from .rules import DAY_MICROS, INTENT_DAYS, ORIGIN_MICROS, RULES, THRESHOLD, WAKING, Rule

QUERY = """
WITH log AS (
    SELECT lead, epoch_us(occurred_at) AS t, kind, p_path AS path,
           p_employees, p_seniority, p_industry, p_title, p_country
    FROM read_parquet('{log}')
    WHERE kind IN ({waking})
), interested AS (                -- nobody else crosses
    SELECT DISTINCT lead FROM log WHERE {intent}
), known AS (                     -- attributes as of each description
    SELECT lead, t,
           last_value(p_employees IGNORE NULLS) OVER so_far AS employees,
           last_value(p_seniority IGNORE NULLS) OVER so_far AS seniority,
           last_value(p_industry IGNORE NULLS) OVER so_far AS industry,
           last_value(p_title IGNORE NULLS) OVER so_far AS title,
           last_value(p_country IGNORE NULLS) OVER so_far AS country
    FROM log{only}
    WHERE kind = 'lead.described'
    WINDOW so_far AS (PARTITION BY lead ORDER BY t)
), fits AS (
    SELECT lead, t,
           CASE WHEN seniority IN ('c-level', 'vp', 'director') THEN 12 ELSE 0 END
         + CASE WHEN seniority = 'manager' THEN 6 ELSE 0 END
         + CASE WHEN employees BETWEEN 10 AND 200 THEN 10 ELSE 0 END
         + CASE WHEN employees > 1000 THEN 4 ELSE 0 END
         + CASE WHEN employees < 3 THEN -8 ELSE 0 END
         + CASE WHEN industry IN ('SaaS', 'Marketing services') THEN 8 ELSE 0 END
         + CASE WHEN industry = 'Education' THEN -6 ELSE 0 END
         + CASE WHEN title ILIKE '%sales%' OR title ILIKE '%revenue%' THEN 5 ELSE 0 END
         + CASE WHEN title ILIKE '%student%' THEN -30 ELSE 0 END
         + CASE WHEN country IN ('DE', 'FR', 'NL') AND employees >= 5 THEN 5 ELSE 0 END AS fit
    FROM known
), events AS (                    -- a change of fit is an event like any other
    SELECT lead, t, -1 AS rule,
           fit - lag(fit, 1, 0) OVER (PARTITION BY lead ORDER BY t) AS change
    FROM fits
    UNION ALL
    SELECT lead, t, CASE {rule_of} ELSE -1 END AS rule, 0 AS change
    FROM log{only}
    WHERE kind != 'lead.described'
), timed AS (
    SELECT lead, t, (t - {origin}) / {day}.0 AS day, rule, change FROM events
), summed AS (                    -- the default frame takes facts of one instant together
    SELECT lead, t, day, sum(change) OVER so_far AS fit,
           max(CASE WHEN rule IN ({intent_rules}) THEN t END) OVER so_far AS intent_at,
           {sums}
    FROM timed
    WINDOW so_far AS (PARTITION BY lead ORDER BY t)
)
SELECT lead, min(t) AS crossed_at
FROM summed
WHERE intent_at > t - {intent_span} AND fit + {score} >= {threshold}
GROUP BY lead
"""


def condition(rule: Rule) -> str:
    """Return which facts count for a rule."""
    where = f"kind = '{rule.kind}'"
    return where if rule.path is None else f"({where} AND path LIKE '{rule.path}%')"


def summed(number: int, rule: Rule) -> str:
    """Return a rule's sum, faded back to the origin: points * 2^(day / half-life)."""
    grown = f"{rule.points} * exp(ln(2) * day / {rule.half_life})"
    return f"sum(CASE WHEN rule = {number} THEN {grown} ELSE 0 END) OVER so_far AS s{number}"


def read(number: int, rule: Rule) -> str:
    """Return what is read of a rule's sum now: faded, and within its cap."""
    faded = f"s{number} * exp(-ln(2) * day / {rule.half_life})"
    return f"least({faded}, {rule.cap})" if rule.points > 0 else f"greatest({faded}, -{rule.cap})"


def query(log: Path, *, shortcut: bool) -> str:
    """Return the whole query; by the shortcut only leads with a fact of high intent."""
    numbered = list(enumerate(RULES))
    return QUERY.format(
        log=log,
        only=" SEMI JOIN interested USING (lead)" if shortcut else "",
        waking=", ".join(f"'{kind}'" for kind in WAKING),
        intent=" OR ".join(condition(rule) for rule in RULES if rule.intent),
        intent_rules=", ".join(str(n) for n, rule in numbered if rule.intent),
        rule_of=" ".join(f"WHEN {condition(rule)} THEN {n}" for n, rule in numbered),
        sums=",\n           ".join(summed(n, rule) for n, rule in numbered),
        score=" + ".join(read(n, rule) for n, rule in numbered),
        origin=ORIGIN_MICROS,
        day=DAY_MICROS,
        intent_span=INTENT_DAYS * DAY_MICROS,
        threshold=THRESHOLD,
    )


def first_crossings(log: Path, *, shortcut: bool = False) -> pa.Table:
    """Return ``lead`` and ``at`` (µs) of each lead that crosses."""
    crossings = duckdb.connect().sql(query(log, shortcut=shortcut)).to_arrow_table()
    return crossings.rename_columns(["lead", "at"])
