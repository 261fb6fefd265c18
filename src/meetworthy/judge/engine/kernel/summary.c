/* Where leads stand when their folds have ended; the entry points that Python calls. */
#include "kernel.h"

enum { DENIED_AFTER = 1, DISQUALIFIER_HOLDS = 2 };

static bool is_unknown(const Tables *t, const Lead *m, i64 attribute) {
    return holding_row(t, m, attribute) < 0;
}

/* What the unknown rules that are bounded one by one add to an attribute's span. */
static double apart_width(const Tables *t, const Lead *m, i64 attribute, uint64_t unknown) {
    const Fit *fit = t->fit + m->version * t->fits;
    double width = 0.0;
    for (i64 i = 0; i < t->fits; i++)
        if (((unknown >> i) & 1) && ((fit[i].attributes >> attribute) & 1))
            width += fabs(fit[i].points);
    return width;
}

/* How low and high the score could be; returns the unknown rules that are bounded one by one. */
static uint64_t reach(const Tables *t, Lead *m, const Events *e, Standing *s) {
    const Span *span = t->span + m->version * t->attributes;
    const Fit *fit = t->fit + m->version * t->fits;
    uint64_t unknown = 0;
    s->low = s->high = s->score;
    for (i64 i = 0; i < t->attributes; i++) {
        i64 a = t->attribute[i].by_name;
        if (!is_unknown(t, m, a)) continue;
        s->low += span[a].low;
        s->high += span[a].high;
    }
    for (i64 i = 0; i < t->fits; i++) {
        if (fit[i].program < 0 || !fit[i].apart) continue;
        if (!isnan(run_program(t, m, e, fit[i].program))) continue;
        unknown |= 1ULL << i;
        s->low += fmin(fit[i].points, 0.0);
        s->high += fmax(fit[i].points, 0.0);
    }
    return unknown;
}

/* The attribute whose answer could change the score most; -1 where none could. */
static i64 ask_first(const Tables *t, const Lead *m, uint64_t unknown) {
    const Span *span = t->span + m->version * t->attributes;
    double widest = 0.0;
    i64 found = -1;
    for (i64 i = 0; i < t->attributes; i++) {
        i64 a = t->attribute[i].by_name;
        if (!is_unknown(t, m, a)) continue;
        double width = span[a].high - span[a].low + apart_width(t, m, a, unknown);
        if (width <= widest) continue;
        widest = width;
        found = a;
    }
    return found;
}

/* What does not un-enter a stage but must be seen. */
static i8 warnings(const Tables *t, Lead *m, const Events *e, const i8 *status) {
    i8 found = 0;
    for (i64 stage = 0; stage < t->stages; stage++) {
        const i64 *needs = t->needs + (m->version * t->stages + stage) * t->criteria;
        for (i64 c = 0; ((m->entered >> stage) & 1) && c < t->criteria; c++)
            if (needs[c] >= 0 && status[c] == 0) found |= DENIED_AFTER;
    }
    m->overruled = m->was_asked = 0;
    if (m->open && disqualifying(t, m, e) >= 0) found |= DISQUALIFIER_HOLDS;
    return found;
}

static void parts(const Tables *t, Lead *m, const Events *e, double *points) {
    const Fit *fit = t->fit + m->version * t->fits;
    for (i64 i = 0; i < t->fits; i++) {
        double truth = fit[i].program < 0 ? 0.0 : run_program(t, m, e, fit[i].program);
        points[i] = isnan(truth) ? NAN : truth == 1.0 ? fit[i].points : 0.0;
    }
    for (i64 rule = 0; rule < t->version[m->version].rules; rule++)
        points[t->fits + rule] = rounded(read_rule(t, m, rule));
}

static void sum_up(const Tables *t, Lead *m, const Events *e, const Summary *out, i64 lead) {
    Standing *s = &out->lead[lead];
    i8 *status = out->status + lead * t->criteria;
    i64 stage = stage_now(t, m);
    double behaved = behaviour_score(t, m);
    s->version = (int16_t)m->version;
    s->number = (i32)m->number;
    s->motion = (int16_t)m->motion;
    s->is_open = (i8)m->open;
    s->stage = (int16_t)stage;
    s->stage_at = stage < 0 ? 0 : m->entered_at[stage];
    s->reason = (i32)m->last_exit;
    s->high_intent = (i32)high_intent(t, m);
    s->behaviour = rounded(behaved);
    s->fit = rounded(m->fit);
    s->score = rounded(m->fit + behaved);
    for (i64 c = 0; c < t->version[m->version].criteria; c++)
        status[c] = (i8)criterion_status(t, m, c);
    s->ask = (i32)ask_first(t, m, reach(t, m, e, s));
    s->warnings = warnings(t, m, e, status);
    if (out->points) parts(t, m, e, out->points + lead * (t->fits + t->rules));
}

/* Folds the leads from `first` up to `end` and sums each up. */
void meetworthy_fold(const Tables *t, Lead *m, Written *w, const Behaviour *b, const Events *e,
                     const Summary *out, i64 first, i64 end, i64 at) {
    for (i64 lead = first; lead < end; lead++) {
        if (b->start[lead] == b->start[lead + 1] && e->start[lead] == e->start[lead + 1]) continue;
        fold_lead(t, m, w, b, e, lead, at);
        sum_up(t, m, e, out, lead);
    }
}

/* The sizes of the structs, for layout.py to compare. */
void meetworthy_sizes(i64 *sizes) {
    const size_t found[] = {
        sizeof(Rule), sizeof(Version), sizeof(Stage), sizeof(Bounds), sizeof(Choice),
        sizeof(Disqualifier), sizeof(Fit), sizeof(Reason), sizeof(Span), sizeof(Attribute),
        sizeof(Program), sizeof(Leaf), sizeof(Offset), sizeof(Instruction), sizeof(Tables),
        sizeof(Behaviour), sizeof(Events), sizeof(Sum), sizeof(Window), sizeof(Statement),
        sizeof(Assessment), sizeof(MeetingLife), sizeof(Lead), sizeof(Entry), sizeof(Event), sizeof(Written),
        sizeof(Standing), sizeof(Summary)};
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) sizes[i] = (i64)found[i];
}
