/* emulator.h: the emulated GPU, as the translated .cu files (include/cuda_runtime.h) and its own parts see it.
 *
 * One operating-system thread plays one block after the other. Every CUDA thread of the block has a fiber: a stack of
 * its own. A fiber runs until it waits at a barrier or ends. The order of blocks, and of threads between two
 * barriers, is drawn anew each time.
 *
 * The .cu files are compiled with -fsanitize=thread, and not linked with its library: the compiler puts a call in front
 * of every read and write, and checks.c answers these calls. So each access is known: address, size, line.
 *
 *   launch.c    what a GPU takes, and errors that wait to be asked for
 *   fibers.c    blocks, threads, barriers, warps
 *   checks.c    every access: what it may touch, what was written before it, who else touches it
 *   coalescing.c  in how many pieces a warp touches device memory
 *   memory.c    cudaMalloc and its kin, shared memory
 *   graph.c     streams, and work that is recorded to be done later (stream capture)
 *   explain.c   what is said, and the end of the program
 *   host.c      the host touches device memory: the signal that says so
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    EMU_MAX_THREADS = 1024,
    EMU_WARP = 32,
    EMU_SHARED_BYTES = 48 << 10,
    EMU_MAX_BLOCKS_YZ = 65535,
    EMU_MAX_THREADS_Z = 64,
};

typedef struct EmuIndex {
    unsigned x, y, z;
} EmuIndex;

/* A line of a source file. */
typedef struct EmuPlace {
    const char *file;
    int         line;
} EmuPlace;

/* --- Launches ----------------------------------------------------------------------------------------------------- */
enum { EMU_MAX_POINTERS = 16 };
typedef struct EmuLaunch {
    const char *kernel, *arguments; /* their text */
    EmuPlace    place;
    EmuIndex    grid, block;
    size_t      shared; /* bytes of dynamic shared memory */
    void (*thread)(void *);
    void       *body;
    int         n_pointers;
    const void *pointer[EMU_MAX_POINTERS]; /* arguments that are pointers */
    int         argument[EMU_MAX_POINTERS]; /* which argument each is */
} EmuLaunch;
void emu_run(const EmuLaunch *launch);
/* Orders are drawn from now on as in a program that has just begun. */
void emu_restart(void);
/* Whether a GPU takes a launch of these sizes; leaves the error where it does not. For one that is played later. */
bool emu_takes(EmuIndex grid, EmuIndex block, size_t shared, EmuPlace place);

/* The thread that runs. They give the same all through a thread, as the compiler may know. */
EmuIndex emu_thread_index(void) __attribute__((const));
EmuIndex emu_block_index(void) __attribute__((const));
EmuIndex emu_block_size(void) __attribute__((const));
EmuIndex emu_grid_size(void) __attribute__((const));

void     emu_barrier(EmuPlace at);
void     emu_warp_barrier(unsigned mask, EmuPlace at);
/* Every lane of the mask gives a value and gets those of all: seen[lane]. */
void     emu_warp_exchange(unsigned mask, uint64_t value, uint64_t seen[EMU_WARP], EmuPlace at);
unsigned emu_warp_active(void);
int      emu_lane(void) __attribute__((const));

/* --- Memory ------------------------------------------------------------------------------------------------------- */
typedef struct EmuVariable { /* a __shared__ variable: where it lies in the launch that is under way */
    uint64_t launch;
    void    *at;
} EmuVariable;
/* A __device__ or __constant__ variable; `sizes` as below. Behind each lie EMU_GAP bytes that belong to nobody. */
typedef struct __attribute__((aligned(64))) EmuGlobal { /* a compiler aligns it no further: the section is an array */
    const char *name;
    const void *at;
    size_t      bytes, element;
    int         sizes[4];
    bool        is_constant;
} EmuGlobal;
enum { EMU_GAP = 64 };
/* `sizes`: the array's lengths, ended by 0. */
void *emu_shared_at(EmuVariable *variable, const char *name, size_t bytes, size_t element, const int sizes[4]);
void *emu_dynamic_at(const char *name, size_t element);

/* What a GPU would lose time with: calls that wait for it, and queued copies of host memory that is not pinned, which
 * wait, too. Seen by the tests of whoever is built with this. */
typedef struct EmuCounts {
    long waits, unpinned;
} EmuCounts;
extern EmuCounts emu_counts __attribute__((visibility("default")));
/* Memory of the host that is pinned; NULL where there is none left. */
void *emu_pinned(size_t bytes);
void  emu_pinned_free(void *p);
void  emu_queued_copy(const void *to, const void *from, char to_kind, char from_kind); /* counts it */

void *emu_alloc(size_t bytes, EmuPlace at); /* NULL when there is not so much */
void  emu_free(void *p, EmuPlace at);
void  emu_memory_info(size_t *available, size_t *total);
/* A part of a larger allocation is handed on by whoever manages it, as memory that nobody has written; and taken back.
 */
void  emu_lend(void *p, size_t bytes);
void  emu_take_back(void *p);
/* The same within a block: [p, p + bytes) is an array of its own, and `gap` bytes behind it are nobody's. */
void  emu_part(void *p, size_t bytes, size_t gap);
/* 'h' for the host's memory, 'd' for the device's, '?' for whichever of the two it is, 'v' for a __device__ or
 * __constant__ variable. */
void  emu_copy(void *to, char to_kind, const void *from, char from_kind, size_t bytes, EmuPlace at);
void  emu_set(void *p, int value, size_t bytes, EmuPlace at);
/* Between these the program's own code may use device memory: emulated cuBLAS. `emu_use` says that it will, and is
 * refused like an access of a kernel when the memory is not there or not written. */
void  emu_open(void);
void  emu_close(void);
void  emu_use(const char *name, const void *p, size_t bytes, bool write, EmuPlace at);

/* An atomic access at the address; and one that has to stand at a multiple of its size (float4). */
void  emu_atomic(void *p, size_t size);
void  emu_aligned(const void *p, size_t size);

/* --- Streams, and graphs ------------------------------------------------------------------------------------------ */
/* Work is done when it is asked for, in whatever stream; but a stream that is captured keeps it, as the nodes of a
 * graph. */
typedef struct EmuStream EmuStream;
typedef struct EmuGraph  EmuGraph;
enum { EMU_CAPTURE_GLOBAL, EMU_CAPTURE_THREAD, EMU_CAPTURE_RELAXED };

EmuStream *emu_stream_new(bool blocking); /* blocking: it is ordered with the default stream, NULL */
void       emu_stream_free(EmuStream *stream);
/* These return an error's number, or 0. */
int  emu_capture_begin(EmuStream *stream, int mode);
int  emu_capture_end(EmuStream *stream, EmuGraph **graph);
bool emu_is_captured(const EmuStream *stream);
/* Whether work in this stream has to wait: then play(data) belongs to the graph, which frees data in the end. *error is
 * that of work that cannot be. */
bool emu_later(EmuStream *stream, int *error);
void emu_keep(EmuStream *stream, void (*play)(void *data), void *data);
/* A call that a capture does not allow (cudaMalloc), or that waits for a stream; NULL: for all of them. Such a call
 * breaks the capture. */
int  emu_unsafe(void);
int  emu_waits(EmuStream *stream);
EmuGraph *emu_graph_copy(const EmuGraph *graph);
void      emu_graph_play(const EmuGraph *graph);
void      emu_graph_free(EmuGraph *graph);
size_t    emu_graph_nodes(const EmuGraph *graph);

/* --- Errors ------------------------------------------------------------------------------------------------------- */
/* A launch that fails leaves its error until somebody asks. Every call of the runtime but the asking ones goes through
 * emu_asked. */
void        emu_call(const char *name, EmuPlace at);
int         emu_last_error(bool forget);
void        emu_set_error(int error);
const char *emu_launch_error(void); /* why the last launch failed */

#ifdef __cplusplus
}
#endif
