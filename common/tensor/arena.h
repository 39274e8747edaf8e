/* arena.h: memory that is handed out in order and given back all at once.
 *
 * Chunks are never moved and never returned to the system, so pointers stay good until the rewind and a training step
 * allocates nothing once the first one has passed. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct Chunk {
    struct Chunk *next;
    char         *base;
    size_t        size, used;
} Chunk;
typedef struct Arena {
    Chunk *first, *current;
    size_t chunk_size;              /* of the next chunk, in bytes; 0 = a default */
    void *(*alloc)(size_t bytes);   /* where chunks come from; NULL = host memory */
} Arena;

typedef struct ArenaMark {
    Chunk *chunk;
    size_t used;
} ArenaMark;

/* What to do where memory ends, on every device. */
#define MEMORY_REMEDIES                                                                                                \
    "take a smaller batch; or add up the gradients of several small batches before a step, as in lab 4; or use a "     \
    "machine or GPU with more memory. A loop that never ends needs ever more"

enum { ARENA_ALIGNMENT = 64 };
/* For what the chunk in use has no room for. */
void *arena_alloc_slowly(Arena *a, size_t size);

/* `size` bytes, aligned, not initialised. Ends the program when there is no memory. */
static inline void *arena_alloc(Arena *a, size_t size) {
    size = (size + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);
    Chunk *c = a->current;
    if (!c || c->size - c->used < size) return arena_alloc_slowly(a, size);
    void *p = c->base + c->used;
    c->used += size;
    return p;
}

ArenaMark arena_mark(const Arena *a);
/* Gives back all that was handed out since the mark; with `poison`, fills it with bytes that read as NaN. */
void arena_rewind(Arena *a, ArenaMark mark, bool poison);
/* Returns host memory to the system. */
void arena_free(Arena *a, void (*release)(void *chunk));
/* Bytes in use now. */
size_t arena_used(const Arena *a);
