/* memory.c: device memory, its blocks and what of them is written; shared memory of a block. */
#include "emulator_private.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { ALIGNMENT = 256, GAP = 256, PAGE = 4096 }; /* GAP: bytes behind a block that belong to nobody */

#ifdef EMULATED_IN_PROBE /* which has few addresses */
#define DEVICE_BYTES ((size_t)16 << 20)
#else
#define DEVICE_BYTES ((size_t)1 << 30)
#endif

/* --- Device memory ------------------------------------------------------------------------------------------------ */
static Block *blocks; /* in the order of their addresses */
static size_t n_blocks, blocks_room, used = PAGE; /* in front of the first block is nothing */

static void *reserve(size_t bytes, int protection) {
    void *p = mmap(NULL, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

static bool reserve_device(size_t size) {
    Region *device = &emu.device;
    device->base = reserve(size, PROT_NONE);
    device->state = device->base ? reserve(size, PROT_READ | PROT_WRITE) : NULL;
    device->cells = device->state ? reserve(size / 4 * sizeof(Cell), PROT_READ | PROT_WRITE) : NULL;
    if (device->cells) {
        device->size = size;
        return true;
    }
    if (device->base) munmap(device->base, size);
    if (device->state) munmap(device->state, size);
    return false;
}

/* Variables of all files: translate.c puts them into these sections. */
#define SECTION(type, name)                                                                                            \
    extern type __start_##name[] __attribute__((weak, visibility("hidden")));                                          \
    extern type __stop_##name[] __attribute__((weak, visibility("hidden")));
SECTION(char, emu_device)
SECTION(char, emu_constant)
SECTION(char, emu_fixed) /* those that are const, too */
SECTION(char, emu_pointers) /* to dynamic shared memory */
SECTION(EmuGlobal, emu_globals)

const EmuGlobal *emu_nearest_global(const void *p) {
    const EmuGlobal *nearest = NULL;
    for (const EmuGlobal *g = __start_emu_globals; g < __stop_emu_globals; g++) {
        const bool in_front = (uintptr_t)g->at <= (uintptr_t)p;
        if (!nearest || (in_front && (uintptr_t)g->at >= (uintptr_t)nearest->at) ||
            (uintptr_t)nearest->at > (uintptr_t)p)
            nearest = g;
    }
    return nearest;
}

bool emu_is_pointer(uintptr_t at) {
    return at >= (uintptr_t)__start_emu_pointers && at < (uintptr_t)__stop_emu_pointers;
}

bool emu_is_in_constants(uintptr_t at) {
    return (at >= (uintptr_t)__start_emu_constant && at < (uintptr_t)__stop_emu_constant) ||
           (at >= (uintptr_t)__start_emu_fixed && at < (uintptr_t)__stop_emu_fixed);
}

static void prepare_variables(void) {
    Region *variables = &emu.variables;
    variables->what = "device";
    variables->base = __start_emu_device;
    variables->size = (size_t)(__stop_emu_device - __start_emu_device + 7) / 4 * 4;
    if (!variables->base) {
        variables->size = 0;
        return;
    }
    variables->state = calloc(variables->size, 1);
    variables->cells = calloc(variables->size / 4, sizeof(Cell));
    if (!variables->state || !variables->cells) emu_fail(NULL, "out of memory");
    for (const EmuGlobal *g = __start_emu_globals; g < __stop_emu_globals; g++)
        if (!g->is_constant)
            memset(variables->state + ((const char *)g->at - variables->base), STATE_MINE | STATE_WRITTEN, g->bytes);
}

void emu_prepare(void) {
    size_t size = DEVICE_BYTES; /* of addresses; memory is taken as it is used */
    if (emu.device.base) return;
    while (!reserve_device(size))
        if ((size /= 2) < (size_t)4 << 20) emu_fail(NULL, "there are no addresses left for the emulated GPU's memory");
    emu.device.what = "device";
    prepare_variables();
    emu_watch_host();
}

void emu_open(void) {
    if (emu.open++ == 0) mprotect(emu.device.base, used, PROT_READ | PROT_WRITE);
}
void emu_close(void) {
    if (--emu.open == 0) mprotect(emu.device.base, used, PROT_NONE);
}

static size_t rounded(size_t bytes, size_t to) { return (bytes + to - 1) / to * to; }

static uint8_t *state_at(const void *p) { return emu.device.state + ((const char *)p - emu.device.base); }

void emu_part(void *p, size_t bytes, size_t gap) {
    memset(state_at(p), STATE_MINE, bytes);
    memset(state_at(p) + bytes, 0, gap);
    emu_open();
    memset(p, 0xff, bytes); /* reads as NaN: fresh device memory holds anything */
    emu_close();
}
static void make_fresh(Block *block) { emu_part(block->base, block->bytes, block->room - block->bytes); }

/* By cudaFree, and not just taken back. */
static bool is_freed(const Block *block) { return block->freed_at.file && *block->freed_at.file; }

/* The first block that was freed and has the room. Addresses are used again only when there are no new ones, so that
 * whoever uses a freed array is found out. */
static Block *freed_block(size_t room) {
    for (size_t i = 0; i < n_blocks; i++)
        if (is_freed(&blocks[i]) && blocks[i].room >= room) return &blocks[i];
    return NULL;
}

static Block *new_block(size_t room) {
    if (room > emu.device.size - used) return freed_block(room);
    if (n_blocks == blocks_room) {
        blocks_room = 2 * blocks_room + 100;
        blocks = realloc(blocks, blocks_room * sizeof *blocks);
        if (!blocks) emu_fail(NULL, "out of memory");
    }
    blocks[n_blocks] = (Block){.base = emu.device.base + used, .room = room};
    used = rounded(used + room, PAGE); /* a page of its own: it is opened and closed as a whole */
    return &blocks[n_blocks++];
}

void *emu_alloc(size_t bytes, EmuPlace at) {
    emu_prepare();
    if (bytes > emu.device.size / 2) return NULL;
    Block *block = new_block(rounded(bytes, ALIGNMENT) + GAP);
    if (!block) return NULL;
    block->bytes = bytes;
    block->at = at;
    block->freed_at = (EmuPlace){NULL, 0};
    make_fresh(block);
    return block->base;
}

static Block *block_at(const void *p) {
    for (size_t i = 0; i < n_blocks; i++)
        if (blocks[i].base == p) return &blocks[i];
    return NULL;
}

static void take(Block *block, EmuPlace at) {
    block->freed_at = at;
    memset(state_at(block->base), 0, block->room);
}

void emu_free(void *p, EmuPlace at) {
    Block *block = block_at(p);
    if (!p) return;
    if (!block)
        emu_fail_at(at, "cudaFree takes what cudaMalloc gave, and free() what malloc gave",
                    "cudaFree gets an address that cudaMalloc did not give");
    if (is_freed(block))
        emu_fail_at(at, "free every array once", "cudaFree gets an array a second time; %s:%d has freed it",
                    emu_file_name(block->freed_at.file), block->freed_at.line);
    take(block, at);
}

void emu_lend(void *p, size_t bytes) {
    Block *block = block_at(p);
    block->bytes = bytes;
    block->freed_at.file = NULL;
    make_fresh(block);
}
void emu_take_back(void *p) { take(block_at(p), (EmuPlace){"", 0}); }

void emu_memory_info(size_t *available, size_t *total) {
    emu_prepare();
    *available = emu.device.size - used;
    for (size_t i = 0; i < n_blocks; i++)
        if (is_freed(&blocks[i])) *available += rounded(blocks[i].room, PAGE);
    *total = emu.device.size;
}

const Block *emu_nearest_block(const void *p) {
    const Block *nearest = NULL;
    for (size_t i = 0; i < n_blocks; i++)
        if (!nearest || blocks[i].base <= (const char *)p) nearest = &blocks[i];
    return nearest;
}

void emu_array_at(const void *p, char **base, size_t *bytes) {
    const Block *block = emu_nearest_block(p);
    char        *first = block->base, *end = first + block->room;
    if (!block->freed_at.file) {
        char *at = first;
        if ((const char *)p > first) at = (const char *)p < end ? first + ((const char *)p - first) : end - 1;
        while (at > first && !(*state_at(at) & STATE_MINE)) at--;
        while (at > first && *state_at(at - 1) & STATE_MINE) at--;
        first = at;
        for (at = first; at < end && *state_at(at) & STATE_MINE;) at++;
        end = at;
    }
    *base = first;
    *bytes = block->freed_at.file ? block->bytes : (size_t)(end - first);
}

/* --- Copies ------------------------------------------------------------------------------------------------------- */
static bool on_device(const void *p) { return (uintptr_t)p - (uintptr_t)emu.device.base < emu.device.size; }

static void check_side(const char *call, const char *side, const void *p, char kind, size_t bytes, EmuPlace at) {
    if (kind == 'h' && on_device(p))
        emu_fail_at(at, "cudaMemcpyHostToDevice copies to the device, cudaMemcpyDeviceToHost back",
                    "%s is told that %s is the host's memory, and it is the device's", call, side);
    if (kind == 'h' || kind == 'v') return;
    if (!on_device(p))
        emu_fail_at(at, "the device's memory comes from cudaMalloc; cudaMemcpyHostToDevice copies to it, "
                    "cudaMemcpyDeviceToHost back",
                    "%s takes %s (%p) for the device's memory, and it is not", call, side, p);
    size_t fit = 0;
    while (fit < bytes && state_at(p)[fit] & STATE_MINE) fit++;
    if (fit < bytes)
        emu_fail_at(at, "count bytes: elements times sizeof(float)", "%s: %s has %zu bytes, and %zu are wanted", call,
                    side, fit, bytes);
}

void emu_copy(void *to, char to_kind, const void *from, char from_kind, size_t bytes, EmuPlace at) {
    if (bytes == 0) return;
    emu_prepare();
    if (to_kind == '?') to_kind = on_device(to) ? 'd' : 'h';
    if (from_kind == '?') from_kind = on_device(from) ? 'd' : 'h';
    check_side("cudaMemcpy", "the target", to, to_kind, bytes, at);
    check_side("cudaMemcpy", "the source", from, from_kind, bytes, at);
    emu_open();
    memmove(to, from, bytes);
    emu_close();
    if (to_kind == 'd' && from_kind == 'd') memmove(state_at(to), state_at(from), bytes);
    else if (to_kind == 'd') memset(state_at(to), STATE_MINE | STATE_WRITTEN, bytes);
}

/* --- Pinned memory ------------------------------------------------------------------------------------------------ */
EmuCounts emu_counts;
typedef struct Pinned {
    char          *base;
    size_t         bytes;
    struct Pinned *next;
} Pinned;
static Pinned *pinned;

void *emu_pinned(size_t bytes) {
    Pinned *p = malloc(sizeof *p);
    char   *base = p ? malloc(bytes ? bytes : 1) : NULL;
    if (base) {
        *p = (Pinned){base, bytes, pinned};
        pinned = p;
    } else free(p);
    return base;
}

void emu_pinned_free(void *base) {
    for (Pinned **at = &pinned; *at; at = &(*at)->next)
        if ((*at)->base == base) {
            Pinned *gone = *at;
            *at = gone->next;
            free(gone);
            break;
        }
    free(base);
}

static bool is_pinned(const void *p) {
    const Pinned *at = pinned;
    while (at && (uintptr_t)p - (uintptr_t)at->base >= at->bytes) at = at->next;
    return at != NULL;
}

void emu_queued_copy(const void *to, const void *from, char to_kind, char from_kind) {
    emu_counts.unpinned += (to_kind == 'h' && !is_pinned(to)) || (from_kind == 'h' && !is_pinned(from));
}

void emu_set(void *p, int value, size_t bytes, EmuPlace at) {
    if (bytes == 0) return;
    emu_prepare();
    check_side("cudaMemset", "the array", p, 'd', bytes, at);
    emu_open();
    memset(p, value, bytes);
    emu_close();
    memset(state_at(p), STATE_MINE | STATE_WRITTEN, bytes);
}

void emu_use(const char *name, const void *p, size_t bytes, bool write, EmuPlace at) {
    emu_prepare();
    check_side("cuBLAS", name, p, 'd', bytes, at);
    if (write) memset(state_at(p), STATE_MINE | STATE_WRITTEN, bytes);
}

/* --- Shared memory: what the launch sizes first, and then the arrays of the kernel, each with a gap behind it ----- */
enum { MAX_ARRAYS = 64, ARENA = 4 * GAP + 2 * EMU_SHARED_BYTES + MAX_ARRAYS * 2 * GAP };
static char        arena[ARENA] __attribute__((aligned(ALIGNMENT)));
static uint8_t     arena_state[ARENA];
static Cell        arena_cells[ARENA / 4];
static SharedArray arrays[MAX_ARRAYS]; /* of this launch */
static int         n_arrays;
static size_t      arrays_end, static_bytes;

static char *dynamic_base(void) { return arena + GAP; }

/* As before anybody has written to it. */
static void clear(const SharedArray *array) {
    memset(arena_state + (array->base - arena), STATE_MINE, array->bytes);
    memset(array->base, 0xff, array->bytes);
}

void emu_begin_shared(void) {
    emu.shared = (Region){"shared", arena, ARENA, arena_state, arena_cells, true};
    memset(arena_state, 0, ARENA);
    arrays[0] = (SharedArray){"the dynamic shared memory", dynamic_base(), emu.launch->shared, 4, {0}};
    n_arrays = 1;
    arrays_end = 2 * GAP + EMU_SHARED_BYTES;
    static_bytes = 0;
}

void emu_clear_shared(void) {
    for (int i = 0; i < n_arrays; i++) clear(&arrays[i]);
}

static SharedArray *new_array(const char *name, size_t bytes, size_t element, const int sizes[4]) {
    static_bytes += bytes;
    if (n_arrays == MAX_ARRAYS || static_bytes + emu.launch->shared > EMU_SHARED_BYTES)
        emu_fail_at(emu.launch->place, "use smaller tiles",
                    "%s uses %zu bytes of shared memory in a block, and a GPU has %d: %s no longer fits",
                    emu.launch->kernel, static_bytes + emu.launch->shared, EMU_SHARED_BYTES, name);
    SharedArray *array = &arrays[n_arrays++];
    *array = (SharedArray){name, arena + arrays_end, bytes, element, {sizes[0], sizes[1], sizes[2], 0}};
    arrays_end = rounded(arrays_end + bytes + GAP, ALIGNMENT);
    clear(array);
    return array;
}

void *emu_shared_at(EmuVariable *variable, const char *name, size_t bytes, size_t element, const int sizes[4]) {
    if (!emu.fiber) emu_fail("declare it in its kernel", "__shared__ %s stands outside of a kernel", name);
    if (variable->launch != emu.launches) {
        variable->at = new_array(name, bytes, element, sizes)->base;
        variable->launch = emu.launches;
    }
    return variable->at;
}

void *emu_dynamic_at(const char *name, size_t element) {
    if (emu.launch) {
        arrays[0].name = name;
        arrays[0].element = element;
    }
    return dynamic_base();
}

const SharedArray *emu_nearest_shared(const void *p) {
    const SharedArray *nearest = &arrays[0];
    for (int i = 0; i < n_arrays; i++)
        if (arrays[i].base <= (const char *)p) nearest = &arrays[i];
    return nearest;
}
