#include "guard.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A call has few inputs; of what it makes on the way, a training loop makes much, and its first steps tell enough. */
enum { MAX_TENSORS = 128, MAX_MADE = 2048, MAX_BYTES_MADE = 64 << 20 };

typedef struct Guarded {
    char  *memory;
    size_t room; /* before the guard page */
    const Tensor *tensor; /* NULL: of none, or its step has ended */
} Guarded;
static Guarded guarded[MAX_TENSORS + MAX_MADE];
static int     n_guarded, n_made;
static size_t  bytes_made;

/* The bytes in front of a guard page, all 0xff: NaN, also in front of them. NULL when there is no memory. */
static void *take(size_t bytes, const Tensor *of) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE), room = (bytes + page - 1) / page * page;
    char  *memory = mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return NULL;
    mprotect(memory + room, page, PROT_NONE);
    memset(memory, 0xff, room);
    guarded[n_guarded++] = (Guarded){memory, room, of};
    return memory + room - bytes;
}

Tensor *guard_tensor(DType dtype, int ndim, const int shape[], const char *name) {
    Tensor *x = t_named(t_from_array(NULL, dtype, ndim, shape), name);
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
    size_t      page = (size_t)sysconf(_SC_PAGESIZE);
    const char *a = address;
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

void guard_release(void) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    for (int i = 0; i < n_guarded; i++) munmap(guarded[i].memory, guarded[i].room + page);
    n_guarded = n_made = 0;
    bytes_made = 0;
}
