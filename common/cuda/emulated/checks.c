/* checks.c: every read and write of translated code comes here first; the compiler has put the calls in (the functions
 * __tsan_...). What is refused ends the program with words. */
#include "emulator_private.h"
#include <string.h>

/* --- Refusals ----------------------------------------------------------------------------------------------------- */
static const char *does(const Access *a) { return a->write ? "writes" : "reads"; }

static const char *this_thread(char text[100]) { return emu_name_thread(emu.fiber->index, emu.block, text); }

static _Noreturn void say_outside(const Access *a) {
    char line[300], thread[100], place[300], array[300];
    const char *help = "guard the access: if (i < n)";
    if (a->at - (uintptr_t)emu.device.base >= emu.device.size) help = "compare the index with the array's size";
    emu_fail(help, "%s: %s %s %s, and %s", emu_line_of(a->pc, line), this_thread(thread), does(a),
             emu_name_place(a->at, a->size, place), emu_describe(a->at, a->size, array));
}

static _Noreturn void say_not_written(const Access *a, bool of_block) {
    char line[300], thread[100], place[300];
    emu_fail(of_block ? "fill the array in this block, call __syncthreads(), and read it then"
                      : "copy values to it with cudaMemcpy, or clear it with cudaMemset",
             "%s: %s reads %s before anything was written there", emu_line_of(a->pc, line), this_thread(thread),
             emu_name_place(a->at, a->size, place));
}

static _Noreturn void say_race(const Access *a, const Record *other, bool other_wrote, bool of_block) {
    char       line[300], other_line[300], thread[100], other_thread[100], place[300];
    const bool same_block = other->interval >= emu.block_first;
    emu_name_thread(emu_thread_of(other->thread), same_block ? emu.block : emu_block_of(other->interval), other_thread);
    emu_line_of(other->pc ? emu.module + other->pc : 0, other_line);
    const char *why = same_block ? "no barrier stands between the two" : "nothing orders two blocks of a launch";
    const char *help = same_block && of_block
                           ? "call __syncthreads() between the two lines, in all threads"
                           : "let each element be written by one thread, or add with atomicAdd";
    emu_fail(help, "%s: %s %s %s, which %s %s at %s, and %s", emu_line_of(a->pc, line), this_thread(thread), does(a),
             emu_name_place(a->at, a->size, place), other_thread, other_wrote ? "writes" : "reads", other_line, why);
}

static _Noreturn void say_misaligned(const Access *a) {
    char line[300], thread[100], place[300];
    emu_fail("a float4 is read at multiples of 16 bytes: at x[0], x[4], x[8]; a float2 at multiples of 8",
             "%s: misaligned address: %s %s %zu bytes in one piece at %s, which is no multiple of %zu bytes",
             emu_line_of(a->pc, line), this_thread(thread), does(a), a->size, emu_name_place(a->at, 4, place), a->size);
}

/* Memory that is neither the device's nor the thread's own. */
static void check_other(const Access *a) {
    char line[300], thread[100], place[300];
    if (emu_is_in_constants(a->at)) {
        const EmuGlobal *g = emu_nearest_global((const void *)a->at);
        if (!g || a->at < (uintptr_t)g->at || a->at + a->size > (uintptr_t)g->at + g->bytes) say_outside(a);
        if (!a->write) return;
        emu_fail("fill it before the launch, with cudaMemcpyToSymbol", "%s: %s writes %s, which is __constant__ memory",
                 emu_line_of(a->pc, line), this_thread(thread), emu_name_place(a->at, a->size, place));
    }
    if (emu_is_pointer(a->at) && !a->write) return;
    const bool variable = a->at >= emu.data && a->at < emu.data_end;
    if (!variable && !a->write && a->at >= emu.module && a->at < emu.module_end) return; /* a table or a text */
    emu_line_of(a->pc, line);
    this_thread(thread);
    if (a->at < 4096)
        emu_fail("is the pointer's cudaMalloc missing?", "%s: %s %s at address %zu: the pointer is NULL", line, thread,
                 does(a), (size_t)a->at);
    if (a->at - (uintptr_t)emu.stacks < (size_t)EMU_MAX_THREADS * STACK_BYTES)
        emu_fail("share values between threads through __shared__ memory",
                 "%s: %s %s a local variable of another thread", line, thread, does(a));
    if (variable)
        emu_fail("hand its value to the kernel as an argument, or declare it __device__",
                 "%s: %s %s a variable of the host, declared without __device__", line, thread, does(a));
    emu_fail("copy the array to the device (cudaMalloc, cudaMemcpy), and hand the kernel that pointer",
             "%s: %s %s %s, which is the host's memory", line, thread, does(a), emu_name_place(a->at, a->size, place));
}

/* --- Races -------------------------------------------------------------------------------------------------------- */
typedef struct Now {
    Record   record;
    uint32_t launch_first, block_first;
} Now;

/* Whether the record is of this launch, and no barrier orders it before what happens now. */
static inline bool is_unordered(const Record *r, const Now *now, bool of_block) {
    if (!r->used || r->interval < now->launch_first) return false;
    if (r->interval < now->block_first) return !of_block;
    if (r->interval != now->record.interval) return false;
    return r->thread / EMU_WARP != now->record.thread / EMU_WARP || r->warp_barriers == now->record.warp_barriers;
}
static inline bool is_race(const Record *r, const Now *now, bool of_block) {
    return is_unordered(r, now, of_block) && r->bytes & now->record.bytes && !(r->atomic && now->record.atomic) &&
           !(r->interval >= now->block_first && r->thread == now->record.thread);
}

static inline void note_read(Cell *cell, const Now *now, bool of_block) {
    const bool stays = is_unordered(&cell->read, now, of_block);
    if (!stays || (cell->read.thread == now->record.thread && cell->read.interval == now->record.interval))
        cell->read = now->record;
    else if (!is_unordered(&cell->other, now, of_block)) cell->other = now->record;
}

static inline void check_word(Cell *cell, const Now *now, const Access *a, bool of_block) {
    if (is_race(&cell->write, now, of_block)) say_race(a, &cell->write, true, of_block);
    if (!a->write) {
        note_read(cell, now, of_block);
        return;
    }
    if (is_race(&cell->read, now, of_block)) say_race(a, &cell->read, false, of_block);
    if (is_race(&cell->other, now, of_block)) say_race(a, &cell->other, false, of_block);
    cell->write = now->record;
}

/* --- Memory ------------------------------------------------------------------------------------------------------- */
static void check_in(const Region *region, const Access *a, bool atomic) {
    const size_t from = a->at - (uintptr_t)region->base, end = from + a->size;
    bool         mine = end <= region->size, written = false;
    for (size_t i = from; mine && i < end; i++) {
        mine = region->state[i] & STATE_MINE;
        written |= (region->state[i] & STATE_WRITTEN) != 0;
    }
    if (!mine) say_outside(a);
    /* Of a struct some bytes may be filling that nobody writes. */
    if (!written && (!a->write || atomic)) say_not_written(a, region->of_block);
    if (a->write) memset(region->state + from, STATE_MINE | STATE_WRITTEN, a->size);
    const Fiber *f = emu.fiber;
    Now now = {{emu.interval, (uint32_t)(a->pc - emu.module), f->warp_barriers, (uint16_t)(f->number & 1023), 0, atomic,
                1}, emu.launch_first, emu.block_first};
    for (size_t word = from / 4; word <= (end - 1) / 4; word++) {
        const size_t first = word * 4 < from ? from % 4 : 0, last = word * 4 + 4 > end ? end - word * 4 : 4;
        now.record.bytes = (uint16_t)((0xfu << first & ~(0xfu << last)) & 0xf);
        check_word(&region->cells[word], &now, a, region->of_block);
    }
}

static bool is_in(const Region *region, uintptr_t at) { return at - (uintptr_t)region->base < region->size; }

static bool is_the_devices(uintptr_t at) {
    return is_in(&emu.device, at) || is_in(&emu.variables, at) || emu_is_in_constants(at);
}

static _Noreturn void say_host(const Access *a) {
    char line[300], place[300];
    if (!is_in(&emu.device, a->at))
        emu_fail("use cudaMemcpyToSymbol and cudaMemcpyFromSymbol", "%s: the host %s %s, a variable of the device",
                 emu_line_of(a->pc, line), does(a), emu_name_place(a->at, a->size, place));
    emu_fail("copy the array to the host with cudaMemcpy, and use the copy",
             "%s: the host %s %s, which is the device's memory", emu_line_of(a->pc, line), does(a),
             emu_name_place(a->at, a->size, place));
}

static inline void check(const void *p, size_t size, bool write, bool atomic, bool aligned, const void *pc) {
    const Access a = {(uintptr_t)p, size, write, (uintptr_t)pc};
    if (!emu.fiber) {
        if (emu.open == 0 && is_the_devices(a.at)) say_host(&a);
        return;
    }
    if (emu_is_late()) {
        char line[300];
        emu_say_late(emu_line_of(a.pc, line));
    }
    if (a.at - (uintptr_t)emu.fiber->stack < STACK_BYTES) return;
    const Region *region = is_in(&emu.device, a.at)      ? &emu.device
                           : is_in(&emu.shared, a.at)    ? &emu.shared
                           : is_in(&emu.variables, a.at) ? &emu.variables
                                                         : NULL;
    if (!region) {
        check_other(&a);
        return;
    }
    if (aligned && a.at % (size < 8 ? size : 8) != 0) say_misaligned(&a);
    check_in(region, &a, atomic);
    if (region == &emu.device) emu_note_access(&a);
}

void emu_atomic(void *p, size_t size) { check(p, size, true, true, true, __builtin_return_address(0)); }

void emu_aligned(const void *p, size_t size) {
    const Access a = {(uintptr_t)p, size, false, (uintptr_t)__builtin_return_address(0)};
    if (emu.fiber && a.at % size != 0 && a.at - (uintptr_t)emu.fiber->stack >= STACK_BYTES) say_misaligned(&a);
}

/* --- What the compiler calls -------------------------------------------------------------------------------------- */
#define HERE __builtin_return_address(0)
#define ACCESSES(bytes)                                                                                                \
    void __tsan_read##bytes(void *p);                                                                                  \
    void __tsan_write##bytes(void *p);                                                                                 \
    void __tsan_read_write##bytes(void *p);                                                                            \
    void __tsan_unaligned_read##bytes(void *p);                                                                        \
    void __tsan_unaligned_write##bytes(void *p);                                                                       \
    void __tsan_unaligned_read_write##bytes(void *p);                                                                  \
    void __tsan_read##bytes(void *p) { check(p, bytes, false, false, true, HERE); }                                    \
    void __tsan_write##bytes(void *p) { check(p, bytes, true, false, true, HERE); }                                    \
    void __tsan_read_write##bytes(void *p) {                                                                           \
        check(p, bytes, false, false, true, HERE);                                                                     \
        check(p, bytes, true, false, true, HERE);                                                                      \
    }                                                                                                                  \
    void __tsan_unaligned_read##bytes(void *p) { check(p, bytes, false, false, false, HERE); }                         \
    void __tsan_unaligned_write##bytes(void *p) { check(p, bytes, true, false, false, HERE); }                         \
    void __tsan_unaligned_read_write##bytes(void *p) {                                                                 \
        check(p, bytes, false, false, false, HERE);                                                                    \
        check(p, bytes, true, false, false, HERE);                                                                     \
    }
ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)

void __tsan_init(void);
void __tsan_func_entry(void *pc);
void __tsan_func_exit(void);
void __tsan_read_range(void *p, size_t size);
void __tsan_write_range(void *p, size_t size);
void __tsan_vptr_update(void *p, void *value);
void __tsan_vptr_read(void *p);
void __tsan_init(void) {}
void __tsan_func_entry(void *pc) { (void)pc; }
void __tsan_func_exit(void) {}
void __tsan_read_range(void *p, size_t size) { check(p, size, false, false, false, HERE); }
void __tsan_write_range(void *p, size_t size) { check(p, size, true, false, false, HERE); }
void __tsan_vptr_update(void *p, void *value) { (void)value, check(p, sizeof p, true, false, true, HERE); }
void __tsan_vptr_read(void *p) { check(p, sizeof p, false, false, true, HERE); }

/* clang calls these where it copies structs; they may be larger than an access. */
void *__tsan_memcpy(void *to, const void *from, size_t size);
void *__tsan_memmove(void *to, const void *from, size_t size);
void *__tsan_memset(void *p, int value, size_t size);
static void copied(void *to, const void *from, size_t size, const void *pc) {
    if (size == 0) return;
    check(from, size, false, false, false, pc);
    check(to, size, true, false, false, pc);
}
void *__tsan_memcpy(void *to, const void *from, size_t size) {
    return copied(to, from, size, HERE), memcpy(to, from, size);
}
void *__tsan_memmove(void *to, const void *from, size_t size) {
    return copied(to, from, size, HERE), memmove(to, from, size);
}
void *__tsan_memset(void *p, int value, size_t size) {
    if (size > 0) check(p, size, true, false, false, HERE);
    return memset(p, value, size);
}

/* Atomic variables of C++: of the program's own code, such as the guard of a static variable. */
#define ATOMICS(bits, T)                                                                                               \
    T    __tsan_atomic##bits##_load(const volatile T *p, int order);                                                   \
    void __tsan_atomic##bits##_store(volatile T *p, T value, int order);                                               \
    T    __tsan_atomic##bits##_exchange(volatile T *p, T value, int order);                                            \
    T    __tsan_atomic##bits##_fetch_add(volatile T *p, T value, int order);                                           \
    T    __tsan_atomic##bits##_fetch_sub(volatile T *p, T value, int order);                                           \
    int  __tsan_atomic##bits##_compare_exchange_strong(volatile T *p, T *expected, T value, int order, int failed);    \
    int  __tsan_atomic##bits##_compare_exchange_weak(volatile T *p, T *expected, T value, int order, int failed);      \
    T    __tsan_atomic##bits##_load(const volatile T *p, int order) { return (void)order, __atomic_load_n(p, 5); }     \
    void __tsan_atomic##bits##_store(volatile T *p, T value, int order) {                                              \
        (void)order, __atomic_store_n(p, value, 5);                                                                    \
    }                                                                                                                  \
    T    __tsan_atomic##bits##_exchange(volatile T *p, T value, int order) {                                           \
        return (void)order, __atomic_exchange_n(p, value, 5);                                                          \
    }                                                                                                                  \
    T __tsan_atomic##bits##_fetch_add(volatile T *p, T value, int order) {                                             \
        return (void)order, __atomic_fetch_add(p, value, 5);                                                           \
    }                                                                                                                  \
    T __tsan_atomic##bits##_fetch_sub(volatile T *p, T value, int order) {                                             \
        return (void)order, __atomic_fetch_sub(p, value, 5);                                                           \
    }                                                                                                                  \
    int __tsan_atomic##bits##_compare_exchange_strong(volatile T *p, T *expected, T value, int order, int failed) {    \
        return (void)order, (void)failed, __atomic_compare_exchange_n(p, expected, value, 0, 5, 5);                    \
    }                                                                                                                  \
    int __tsan_atomic##bits##_compare_exchange_weak(volatile T *p, T *expected, T value, int order, int failed) {      \
        return (void)order, (void)failed, __atomic_compare_exchange_n(p, expected, value, 0, 5, 5);                    \
    }
ATOMICS(8, uint8_t)
ATOMICS(32, uint32_t)
ATOMICS(64, uint64_t)
