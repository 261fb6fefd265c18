/* The fold of judge/fold.py over rows of numbers.
 *
 * Every struct here has its twin in layout.py (numpy dtypes and ctypes structures); the sizes
 * are compared when the kernel is loaded.  Instants are microseconds, UTC.  -1 means none,
 * NaN means unknown.  Nothing here allocates, reads a clock or keeps state between calls.
 */
#ifndef MEETWORTHY_KERNEL_H
#define MEETWORTHY_KERNEL_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef int64_t i64;
typedef int32_t i32;
typedef int8_t i8;

#define NEVER (((i64)1) << 62)
#define LONG_AGO (-NEVER)
#define DAY_US 86400000000LL
#define WAKING_BIT 62
#define DATE_ONLY_BIT 61

/* Ways of entry, in the order of WAY_CODES in layout.py. */
enum { CREATED, JUDGED, DECIDED, MEETING, RECORDED, ASSERTED, SELF_CONFIRMED, DISPUTED, RETURNED,
       TIMER, REJECTED, DISQUALIFIED };
/* Kinds of stages, in the order of ENTRIES. */
enum { BY_START, BY_JUDGING, BY_DECISION, BY_MEETING, BY_RECORD, BY_ASSERTION };
/* Entries that are no stage. */
enum { PASS = -1, EXIT = -2, REVIEW = -3 };
/* Operations of rows that are not behaviour, and their flags. */
enum { NOTHING, STATE, CLEAR, ASSESS, DECIDE, MEET, LEAVE };
enum { WAKES = 1, IS_DATE = 4, BOOKED = 8, BY_SALES = 16 };
enum { PHASE_BEHAVIOUR = 1 };

/* -- what a timeline of definitions says ---------------------------------------------------- */

typedef struct {
    double points, cap;
    i64 half_life, window, slot, at_most, high_intent, review, wakes;
} Rule;
typedef struct { i64 rules, criteria, intent_window, zone, in_force; } Version;
typedef struct {
    double least_score;
    i64 entry, when, asks_intent, agreed, meeting;
} Stage;
typedef struct { i64 sales_begins, review_ends; } Bounds;
typedef struct { i64 motion, program; } Choice;
typedef struct { i64 known, program, reason; } Disqualifier;
typedef struct {
    double points;
    i64 program, apart, attributes;
} Fit;
typedef struct { i64 is_disqualified, duration, strict, until, version; } Reason;
typedef struct { double low, high; } Span;
typedef struct { i64 first_wins, by_name; } Attribute;
typedef struct { i64 start, end, is_static; } Program;
typedef struct {
    double missing;
    i64 attribute;
} Leaf;
typedef struct { i64 instant, offset; } Offset;
typedef struct { i32 op, argument; } Instruction;

typedef struct {
    i64 versions, rules, stages, criteria, motions, places, choices, disqualifiers, fits,
        attributes, longest, words, senders, counters, windows, bits, decisions, reason_texts, reasons;
    const Rule *rule;              /* (versions, rules) */
    const i64 *of_bit;             /* (versions, bits + 1): where a bit's rules start in by_bit */
    const i64 *by_bit;             /* (versions, rules) */
    const Version *version;        /* (versions + 1): the last one never comes into force */
    const Stage *stage;            /* (versions, stages) */
    const i64 *needs;              /* (versions, stages, criteria): least status, -1 not needed */
    const i64 *order;              /* (versions, motions, places): stages, -1 after the last */
    const Bounds *bounds;          /* (versions, motions) */
    const Choice *choice;          /* (versions, choices) */
    const Disqualifier *disqualify; /* (versions, disqualifiers) */
    const Fit *fit;                /* (versions, fits) */
    const Reason *reason;          /* (reasons) */
    const Span *span;              /* (versions, attributes) */
    const Attribute *attribute;    /* (attributes) */
    const i64 *word;               /* (versions, criteria, longest): -1 after the last */
    const i64 *expiry;             /* (versions, criteria): 0 never */
    const i64 *zone_start;         /* (zones + 1) */
    const Offset *zone;            /* (offsets) */
    const Instruction *code;
    const double *constant;
    const i64 *mask;
    const Program *program;
    const Leaf *leaf;
    const i64 *precedence;         /* (versions, attributes, senders): rank, lower first */
    const i64 *counter_of_bit;     /* (bits) */
    const i64 *decided_stage;      /* (versions, decisions) */
    const i64 *reason_of;          /* (versions, reason_texts) */
    const i64 *renewed;            /* (versions, reasons): the same reason of another version */
} Tables;

/* -- what happened --------------------------------------------------------------------------- */

typedef struct {
    const i64 *visible, *occurred;
    const void *mask;              /* 4 or 8 bytes a row */
    i64 is_wide;
    const i64 *start;              /* (leads + 1) */
} Behaviour;

typedef struct {
    i64 visible, occurred, says;
    i32 argument, detail, sender, leaf_row, flags;
    int16_t counter;
    i8 phase, op;
} Event;

typedef struct {
    const Event *row;
    const i32 *order;              /* rows by lead and canonical order */
    const i64 *start;              /* (leads + 1): where each lead's rows begin in order */
    const double *leaves;          /* (leaf rows, leaf_count) */
    i64 leaf_count;
} Events;

/* -- what is remembered of the lead that is folded ------------------------------------------- */

typedef struct {
    double total;
    i64 last, facts, day, on_day;
} Sum;
typedef struct { i64 head, count; } Window;
typedef struct { i64 row, at; } Statement;
typedef struct { i64 status, at, order; } Assessment;
typedef struct { i64 state, counts_now; } MeetingLife;

typedef struct {
    Sum *sum;                      /* (rules) */
    Window *window;                /* (windows) */
    i64 *window_times;             /* (windows, most) */
    i64 *intents;                  /* (most) */
    i64 *scratch;                  /* (2 * most) */
    i64 *counter;                  /* (counters) */
    Statement *stated;             /* (attributes, senders) */
    Statement *first;              /* (attributes) */
    Assessment *assessed;          /* (words, 3) */
    i64 *entered_at;               /* (stages) */
    MeetingLife *meeting;          /* (meetings) */
    i64 most, meetings;

    i64 now, version, number, motion, since, entered, decided, recorded, overruled, reason,
        last_exit, place, intent_head, intent_count, taken, meeting_count;
    i64 open, is_booked, is_reviewed, is_fresh, is_dirty, is_date_only, was_asked;
    i64 is_new, is_new_intent, is_new_review;
    double fit;
} Lead;

/* -- what is written ---------------------------------------------------------------------------- */

typedef struct {
    i64 at;
    i32 lead, number, reason;
    int16_t motion, stage, how, version;
    i32 is_date_only;
} Entry;

typedef struct {
    Entry *entry;
    i64 room, count;
} Written;

typedef struct {
    double score, fit, behaviour, low, high;
    i64 stage_at;
    i32 number, reason, high_intent, ask;
    int16_t version, motion, stage;
    i8 is_open, warnings;
} Standing;

typedef struct {
    Standing *lead;                /* (leads) */
    i8 *status;                    /* (leads, criteria) */
    double *points;                /* (leads, fits + rules), or null */
} Summary;

/* -- across files ------------------------------------------------------------------------------- */

double rounded(double value);
bool add_to_rule(const Tables *t, Lead *m, i64 rule, i64 at);
double read_rule(const Tables *t, Lead *m, i64 rule);
double behaviour_score(const Tables *t, Lead *m);
double most_behaviour(const Tables *t, const Lead *m);
i64 high_intent(const Tables *t, Lead *m);
i64 holding_row(const Tables *t, const Lead *m, i64 attribute);
i64 stage_now(const Tables *t, const Lead *m);
double signal_value(const Tables *t, Lead *m, i64 signal);
double run_program(const Tables *t, Lead *m, const Events *e, i64 program);
void refresh_fit(const Tables *t, Lead *m, const Events *e);
i64 criterion_status(const Tables *t, const Lead *m, i64 criterion);
bool needs_hold(const Tables *t, const Lead *m, i64 stage);
i64 disqualifying(const Tables *t, Lead *m, const Events *e);
void fold_lead(const Tables *t, Lead *m, Written *w, const Behaviour *b, const Events *e,
               i64 lead, i64 at);

#endif
