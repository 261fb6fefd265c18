/* The fold: one lead's rows in order of time, and what each of them changes (judge/fold.py).
 *
 * The functions carry the names of the interpreter's and do the same in the same order.
 */
#include <stdlib.h>

#include "kernel.h"

#define SLACK 1e-3 /* points: far more than sums of doubles can be off, far less than matters */

typedef struct {
    const Tables *t;
    Lead *m;
    Written *w;
    const Behaviour *b;
    const Events *e;
    i64 lead, b0, e0; /* where the lead's rows begin */
} Fold;

static uint64_t mask_of(const Behaviour *b, i64 row) {
    return b->is_wide ? (uint64_t)((const i64 *)b->mask)[row] : ((const uint32_t *)b->mask)[row];
}

static void write_entry(Fold *f, i64 stage, i64 how, i64 reason) {
    i64 place = f->w->count++;
    if (place >= f->w->room) return;
    const Lead *m = f->m;
    f->w->entry[place] = (Entry){
        .at = m->now, .lead = (i32)f->lead, .number = (i32)m->number, .reason = (i32)reason,
        .motion = (int16_t)m->motion, .stage = (int16_t)stage, .how = (int16_t)how,
        .version = (int16_t)m->version, .is_date_only = (i32)m->is_date_only};
}

/* -- forgetting -------------------------------------------------------------------------------- */

static void reset_sums(const Tables *t, Lead *m) {
    memset(m->sum, 0, sizeof(Sum) * (size_t)t->rules);
    memset(m->window, 0, sizeof(Window) * (size_t)t->windows);
}

static void forget_counts(const Tables *t, Lead *m) {
    m->intent_head = m->intent_count = 0;
    memset(m->counter, 0, sizeof(i64) * (size_t)t->counters);
}

/* Starts counting anew from an instant on; decisions start anew too. */
static void forget(const Tables *t, Lead *m, i64 since) {
    m->since = since;
    forget_counts(t, m);
    m->decided = m->recorded = m->overruled = 0;
    m->is_booked = m->is_reviewed = m->is_fresh = 0;
    for (i64 i = 0; i < m->meeting_count; i++) m->meeting[i].counts_now = 0;
}

static void reset(const Tables *t, Lead *m) {
    reset_sums(t, m);
    if (m->taken > 0) memset(m->assessed, 0, sizeof(Assessment) * 3 * (size_t)t->words);
    m->now = m->version = m->number = m->motion = m->entered = m->taken = 0;
    m->open = m->is_date_only = m->was_asked = 0;
    m->reason = m->last_exit = m->place = -1;
    m->is_dirty = 1;
    m->fit = 0.0;
    for (i64 i = 0; i < t->attributes * t->senders; i++) m->stated[i].row = -1;
    for (i64 i = 0; i < t->attributes; i++) m->first[i].row = -1;
    memset(m->meeting, 0, sizeof(MeetingLife) * (size_t)m->meeting_count);
    m->meeting_count = 0;
    forget(t, m, LONG_AGO);
}

/* -- taking facts in ---------------------------------------------------------------------------- */

static void tally(Lead *m, i64 counter, i64 occurred) {
    if (counter >= 0 && occurred > m->since) m->counter[counter] += 1;
}

typedef struct { bool is_intent, is_review, wakes; } Effect;

static void add_bit(Fold *f, i64 bit, i64 at, Effect *effect) {
    const Tables *t = f->t;
    Lead *m = f->m;
    const i64 *of_bit = t->of_bit + m->version * (t->bits + 1);
    tally(m, t->counter_of_bit[bit], at);
    for (i64 i = of_bit[bit]; i < of_bit[bit + 1]; i++) {
        i64 number = t->by_bit[m->version * t->rules + i];
        const Rule *rule = &t->rule[m->version * t->rules + number];
        effect->wakes |= rule->wakes != 0;
        if (!add_to_rule(t, m, number, at)) continue;
        effect->is_intent |= rule->high_intent != 0;
        effect->is_review |= rule->review != 0;
    }
}

/* Adds a behaviour fact to the sums of its rules, and to the counts of the pass. */
static void add(Fold *f, i64 row, bool is_new) {
    Lead *m = f->m;
    uint64_t mask = mask_of(f->b, row), bits = mask & ((1ULL << DATE_ONLY_BIT) - 1);
    i64 at = f->b->occurred[row];
    Effect effect = {false, false, false};
    for (; bits != 0; bits &= bits - 1) add_bit(f, __builtin_ctzll(bits), at, &effect);
    if (at <= m->since) return;
    if (effect.is_intent) m->intents[m->intent_count++] = at;
    bool is_own = !((mask >> WAKING_BIT) & 1);
    if (!is_new || !(is_own || effect.wakes)) return;
    m->is_new = 1;
    m->is_new_intent |= effect.is_intent;
    m->is_new_review |= effect.is_review;
}

static bool account_wakes(const Fold *f, uint64_t mask) {
    const Tables *t = f->t;
    i64 version = f->m->version;
    const i64 *of_bit = t->of_bit + version * (t->bits + 1);
    for (i64 bit = 0; bit < t->bits; bit++)
        for (i64 i = of_bit[bit]; ((mask >> bit) & 1) && i < of_bit[bit + 1]; i++)
            if (t->rule[version * t->rules + t->by_bit[version * t->rules + i]].wakes) return true;
    return false;
}

static void state(Fold *f, i64 row, i64 attribute) {
    const Events *e = f->e;
    Statement *stated = &f->m->stated[attribute * f->t->senders + e->row[row].sender];
    Statement *first = &f->m->first[attribute];
    i64 at = e->row[row].occurred, leaf_row = e->row[row].op == CLEAR ? -2 : e->row[row].leaf_row;
    if (stated->row == -1 || at >= stated->at) *stated = (Statement){leaf_row, at};
    if (leaf_row >= 0 && (first->row < 0 || at < first->at)) *first = (Statement){leaf_row, at};
}

static void assess(Fold *f, i64 row) {
    const Events *e = f->e;
    i64 learned = e->row[row].detail / 8, at = e->row[row].occurred;
    Assessment *known = &f->m->assessed[e->row[row].argument * 3 + learned];
    f->m->taken += 1;
    if (known->order == 0 || at >= known->at)
        *known = (Assessment){e->row[row].detail % 8 - 1, at, f->m->taken};
}

/* Takes a fact of the knowing phase into account. */
static void learn(Fold *f, i64 row) {
    uint64_t says = (uint64_t)f->e->row[row].says;
    if (says != 0) f->m->is_dirty = 1;
    for (; says != 0; says &= says - 1) state(f, row, __builtin_ctzll(says));
    if (f->e->row[row].op == ASSESS) assess(f, row);
}

typedef struct { i64 occurred, row; } Placed;

static int by_occurrence(const void *left, const void *right) {
    const Placed *a = left, *b = right;
    if (a->occurred != b->occurred) return a->occurred < b->occurred ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

/* Takes all visible facts in again, in the order in which they happened. */
static void rebuild(Fold *f, i64 b2, i64 e2) {
    Lead *m = f->m;
    reset_sums(f->t, m);
    forget_counts(f->t, m);
    m->is_dirty = 1;
    for (i64 i = f->e0; i < e2; i++) {
        i64 row = f->e->order[i];
        tally(m, f->e->row[row].counter, f->e->row[row].occurred);
    }
    Placed *placed = (Placed *)m->scratch;
    i64 count = b2 - f->b0;
    bool is_ordered = true;
    for (i64 i = 0; i < count; i++) {
        placed[i] = (Placed){f->b->occurred[f->b0 + i], f->b0 + i};
        is_ordered &= i == 0 || placed[i - 1].occurred <= placed[i].occurred;
    }
    if (!is_ordered) qsort(placed, (size_t)count, sizeof(Placed), by_occurrence);
    for (i64 i = 0; i < count; i++) add(f, placed[i].row, f->b->visible[placed[i].row] == m->now);
}

/* -- passes --------------------------------------------------------------------------------------- */

static i64 place_of(const Tables *t, const Lead *m) {
    const i64 *order = t->order + (m->version * t->motions + m->motion) * t->places;
    i64 found = -1;
    for (i64 place = 0; place < t->places && order[place] >= 0; place++)
        if ((m->entered >> order[place]) & 1) found = place;
    return found;
}

static void enter(Fold *f, i64 stage, i64 how) {
    f->m->entered |= (i64)1 << stage;
    f->m->entered_at[stage] = f->m->now;
    f->m->place = place_of(f->t, f->m);
    write_entry(f, stage, how, -1);
}

static void start_pass(Fold *f, i64 how, bool at_start) {
    const Tables *t = f->t;
    Lead *m = f->m;
    m->number += 1;
    m->open = 1;
    m->reason = m->place = -1;
    m->entered = m->was_asked = 0;
    refresh_fit(t, m, f->e);
    for (i64 i = 0; i < t->choices; i++) {
        const Choice *choice = &t->choice[m->version * t->choices + i];
        if (choice->motion < 0) continue;
        m->motion = choice->motion;
        if (choice->program < 0 || run_program(t, m, f->e, choice->program) == 1.0) break;
    }
    write_entry(f, PASS, how, -1);
    i64 first = t->order[(m->version * t->motions + m->motion) * t->places];
    if (at_start && first >= 0 && t->stage[m->version * t->stages + first].entry == BY_START)
        enter(f, first, CREATED);
}

/* Leaves for a reason; of a lead that is out already, only where it goes changes. */
static void leave(Fold *f, i64 reason, i64 how) {
    if (f->m->open) write_entry(f, EXIT, how, reason);
    f->m->open = 0;
    f->m->reason = f->m->last_exit = reason;
    forget(f->t, f->m, f->m->now);
}

/* The instant at which a recycled lead comes back by itself. */
static i64 next_return(const Tables *t, const Lead *m) {
    if (m->open || m->reason < 0) return NEVER;
    const Reason *reason = &t->reason[m->reason];
    if (reason->is_disqualified || reason->duration < 0) return NEVER;
    i64 due = m->since + reason->duration;
    return due < m->now ? m->now : due;
}

static void return_by_time(Fold *f, i64 at) {
    f->m->now = at;
    forget(f->t, f->m, at - 1);
    f->m->is_date_only = 0;
    start_pass(f, TIMER, true);
}

/* Starts a new pass where new behaviour fulfils what the reason of the exit asks. */
static void come_back(Fold *f) {
    Lead *m = f->m;
    if (m->reason < 0 || !m->is_new) return;
    const Reason *reason = &f->t->reason[m->reason];
    if (reason->is_disqualified) return;
    bool asks = reason->until >= 0 && reason->version == m->version;
    bool is_asked = asks && run_program(f->t, m, f->e, reason->until) == 1.0;
    bool is_early = reason->duration >= 0 && !reason->strict && m->is_new_intent;
    if (is_asked || is_early) start_pass(f, RETURNED, true);
}

/* -- promotion ------------------------------------------------------------------------------------ */

/* The first disqualifier that holds and is not overruled; -1 if none. */
i64 disqualifying(const Tables *t, Lead *m, const Events *e) {
    for (i64 i = 0; i < t->disqualifiers; i++) {
        const Disqualifier *one = &t->disqualify[m->version * t->disqualifiers + i];
        if (one->known < 0 || ((m->overruled >> one->known) & 1)) continue;
        if (m->was_asked && t->program[one->program].is_static) continue;
        if (run_program(t, m, e, one->program) == 1.0) return i;
    }
    m->was_asked = 1;
    return -1;
}

static i64 meeting_counts(const Lead *m, i64 rule) {
    static const i64 way[] = {-1, MEETING, DISPUTED, SELF_CONFIRMED}; /* the best first */
    i64 best = 0;
    for (i64 i = 0; rule >= 0 && i < m->meeting_count; i++) {
        i64 counts = m->meeting[i].counts_now ? (m->meeting[i].state >> (2 * rule)) & 3 : 0;
        if (counts > 0 && (best == 0 || counts < best)) best = counts;
    }
    return way[best];
}

/* How a stage may be entered now, its conditions aside; -1 where it may not. */
static i64 way_in(const Fold *f, i64 number, const Stage *stage, bool judged) {
    const Lead *m = f->m;
    switch (stage->entry) {
        case BY_JUDGING: return judged && m->is_fresh ? JUDGED : -1;
        case BY_DECISION:
            if (stage->agreed && !m->is_booked) return -1;
            return (m->decided >> number) & 1 ? DECIDED : -1;
        case BY_MEETING: return meeting_counts(m, stage->meeting);
        case BY_RECORD: return (m->recorded >> number) & 1 ? RECORDED : -1;
        case BY_ASSERTION: return (m->recorded >> number) & 1 ? ASSERTED : -1;
        default: return -1;
    }
}

/* Says cheaply that a condition can't hold; false where it must be asked. */
static bool is_out_of_reach(const Fold *f, const Stage *stage) {
    if (stage->asks_intent && high_intent(f->t, f->m) == 0) return true;
    return f->m->fit + most_behaviour(f->t, f->m) < stage->least_score - SLACK;
}

static bool conditions_hold(Fold *f, i64 number, const Stage *stage) {
    if (stage->when >= 0) {
        if (is_out_of_reach(f, stage)) return false;
        if (run_program(f->t, f->m, f->e, stage->when) != 1.0) return false;
    }
    return needs_hold(f->t, f->m, number);
}

/* Enters every later stage whose conditions hold, in the motion's order; what was recorded or
 * asserted even after a later stage. */
static void promote(Fold *f, bool judged) {
    const Tables *t = f->t;
    Lead *m = f->m;
    if (!m->open) return;
    const i64 *order = t->order + (m->version * t->motions + m->motion) * t->places;
    for (i64 place = 0; place < t->places && order[place] >= 0; place++) {
        const Stage *stage = &t->stage[m->version * t->stages + order[place]];
        bool is_late = place <= m->place && stage->entry < BY_RECORD;
        if (is_late || ((m->entered >> order[place]) & 1)) continue;
        i64 how = way_in(f, order[place], stage, judged);
        if (how >= 0 && conditions_hold(f, order[place], stage)) enter(f, order[place], how);
    }
}

/* Disqualifies, puts up for review, promotes: what behaviour and attributes cause. */
static void judge(Fold *f, bool wakes) {
    const Tables *t = f->t;
    Lead *m = f->m;
    const Bounds *bounds = &t->bounds[m->version * t->motions + m->motion];
    if (wakes && m->place < bounds->sales_begins) {
        i64 row = disqualifying(t, m, f->e);
        if (row >= 0) {
            leave(f, t->disqualify[m->version * t->disqualifiers + row].reason, DISQUALIFIED);
            return;
        }
    }
    if (m->is_new_review && !m->is_reviewed && m->place < bounds->review_ends) {
        m->is_reviewed = 1;
        write_entry(f, REVIEW, JUDGED, -1);
    }
    promote(f, wakes);
}

/* -- what sales decided, what was recorded, why the lead left --------------------------------------- */

/* Starts a new pass for a lead that had left, by a decision of sales or a record. */
static void reopen(Fold *f, i64 how) {
    const Tables *t = f->t;
    Lead *m = f->m;
    if (m->open) return;
    start_pass(f, how, false);
    m->overruled = 0;
    for (i64 i = 0; i < t->disqualifiers; i++) {
        const Disqualifier *one = &t->disqualify[m->version * t->disqualifiers + i];
        if (one->known >= 0 && run_program(t, m, f->e, one->program) == 1.0)
            m->overruled |= (i64)1 << one->known;
    }
}

static void meet(Fold *f, i64 row) {
    Lead *m = f->m;
    i64 number = f->e->row[row].argument;
    for (; m->meeting_count <= number; m->meeting_count++)
        m->meeting[m->meeting_count] = (MeetingLife){0, 0};
    m->meeting[number].state = f->e->row[row].detail;
    if (f->e->row[row].occurred <= m->since) return;
    m->meeting[number].counts_now = 1;
    m->is_booked |= (f->e->row[row].flags & BOOKED) != 0;
}

static void decide(Fold *f, i64 row) {
    const Tables *t = f->t;
    Lead *m = f->m;
    i64 number = t->decided_stage[m->version * t->decisions + f->e->row[row].argument];
    if (number < 0) return;
    if (t->stage[m->version * t->stages + number].entry == BY_DECISION) {
        if (!(f->e->row[row].flags & BY_SALES)) return;
        reopen(f, DECIDED);
        m->decided |= (i64)1 << number;
    } else {
        reopen(f, RECORDED);
        m->recorded |= (i64)1 << number;
    }
}

static void happen(Fold *f, i64 row) {
    const Events *e = f->e;
    Lead *m = f->m;
    tally(m, e->row[row].counter, e->row[row].occurred);
    if (e->row[row].op == LEAVE) {
        if (m->number > 0)
            leave(f, f->t->reason_of[m->version * f->t->reason_texts + e->row[row].argument],
                  e->row[row].detail);
        return;
    }
    if (e->row[row].op == MEET) meet(f, row);
    if (e->row[row].op == DECIDE) decide(f, row);
    promote(f, false);
}

/* -- one instant -------------------------------------------------------------------------------------- */

/* Puts the versions in force by now to work; says whether one came into force. */
static bool activate(const Tables *t, Lead *m) {
    i64 before = m->version;
    while (m->version + 1 < t->versions && t->version[m->version + 1].in_force <= m->now)
        m->version += 1;
    if (m->version == before) return false;
    m->place = place_of(t, m);
    m->was_asked = 0;
    m->is_dirty = 1;
    /* who has left waits for what the version now in force asks of the reason */
    i64 renewed = m->reason < 0 ? -1 : t->renewed[m->version * t->reasons + m->reason];
    if (renewed >= 0) m->reason = renewed;
    return true;
}

static bool is_date_only(const Fold *f, i64 b1, i64 b2, i64 e1, i64 e2) {
    for (i64 row = b1; row < b2; row++)
        if (!((mask_of(f->b, row) >> DATE_ONLY_BIT) & 1)) return false;
    for (i64 i = e1; i < e2; i++)
        if (!(f->e->row[f->e->order[i]].flags & IS_DATE)) return false;
    return b2 > b1 || e2 > e1;
}

/* Takes in what is known and what was done; says whether any of it may promote. */
static bool take_in(Fold *f, i64 b1, i64 b2, i64 e1, i64 known, bool anew) {
    const Events *e = f->e;
    Lead *m = f->m;
    bool wakes = false;
    m->is_new = m->is_new_intent = m->is_new_review = 0;
    for (i64 i = e1; i < known; i++) {
        i64 row = e->order[i];
        learn(f, row);
        wakes |= (e->row[row].flags & WAKES) != 0;
        anew |= e->row[row].occurred < m->now;
    }
    for (i64 row = b1; row < b2; row++) {
        uint64_t mask = mask_of(f->b, row);
        anew |= f->b->occurred[row] < m->now;
        wakes = wakes || !((mask >> WAKING_BIT) & 1) || account_wakes(f, mask);
    }
    if (anew) {
        rebuild(f, b2, known);
        return wakes;
    }
    for (i64 i = e1; i < known; i++) tally(m, e->row[e->order[i]].counter, e->row[e->order[i]].occurred);
    for (i64 row = b1; row < b2; row++) add(f, row, true);
    return wakes;
}

/* Takes the facts of one instant into account, and a version that comes into force then. */
static void instant(Fold *f, i64 now, i64 b1, i64 b2, i64 e1, i64 e2) {
    Lead *m = f->m;
    if (next_return(f->t, m) == now) return_by_time(f, now);
    m->now = now;
    m->is_date_only = is_date_only(f, b1, b2, e1, e2);
    bool is_activated = activate(f->t, m);
    i64 known = e1;
    while (known < e2 && f->e->row[f->e->order[known]].phase <= PHASE_BEHAVIOUR) known += 1;
    bool wakes = take_in(f, b1, b2, e1, known, is_activated);
    refresh_fit(f->t, m, f->e);
    if (m->number == 0) {
        if (b2 > b1 || e2 > e1) start_pass(f, CREATED, true);
    } else if (!m->open) {
        come_back(f);
    }
    m->is_fresh |= m->number == 1 || m->is_new;
    if (m->open) judge(f, wakes || is_activated);
    for (i64 i = known; i < e2; i++) happen(f, f->e->order[i]);
}

/* Lets the new versions and the ends of recycling before an instant happen. */
static void pass_time(Fold *f, i64 until, i64 b1, i64 e1) {
    for (;;) {
        const Lead *m = f->m;
        i64 version_due = m->version + 1 < f->t->versions
                              ? f->t->version[m->version + 1].in_force : NEVER;
        i64 return_due = next_return(f->t, m);
        if ((version_due < return_due ? version_due : return_due) >= until) return;
        if (version_due <= return_due) instant(f, version_due, b1, b1, e1, e1);
        else return_by_time(f, return_due);
    }
}

void fold_lead(const Tables *t, Lead *m, Written *w, const Behaviour *b, const Events *e,
               i64 lead, i64 at) {
    Fold f = {t, m, w, b, e, lead, b->start[lead], e->start[lead]};
    i64 b1 = f.b0, e1 = f.e0, last_b = b->start[lead + 1], last_e = e->start[lead + 1];
    reset(t, m);
    while (b1 < last_b || e1 < last_e) {
        i64 now = b1 < last_b ? b->visible[b1] : NEVER;
        if (e1 < last_e && e->row[e->order[e1]].visible < now) now = e->row[e->order[e1]].visible;
        pass_time(&f, now, b1, e1);
        i64 b2 = b1, e2 = e1;
        while (b2 < last_b && b->visible[b2] == now) b2 += 1;
        while (e2 < last_e && e->row[e->order[e2]].visible == now) e2 += 1;
        instant(&f, now, b1, b2, e1, e2);
        b1 = b2;
        e1 = e2;
    }
    if (m->number == 0) return;
    pass_time(&f, at + 1, b1, e1);
    m->now = at;
    refresh_fit(t, m, e);
}
