"""The first crossing with pandas: grouped running sums, no Python loop over leads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from .rules import DAY_MICROS, INTENT_DAYS, ORIGIN_MICROS, RULES, THRESHOLD, WAKING

ATTRIBUTES = ["employees", "seniority", "industry", "title", "country"]
INTENT = [n for n, rule in enumerate(RULES) if rule.intent]
TEXTS = ["kind", "p_path", "p_seniority", "p_industry", "p_title", "p_country"]


def read_log(log: Path) -> pd.DataFrame:
    """Return the log's facts that may make a lead cross; texts as categories."""
    columns = ["lead", "occurred_at", "p_employees", *TEXTS]
    table = pq.read_table(log, columns=columns, read_dictionary=TEXTS)
    instants = table.column("occurred_at").cast(pa.int64())
    table = table.drop_columns("occurred_at").append_column("at", instants)
    frame: pd.DataFrame = table.to_pandas(self_destruct=True, split_blocks=True)
    return frame.loc[frame["kind"].isin(WAKING)]


def rule_of(frame: pd.DataFrame) -> np.ndarray:
    """Return the number of the rule that each fact counts for; -1 for none.

    Categories are compared once each, rows only by their codes.
    """
    number = np.full(len(frame), -1, np.int8)
    kinds, paths = frame["kind"].cat, frame["p_path"].cat
    for n, rule in enumerate(RULES):
        hit = (kinds.categories == rule.kind)[kinds.codes.to_numpy()]
        if rule.path is not None:
            wanted = np.append(paths.categories.str.startswith(rule.path), False)
            hit &= wanted[paths.codes.to_numpy()]  # the code of none, -1, takes the last
        number[hit] = n
    return number


def fit_of(known: pd.DataFrame) -> pd.Series:
    """Return the fit points of the attributes in each row; unknown gives nothing."""
    employees, seniority, industry = known["employees"], known["seniority"], known["industry"]
    title = known["title"].astype("category")
    lower = title.cat.categories.str.lower()
    sells = title.isin(title.cat.categories[lower.str.contains("sales|revenue")])
    student = title.isin(title.cat.categories[lower.str.contains("student")])
    return (
        12 * seniority.isin(["c-level", "vp", "director"])
        + 6 * seniority.eq("manager")
        + 10 * employees.between(10, 200)
        + 4 * employees.gt(1000)
        - 8 * employees.lt(3)
        + 8 * industry.isin(["SaaS", "Marketing services"])
        - 6 * industry.eq("Education")
        + 5 * sells
        - 30 * student
        + 5 * (known["country"].isin(["DE", "FR", "NL"]) & employees.ge(5))
    )


def fit_changes(log: pd.DataFrame) -> pd.DataFrame:
    """Return each description as an event: by how much the fit changed."""
    said = log[log["kind"] == "lead.described"].sort_values(["lead", "at"])
    known = said.groupby("lead", sort=False)[[f"p_{name}" for name in ATTRIBUTES]].ffill()
    known.columns = ATTRIBUTES
    fit = fit_of(known)
    change = fit - fit.groupby(said["lead"], sort=False).shift(1, fill_value=0)
    return pd.DataFrame(
        {"lead": said["lead"], "at": said["at"], "rule": np.int8(-1), "change": change}
    )


def events_of(log: pd.DataFrame, *, shortcut: bool) -> pd.DataFrame:
    """Return all events, sorted; by the shortcut only of leads with a fact of high intent."""
    did = log[log["kind"] != "lead.described"]
    rule = rule_of(did)
    behaviour = pd.DataFrame({"lead": did["lead"], "at": did["at"], "rule": rule, "change": 0})
    events = pd.concat([behaviour, fit_changes(log)], ignore_index=True)
    if shortcut:
        interested = np.zeros(log["lead"].max() + 1, bool)
        interested[did["lead"].to_numpy()[np.isin(rule, INTENT)]] = True
        events = events[interested[events["lead"].to_numpy()]]
    # One stable sort by time and one by lead are faster than a sort by two columns.
    events = events.iloc[np.argsort(events["at"].to_numpy(), kind="stable")]
    return events.iloc[np.argsort(events["lead"].to_numpy(), kind="stable")]


def score_of(events: pd.DataFrame) -> np.ndarray:
    """Return the score after each event."""
    groups = events["lead"].to_numpy()
    day = (events["at"].to_numpy() - ORIGIN_MICROS) / DAY_MICROS
    number = events["rule"].to_numpy()
    score = events["change"].groupby(groups, sort=False).cumsum().to_numpy().astype(float)
    for n, rule in enumerate(RULES):
        growth = np.exp2(day / rule.half_life)
        own = pd.Series(np.where(number == n, rule.points * growth, 0.0))
        faded = own.groupby(groups, sort=False).cumsum().to_numpy() / growth
        score += np.minimum(faded, rule.cap) if rule.points > 0 else np.maximum(faded, -rule.cap)
    return score


def first_crossings(log: Path, *, shortcut: bool = False) -> pa.Table:
    """Return ``lead`` and ``at`` (µs) of each lead that crosses."""
    events = events_of(read_log(log), shortcut=shortcut)
    lead, at = events["lead"].to_numpy(), events["at"].to_numpy()
    last_of_instant = np.append((lead[1:] != lead[:-1]) | (at[1:] != at[:-1]), True)
    intent = np.isin(events["rule"].to_numpy(), INTENT)
    intent_at = pd.Series(np.where(intent, at, 0)).groupby(lead, sort=False).cummax().to_numpy()
    recent = (intent_at > 0) & (intent_at > at - INTENT_DAYS * DAY_MICROS)
    crossed = last_of_instant & recent & (score_of(events) >= THRESHOLD)
    first = pd.Series(at[crossed]).groupby(lead[crossed], sort=False).min()
    return pa.table({"lead": first.index.to_numpy(), "at": first.to_numpy()})
