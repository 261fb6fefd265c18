/* Sums, evidence and attributes: what judge/score.py, evidence.py and attributes.py compute. */
#include "kernel.h"

double rounded(double value) { return floor(value * 1e6 + 0.5) / 1e6; }

static const Rule *rule_of(const Tables *t, const Lead *m, i64 rule) {
    return &t->rule[m->version * t->rules + rule];
}

static i64 day_number(const Tables *t, i64 version, i64 at) {
    i64 zone = t->version[version].zone;
    i64 low = t->zone_start[zone], high = t->zone_start[zone + 1];
    while (high - low > 1) {
        i64 middle = (low + high) / 2;
        if (t->zone[middle].instant <= at) low = middle; else high = middle;
    }
    i64 local = at + t->zone[low].offset;
    i64 day = local / DAY_US;
    return local % DAY_US < 0 ? day - 1 : day;
}

static bool has_room(const Tables *t, const Lead *m, const Rule *r, Sum *s, i64 at) {
    i64 day = day_number(t, m->version, at);
    if (day != s->day) {
        s->day = day;
        s->on_day = 0;
    }
    s->on_day += 1;
    return s->on_day <= r->at_most;
}

/* Adds a fact to a rule's sum; says whether it counted. */
bool add_to_rule(const Tables *t, Lead *m, i64 rule, i64 at) {
    const Rule *r = rule_of(t, m, rule);
    Sum *s = &m->sum[rule];
    if (r->at_most > 0 && !has_room(t, m, r, s, at)) return false;
    if (r->half_life > 0 && s->facts > 0)
        s->total *= exp2(-((double)(at - s->last) / (double)r->half_life));
    if (r->slot >= 0) {
        Window *w = &m->window[r->slot];
        m->window_times[r->slot * m->most + w->count++] = at;
    }
    s->total += r->points;
    s->last = at;
    s->facts += 1;
    return true;
}

static double clipped(const Rule *r, double value) {
    if (isnan(r->cap)) return value;
    if (r->points < 0) return fmax(fmin(value, 0.0), -r->cap);
    return fmin(fmax(value, 0.0), r->cap);
}

static double in_window(Lead *m, const Rule *r) {
    Window *w = &m->window[r->slot];
    const i64 *times = m->window_times + r->slot * m->most;
    i64 start = m->now - r->window;
    while (w->head < w->count && times[w->head] <= start) w->head += 1;
    return r->points * (double)(w->count - w->head);
}

/* What is read of a rule's sum now. */
double read_rule(const Tables *t, Lead *m, i64 rule) {
    const Rule *r = rule_of(t, m, rule);
    const Sum *s = &m->sum[rule];
    if (s->facts == 0) return clipped(r, 0.0);
    if (r->slot >= 0) return clipped(r, in_window(m, r));
    if (r->half_life == 0) return clipped(r, s->total);
    return clipped(r, s->total * exp2(-((double)(m->now - s->last) / (double)r->half_life)));
}

double behaviour_score(const Tables *t, Lead *m) {
    double total = 0.0;
    for (i64 rule = 0; rule < t->version[m->version].rules; rule++) total += read_rule(t, m, rule);
    return total;
}

/* A number that the behaviour score can't be over: nothing has faded, no penalty. */
double most_behaviour(const Tables *t, const Lead *m) {
    double total = 0.0;
    for (i64 rule = 0; rule < t->version[m->version].rules; rule++)
        if (m->sum[rule].facts > 0)
            total += fmax(clipped(rule_of(t, m, rule), m->sum[rule].total), 0.0);
    return total;
}

/* The number of high-intent facts of this pass inside the intent window. */
i64 high_intent(const Tables *t, Lead *m) {
    i64 start = m->now - t->version[m->version].intent_window;
    while (m->intent_head < m->intent_count && m->intents[m->intent_head] <= start)
        m->intent_head += 1;
    return m->intent_count - m->intent_head;
}

/* The leaf row of the statement about an attribute that holds; -1 where none does. */
i64 holding_row(const Tables *t, const Lead *m, i64 attribute) {
    if (t->attribute[attribute].first_wins) return m->first[attribute].row;
    const i64 *ranks = t->precedence + (m->version * t->attributes + attribute) * t->senders;
    const Statement *stated = m->stated + attribute * t->senders;
    i64 best = -1, rank = NEVER, at = 0;
    for (i64 sender = 0; sender < t->senders; sender++) {
        if (stated[sender].row < 0) continue;
        bool is_later = ranks[sender] == rank && stated[sender].at >= at;
        if (ranks[sender] < rank || is_later) {
            best = stated[sender].row;
            rank = ranks[sender];
            at = stated[sender].at;
        }
    }
    return best;
}

static bool outranks(i64 learned, const Assessment *one, i64 rank, const Assessment *best) {
    if (best == 0 || learned != rank) return best == 0 || learned > rank;
    return one->at != best->at ? one->at > best->at : one->order > best->order;
}

/* The status of a criterion that holds now; -1 where nothing is known. */
i64 criterion_status(const Tables *t, const Lead *m, i64 criterion) {
    if (m->taken == 0) return -1;
    i64 of = m->version * t->criteria + criterion, rank = -1;
    const Assessment *best = 0;
    for (i64 place = 0; place < t->longest; place++) {
        i64 word = t->word[of * t->longest + place];
        if (word < 0) break;
        for (i64 learned = 0; learned < 3; learned++) {
            const Assessment *one = &m->assessed[word * 3 + learned];
            bool is_expired = t->expiry[of] > 0 && m->now >= one->at + t->expiry[of];
            if (one->order == 0 || is_expired || !outranks(learned, one, rank, best)) continue;
            best = one;
            rank = learned;
        }
    }
    return best == 0 ? -1 : best->status;
}

bool needs_hold(const Tables *t, const Lead *m, i64 stage) {
    const i64 *needs = t->needs + (m->version * t->stages + stage) * t->criteria;
    for (i64 criterion = 0; criterion < t->criteria; criterion++)
        if (needs[criterion] >= 0 && criterion_status(t, m, criterion) < needs[criterion])
            return false;
    return true;
}
