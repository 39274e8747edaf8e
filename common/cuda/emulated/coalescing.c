/* coalescing.c: in how many pieces a warp's threads touch device memory. A GPU fetches it in pieces of 32 bytes. 32
 * threads that read 32 neighbouring floats take 4 pieces; when each of them is a row further, they take 32. That is slow,
 * and no mistake: a probe prints a remark, which its grader reads (grader/engine/remarks.h).
 *
 * What is looked at: in the first block of a launch the first warp, the first VISITS times that it comes to a line. */
#include "emulator_private.h"

#ifdef EMULATED_IN_PROBE
#include <stdio.h>

enum { LINES = 64, VISITS = 4, PIECE = 32, LEAST_THREADS = 16 };
typedef struct Line { /* an instruction that touches device memory */
    uintptr_t pc;
    size_t    size;
    unsigned  visits[EMU_WARP];      /* of each thread */
    uintptr_t at[VISITS][EMU_WARP]; /* the address; 0: it was not there */
} Line;
static Line      lines[LINES];
static int       n_lines;
static uintptr_t told[LINES];
static int       n_told;

void emu_note_access(const Access *a) {
    const int lane = emu.fiber->number;
    if (lane >= EMU_WARP || !emu.first_block) return;
    int i = 0;
    while (i < n_lines && lines[i].pc != a->pc) i++;
    if (i == LINES) return;
    if (i == n_lines) lines[n_lines++] = (Line){.pc = a->pc, .size = a->size};
    const unsigned visit = lines[i].visits[lane]++;
    if (visit < VISITS) lines[i].at[visit][lane] = a->at;
}

/* Different numbers among the first n. */
static int count_different(const uintptr_t x[], int n) {
    int different = 0;
    for (int i = 0; i < n; i++) {
        int j = 0;
        while (j < i && x[j] != x[i]) j++;
        different += j == i;
    }
    return different;
}

static bool was_told(uintptr_t pc) {
    for (int i = 0; i < n_told; i++)
        if (told[i] == pc) return true;
    return n_told == LINES;
}

void emu_tell_accesses(void) {
    for (int i = 0; i < n_lines; i++)
        for (int v = 0; v < VISITS && !was_told(lines[i].pc); v++) {
            uintptr_t at[EMU_WARP], piece[EMU_WARP];
            int       n = 0;
            for (int lane = 0; lane < EMU_WARP; lane++)
                if (lines[i].at[v][lane]) at[n++] = lines[i].at[v][lane];
            for (int k = 0; k < n; k++) piece[k] = at[k] / PIECE;
            const int elements = count_different(at, n), pieces = count_different(piece, n);
            const int enough = (elements * (int)lines[i].size + PIECE - 1) / PIECE;
            if (elements < LEAST_THREADS || 4 * pieces < 3 * elements || pieces < 4 * enough) continue;
            char line[300];
            printf("remark: %s: %d neighbouring threads touch memory in %d pieces of %d bytes, and %d would do\n",
                   emu_line_of(lines[i].pc, line), n, pieces, PIECE, enough);
            told[n_told++] = lines[i].pc;
        }
    n_lines = 0;
}
#else
void emu_note_access(const Access *a) { (void)a; }
void emu_tell_accesses(void) {}
#endif
