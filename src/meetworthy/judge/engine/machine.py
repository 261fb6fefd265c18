"""The kernel's reading of one lead: sums, attributes, evidence, and the programs' machine.

Each function has its counterpart in the interpreter (``score``, ``attributes``,
``evidence``, ``condition``) and computes the same, in the same order of arithmetic.
"""

from __future__ import annotations

import math

import numpy as np

from .jit import compiled
from .memory import Lead, Lookups
from .program import Op
from .tables import Tables

# Where the scalars of a lead are kept.
NOW, VERSION, NUMBER, MOTION, OPEN, SINCE, ENTERED, DECIDED, RECORDED = range(9)
IS_BOOKED, REVIEWED, FRESH, OVERRULED, REASON, PLACE, IS_DIRTY, INTENT_HEAD = range(9, 17)
INTENT_COUNT, TAKEN, LAST_EXIT, IS_DATE_ONLY, NEW, NEW_INTENT, NEW_REVIEW = range(17, 24)
ASKED = 24  # whether the static disqualifiers were asked since something changed

_CONST, _LEAF, _SIGNAL, _STAGE_IN, _POINTS, _COUNT = (int(op) for op in list(Op)[:6])
_ADD, _SUB, _MUL, _DIV, _EQ, _NE, _LT, _LE, _GT, _GE = (int(op) for op in list(Op)[6:16])
_AND, _OR, _NOT, _ISNULL, _COALESCE, _ABS, _FIT_POINTS = (int(op) for op in list(Op)[16:])


@compiled
def rounded(value: float) -> float:
    """Round to six decimals, as the interpreter does."""
    return math.floor(value * 1e6 + 0.5) / 1e6


@compiled
def day_number(t: Tables, version: int, at: int) -> int:
    """Return the number of the workspace's day that an instant falls on."""
    zone = t.times.zone_of[version]
    low, high = t.times.zone_start[zone], t.times.zone_start[zone + 1]
    while high - low > 1:
        middle = (low + high) // 2
        if t.times.zone_instants[middle] <= at:
            low = middle
        else:
            high = middle
    return (at + t.times.zone_offsets[low]) // 86_400_000_000


@compiled
def add_to_rule(t: Tables, m: Lead, version: int, rule: int, at: int) -> bool:
    """Add a fact to a rule's sum; say whether it counted."""
    most = t.rules.at_most[version, rule]
    if most > 0:
        day = day_number(t, version, at)
        if day != m.day[rule]:
            m.day[rule] = day
            m.on_day[rule] = 0
        m.on_day[rule] += 1
        if m.on_day[rule] > most:
            return False
    half_life = t.rules.half_life[version, rule]
    if half_life > 0 and m.facts[rule] > 0:
        m.total[rule] *= math.exp2(-((at - m.last[rule]) / half_life))
    window = t.rules.windows[version, rule]
    if window >= 0:
        m.window_times[window, m.window_count[window]] = at
        m.window_count[window] += 1
    m.total[rule] += t.rules.points[version, rule]
    m.last[rule] = at
    m.facts[rule] += 1
    return True


@compiled
def clipped(t: Tables, version: int, rule: int, value: float) -> float:
    """Return what is read of a sum: within its cap, on its own side of zero."""
    cap = t.rules.cap[version, rule]
    if math.isnan(cap):
        return value
    if t.rules.points[version, rule] < 0:
        return max(min(value, 0.0), -cap)
    return min(max(value, 0.0), cap)


@compiled
def read_rule(t: Tables, m: Lead, version: int, rule: int, at: int) -> float:
    """Return what is read of a rule's sum at an instant."""
    if m.facts[rule] == 0:
        return clipped(t, version, rule, 0.0)
    window = t.rules.windows[version, rule]
    if window >= 0:
        start = at - t.rules.window[version, rule]
        head, count = m.window_head[window], m.window_count[window]
        while head < count and m.window_times[window, head] <= start:
            head += 1
        m.window_head[window] = head
        return clipped(t, version, rule, t.rules.points[version, rule] * (count - head))
    half_life = t.rules.half_life[version, rule]
    value = m.total[rule]
    if half_life > 0:
        value *= math.exp2(-((at - m.last[rule]) / half_life))
    return clipped(t, version, rule, value)


@compiled
def behaviour(t: Tables, m: Lead) -> float:
    """Return the sum of what is read of the behaviour rules now."""
    version, now = m.scalar[VERSION], m.scalar[NOW]
    total = 0.0
    for rule in range(t.rules.count[version]):
        total += read_rule(t, m, version, rule, now)
    return total


@compiled
def most_behaviour(t: Tables, m: Lead) -> float:
    """Return a number that the behaviour score can't be over: nothing has faded, no penalty."""
    version = m.scalar[VERSION]
    total = 0.0
    for rule in range(t.rules.count[version]):
        total += max(clipped(t, version, rule, m.total[rule]), 0.0)
    return total


@compiled
def high_intent(t: Tables, m: Lead) -> int:
    """Return the number of high-intent facts of this pass inside the intent window."""
    start = m.scalar[NOW] - t.times.intent_window[m.scalar[VERSION]]
    head, count = m.scalar[INTENT_HEAD], m.scalar[INTENT_COUNT]
    while head < count and m.intents[head] <= start:
        head += 1
    m.scalar[INTENT_HEAD] = head
    return count - head


@compiled
def holding_row(t: Tables, m: Lead, attribute: int) -> int:
    """Return the leaf row of the statement about an attribute that holds; -1 where none does."""
    if t.code.first_wins[attribute] == 1:
        return m.first_row[attribute]
    best, best_rank, best_at = -1, 1 << 40, 0
    version = m.scalar[VERSION]
    for sender in range(m.stated_row.shape[1]):
        row = m.stated_row[attribute, sender]
        if row < 0:
            continue
        rank = t.code.precedence[version, attribute, sender]
        at = m.stated_at[attribute, sender]
        if rank < best_rank or (rank == best_rank and at >= best_at):
            best, best_rank, best_at = row, rank, at
    return best


@compiled
def leaf_value(t: Tables, m: Lead, lookups: Lookups, leaf: int) -> float:
    """Return the value of a leaf: as stated, or what it is where nothing is stated."""
    row = holding_row(t, m, t.code.leaf_attribute[leaf])
    return t.code.leaf_missing[leaf] if row < 0 else lookups.leaves[row, leaf]


@compiled
def compare(op: int, left: float, right: float) -> float:
    """Return 1, 0, or NaN where a side is unknown."""
    if math.isnan(left) or math.isnan(right):
        return math.nan
    if op == _EQ:
        return 1.0 if left == right else 0.0
    if op == _NE:
        return 1.0 if left != right else 0.0
    if op == _LT:
        return 1.0 if left < right else 0.0
    if op == _LE:
        return 1.0 if left <= right else 0.0
    if op == _GT:
        return 1.0 if left > right else 0.0
    return 1.0 if left >= right else 0.0


@compiled
def compute(op: int, left: float, right: float) -> float:
    """Return the result of arithmetic; NaN where it would not be finite."""
    if op == _ADD:
        result = left + right
    elif op == _SUB:
        result = left - right
    elif op == _MUL:
        result = left * right
    else:
        if right == 0.0:
            return math.nan
        result = left / right
    return result if math.isfinite(result) else math.nan


@compiled
def joined(stack: np.ndarray, top: int, count: int, *, decisive: float) -> float:
    """Return AND (decisive 0) or OR (decisive 1) of the last values on the stack."""
    unknown = False
    for place in range(top - count, top):
        if math.isnan(stack[place]):
            unknown = True
        elif (stack[place] != 0.0) == (decisive == 1.0):
            return decisive
    return math.nan if unknown else 1.0 - decisive


@compiled
def first_known(stack: np.ndarray, top: int, count: int) -> float:
    """Return the first value that is known of the last on the stack."""
    for place in range(top - count, top):
        if not math.isnan(stack[place]):
            return stack[place]
    return math.nan


@compiled
def stage_now(m: Lead, t: Tables) -> int:
    """Return the stage last entered in this pass, or -1."""
    place = m.scalar[PLACE]
    if place < 0:
        return -1
    return t.stages.order[m.scalar[VERSION], m.scalar[MOTION], place]


@compiled
def stage_in(t: Tables, m: Lead, mask: int) -> float:
    """Return whether the stage last entered is one of these."""
    stage = stage_now(m, t)
    return 1.0 if stage >= 0 and (mask >> stage) & 1 else 0.0


@compiled
def signal(t: Tables, m: Lead, number: int) -> float:
    """Return a signal, rounded; the fit must have been refreshed."""
    if number == 0:
        return rounded(m.fit[0] + behaviour(t, m))
    if number == 1:
        return rounded(m.fit[0])
    if number == 2:
        return rounded(behaviour(t, m))
    if number == 3:
        return float(high_intent(t, m))
    return float(m.scalar[NUMBER])


@compiled
def run(t: Tables, m: Lead, lookups: Lookups, program: int) -> float:
    """Run a program and return its value."""
    code, stack = t.code.code, m.stack
    top = 0
    for line in range(t.code.spans[program, 0], t.code.spans[program, 1]):
        op, argument = code[line, 0], code[line, 1]
        if op == _CONST:
            stack[top] = t.code.constants[argument]
            top += 1
        elif op == _LEAF:
            stack[top] = leaf_value(t, m, lookups, argument)
            top += 1
        elif op == _SIGNAL:
            stack[top] = signal(t, m, argument)
            top += 1
        elif op == _STAGE_IN:
            stack[top] = stage_in(t, m, t.code.masks[argument])
            top += 1
        elif op == _POINTS:
            value = read_rule(t, m, m.scalar[VERSION], argument, m.scalar[NOW])
            stack[top] = rounded(value)
            top += 1
        elif op == _COUNT:
            stack[top] = float(m.counters[argument])
            top += 1
        elif op == _AND or op == _OR:
            value = joined(stack, top, argument, decisive=0.0 if op == _AND else 1.0)
            top -= argument
            stack[top] = value
            top += 1
        elif op == _COALESCE:
            value = first_known(stack, top, argument)
            top -= argument
            stack[top] = value
            top += 1
        elif op == _NOT:
            stack[top - 1] = 1.0 - stack[top - 1]
        elif op == _ISNULL:
            stack[top - 1] = 1.0 if math.isnan(stack[top - 1]) else 0.0
        elif op == _ABS:
            stack[top - 1] = abs(stack[top - 1])
        elif op == _FIT_POINTS:
            stack[top - 1] = t.code.constants[argument] if stack[top - 1] == 1.0 else 0.0
        elif op <= _DIV:
            top -= 1
            left, right = stack[top - 1], stack[top]
            stack[top - 1] = compute(op, left, right)
        else:
            top -= 1
            stack[top - 1] = compare(op, stack[top - 1], stack[top])
    return stack[0]


@compiled
def refresh_fit(t: Tables, m: Lead, lookups: Lookups) -> None:
    """Sum the points of the fit rules that are true, where an attribute has changed."""
    if m.scalar[IS_DIRTY] == 0:
        return
    m.scalar[IS_DIRTY] = 0
    m.scalar[ASKED] = 0
    version = m.scalar[VERSION]
    total = 0.0
    for number in range(t.choices.fit.shape[1]):
        program = t.choices.fit[version, number]
        if program >= 0 and run(t, m, lookups, program) == 1.0:
            total += t.choices.fit_points[version, number]
    m.fit[0] = total


@compiled
def status(t: Tables, m: Lead, criterion: int) -> int:
    """Return the status of a criterion that holds now; -1 where nothing is known."""
    version, now = m.scalar[VERSION], m.scalar[NOW]
    expiry = t.evidence.expiry[version, criterion]
    best, rank, at, order = -1, -1, 0, 0
    for place in range(t.evidence.words.shape[2]):
        word = t.evidence.words[version, criterion, place]
        if word < 0:
            break
        for learned in range(3):
            taken = m.status_order[word, learned]
            since = m.status_at[word, learned]
            if taken == 0 or (expiry > 0 and now >= since + expiry):
                continue
            if (learned, since, taken) > (rank, at, order):
                best, rank, at, order = m.status[word, learned], learned, since, taken
    return best


@compiled
def needs_hold(t: Tables, m: Lead, stage: int) -> bool:
    """Say whether every criterion that a stage needs is known well enough."""
    for criterion in range(t.stages.needs.shape[2]):
        least = t.stages.needs[m.scalar[VERSION], stage, criterion]
        if least >= 0 and status(t, m, criterion) < least:
            return False
    return True
