/* emulator_private.h: what the parts of the emulated GPU share. */
#pragma once
#include "emulator.h"

/* --- Who has touched a word --------------------------------------------------------------------------------------- */
/* Time is counted in intervals: a block begins one, and each barrier the next. No number comes twice, so an interval
 * names its block, too. Two threads of a block that touch a word in the same interval are not ordered, unless a warp's
 * own barrier stands between them; threads of two blocks of one launch never are. */
typedef struct Record {
    uint32_t interval;
    uint32_t pc; /* from the start of the module */
    uint16_t warp_barriers;
    uint16_t thread : 10, bytes : 4, atomic : 1, used : 1;
} Record;

/* For each word of 4 bytes: the last write, and two reads by two threads, so that whoever writes meets one of another
 * thread. */
typedef struct Cell {
    Record write, read, other;
} Cell;

/* For each byte. */
enum { STATE_MINE = 1, STATE_WRITTEN = 2 };

typedef struct Region {
    const char *what; /* "device", "shared" */
    char       *base;
    size_t      size;
    uint8_t    *state;
    Cell       *cells;
    bool        of_block; /* seen by the block alone */
} Region;

/* --- Threads ------------------------------------------------------------------------------------------------------ */
typedef enum Wait { WAIT_NOT, WAIT_BARRIER, WAIT_WARP, WAIT_ENDED } Wait;
typedef struct Fiber {
    void    *stack_pointer;
    char    *stack; /* its lowest byte; NULL before the thread begins and after it has ended */
    EmuIndex index;
    int      number;
    Wait     wait;
    EmuPlace at;
    unsigned mask; /* of the warp's barrier that it waits for */
    uint64_t value;
    uint16_t warp_barriers;
} Fiber;

enum { STACK_BYTES = 64 << 10 };

typedef struct Emulator {
    bool             running; /* a kernel runs, and all that is told is its doing */
    int              open;    /* the program's own code uses device memory */
    const EmuLaunch *launch;
    uint64_t         launches;
    uint32_t         interval, launch_first, block_first;
    EmuIndex         block;
    bool             first_block; /* of the launch, in the order that is drawn */
    Fiber           *fiber;
    char            *stacks;
    Region           device, shared, variables;
    uintptr_t        module; /* where the module that holds the kernels begins in memory, and ends */
    uintptr_t        module_end;
    uintptr_t        data, data_end; /* its variables */
} Emulator;
extern Emulator emu __attribute__((visibility("hidden")));

/* A number from 0 to 2^64 - 1, from the seed and all numbers drawn before. */
uint64_t emu_random(void);
/* The interval's block; its number in x, y, z. */
EmuIndex emu_block_of(uint32_t interval);
EmuIndex emu_thread_of(int number);
/* From a fiber back to the host's stack: what is said next has room. */
void emu_leave_fiber(void (*then)(void *), void *with) __attribute__((noreturn));

/* --- Memory ------------------------------------------------------------------------------------------------------- */
typedef struct Block {
    char    *base;
    size_t   bytes, room;
    EmuPlace at;       /* the cudaMalloc */
    EmuPlace freed_at; /* the cudaFree, "" for emu_take_back; NULL while it is in use */
} Block;
void  emu_prepare(void);
void  emu_play(const EmuLaunch *launch); /* one that a GPU takes */
/* The block that holds the address, or else the one nearest to it. */
const Block *emu_nearest_block(const void *p);
/* The array there, or else the one in front of the address: where it begins, and its bytes. */
void emu_array_at(const void *p, char **base, size_t *bytes);

typedef struct SharedArray {
    const char *name;
    char       *base;
    size_t      bytes, element;
    int         sizes[4];
} SharedArray;
const SharedArray *emu_nearest_shared(const void *p);
/* NULL where there are none. */
const EmuGlobal   *emu_nearest_global(const void *p);
bool               emu_is_in_constants(uintptr_t at);
/* Whether a variable that translate.c made of extern __shared__ lies there. */
bool               emu_is_pointer(uintptr_t at);
void emu_begin_shared(void); /* of a launch */
void emu_clear_shared(void); /* of a block */

/* --- Words -------------------------------------------------------------------------------------------------------- */
/* An access that is refused. */
typedef struct Access {
    uintptr_t at;
    size_t    size;
    bool      write;
    uintptr_t pc;
} Access;

/* Ends the program: "error: ..." and "help: ...". */
_Noreturn void emu_fail(const char *help, const char *format, ...) __attribute__((format(printf, 2, 3)));
_Noreturn void emu_fail_at(EmuPlace at, const char *help, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
const char *emu_line_of(uintptr_t pc, char text[300]);
const char *emu_name_thread(EmuIndex thread, EmuIndex block, char text[100]);
const char *emu_file_name(const char *path);
/* "x[12]", and "x has 10 elements of 4 bytes". */
const char *emu_name_place(uintptr_t at, size_t size, char text[300]);
const char *emu_describe(uintptr_t at, size_t size, char text[300]);

/* What a warp's threads touch, for the first block of a launch; and what is to be remarked on it, at its end. */
void emu_note_access(const Access *a);
void emu_tell_accesses(void);

/* In a probe: whether the launch has had its time; and the end of the program that says so, with the line. */
bool emu_is_late(void);
void emu_say_late(const char *line);

void emu_watch_host(void); /* the signal of a host that touches device memory */
