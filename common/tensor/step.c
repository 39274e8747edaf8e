#include "step.h"
#include "device.h"
#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 8 };

/* Headers of steps of one depth come from two arenas in turn, so that those of the last step still stand, unchanged,
 * while the next one runs: a tensor kept too long is recognised by its step and named. Values have no such rest. */
typedef struct Level {
    uint64_t  id; /* count * MAX_DEPTH + depth, never 0 */
    Ctx      *tape;
    int       headers_in_use; /* 0 or 1 */
    ArenaMark values[DEV_COUNT];
    int       guarded; /* step_guard's mark */
} Level;

const StepGuard *step_guard;

/* Each thread has steps and memory of its own. */
static _Thread_local Level    levels[MAX_DEPTH] = {{.id = MAX_DEPTH}}; /* levels[0]: outside any step */
static _Thread_local int      depth;
static _Thread_local uint64_t steps_begun = 1;
static _Thread_local Arena    headers[MAX_DEPTH][2];
static _Thread_local Arena    values[DEV_COUNT];

#define NOT_READ_YET (1u << 31)
static _Atomic unsigned checks = NOT_READ_YET;

void t_debug(unsigned wanted) { checks = wanted; }

unsigned debug_checks(void) {
    if (checks == NOT_READ_YET) {
        const char *text = getenv("GRADLAB_DEBUG");
        t_debug(text && *text && strcmp(text, "0") != 0 ? T_DEBUG_POISON | T_DEBUG_FINITE | T_DEBUG_STEPS : 0);
    }
    return checks;
}

static Arena *headers_now(void) { return &headers[depth][levels[depth].headers_in_use]; }

void *step_header(size_t size) { return arena_alloc(headers_now(), size); }

size_t step_headers_used(void) { return arena_used(headers_now()); }

/* An arena without a chunk asks for one. Looking at a flag instead would cost each header of a small network. */
static void *refuse(size_t size) {
    (void)size;
    t_fail("make it before the loop; the loop writes to the arrays that it gets (t_map: y, or dx; an optimiser: p and "
           "state) and to nothing else",
           "a tensor is made in a loop that threads share");
}

static _Thread_local Arena closed_away;
static _Thread_local bool  is_closed;

bool step_close(void) {
    if (is_closed) return false;
    closed_away = *headers_now();
    *headers_now() = (Arena){.alloc = refuse};
    return is_closed = true;
}

void step_open(bool closed) {
    if (!closed) return;
    *headers_now() = closed_away;
    is_closed = false;
}

int step_poison(const Tensor *of) { return of && of->dtype != DTYPE_REAL ? 0xa5 : 0xff; }

void *step_values(Device device, size_t size, const Tensor *of) {
    Arena         *a = &values[device];
    const Kernels *k = device != DEV_CPU ? dev_kernels(device) : NULL;
    if (k) a->alloc = k->alloc;
    if (k && k->fresh) {
        void *p = arena_alloc(a, size + DEV_GAP);
        k->fresh(p, size);
        return p;
    }
    void *p = device == DEV_CPU && step_guard ? step_guard->take(size, of) : NULL;
    if (!p) p = arena_alloc(a, size);
    if (device == DEV_CPU && debug_checks() & T_DEBUG_POISON) memset(p, step_poison(of), size);
    return p;
}

void step_swap_values(Device device, Arena *memory) {
    const Arena before = values[device];
    values[device] = *memory;
    *memory = before;
}

uint64_t step_id(void) { return levels[depth].id; }
Ctx    **step_tape(void) { return &levels[depth].tape; }
size_t   t_arena_used(void) { return arena_used(&values[DEV_CPU]); }

int t_step_begin(void) {
    if (depth + 1 == MAX_DEPTH)
        t_fail("t_step() ends with its block; t_step_begin needs a t_step_end", "%d steps are open within each other",
               depth);
    int before = levels[depth + 1].headers_in_use;
    depth++;
    Level *l = &levels[depth];
    *l = (Level){.id = ++steps_begun * MAX_DEPTH + (uint64_t)depth, .headers_in_use = 1 - before};
    for (int d = 0; d < DEV_COUNT; d++) l->values[d] = arena_mark(&values[d]);
    if (step_guard) l->guarded = step_guard->mark();
    if (!(debug_checks() & T_DEBUG_STEPS)) arena_rewind(&headers[depth][l->headers_in_use], (ArenaMark){0}, false);
    return depth;
}

void t_step_end(void) {
    if (depth == 0) t_fail(NULL, "t_step_end without a t_step_begin");
    for (int d = 0; d < DEV_COUNT; d++)
        arena_rewind(&values[d], levels[depth].values[d], d == DEV_CPU && debug_checks() & T_DEBUG_POISON);
    if (step_guard) step_guard->rewind(levels[depth].guarded);
    levels[depth].id = 0;
    depth--;
}

void step_unwind(void) {
    step_open(is_closed);
    while (depth > 0) t_step_end();
}

void step_leave_thread(void) {
    step_unwind();
    for (int d = 0; d < MAX_DEPTH; d++)
        for (int i = 0; i < 2; i++) arena_free(&headers[d][i], free);
    arena_free(&values[DEV_CPU], free);
}

/* A block that is left by a jump may leave inner steps open: they end with it. */
void t_step_leave_scope(int *scope) {
    while (depth >= *scope) t_step_end();
}

bool t_alive(const Tensor *x) {
    int d = (int)(x->step % MAX_DEPTH);
    return x->step == 0 || (d <= depth && levels[d].id == x->step);
}
