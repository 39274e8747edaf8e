/* fibers.c: blocks one after the other, and the threads of a block in turns. */
#include "emulator_private.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

Emulator emu;

/* --- From one stack to another ------------------------------------------------------------------------------------ */
/* Keeps the registers that a function keeps on the stack, notes the stack in *from, and goes on with `to`. */
void emu_switch(void **from, void *to);
#if defined __x86_64__
__asm__(".text\n.hidden emu_switch\n.globl emu_switch\n.type emu_switch,@function\nemu_switch:\n"
        "push %rbp\npush %rbx\npush %r12\npush %r13\npush %r14\npush %r15\n"
        "mov %rsp,(%rdi)\nmov %rsi,%rsp\n"
        "pop %r15\npop %r14\npop %r13\npop %r12\npop %rbx\npop %rbp\nret\n.size emu_switch,.-emu_switch\n");
enum { SAVED_WORDS = 8, RETURN_WORD = 6 }; /* registers, the address to return to, and a word for alignment */
#elif defined __aarch64__
__asm__(".text\n.hidden emu_switch\n.globl emu_switch\n.type emu_switch,%function\nemu_switch:\n"
        "sub sp,sp,#160\n"
        "stp x19,x20,[sp]\nstp x21,x22,[sp,#16]\nstp x23,x24,[sp,#32]\nstp x25,x26,[sp,#48]\nstp x27,x28,[sp,#64]\n"
        "stp x29,x30,[sp,#80]\nstp d8,d9,[sp,#96]\nstp d10,d11,[sp,#112]\nstp d12,d13,[sp,#128]\n"
        "stp d14,d15,[sp,#144]\n"
        "mov x9,sp\nstr x9,[x0]\nmov sp,x1\n"
        "ldp x19,x20,[sp]\nldp x21,x22,[sp,#16]\nldp x23,x24,[sp,#32]\nldp x25,x26,[sp,#48]\nldp x27,x28,[sp,#64]\n"
        "ldp x29,x30,[sp,#80]\nldp d8,d9,[sp,#96]\nldp d10,d11,[sp,#112]\nldp d12,d13,[sp,#128]\n"
        "ldp d14,d15,[sp,#144]\nadd sp,sp,#160\nret\n.size emu_switch,.-emu_switch\n");
enum { SAVED_WORDS = 20, RETURN_WORD = 11 };
#else
#error "the emulated GPU knows x86-64 and aarch64"
#endif

/* --- Order -------------------------------------------------------------------------------------------------------- */
static uint64_t random_state;

uint64_t emu_random(void) { /* splitmix64 */
    if (random_state == 0) {
        const char *seed = getenv("GRADLAB_EMULATED_SEED");
        random_state = 0x9e3779b97f4a7c15u ^ (seed ? strtoull(seed, NULL, 10) : 0);
    }
    uint64_t x = random_state += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

void emu_restart(void) { random_state = 0; }

/* All numbers below n, each once, in an order that is drawn: first + i step, where step is a prime above n. */
typedef struct Order {
    uint64_t n, first, step;
} Order;
static Order draw_order(uint64_t n) {
    static const uint64_t primes[] = {4294967311u, 4294967357u, 4294967371u, 4294967377u, 4294967387u, 4294967389u};
    Order order = {n, emu_random() % n, primes[emu_random() % (sizeof primes / sizeof primes[0])] % n};
    if (emu_random() % 4 == 0) order.step = emu_random() % 2 || n == 1 ? 1 : n - 1; /* as on a GPU; and backwards */
    return order;
}
static uint64_t in_order(Order order, uint64_t i) { return (order.first + i % order.n * order.step) % order.n; }

/* --- Time --------------------------------------------------------------------------------------------------------- */
#ifdef EMULATED_IN_PROBE
/* Of the processor's time, for one launch of a task: the launches that are right take a hundredth of it. */
#define LAUNCH_SECONDS 1.2
static double launch_began;

static double seconds_used(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}
static void begin_time(const EmuLaunch *launch) {
    launch_began = seconds_used();
    printf("launch: %s at %s:%d\n", launch->kernel, emu_file_name(launch->place.file), launch->place.line);
}
bool emu_is_late(void) {
    static unsigned calls;
    return ++calls % 4096 == 0 && seconds_used() - launch_began > LAUNCH_SECONDS;
}
void emu_say_late(const char *line) {
    char thread[100];
    emu_name_thread(emu.fiber->index, emu.block, thread);
    emu_fail("does what the loop's condition asks for change in every round?",
             "%s: %s does not end: after %.1f s %s is still here", line, emu.launch->kernel, LAUNCH_SECONDS, thread);
}
#else
static void begin_time(const EmuLaunch *launch) { (void)launch; }
bool emu_is_late(void) { return false; }
void emu_say_late(const char *line) { (void)line; }
#endif

/* --- Threads ------------------------------------------------------------------------------------------------------ */
static Fiber  fibers[EMU_MAX_THREADS];
static int    n_fibers;
static char  *free_stacks[EMU_MAX_THREADS];
static int    n_free_stacks;
static void  *host_stack;
static void (*host_then)(void *);
static void  *host_with;
static const uint64_t mark = 0x6c61626772616421u; /* at a stack's end: gone when a thread needs more */

EmuIndex emu_thread_index(void) { return emu.fiber ? emu.fiber->index : (EmuIndex){0, 0, 0}; }
EmuIndex emu_block_index(void) { return emu.block; }
EmuIndex emu_block_size(void) { return emu.launch ? emu.launch->block : (EmuIndex){1, 1, 1}; }
EmuIndex emu_grid_size(void) { return emu.launch ? emu.launch->grid : (EmuIndex){1, 1, 1}; }

static EmuIndex unfold(uint64_t number, EmuIndex sizes) {
    return (EmuIndex){(unsigned)(number % sizes.x), (unsigned)(number / sizes.x % sizes.y),
                      (unsigned)(number / sizes.x / sizes.y)};
}
EmuIndex emu_thread_of(int number) { return unfold((uint64_t)number, emu.launch->block); }

static void to_host(void) {
    Fiber *fiber = emu.fiber;
    if (*(uint64_t *)(void *)fiber->stack != mark) {
        char thread[100];
        emu_fail("declare smaller arrays in the kernel, or end its recursion earlier",
                 "%s of %s needs more than %d KiB for its own variables",
                 emu_name_thread(fiber->index, emu.block, thread), emu.launch->kernel, STACK_BYTES >> 10);
    }
    emu_switch(&fiber->stack_pointer, host_stack);
}

void emu_leave_fiber(void (*then)(void *), void *with) {
    host_then = then;
    host_with = with;
    if (emu.fiber) emu_switch(&emu.fiber->stack_pointer, host_stack);
    then(with);
    abort();
}

static void thread_begins(void) {
    emu.launch->thread(emu.launch->body);
    emu.fiber->wait = WAIT_ENDED;
    to_host();
}

static void give_stack(Fiber *fiber) {
    fiber->stack = free_stacks[--n_free_stacks];
    *(uint64_t *)(void *)fiber->stack = mark;
    void **top = (void **)(void *)(fiber->stack + STACK_BYTES) - SAVED_WORDS;
    memset(top, 0, SAVED_WORDS * sizeof *top);
    void (*begin)(void) = thread_begins;
    memcpy(&top[RETURN_WORD], &begin, sizeof begin);
    fiber->stack_pointer = top;
}

static void run(Fiber *fiber) {
    if (!fiber->stack) give_stack(fiber);
    emu.fiber = fiber;
    emu_switch(&host_stack, fiber->stack_pointer);
    if (host_then) host_then(host_with);
    emu.fiber = NULL;
    if (fiber->wait != WAIT_ENDED) return;
    free_stacks[n_free_stacks++] = fiber->stack;
    fiber->stack = NULL;
}

/* --- Barriers ----------------------------------------------------------------------------------------------------- */
void emu_barrier(EmuPlace at) {
    if (!emu.fiber) emu_fail_at(at, "call it in a kernel", "__syncthreads() is called outside of a kernel");
    if (emu_is_late()) {
        char line[300];
        snprintf(line, sizeof line, "%.250s:%d", emu_file_name(at.file), at.line);
        emu_say_late(line);
    }
    emu.fiber->wait = WAIT_BARRIER;
    emu.fiber->at = at;
    to_host();
}

static void say_left_alone(const Fiber *waits, const Fiber *other) {
    char one[100], two[100];
    emu_name_thread(waits->index, emu.block, one);
    emu_name_thread(other->index, emu.block, two);
    if (other->wait == WAIT_ENDED)
        emu_fail_at(waits->at, "let all threads of the block reach the barrier: put it behind the if, not into it, and "
                    "do not return before it", "%s waits at __syncthreads(), but %s has ended without it", one, two);
    emu_fail_at(waits->at, "let all threads of the block reach the same barrier: put one behind the if, instead of one "
                "into each branch", "%s waits at this __syncthreads(), but %s waits at another one, %s:%d", one, two,
                emu_file_name(other->at.file), other->at.line);
}

/* Everybody waits, and nobody can go on: either all stand at one barrier, which opens, or it is told who does not. */
static void open_barrier(void) {
    const Fiber *waits = NULL;
    for (int i = 0; i < n_fibers && !waits; i++)
        if (fibers[i].wait == WAIT_WARP) {
            char thread[100];
            emu_fail_at(fibers[i].at, "let every lane that the mask names come to this line: take the call out of the "
                        "branch, or name in the mask only the lanes that are in it",
                        "%s waits for the lanes of the mask 0x%x, and not all of them come",
                        emu_name_thread(fibers[i].index, emu.block, thread), fibers[i].mask);
        } else if (fibers[i].wait == WAIT_BARRIER) waits = &fibers[i];
    for (int i = 0; waits && i < n_fibers; i++)
        if (fibers[i].wait != WAIT_BARRIER || fibers[i].at.line != waits->at.line ||
            strcmp(fibers[i].at.file, waits->at.file) != 0)
            say_left_alone(waits, &fibers[i]);
    for (int i = 0; i < n_fibers; i++) fibers[i].wait = WAIT_NOT;
    emu.interval++;
}

/* --- Warps -------------------------------------------------------------------------------------------------------- */
int emu_lane(void) { return emu.fiber ? emu.fiber->number % EMU_WARP : 0; }

/* The lanes of the fiber's warp that are in such a state, or in any but it. */
static unsigned lanes(bool is, Wait wait, unsigned mask) {
    const int first = emu.fiber->number / EMU_WARP * EMU_WARP;
    unsigned  found = 0;
    for (int lane = 0; lane < EMU_WARP && first + lane < n_fibers; lane++) {
        const Fiber *f = &fibers[first + lane];
        if ((f->wait == wait) == is && (wait != WAIT_WARP || f->mask == mask)) found |= 1u << lane;
    }
    return found;
}
unsigned emu_warp_active(void) { return lanes(false, WAIT_ENDED, 0); }

/* What the lanes have given, by warp and by the lowest lane of the mask. It stays until all have read it: none of them
 * can take part in the next exchange before. */
static uint64_t given[EMU_MAX_THREADS / EMU_WARP][EMU_WARP][EMU_WARP];

void emu_warp_exchange(unsigned mask, uint64_t value, uint64_t seen[EMU_WARP], EmuPlace at) {
    if (!emu.fiber) emu_fail_at(at, "call it in a kernel", "a function of warps is called outside of a kernel");
    Fiber    *f = emu.fiber;
    const int warp = f->number / EMU_WARP, first = warp * EMU_WARP;
    const int last = n_fibers - first < EMU_WARP ? n_fibers - first : EMU_WARP;
    /* Lanes that the block does not have count for nothing: 0xffffffff fits a block of 20 threads, too. */
    const unsigned there = last == EMU_WARP ? 0xffffffff : (1u << last) - 1;
    mask &= there;
    char thread[100];
    if (!(mask >> (f->number - first) & 1))
        emu_fail_at(at, "name in the mask every lane that comes to this line; 0xffffffff names all",
                    "%s is not in the mask 0x%x of the call that it makes",
                    emu_name_thread(f->index, emu.block, thread), mask);
    int low = 0;
    while (!(mask >> low & 1)) low++;
    f->wait = WAIT_WARP;
    f->mask = mask;
    f->value = value;
    f->at = at;
    if ((lanes(true, WAIT_WARP, mask) & mask) == mask) {
        for (int lane = 0; lane < last; lane++) {
            if (!(mask >> lane & 1)) continue;
            given[warp][low][lane] = fibers[first + lane].value;
            fibers[first + lane].wait = WAIT_NOT;
            fibers[first + lane].warp_barriers++;
        }
    } else to_host();
    if (seen) memcpy(seen, given[warp][low], sizeof given[warp][low]);
}
void emu_warp_barrier(unsigned mask, EmuPlace at) { emu_warp_exchange(mask, 0, NULL, at); }

/* --- A block, and a launch ---------------------------------------------------------------------------------------- */
static void run_block(void) {
    int ended = 0;
    emu.block_first = ++emu.interval;
    emu_clear_shared();
    for (int i = 0; i < n_fibers; i++) {
        fibers[i].index = emu_thread_of(i);
        fibers[i].number = i;
        fibers[i].wait = WAIT_NOT;
        fibers[i].warp_barriers = 0;
    }
    while (ended < n_fibers) {
        const Order order = draw_order((uint64_t)n_fibers);
        bool        went_on = false;
        for (int i = 0; i < n_fibers; i++) {
            Fiber *f = &fibers[in_order(order, (uint64_t)i)];
            if (f->wait != WAIT_NOT) continue;
            run(f);
            went_on = true;
            ended += f->wait == WAIT_ENDED;
        }
        if (!went_on) open_barrier();
    }
}

/* The blocks of this launch in the order in which they ran, and the interval that each began with. */
static struct Begun {
    uint32_t interval;
    uint64_t block;
} *begun;
static size_t n_begun, begun_room;

EmuIndex emu_block_of(uint32_t interval) {
    size_t i = n_begun;
    while (i > 1 && begun[i - 1].interval > interval) i--;
    return unfold(i > 0 ? begun[i - 1].block : 0, emu.launch->grid);
}

static void note_block(uint64_t block) {
    if (n_begun == begun_room) {
        begun_room = 2 * begun_room + 1000;
        begun = realloc(begun, begun_room * sizeof *begun);
        if (!begun) emu_fail(NULL, "out of memory");
    }
    begun[n_begun++] = (struct Begun){emu.interval + 1, block};
}

/* Intervals are 32 bits: when they come to their end, what the cells say is forgotten, and they begin anew. */
static void forget_cells(Region *region) {
    if (region->size > 0) madvise(region->cells, region->size / 4 * sizeof(Cell), MADV_DONTNEED);
}
static void begin_intervals(uint64_t blocks) {
    if (emu.interval < UINT32_MAX / 2 && blocks < UINT32_MAX / 4) return;
    forget_cells(&emu.device);
    forget_cells(&emu.shared);
    forget_cells(&emu.variables);
    emu.interval = 0;
}

static void prepare_stacks(void) {
    if (emu.stacks) return;
    const size_t bytes = (size_t)EMU_MAX_THREADS * STACK_BYTES;
    emu.stacks = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (emu.stacks == MAP_FAILED) emu_fail(NULL, "the emulated GPU has no memory for its threads");
    for (int i = EMU_MAX_THREADS - 1; i >= 0; i--) free_stacks[n_free_stacks++] = emu.stacks + (size_t)i * STACK_BYTES;
}

void emu_play(const EmuLaunch *launch) {
    const uint64_t blocks = (uint64_t)launch->grid.x * launch->grid.y * launch->grid.z;
    prepare_stacks();
    begin_intervals(blocks);
    emu.launch = launch;
    emu.launches++;
    emu.launch_first = emu.interval + 1;
    n_fibers = (int)(launch->block.x * launch->block.y * launch->block.z);
    n_begun = 0;
    emu_begin_shared();
    begin_time(launch);
    emu_open();
    emu.running = true;
    const Order order = draw_order(blocks);
    for (uint64_t i = 0; i < blocks; i++) {
        const uint64_t block = in_order(order, i);
        note_block(block);
        emu.block = unfold(block, launch->grid);
        emu.first_block = i == 0;
        run_block();
    }
    emu.running = false;
    emu_close();
    emu_tell_accesses();
    emu.launch = NULL;
}
