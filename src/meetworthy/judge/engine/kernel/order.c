/* Rows by lead and by when they became visible: counting instead of comparing. */
#include <stdlib.h>

#include "kernel.h"

/* Counts the rows of each lead into start[lead + 1]. */
void meetworthy_count(const i32 *leads, i64 rows, i64 *start) {
    for (i64 row = 0; row < rows; row++) start[leads[row] + 1] += 1;
}

/* Says whether rows are by lead, and within a lead by visibility. */
i64 meetworthy_is_ordered(const i32 *leads, const i64 *visible, i64 rows) {
    for (i64 row = 1; row < rows; row++)
        if (leads[row] < leads[row - 1] ||
            (leads[row] == leads[row - 1] && visible[row] < visible[row - 1]))
            return 0;
    return 1;
}

typedef struct {
    const i32 *lead;
    const i64 *visible, *occurred;
    const void *mask;
    i64 rows, is_wide, is_joined;
    const i64 *start;
    i64 *to_visible, *to_occurred;
    void *to_mask;
} Scatter;

typedef struct {
    i64 visible, occurred, mask, row;
} Row;

static int by_visibility(const void *left, const void *right) {
    const Row *a = left, *b = right;
    if (a->visible != b->visible) return a->visible < b->visible ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static Row row_at(const Scatter *s, i64 at) {
    i64 mask = s->is_wide ? ((i64 *)s->to_mask)[at] : (i64)((uint32_t *)s->to_mask)[at];
    return (Row){s->to_visible[at], s->to_occurred[at], mask, at};
}

static void put_row(const Scatter *s, i64 at, Row row) {
    s->to_visible[at] = row.visible;
    if (s->is_joined) s->to_occurred[at] = row.occurred;
    if (s->is_wide) ((i64 *)s->to_mask)[at] = row.mask;
    else ((uint32_t *)s->to_mask)[at] = (uint32_t)row.mask;
}

/* Sorts one lead's rows by visibility, keeping the order of equals; logs are mostly sorted. */
static bool sort_rows(const Scatter *s, i64 from, i64 to) {
    bool is_ordered = true;
    for (i64 at = from + 1; at < to; at++) is_ordered &= s->to_visible[at - 1] <= s->to_visible[at];
    if (is_ordered) return true;
    Row *rows = malloc(sizeof(Row) * (size_t)(to - from));
    if (!rows) return false;
    for (i64 at = from; at < to; at++) rows[at - from] = row_at(s, at);
    qsort(rows, (size_t)(to - from), sizeof(Row), by_visibility);
    for (i64 at = from; at < to; at++) put_row(s, at, rows[at - from]);
    free(rows);
    return true;
}

/* Puts the rows of the leads from `first` up to `end` where they belong, in order.
 * `place` is room for where each lead's next row goes.  Returns 0 where memory ran out. */
i64 meetworthy_scatter(const Scatter *s, i64 *place, i64 first, i64 end) {
    for (i64 lead = first; lead < end; lead++) place[lead] = s->start[lead];
    for (i64 row = 0; row < s->rows; row++) {
        i64 lead = s->lead[row];
        if (lead < first || lead >= end) continue;
        i64 at = place[lead]++;
        s->to_visible[at] = s->visible[row];
        if (s->is_joined) s->to_occurred[at] = s->occurred[row];
        if (s->is_wide) ((i64 *)s->to_mask)[at] = ((const i64 *)s->mask)[row];
        else ((uint32_t *)s->to_mask)[at] = ((const uint32_t *)s->mask)[row];
    }
    for (i64 lead = first; lead < end; lead++)
        if (!sort_rows(s, s->start[lead], s->start[lead + 1])) return 0;
    return 1;
}

typedef struct {
    const i32 *lead;
    const Event *event;
    const uint8_t *text;
    const i64 *offset; /* of each row's id in text */
    i64 rows, leads;
    i64 *start;
    i32 *order;
} Ordering;

static int compare_ids(const Ordering *o, i32 a, i32 b) {
    i64 a_length = o->offset[a + 1] - o->offset[a], b_length = o->offset[b + 1] - o->offset[b];
    i64 shared = a_length < b_length ? a_length : b_length;
    int found = memcmp(o->text + o->offset[a], o->text + o->offset[b], (size_t)shared);
    return found != 0 ? found : a_length < b_length ? -1 : a_length > b_length;
}

/* Canonical order: visibility, phase, sender, id; equals as they came. */
static bool is_after(const Ordering *o, i32 a, i32 b) {
    if (o->event[a].visible != o->event[b].visible) return o->event[a].visible > o->event[b].visible;
    if (o->event[a].phase != o->event[b].phase) return o->event[a].phase > o->event[b].phase;
    if (o->event[a].sender != o->event[b].sender) return o->event[a].sender > o->event[b].sender;
    int found = o->text ? compare_ids(o, a, b) : 0;
    return found != 0 ? found > 0 : a > b;
}

/* Says whether it matters which of two facts of one instant, phase and sender comes first. */
static bool contradict(const Ordering *o, i32 a, i32 b) {
    const Event *one = &o->event[a], *other = &o->event[b];
    if (one->visible != other->visible || one->phase != other->phase) return false;
    if (one->sender != other->sender) return false;
    if ((one->says & other->says) != 0) return true;
    /* meetings come in order; rows that do nothing have none */
    return one->op == other->op && one->op >= ASSESS && one->op != MEET;
}

#define CROWD 64 /* so many at one instant are not compared each with each; chosen by eye */

static bool has_contradiction(const Ordering *o) {
    for (i64 lead = 0; lead < o->leads; lead++)
        for (i64 at = o->start[lead]; at < o->start[lead + 1]; at++)
            for (i64 next = at + 1; next < o->start[lead + 1]; next++) {
                if (o->event[o->order[at]].visible != o->event[o->order[next]].visible) break;
                if (next - at > CROWD || contradict(o, o->order[at], o->order[next])) return true;
            }
    return false;
}

static void merge_halves(const Ordering *o, i32 *rows, i32 *room, i64 middle, i64 count) {
    i64 left = 0, right = middle, to = 0;
    memcpy(room, rows, sizeof(i32) * (size_t)count);
    while (left < middle && right < count)
        rows[to++] = is_after(o, room[left], room[right]) ? room[right++] : room[left++];
    while (left < middle) rows[to++] = room[left++];
    while (right < count) rows[to++] = room[right++];
}

/* Sorts by insertion where there is little, by merging where there is much. */
static void sort_events(const Ordering *o, i32 *rows, i32 *room, i64 count) {
    if (count > 32) {
        i64 middle = count / 2;
        sort_events(o, rows, room, middle);
        sort_events(o, rows + middle, room, count - middle);
        merge_halves(o, rows, room, middle, count);
        return;
    }
    for (i64 next = 1; next < count; next++) {
        i32 row = rows[next];
        i64 to = next;
        for (; to > 0 && is_after(o, rows[to - 1], row); to--) rows[to] = rows[to - 1];
        rows[to] = row;
    }
}

/* Fills `order` with the rows by lead and canonical order, and `start`.  Returns 0 where memory
 * ran out, 2 where there were no ids and the order of some rows depends on them. */
i64 meetworthy_order(const Ordering *o) {
    meetworthy_count(o->lead, o->rows, o->start);
    for (i64 lead = 0; lead < o->leads; lead++) o->start[lead + 1] += o->start[lead];
    i64 *place = malloc(sizeof(i64) * (size_t)(o->leads + 1));
    i32 *room = malloc(sizeof(i32) * (size_t)(o->rows + 1));
    if (place && room) {
        memcpy(place, o->start, sizeof(i64) * (size_t)(o->leads + 1));
        for (i32 row = 0; row < o->rows; row++) o->order[place[o->lead[row]]++] = row;
        for (i64 lead = 0; lead < o->leads; lead++)
            sort_events(o, o->order + o->start[lead], room, o->start[lead + 1] - o->start[lead]);
    }
    bool is_done = place && room;
    free(place);
    free(room);
    if (!is_done) return 0;
    return !o->text && has_contradiction(o) ? 2 : 1;
}
