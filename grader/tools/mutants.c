/* mutants.c: the calls of the program that holds all misconceptions of a lab (misconceptions.h). Which they are
 * comes from a table that is generated. */
#include "misconceptions.h"
#include "call_hooks.h"
#include "where.h"

extern const CallEntry *const lab_mutant_calls[]; /* of each misconception, in the order of the declarations: */
int mutant_chosen;                                /* several are in one file, and this one is in force (tools/mutate) */
/* Of each way to write the solution with small mistakes (edits.h), */
extern const CallEntry *const lab_edited_calls[] __attribute__((weak));
int edit_chosen;                                  /* of which one is switched on */

extern void emu_restart(void) __attribute__((weak)); /* of the emulated GPU, where it is in the program */

static const CallEntry *chosen;

/* Nobody is told where a mistake crashes, and many do. */
void where_add(char *text, size_t size, const ucontext_t *context) {
    (void)text;
    (void)size;
    (void)context;
}

static void choose(Call *c) {
    if (call_has(c, "edit")) {
        chosen = lab_edited_calls[call_int(c, "way")];
        edit_chosen = call_int(c, "edit");
    } else {
        mutant_chosen = call_int(c, "misconception");
        chosen = lab_mutant_calls[mutant_chosen];
    }
    if (emu_restart) emu_restart();
    call_is_first = true; /* as in a probe that holds nothing else */
}

#define CALL(n) static void call_##n(Call *c) { chosen[n].run(c); }
#define ENTRY(n) {#n, call_##n},
#define EIGHT(X, a, b, c, d, e, f, g, h) X(a) X(b) X(c) X(d) X(e) X(f) X(g) X(h)
#define EACH(X) \
    EIGHT(X, 0, 1, 2, 3, 4, 5, 6, 7) \
    EIGHT(X, 8, 9, 10, 11, 12, 13, 14, 15) \
    EIGHT(X, 16, 17, 18, 19, 20, 21, 22, 23) \
    EIGHT(X, 24, 25, 26, 27, 28, 29, 30, 31)
EACH(CALL)

const CallEntry lab_calls[] = {EACH(ENTRY) {"choose", choose}, {NULL, NULL}};
