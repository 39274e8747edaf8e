#include "guard.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A call has few inputs; of what it makes on the way, a training loop makes much, and its first steps tell enough. */
enum { MAX_TENSORS = 512, MAX_MADE = 2048, MAX_BYTES_MADE = 64 << 20 };
/* Addresses for the tensors of one call, reserved at once. What does not fit is mapped by itself. */
enum { REGION = 96 << 20 };
/* Between two calls all memory is closed, so that a pointer that outlives its call is found out. The calls that follow
 * these have no more to tell, and leave it open: a thousand calls in a row would do little else than open and close. */
enum { CLOSED_CALLS = 64 };

typedef struct Guarded {
    char  *memory;
    size_t room; /* before the guard page */
    bool   open;
    const Tensor *tensor; /* NULL: of none, or its step has ended */
} Guarded;
/* Those of the call under way. The ones behind them are of the call before: calls of the same shapes use the same. */
static Guarded guarded[MAX_TENSORS + MAX_MADE];
static int     n_guarded, n_made, n_calls;
static size_t  bytes_made;
static char   *region;      /* closed, but for the tensors in it; NULL before the first one */
static size_t  region_used; /* its first page stays closed: a guard in front of the first tensor */

static size_t page_size(void) { return (size_t)sysconf(_SC_PAGESIZE); }

static char *map_closed(size_t size) {
    char *memory = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

static bool in_region(const char *memory) { return memory >= region && memory < region + REGION; }

/* Closed pages, one more than `room`. */
static char *new_pages(size_t room) {
    const size_t page = page_size();
    if (region == NULL) {
        region = map_closed(REGION);
        region_used = region != NULL ? page : REGION;
    }
    if (room + page > REGION - region_used) return map_closed(room + page);
    region_used += room + page;
    return region + region_used - room - page;
}

/* The bytes in front of a guard page, poisoned; in front of them all are 0xff: NaN. NULL when there is no memory. */
static void *take(size_t bytes, const Tensor *of) {
    const size_t page = page_size(), room = (bytes + page - 1) / page * page;
    Guarded *g = &guarded[n_guarded];
    if (g->memory == NULL || g->room != room) *g = (Guarded){.memory = new_pages(room), .room = room};
    if (g->memory == NULL) return NULL;
    if (!g->open && mprotect(g->memory, room, PROT_READ | PROT_WRITE) != 0) return NULL;
    memset(g->memory, 0xff, room - bytes);
    memset(g->memory + room - bytes, step_poison(of), bytes);
    g->open = true;
    g->tensor = of;
    n_guarded++;
    return g->memory + room - bytes;
}

Tensor *guard_tensor(DType dtype, int ndim, const int shape[], const char *name) {
    static real nowhere; /* until its own memory is there */
    Tensor *x = t_named(t_from_array(&nowhere, dtype, ndim, shape), name);
    size_t  bytes = x->size * t_element_size(dtype);
    if (n_guarded - n_made == MAX_TENSORS) t_fail(NULL, "more than %d tensors in one call", MAX_TENSORS);
    x->raw = take(bytes, x);
    if (x->raw == NULL) t_fail(NULL, "out of memory: %zu bytes asked for", bytes);
    return x;
}

static void *take_for_step(size_t size, const Tensor *of) {
    if (of == NULL || n_made == MAX_MADE || bytes_made + size > MAX_BYTES_MADE) return NULL;
    void *values = take(size, of);
    n_made += values != NULL;
    bytes_made += size;
    return values;
}

static int mark(void) { return n_guarded; }

/* As the arena's memory, theirs stays and reads as NaN. */
static void rewind_to(int from) {
    for (int i = from; i < n_guarded; i++) {
        memset(guarded[i].memory, 0xff, guarded[i].room);
        guarded[i].tensor = NULL;
    }
}

const StepGuard guard_steps = {take_for_step, mark, rewind_to};

bool guard_describe(const void *address, char *text, size_t size) {
    const size_t page = page_size();
    const char  *a = address;
    for (int i = 0; i < n_guarded; i++) {
        const char   *end = guarded[i].memory + guarded[i].room;
        const Tensor *x = guarded[i].tensor;
        if (a < end || a >= end + page) continue;
        const char *what = x != NULL ? t_label(x, "a tensor that was made in this call")
                                     : "a tensor whose step has ended";
        int n = snprintf(text, size, "reads or writes past the end of %s", what);
        if (x != NULL && x->size > 0)
            snprintf(text + n, size - (size_t)n, ": element %zu, and the last one is %zu",
                     x->size + (size_t)(a - end) / t_element_size(x->dtype), x->size - 1);
        return true;
    }
    return false;
}

/* A page holds a tensor's end: what lies in it before the first element is still as take() left it. */
bool guard_written_before(char *text, size_t size) {
    for (int i = 0; i < n_guarded; i++) {
        const Guarded *g = &guarded[i];
        if (g->tensor == NULL) continue;
        const size_t element = t_element_size(g->tensor->dtype), bytes = g->tensor->size * element;
        size_t before = g->room - bytes;
        const unsigned char *m = (const unsigned char *)g->memory;
        /* The first byte is as left, and each is as the one in front of it: one fast pass where nothing was written. */
        if (before == 0 || (m[0] == 0xff && memcmp(m, m + 1, before - 1) == 0)) continue;
        while (m[before - 1] == 0xff) before--;
        snprintf(text, size, "writes before the start of %s: element -%zu",
                 t_label(g->tensor, "a tensor that was made in this call"), (g->room - bytes - before) / element + 1);
        return true;
    }
    return false;
}

/* Calls of other shapes leave behind what they do not use again: a region that is half full begins anew. */
void guard_release(void) {
    const bool anew = region != NULL && region_used > REGION / 2, closes = ++n_calls < CLOSED_CALLS;
    for (int i = 0; i < n_guarded; i++) {
        guarded[i].tensor = NULL;
        guarded[i].open = guarded[i].open && !closes;
        if (in_region(guarded[i].memory)) continue;
        munmap(guarded[i].memory, guarded[i].room + page_size());
        guarded[i] = (Guarded){.memory = NULL};
    }
    if (anew) {
        munmap(region, REGION);
        region = NULL;
        memset(guarded, 0, sizeof guarded);
    } else if (region != NULL && closes) {
        mprotect(region, region_used, PROT_NONE);
    }
    n_guarded = n_made = 0;
    bytes_made = 0;
}
