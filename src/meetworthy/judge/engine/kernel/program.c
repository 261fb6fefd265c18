/* The machine that runs conditions: a stack of doubles, NaN is unknown (judge/condition.py). */
#include "kernel.h"

enum { CONST, LEAF, SIGNAL, STAGE_IN, POINTS, COUNT, ADD, SUB, MUL, DIV, EQ, NE, LT, LE, GT, GE,
       AND, OR, NOT, ISNULL, COALESCE, ABS, FIT_POINTS };

#define STACK 128 /* deeper than a condition may be nested; see the definition's checks */

static double leaf_value(const Tables *t, const Lead *m, const Events *e, i64 leaf) {
    i64 row = holding_row(t, m, t->leaf[leaf].attribute);
    return row < 0 ? t->leaf[leaf].missing : e->leaves[row * e->leaf_count + leaf];
}

/* The stage last entered in this pass, or -1. */
i64 stage_now(const Tables *t, const Lead *m) {
    if (m->place < 0) return -1;
    return t->order[(m->version * t->motions + m->motion) * t->places + m->place];
}

static double stage_in(const Tables *t, const Lead *m, i64 mask) {
    i64 stage = stage_now(t, m);
    return stage >= 0 && ((mask >> stage) & 1) ? 1.0 : 0.0;
}

/* A signal, rounded; the fit must be fresh. */
double signal_value(const Tables *t, Lead *m, i64 signal) {
    switch (signal) {
        case 0: return rounded(m->fit + behaviour_score(t, m));
        case 1: return rounded(m->fit);
        case 2: return rounded(behaviour_score(t, m));
        case 3: return (double)high_intent(t, m);
        default: return (double)m->number;
    }
}

static double compared(int op, double a, double b) {
    if (isnan(a) || isnan(b)) return NAN;
    switch (op) {
        case EQ: return a == b;
        case NE: return a != b;
        case LT: return a < b;
        case LE: return a <= b;
        case GT: return a > b;
        default: return a >= b;
    }
}

static double computed(int op, double a, double b) {
    if (op == DIV && b == 0.0) return NAN;
    double result = op == ADD ? a + b : op == SUB ? a - b : op == MUL ? a * b : a / b;
    return isfinite(result) ? result : NAN;
}

/* AND (decisive 0) or OR (decisive 1). */
static double joined(const double *values, i64 count, double decisive) {
    bool is_unknown = false;
    for (i64 i = 0; i < count; i++) {
        if (isnan(values[i])) is_unknown = true;
        else if ((values[i] != 0.0) == (decisive != 0.0)) return decisive;
    }
    return is_unknown ? NAN : 1.0 - decisive;
}

static double first_known(const double *values, i64 count) {
    for (i64 i = 0; i < count; i++)
        if (!isnan(values[i])) return values[i];
    return NAN;
}

static double pushed(const Tables *t, Lead *m, const Events *e, const Instruction *line) {
    switch (line->op) {
        case CONST: return t->constant[line->argument];
        case LEAF: return leaf_value(t, m, e, line->argument);
        case SIGNAL: return signal_value(t, m, line->argument);
        case STAGE_IN: return stage_in(t, m, t->mask[line->argument]);
        case POINTS: return rounded(read_rule(t, m, line->argument));
        default: return (double)m->counter[line->argument];
    }
}

static double changed(const Tables *t, const Instruction *line, double value) {
    switch (line->op) {
        case NOT: return 1.0 - value;
        case ISNULL: return isnan(value) ? 1.0 : 0.0;
        case ABS: return fabs(value);
        default: return value == 1.0 ? t->constant[line->argument] : 0.0;
    }
}

double run_program(const Tables *t, Lead *m, const Events *e, i64 program) {
    double stack[STACK];
    i64 top = 0;
    for (i64 i = t->program[program].start; i < t->program[program].end; i++) {
        const Instruction *line = &t->code[i];
        int op = line->op;
        if (op <= COUNT) {
            stack[top++] = pushed(t, m, e, line);
        } else if (op <= DIV) {
            top -= 1;
            stack[top - 1] = computed(op, stack[top - 1], stack[top]);
        } else if (op <= GE) {
            top -= 1;
            stack[top - 1] = compared(op, stack[top - 1], stack[top]);
        } else if (op == AND || op == OR || op == COALESCE) {
            top -= line->argument;
            stack[top] = op == COALESCE ? first_known(stack + top, line->argument)
                                        : joined(stack + top, line->argument, op == AND ? 0.0 : 1.0);
            top += 1;
        } else {
            stack[top - 1] = changed(t, line, stack[top - 1]);
        }
    }
    return stack[0];
}

/* Sums the points of the fit rules that are true, where an attribute has changed. */
void refresh_fit(const Tables *t, Lead *m, const Events *e) {
    if (!m->is_dirty) return;
    m->is_dirty = m->was_asked = 0;
    m->fit = 0.0;
    const Fit *fit = t->fit + m->version * t->fits;
    for (i64 i = 0; i < t->fits; i++)
        if (fit[i].program >= 0 && run_program(t, m, e, fit[i].program) == 1.0)
            m->fit += fit[i].points;
}
