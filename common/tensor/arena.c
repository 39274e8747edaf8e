#include "arena.h"
#include "autograd.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { FIRST_CHUNK = 1 << 16 };

uint64_t t_allocations;

static _Noreturn void no_memory(size_t size) {
    t_fail(MEMORY_REMEDIES, "out of memory: %zu bytes asked for", size);
}

void *t_malloc(size_t size) {
    __atomic_fetch_add(&t_allocations, 1, __ATOMIC_RELAXED); /* by several threads */
    void *p; /* of this very size: AddressSanitizer finds the first byte behind it */
    if (posix_memalign(&p, ARENA_ALIGNMENT, size + !size) != 0) no_memory(size);
    return p;
}

void *t_calloc(size_t n, size_t size) {
    if (size && n > SIZE_MAX / 2 / size) no_memory(SIZE_MAX);
    return memset(t_malloc(n * size), 0, n * size);
}

/* Large chunks in pages of 2 MB where the system gives them: a pass over many channels needs a page of each at once. */
static void ask_for_huge_pages(char *base, size_t size) {
#ifdef MADV_HUGEPAGE
    enum { PAGE = 1 << 21 };
    const size_t skipped = -(size_t)base % PAGE;
    if (size >= 4 * PAGE) madvise(base + skipped, (size - skipped) / PAGE * PAGE, MADV_HUGEPAGE);
#else
    (void)base, (void)size;
#endif
}

static Chunk *new_chunk(Arena *a, size_t size) {
    size_t wanted = a->chunk_size ? a->chunk_size : FIRST_CHUNK;
    if (wanted < size) wanted = size;
    a->chunk_size = 2 * wanted;
    Chunk *chunk = t_malloc(sizeof *chunk);
    chunk->base = a->alloc ? a->alloc(wanted) : t_malloc(wanted);
    if (!chunk->base) t_fail(MEMORY_REMEDIES, "%s", t_error());
    if (!a->alloc) ask_for_huge_pages(chunk->base, wanted);
    chunk->next = NULL;
    chunk->size = wanted;
    chunk->used = 0;
    return chunk;
}

/* After a rewind the chunks behind the current one are empty, and are filled again in the same order. */
void *arena_alloc_slowly(Arena *a, size_t size) {
    Chunk **link = a->current ? &a->current->next : &a->first;
    while (*link && (*link)->size < size) link = &(*link)->next;
    if (!*link) *link = new_chunk(a, size);
    a->current = *link;
    a->current->used = size;
    return a->current->base;
}

ArenaMark arena_mark(const Arena *a) { return (ArenaMark){a->current, a->current ? a->current->used : 0}; }

void arena_rewind(Arena *a, ArenaMark mark, bool poison) {
    if (!mark.chunk && a->first) mark = (ArenaMark){a->first, 0};
    for (Chunk *c = mark.chunk; c; c = c->next) {
        size_t keep = c == mark.chunk ? mark.used : 0;
        if (poison && !a->alloc && c->used > keep) memset(c->base + keep, 0xff, c->used - keep);
        c->used = keep;
        if (c == a->current) break;
    }
    a->current = mark.chunk;
}

void arena_free(Arena *a, void (*release)(void *chunk)) {
    for (Chunk *c = a->first, *next; c; c = next) {
        next = c->next;
        release(c->base);
        free(c);
    }
    *a = (Arena){0};
}

size_t arena_used(const Arena *a) {
    size_t used = 0;
    for (const Chunk *c = a->first; c; c = c->next) {
        used += c->used;
        if (c == a->current) break;
    }
    return used;
}
