#include "where.h"

#include "protocol.h"
#include <stdio.h>
#include <string.h>
#include <unwind.h>

typedef struct Trace {
    uintptr_t frames[WHERE_FRAMES];
    int n;
} Trace;

/* A return address stands behind its call, perhaps on the next line. */
static _Unwind_Reason_Code add_frame(struct _Unwind_Context *frame, void *to) {
    Trace *t = to;
    int exact = 0;
    uintptr_t address = _Unwind_GetIPInfo(frame, &exact);
    if (address == 0 || t->n == WHERE_FRAMES) return _URC_END_OF_STACK;
    t->frames[t->n++] = address - !exact;
    return _URC_NO_REASON;
}

/* A call of a NULL function has left nothing to unwind from but its return address, on top of the stack. */
static void add_caller_of_null(Trace *t, const ucontext_t *context) {
#ifdef __x86_64__
    const greg_t *registers = context->uc_mcontext.gregs;
    if (registers[REG_RIP] == 0) t->frames[t->n++] = *(const uintptr_t *)registers[REG_RSP] - 1;
#elif defined __aarch64__
    if (context->uc_mcontext.pc == 0) t->frames[t->n++] = context->uc_mcontext.regs[30] - 1;
#else
    (void)t;
    (void)context;
#endif
}

void where_add(char *text, size_t size, const ucontext_t *context) {
    Trace trace = {.n = 0};
    if (context != NULL) add_caller_of_null(&trace, context);
    _Unwind_Backtrace(add_frame, &trace);
    size_t n = strlen(text);
    for (int i = 0; i < trace.n && n + 20 < size; i++)
        n += (size_t)snprintf(text + n, size - n, "%s%zx", i == 0 ? "\n@" : " ", (size_t)trace.frames[i]);
}
