"""Where a lead stands when its fold has ended: what the verdict tables are made of."""

from __future__ import annotations

import math

from .jit import compiled
from .kernel import disqualifying, fold
from .machine import (
    ASKED,
    ENTERED,
    LAST_EXIT,
    MOTION,
    NUMBER,
    OPEN,
    OVERRULED,
    VERSION,
    behaviour,
    high_intent,
    holding_row,
    read_rule,
    rounded,
    run,
    signal,
    stage_now,
    status,
)
from .machine import NOW
from .memory import Behaviour, Events, Lead, Lookups, Standing, Written
from .tables import Tables

DENIED_AFTER, DISQUALIFIER_HOLDS = 1, 2


@compiled
def is_unknown(t: Tables, m: Lead, attribute: int) -> bool:
    """Say whether nothing is stated of an attribute."""
    return holding_row(t, m, attribute) < 0


@compiled
def apart_width(t: Tables, version: int, attribute: int, unknown: int) -> float:
    """Return what the unknown rules that are bounded one by one add to an attribute's span."""
    width = 0.0
    for number in range(t.choices.fit.shape[1]):
        if (unknown >> number) & 1 and (t.choices.fit_attributes[version, number] >> attribute) & 1:
            width += abs(t.choices.fit_points[version, number])
    return width


@compiled
def reach(t: Tables, m: Lead, lookups: Lookups, s: Standing, lead: int) -> None:
    """Write how low and high the score could be, and which attribute to ask for first."""
    version = m.scalar[VERSION]
    low = high = s.score[lead]
    unknown = 0
    for attribute in range(len(t.choices.by_name)):
        if is_unknown(t, m, attribute):
            low += t.choices.span_low[version, attribute]
            high += t.choices.span_high[version, attribute]
    for number in range(t.choices.fit.shape[1]):
        program = t.choices.fit[version, number]
        if program < 0 or t.choices.fit_apart[version, number] == 0:
            continue
        if math.isnan(run(t, m, lookups, program)):
            unknown |= 1 << number
            low += min(t.choices.fit_points[version, number], 0.0)
            high += max(t.choices.fit_points[version, number], 0.0)
    s.low[lead] = low
    s.high[lead] = high
    s.ask[lead] = -1
    widest = 0.0
    for attribute in t.choices.by_name:
        if not is_unknown(t, m, attribute):
            continue
        span = t.choices.span_high[version, attribute] - t.choices.span_low[version, attribute]
        width = span + apart_width(t, version, attribute, unknown)
        if width > widest:
            widest = width
            s.ask[lead] = attribute


@compiled
def warn(t: Tables, m: Lead, lookups: Lookups, s: Standing, lead: int) -> None:
    """Write what does not un-enter a stage but must be seen."""
    version = m.scalar[VERSION]
    for stage in range(t.stages.needs.shape[1]):
        for criterion in range(t.stages.needs.shape[2]):
            is_needed = t.stages.needs[version, stage, criterion] >= 0
            if is_needed and (m.scalar[ENTERED] >> stage) & 1 and s.status[lead, criterion] == 0:
                s.warnings[lead] |= DENIED_AFTER
    m.scalar[OVERRULED] = 0
    m.scalar[ASKED] = 0
    if m.scalar[OPEN] == 1 and disqualifying(t, m, lookups) >= 0:
        s.warnings[lead] |= DISQUALIFIER_HOLDS


@compiled
def part_points(t: Tables, m: Lead, lookups: Lookups, s: Standing, lead: int) -> None:
    """Write what each rule gives: fit rules first, NaN where unknown, then behaviour rules."""
    version = m.scalar[VERSION]
    fits = t.choices.fit.shape[1]
    for number in range(fits):
        program = t.choices.fit[version, number]
        truth = 0.0 if program < 0 else run(t, m, lookups, program)
        points = t.choices.fit_points[version, number]
        s.points[lead, number] = math.nan if math.isnan(truth) else points * truth
    for rule in range(t.rules.count[version]):
        value = read_rule(t, m, version, rule, m.scalar[NOW])
        s.points[lead, fits + rule] = rounded(value)


@compiled
def sum_up(t: Tables, m: Lead, lookups: Lookups, s: Standing, lead: int) -> None:
    """Write where the lead in memory stands."""
    version = m.scalar[VERSION]
    s.version[lead] = version
    s.number[lead] = m.scalar[NUMBER]
    s.motion[lead] = m.scalar[MOTION]
    s.is_open[lead] = m.scalar[OPEN]
    stage = stage_now(m, t)
    s.stage[lead] = stage
    s.stage_at[lead] = m.entered_at[stage] if stage >= 0 else 0
    s.reason[lead] = m.scalar[LAST_EXIT]
    s.high_intent[lead] = high_intent(t, m)
    behaved = behaviour(t, m)
    s.behaviour[lead] = rounded(behaved)
    s.fit[lead] = signal(t, m, 1)
    s.score[lead] = rounded(m.fit[0] + behaved)
    for criterion in range(t.evidence.count[version]):
        s.status[lead, criterion] = status(t, m, criterion)
    reach(t, m, lookups, s, lead)
    warn(t, m, lookups, s, lead)
    if s.points.shape[0] > 0:
        part_points(t, m, lookups, s, lead)


@compiled
def fold_range(
    t: Tables, m: Lead, lookups: Lookups, w: Written, be: Behaviour, ev: Events, s: Standing,
    first: int, end: int, at: int,
) -> None:
    """Fold the leads from ``first`` up to ``end`` and sum each up."""
    for lead in range(first, end):
        if be.start[lead] == be.start[lead + 1] and ev.start[lead] == ev.start[lead + 1]:
            continue
        fold(t, m, lookups, w, be, ev, lead, at)
        sum_up(t, m, lookups, s, lead)


