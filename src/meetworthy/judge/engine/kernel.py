"""The kernel: the fold of ``judge.fold``, over rows of numbers.

Its functions carry the names of the interpreter's and do the same in the same order.
"""

from __future__ import annotations

import numpy as np

from meetworthy.model.time import NEVER

from .jit import compiled
from .machine import (
    ASKED,
    DECIDED,
    ENTERED,
    FRESH,
    INTENT_COUNT,
    INTENT_HEAD,
    IS_BOOKED,
    IS_DATE_ONLY,
    IS_DIRTY,
    LAST_EXIT,
    MOTION,
    NEW,
    NEW_INTENT,
    NEW_REVIEW,
    NOW,
    NUMBER,
    OPEN,
    OVERRULED,
    PLACE,
    REASON,
    RECORDED,
    REVIEWED,
    SINCE,
    TAKEN,
    VERSION,
    add_to_rule,
    high_intent,
    most_behaviour,
    needs_hold,
    refresh_fit,
    run,
)
from .memory import (
    ASSESS,
    BOOKED,
    BY_SALES,
    CLEAR,
    DATE_ONLY,
    DECIDE,
    EXIT,
    LEAVE,
    MEET,
    PASS,
    REVIEW,
    WAKES,
    Behaviour,
    Events,
    Lead,
    Lookups,
    Written,
)
from .tables import DATE_ONLY_BIT, WAKING_BIT, Tables

_LONG_AGO = -(2**62)
_CREATED, _JUDGED, _DECIDED, _MEETING, _RECORDED, _ASSERTED, _SELF = range(7)
_RETURNED, _TIMER, _REJECTED, _DISQUALIFIED = range(7, 11)
_START, _BY_JUDGING, _BY_DECISION, _BY_MEETING = 0, 1, 2, 3
_SLACK = 1e-3  # points; far more than sums of doubles can be off, far less than matters


@compiled
def write(w: Written, m: Lead, lead: int, stage: int, how: int, reason: int) -> None:
    """Write an entry; where there is no room, only count it."""
    place = w.count[0]
    w.count[0] = place + 1
    if place >= len(w.lead):
        return
    w.lead[place] = lead
    w.number[place] = m.scalar[NUMBER]
    w.motion[place] = m.scalar[MOTION]
    w.stage[place] = stage
    w.at[place] = m.scalar[NOW]
    w.date_only[place] = m.scalar[IS_DATE_ONLY]
    w.how[place] = how
    w.version[place] = m.scalar[VERSION]
    w.reason[place] = reason


@compiled
def reset_sums(m: Lead) -> None:
    """Forget every sum, for the next lead or to build them anew."""
    for rule in range(len(m.total)):
        m.total[rule] = 0.0
        m.facts[rule] = 0
        m.day[rule] = 0
        m.on_day[rule] = 0
    for window in range(len(m.window_head)):
        m.window_head[window] = 0
        m.window_count[window] = 0


@compiled
def forget_counts(m: Lead) -> None:
    """Start the counts of the pass anew."""
    m.scalar[INTENT_HEAD] = 0
    m.scalar[INTENT_COUNT] = 0
    for counter in range(len(m.counters)):
        m.counters[counter] = 0


@compiled
def forget(m: Lead, since: int) -> None:
    """Start counting anew from an instant on; decisions start anew too."""
    m.scalar[SINCE] = since
    forget_counts(m)
    for place in (DECIDED, RECORDED, IS_BOOKED, REVIEWED, FRESH, OVERRULED):
        m.scalar[place] = 0
    for meeting in range(len(m.meeting_at)):
        m.meeting_at[meeting] = 0


@compiled
def reset(m: Lead) -> None:
    """Make the memory ready for the next lead."""
    reset_sums(m)
    m.scalar[:] = 0
    m.scalar[IS_DIRTY] = 1
    m.scalar[PLACE] = -1
    m.scalar[REASON] = -1
    m.scalar[LAST_EXIT] = -1
    m.stated_row[:] = -1
    m.first_row[:] = -1
    m.status_order[:] = 0
    m.meeting_state[:] = 0
    forget(m, _LONG_AGO)


@compiled
def tally(m: Lead, counter: int, occurred: int) -> None:
    """Count a fact for the pass, by its kind."""
    if counter >= 0 and occurred > m.scalar[SINCE]:
        m.counters[counter] += 1


@compiled
def add(t: Tables, m: Lead, lookups: Lookups, mask: int, at: int, is_new: bool) -> None:
    """Add a behaviour fact to the sums of its rules, and to the counts of the pass."""
    version = m.scalar[VERSION]
    intent = review = wakes = False
    rest = mask & ((1 << DATE_ONLY_BIT) - 1)
    bit = 0
    while rest != 0:
        if rest & 1:
            tally(m, lookups.counter_of_bit[bit], at)
            for place in range(t.rules.of_bit[version, bit], t.rules.of_bit[version, bit + 1]):
                rule = t.rules.by_bit[version, place]
                wakes = wakes or t.rules.wakes[version, rule] == 1
                if add_to_rule(t, m, version, rule, at):
                    intent = intent or t.rules.high_intent[version, rule] == 1
                    review = review or t.rules.review[version, rule] == 1
        rest >>= 1
        bit += 1
    counts = at > m.scalar[SINCE]
    if intent and counts:
        m.intents[m.scalar[INTENT_COUNT]] = at
        m.scalar[INTENT_COUNT] += 1
    is_own = not (mask >> WAKING_BIT) & 1
    if is_new and counts and (is_own or wakes):
        m.scalar[NEW] = 1
        if intent:
            m.scalar[NEW_INTENT] = 1
        if review:
            m.scalar[NEW_REVIEW] = 1


@compiled
def account_wakes(t: Tables, m: Lead, mask: int) -> bool:
    """Say whether a rule that a fact about the account fulfils wakes."""
    version = m.scalar[VERSION]
    for bit in range(t.rules.of_bit.shape[1] - 1):
        if (mask >> bit) & 1:
            for place in range(t.rules.of_bit[version, bit], t.rules.of_bit[version, bit + 1]):
                if t.rules.wakes[version, t.rules.by_bit[version, place]] == 1:
                    return True
    return False


@compiled
def learn(m: Lead, ev: Events, row: int) -> None:
    """Take a fact of the knowing phase into account."""
    says, occurred, op = ev.says[row], ev.occurred[row], ev.op[row]
    if says != 0:
        m.scalar[IS_DIRTY] = 1
        sender, leaf_row = ev.sender[row], ev.leaf_row[row]
        for attribute in range(m.stated_row.shape[0]):
            if (says >> attribute) & 1 == 0:
                continue
            if op == CLEAR:
                leaf_row = -1
            if m.stated_row[attribute, sender] == -1 or occurred >= m.stated_at[attribute, sender]:
                # -2: the sender said that it has no value
                m.stated_row[attribute, sender] = -2 if leaf_row < 0 else leaf_row
                m.stated_at[attribute, sender] = occurred
            if m.first_row[attribute] < 0 or occurred < m.first_at[attribute]:
                m.first_row[attribute] = leaf_row
                m.first_at[attribute] = occurred
    if op == ASSESS:
        m.scalar[TAKEN] += 1
        word, learned = ev.argument[row], ev.detail[row] // 8
        known = m.status_order[word, learned] > 0
        if not known or occurred >= m.status_at[word, learned]:
            m.status[word, learned] = ev.detail[row] % 8 - 1
            m.status_at[word, learned] = occurred
            m.status_order[word, learned] = m.scalar[TAKEN]


@compiled
def rebuild(
    t: Tables, m: Lead, lookups: Lookups, be: Behaviour, ev: Events,
    b0: int, b2: int, e0: int, e2: int,
) -> None:
    """Take all visible behaviour in again, in the order in which it happened."""
    reset_sums(m)
    forget_counts(m)
    m.scalar[IS_DIRTY] = 1
    for row in range(e0, e2):
        tally(m, ev.counter[row], ev.occurred[row])
    order = np.argsort(be.occurred[b0:b2], kind="mergesort")
    for place in order:
        row = b0 + place
        is_new = be.visible[row] == m.scalar[NOW]
        add(t, m, lookups, be.mask[row], be.occurred[row], is_new)


@compiled
def place_of(t: Tables, m: Lead) -> int:
    """Return the place in the motion of the furthest stage entered in this pass, or -1."""
    found = -1
    order = t.stages.order[m.scalar[VERSION], m.scalar[MOTION]]
    for place in range(len(order)):
        if order[place] < 0:
            break
        if (m.scalar[ENTERED] >> order[place]) & 1:
            found = place
    return found


@compiled
def enter(t: Tables, m: Lead, w: Written, lead: int, stage: int, how: int) -> None:
    """Enter a stage now."""
    m.scalar[ENTERED] |= 1 << stage
    m.entered_at[stage] = m.scalar[NOW]
    m.scalar[PLACE] = place_of(t, m)
    write(w, m, lead, stage, how, -1)


@compiled
def start_pass(
    t: Tables, m: Lead, lookups: Lookups, w: Written, lead: int, how: int, at_start: bool
) -> None:
    """Start a pass: choose its motion and, unless sales decided, enter the first stage."""
    version = m.scalar[VERSION]
    m.scalar[NUMBER] += 1
    m.scalar[OPEN] = 1
    m.scalar[REASON] = -1
    m.scalar[ENTERED] = 0
    m.scalar[PLACE] = -1
    m.scalar[ASKED] = 0
    refresh_fit(t, m, lookups)
    for choice in range(t.choices.motions.shape[1]):
        motion = t.choices.motions[version, choice, 0]
        program = t.choices.motions[version, choice, 1]
        if motion < 0:
            continue
        m.scalar[MOTION] = motion
        if program < 0 or run(t, m, lookups, program) == 1.0:
            break
    write(w, m, lead, PASS, how, -1)
    first = t.stages.order[version, m.scalar[MOTION], 0]
    if at_start and first >= 0 and t.stages.entry[version, first] == _START:
        enter(t, m, w, lead, first, _CREATED)


@compiled
def leave(m: Lead, w: Written, lead: int, reason: int, how: int) -> None:
    """Leave for a reason."""
    write(w, m, lead, EXIT, how, reason)
    m.scalar[OPEN] = 0
    m.scalar[REASON] = reason
    m.scalar[LAST_EXIT] = reason
    forget(m, m.scalar[NOW])


@compiled
def next_return(t: Tables, m: Lead) -> int:
    """Return the instant at which a recycled lead comes back by itself."""
    reason = m.scalar[REASON]
    if m.scalar[OPEN] == 1 or reason < 0 or t.choices.reason[reason, 1] < 0:
        return NEVER
    return m.scalar[SINCE] + t.choices.reason[reason, 1]


@compiled
def return_by_time(t: Tables, m: Lead, lookups: Lookups, w: Written, lead: int, at: int) -> None:
    """Start a new pass at the end of `for`: as a lead in nurture, no further."""
    m.scalar[NOW] = at
    forget(m, at - 1)
    m.scalar[IS_DATE_ONLY] = 0
    start_pass(t, m, lookups, w, lead, _TIMER, True)


@compiled
def come_back(t: Tables, m: Lead, lookups: Lookups, w: Written, lead: int) -> None:
    """Start a new pass where new behaviour fulfils what the reason of the exit asks."""
    reason = m.scalar[REASON]
    if reason < 0 or t.choices.reason[reason, 0] == 1 or m.scalar[NEW] == 0:
        return
    until = t.choices.reason[reason, 3]
    asked = until >= 0 and run(t, m, lookups, until) == 1.0
    early = t.choices.reason[reason, 1] >= 0 and t.choices.reason[reason, 2] == 0
    if asked or (early and m.scalar[NEW_INTENT] == 1):
        start_pass(t, m, lookups, w, lead, _RETURNED, True)


@compiled
def disqualifying(t: Tables, m: Lead, lookups: Lookups) -> int:
    """Return the first disqualifier that holds and is not overruled, as its row; -1 if none."""
    version = m.scalar[VERSION]
    for row in range(t.choices.disqualify.shape[1]):
        known = t.choices.disqualify[version, row, 0]
        program = t.choices.disqualify[version, row, 1]
        if known < 0 or (m.scalar[OVERRULED] >> known) & 1:
            continue
        if m.scalar[ASKED] == 1 and t.code.static[program] == 1:
            continue
        if run(t, m, lookups, program) == 1.0:
            return row
    m.scalar[ASKED] = 1
    return -1


@compiled
def meeting_counts(t: Tables, m: Lead, stage: int) -> int:
    """Return how a meeting of this pass counts for a stage: the way of entry, or -1."""
    rule = t.stages.accepted[m.scalar[VERSION], stage]
    found = -1
    for meeting in range(len(m.meeting_at)):
        if rule < 0 or m.meeting_at[meeting] == 0:
            continue
        counts = (m.meeting_state[meeting] >> (2 * rule)) & 3
        if counts == 1:
            return _MEETING
        if counts == 2:
            found = _SELF
    return found


@compiled
def way_in(t: Tables, m: Lead, stage: int, judged: bool) -> int:
    """Return how a stage may be entered now, its conditions aside; -1 where it may not."""
    entry = t.stages.entry[m.scalar[VERSION], stage]
    if entry == _BY_JUDGING:
        return _JUDGED if judged and m.scalar[FRESH] == 1 else -1
    if entry == _BY_DECISION:
        agreed = m.scalar[IS_BOOKED] == 1 or t.stages.agreed[m.scalar[VERSION], stage] == 0
        return _DECIDED if agreed and (m.scalar[DECIDED] >> stage) & 1 else -1
    if entry == _BY_MEETING:
        return meeting_counts(t, m, stage)
    if entry > _BY_MEETING and (m.scalar[RECORDED] >> stage) & 1:
        return _RECORDED if entry == 4 else _ASSERTED
    return -1


@compiled
def is_out_of_reach(t: Tables, m: Lead, stage: int) -> bool:
    """Say cheaply that a condition can't hold; false where it must be asked."""
    version = m.scalar[VERSION]
    if t.stages.asks_intent[version, stage] == 1 and high_intent(t, m) == 0:
        return True
    least = t.stages.least_score[version, stage]
    return m.fit[0] + most_behaviour(t, m) < least - _SLACK


@compiled
def conditions_hold(t: Tables, m: Lead, lookups: Lookups, stage: int) -> bool:
    """Say whether a stage's condition is true and its needs are met."""
    when = t.stages.when[m.scalar[VERSION], stage]
    if when >= 0:
        if is_out_of_reach(t, m, stage) or run(t, m, lookups, when) != 1.0:
            return False
    return needs_hold(t, m, stage)


@compiled
def promote(t: Tables, m: Lead, lookups: Lookups, w: Written, lead: int, judged: bool) -> None:
    """Enter every later stage whose conditions hold, in the motion's order."""
    order = t.stages.order[m.scalar[VERSION], m.scalar[MOTION]]
    for place in range(m.scalar[PLACE] + 1, len(order)):
        stage = order[place]
        if stage < 0:
            break
        how = way_in(t, m, stage, judged)
        if how >= 0 and conditions_hold(t, m, lookups, stage):
            enter(t, m, w, lead, stage, how)


@compiled
def judge(t: Tables, m: Lead, lookups: Lookups, w: Written, lead: int, wakes: bool) -> None:
    """Disqualify, put up for review, promote: what behaviour and attributes cause."""
    version, motion = m.scalar[VERSION], m.scalar[MOTION]
    if wakes and m.scalar[PLACE] < t.stages.sales_begins[version, motion]:
        row = disqualifying(t, m, lookups)
        if row >= 0:
            leave(m, w, lead, t.choices.disqualify[version, row, 2], _DISQUALIFIED)
            return
    is_asked = m.scalar[NEW_REVIEW] == 1 and m.scalar[REVIEWED] == 0
    if is_asked and m.scalar[PLACE] < t.stages.review_ends[version, motion]:
        m.scalar[REVIEWED] = 1
        write(w, m, lead, REVIEW, _JUDGED, -1)
    promote(t, m, lookups, w, lead, wakes)


@compiled
def reopen(t: Tables, m: Lead, lookups: Lookups, w: Written, lead: int, how: int) -> None:
    """Start a new pass for a lead that had left, by a decision of sales or a record."""
    if m.scalar[OPEN] == 1:
        return
    start_pass(t, m, lookups, w, lead, how, False)
    version = m.scalar[VERSION]
    for row in range(t.choices.disqualify.shape[1]):
        known = t.choices.disqualify[version, row, 0]
        program = t.choices.disqualify[version, row, 1]
        if known >= 0 and run(t, m, lookups, program) == 1.0:
            m.scalar[OVERRULED] |= 1 << known


@compiled
def meet(m: Lead, ev: Events, row: int) -> None:
    """Take into account what happened to a meeting."""
    meeting = ev.argument[row]
    m.meeting_state[meeting] = ev.detail[row]
    if ev.occurred[row] > m.scalar[SINCE]:
        m.meeting_at[meeting] = 1
        if ev.flags[row] & BOOKED:
            m.scalar[IS_BOOKED] = 1


@compiled
def decide(
    t: Tables, m: Lead, lookups: Lookups, w: Written, lead: int, ev: Events, row: int
) -> None:
    """Take a decision of sales, or a record, into account."""
    version = m.scalar[VERSION]
    stage = lookups.decided_stage[version, ev.argument[row]]
    if stage < 0:
        return
    if t.stages.entry[version, stage] == _BY_DECISION:
        if ev.flags[row] & BY_SALES:
            reopen(t, m, lookups, w, lead, _DECIDED)
            m.scalar[DECIDED] |= 1 << stage
    else:
        reopen(t, m, lookups, w, lead, _RECORDED)
        m.scalar[RECORDED] |= 1 << stage


@compiled
def happen(
    t: Tables, m: Lead, lookups: Lookups, w: Written, lead: int, ev: Events, row: int
) -> None:
    """Take what sales decided, what was recorded, or why the lead left into account."""
    tally(m, ev.counter[row], ev.occurred[row])
    op = ev.op[row]
    if op == LEAVE:
        if m.scalar[OPEN] == 1:
            reason = lookups.reason[m.scalar[VERSION], ev.argument[row]]
            leave(m, w, lead, reason, ev.detail[row])
        return
    if op == MEET:
        meet(m, ev, row)
    elif op == DECIDE:
        decide(t, m, lookups, w, lead, ev, row)
    if m.scalar[OPEN] == 1:
        promote(t, m, lookups, w, lead, False)


@compiled
def activate(t: Tables, m: Lead) -> bool:
    """Put the versions in force by now to work; say whether one came into force."""
    before = m.scalar[VERSION]
    while t.times.in_force[m.scalar[VERSION] + 1] <= m.scalar[NOW]:
        m.scalar[VERSION] += 1
    if m.scalar[VERSION] == before:
        return False
    m.scalar[PLACE] = place_of(t, m)
    m.scalar[ASKED] = 0
    m.scalar[IS_DIRTY] = 1
    return True


@compiled
def is_date_only(be: Behaviour, ev: Events, b1: int, b2: int, e1: int, e2: int) -> bool:
    """Say whether of all facts of an instant only the day is known."""
    for row in range(b1, b2):
        if (be.mask[row] >> DATE_ONLY_BIT) & 1 == 0:
            return False
    for row in range(e1, e2):
        if ev.flags[row] & DATE_ONLY == 0:
            return False
    return b2 > b1 or e2 > e1


@compiled
def take_in(
    t: Tables, m: Lead, lookups: Lookups, be: Behaviour, ev: Events,
    b0: int, b1: int, b2: int, e0: int, e1: int, known: int, anew: bool,
) -> bool:
    """Take in what is known and what was done; say whether any of it may promote."""
    m.scalar[NEW] = 0
    m.scalar[NEW_INTENT] = 0
    m.scalar[NEW_REVIEW] = 0
    now = m.scalar[NOW]
    wakes = False
    for row in range(e1, known):
        learn(m, ev, row)
        wakes = wakes or ev.flags[row] & WAKES != 0
        anew = anew or ev.occurred[row] < now
    for row in range(b1, b2):
        anew = anew or be.occurred[row] < now
        of_account = (be.mask[row] >> WAKING_BIT) & 1
        wakes = wakes or of_account == 0 or account_wakes(t, m, be.mask[row])
    if anew:
        rebuild(t, m, lookups, be, ev, b0, b2, e0, known)
        return wakes
    for row in range(e1, known):
        tally(m, ev.counter[row], ev.occurred[row])
    for row in range(b1, b2):
        add(t, m, lookups, be.mask[row], be.occurred[row], True)
    return wakes


@compiled
def instant(
    t: Tables, m: Lead, lookups: Lookups, w: Written, lead: int, be: Behaviour, ev: Events,
    now: int, b0: int, b1: int, b2: int, e0: int, e1: int, e2: int,
) -> None:
    """Take the facts of one instant into account, and a version that comes into force then."""
    if next_return(t, m) == now:
        return_by_time(t, m, lookups, w, lead, now)
    m.scalar[NOW] = now
    m.scalar[IS_DATE_ONLY] = 1 if is_date_only(be, ev, b1, b2, e1, e2) else 0
    activated = activate(t, m)
    known = e1
    while known < e2 and ev.phase[known] <= 1:
        known += 1
    wakes = take_in(t, m, lookups, be, ev, b0, b1, b2, e0, e1, known, activated)
    refresh_fit(t, m, lookups)
    if m.scalar[NUMBER] == 0:
        if b2 > b1 or e2 > e1:
            start_pass(t, m, lookups, w, lead, _CREATED, True)
    elif m.scalar[OPEN] == 0:
        come_back(t, m, lookups, w, lead)
    if m.scalar[NUMBER] == 1 or m.scalar[NEW] == 1:
        m.scalar[FRESH] = 1
    if m.scalar[OPEN] == 1:
        judge(t, m, lookups, w, lead, wakes or activated)
    for row in range(known, e2):
        happen(t, m, lookups, w, lead, ev, row)


@compiled
def pass_time(
    t: Tables, m: Lead, lookups: Lookups, w: Written, lead: int, be: Behaviour, ev: Events,
    until: int, b0: int, b1: int, e0: int, e1: int,
) -> None:
    """Let the new versions and the ends of recycling before an instant happen."""
    while True:
        version_due = t.times.in_force[m.scalar[VERSION] + 1]
        return_due = next_return(t, m)
        if min(version_due, return_due) >= until:
            return
        if version_due <= return_due:
            instant(t, m, lookups, w, lead, be, ev, version_due, b0, b1, b1, e0, e1, e1)
        else:
            return_by_time(t, m, lookups, w, lead, return_due)


@compiled
def fold(
    t: Tables, m: Lead, lookups: Lookups, w: Written, be: Behaviour, ev: Events,
    lead: int, at: int,
) -> None:
    """Go through one lead's rows; the memory then says where it stands at an instant."""
    reset(m)
    b0, e0 = be.start[lead], ev.start[lead]
    last_b, last_e = be.start[lead + 1], ev.start[lead + 1]
    b1, e1 = b0, e0
    while b1 < last_b or e1 < last_e:
        now = NEVER
        if b1 < last_b:
            now = be.visible[b1]
        if e1 < last_e and ev.visible[e1] < now:
            now = ev.visible[e1]
        pass_time(t, m, lookups, w, lead, be, ev, now, b0, b1, e0, e1)
        b2, e2 = b1, e1
        while b2 < last_b and be.visible[b2] == now:
            b2 += 1
        while e2 < last_e and ev.visible[e2] == now:
            e2 += 1
        instant(t, m, lookups, w, lead, be, ev, now, b0, b1, b2, e0, e1, e2)
        b1, e1 = b2, e2
    if m.scalar[NUMBER] > 0:
        pass_time(t, m, lookups, w, lead, be, ev, at + 1, b0, b1, e0, e1)
        m.scalar[NOW] = at
        refresh_fit(t, m, lookups)
