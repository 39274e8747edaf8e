/* probe.c: the process in which a student's code runs. It reads requests, calls, and writes answers, and holds neither
 * expected values nor a verdict.
 *
 * It shares its memory with the student's code, so nothing that it does is protection: the guard pages, the poison and
 * the comparison of the inputs find honest mistakes early and give them a name. */
#include "call_hooks.h"
#include "protocol.h"
#include "guard.h"
#include "where.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

bool call_is_first = true;
static uint64_t nonce; /* of the request under way */

/* --- Frames ------------------------------------------------------------------------------------------------------- */
/* What a request of many calls has brought, for the next one of them. */
static struct Kept {
    char  *bytes;
    size_t size, at;
    bool   in_use;
} kept;

static void read_all(void *to, size_t n) {
    if (kept.in_use) {
        if (n > kept.size - kept.at) _exit(2);
        memcpy(to, kept.bytes + kept.at, n);
        kept.at += n;
        return;
    }
    for (char *p = to; n > 0;) {
        ssize_t got = read(STDIN_FILENO, p, n);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) _exit(0); /* the grader has no more to ask */
        p += got;
        n -= (size_t)got;
    }
}

static void write_all(const void *from, size_t n) {
    for (const char *p = from; n > 0;) {
        ssize_t put = write(FRAME_ANSWER_FD, p, n);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) _exit(1);
        p += put;
        n -= (size_t)put;
    }
}

static void respond(ResponseStatus status, size_t bytes) {
    write_all(&(ResponseFrame){FRAME_RESPONSE, status, nonce, bytes}, sizeof(ResponseFrame));
}

static _Noreturn void end_with(ResponseStatus status, const char *text) {
    size_t n = strnlen(text, FRAME_MAX_TEXT);
    respond(status, n);
    write_all(text, n);
    _exit(1);
}

/* --- Mistakes ----------------------------------------------------------------------------------------------------- */
static void on_fatal(int status, const char *message) {
    fflush(stdout);
    end_with(status == EXIT_NOT_WRITTEN ? RESPONSE_NOT_WRITTEN : RESPONSE_WRONG_CALL, message);
}

static void on_wrong_result(const char *message) {
    fflush(stdout);
    end_with(RESPONSE_WRONG_RESULT, message);
}

void call_withheld(const char *name) {
    char text[1024];
    fflush(stdout);
    snprintf(text, sizeof text, "calls %s, which this lab withholds (write what it does yourself)", name);
    where_add(text, sizeof text, NULL);
    end_with(RESPONSE_WITHHELD, text);
}

static const char *call_name(int number) {
    static const struct { int number; const char *name;
    } names[] = {
        {SYS_clone, "clone (a process or a thread)"},
        {SYS_clone3, "clone3 (a process or a thread)"},
        {SYS_execve, "execve"},
        {SYS_kill, "kill"},
        {SYS_tkill, "tkill"},
        {SYS_socket, "socket"},
        {SYS_connect, "connect"},
        {SYS_ptrace, "ptrace"},
        {SYS_setsid, "setsid"},
#ifdef SYS_fork /* newer architectures have clone and ppoll only */
        {SYS_fork, "fork"},
        {SYS_vfork, "vfork"},
        {SYS_pause, "pause"},
#endif
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].number == number) return names[i].name;
    return NULL;
}

/* no_memory: the call that failed last had no memory left. Its NULL may be used at an index, too. */
static void describe_fault(char *text, size_t size, const siginfo_t *info, const ucontext_t *context, bool no_memory) {
    uintptr_t address = (uintptr_t)info->si_addr, stack = (uintptr_t)__builtin_frame_address(0);
#ifdef __x86_64__
    stack = (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
#elif defined __aarch64__
    stack = (uintptr_t)context->uc_mcontext.sp;
#endif
    if (guard_describe(info->si_addr, text, size)) return;
    if (info->si_code == SI_KERNEL) { /* an address that no program has: the processor tells none */
        snprintf(text, size, "segmentation fault: uses a pointer that is none: never set, or a return is missing");
    } else if (no_memory && address < 1 << 30) {
        snprintf(text, size, "segmentation fault: uses a NULL pointer: malloc has no memory left, or was asked for too "
                 "much");
    } else if (address < 4096) {
        snprintf(text, size, "segmentation fault: uses a NULL pointer");
    } else if (address > stack - (1 << 20) && address < stack + (1 << 16)) {
        snprintf(text, size, "stack overflow: endless recursion, or a local array that is too large");
    } else {
        snprintf(text, size, "segmentation fault: reads or writes outside its memory");
    }
}

static void on_crash(int signal_number, siginfo_t *info, void *context) {
    const bool no_memory = errno == ENOMEM;
    char       text[1024];
    if (signal_number == SIGSEGV || signal_number == SIGBUS) {
        describe_fault(text, sizeof text, info, context, no_memory);
    } else if (signal_number == SIGSYS) {
        const char *name = call_name(info->si_syscall);
        if (name != NULL) snprintf(text, sizeof text, "forbidden system call: %s", name);
        else snprintf(text, sizeof text, "forbidden system call: number %d", info->si_syscall);
    } else if (signal_number == SIGABRT) {
        snprintf(text, sizeof text, "abort() (a failed assertion, or memory that was overwritten or freed twice)");
    } else {
        snprintf(text, sizeof text, "%s", signal_number == SIGFPE ? "integer division by zero" : "illegal instruction");
    }
    where_add(text, sizeof text, context);
    end_with(RESPONSE_CRASH, text);
}

static void catch_crashes(void) {
    static char stack[64 * 1024]; /* the program's own may be what ran out */
    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
    struct sigaction action = {.sa_sigaction = on_crash, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND};
    const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGSYS, SIGABRT};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) sigaction(signals[i], &action, NULL);
}

/* --- A call ------------------------------------------------------------------------------------------------------- */
static size_t bytes_of(const Tensor *x) { return x->size * t_element_size(x->dtype); }

static Tensor *guarded_copy(const Tensor *x) {
    Tensor *copy = guard_tensor(x->dtype, x->ndim, x->shape, NULL);
    memcpy(copy->raw, x->raw, bytes_of(x));
    return copy;
}

static Tensor *described(TensorFrame *f) {
    f->name[FRAME_NAME - 1] = '\0';
    Tensor *x = guard_tensor((DType)f->dtype, (int)f->ndim, f->shape, f->name[0] != '\0' ? block_name(f->name) : NULL);
    x->requires_grad = f->requires_grad != 0;
    return x;
}

/* The parts of a block, where it is one. */
static Layout *read_parts(const TensorFrame *f) {
    if (f->parts == 0) return NULL;
    if (f->dtype != DTYPE_REAL || f->ndim != 1 || f->shape[0] < 0 || f->parts > INT32_MAX / sizeof(Part)) _exit(2);
    Layout *l = block_layout((int)f->parts);
    l->n = (int)f->parts;
    l->size = (size_t)f->shape[0];
    read_all(l->part, f->parts * sizeof(Part));
    if (!block_fits(l, l->size)) _exit(2);
    return l;
}

/* A case as it came, with what its inputs must still hold when its call has ended. */
typedef struct Received {
    Call  call;
    void (*run)(Call *c);
    void *sent[CALL_MAX_VALUES];
} Received;

static void receive(const RequestFrame *request, Received *r) {
    TensorFrame frames[2 * CALL_MAX_VALUES];
    Call       *c = &r->call;
    int n_entries = 0;
    while (lab_calls[n_entries].name != NULL) n_entries++;
    if (request->n_in > CALL_MAX_VALUES || request->n_out > CALL_MAX_VALUES ||
        request->n_args > CALL_MAX_ARGUMENTS || (int)request->call >= n_entries)
        _exit(2);
    read_all(frames, (request->n_in + request->n_out) * sizeof frames[0]);
    *c = (Call){.n_in = (int)request->n_in, .n_out = (int)request->n_out, .n_args = (int)request->n_args};
    memcpy(c->arg, request->arg, sizeof c->arg);
    r->run = lab_calls[request->call].run;
    for (int i = 0; i < c->n_in; i++) c->in_parts[i] = read_parts(&frames[i]);
    for (int i = 0; i < c->n_out; i++) c->out_parts[i] = read_parts(&frames[c->n_in + i]);
    for (int i = 0; i < c->n_in; i++) {
        c->in[i] = described(&frames[i]);
        read_all(c->in[i]->raw, bytes_of(c->in[i]));
        r->sent[i] = t_malloc(bytes_of(c->in[i]) + 1);
        memcpy(r->sent[i], c->in[i]->raw, bytes_of(c->in[i]));
    }
    for (int i = 0; i < c->n_out; i++) c->out[i] = described(&frames[c->n_in + i]);
}

/* Input i, or of a block the part that is not as it was sent. */
static const Tensor *changed_part(const Received *r, int i) {
    const Layout *parts = r->call.in_parts[i];
    for (int p = 0; parts != NULL && p < parts->n; p++) {
        const Tensor *x = block_part(parts, r->call.in[i], p);
        if (memcmp((const real *)r->sent[i] + parts->part[p].begin, x->data, bytes_of(x)) != 0) return x;
    }
    return r->call.in[i];
}

static void compare_inputs(Received *r) {
    for (int i = 0; i < r->call.n_in; i++) {
        const Tensor *x = r->call.in[i];
        if (memcmp(r->sent[i], x->raw, bytes_of(x)) != 0) {
            char message[160];
            snprintf(message, sizeof message, "changed its input %s", t_label(changed_part(r, i), "x"));
            on_wrong_result(message);
        }
        free(r->sent[i]);
    }
}

/* One request, or two that run together. */
static void run_request(const RequestFrame *request, bool answers) {
    static Received r[2];
    const int cases = request->with_next != 0 ? 2 : 1;
    char   overrun[256];
    size_t total = 0;
    t_step();
    receive(request, &r[0]);
    if (cases == 2) {
        RequestFrame next;
        read_all(&next, sizeof next);
        if (next.magic != FRAME_REQUEST || next.with_next != 0) _exit(2);
        receive(&next, &r[1]);
        r[0].call.with = &r[1].call;
    }
    errno = 0; /* what is there at a crash was left by the student's code */
    r[0].run(&r[0].call);
    if (cases == 2 && !r[0].call.with_done) r[1].run(&r[1].call);

    for (int k = 0; k < cases; k++) compare_inputs(&r[k]);
    if (guard_written_before(overrun, sizeof overrun)) on_wrong_result(overrun);
    fflush(stdout);
    for (int k = 0; k < cases; k++)
        for (int i = 0; i < r[k].call.n_out; i++) total += bytes_of(r[k].call.out[i]);
    if (answers) respond(RESPONSE_ANSWER, total);
    for (int k = 0; k < cases && answers; k++)
        for (int i = 0; i < r[k].call.n_out; i++) write_all(r[k].call.out[i]->raw, bytes_of(r[k].call.out[i]));
    guard_release();
}

/* Of many calls further ones would pay for guards, and have no more to tell. */
static void call(const RequestFrame *request, bool answers) {
    step_guard = call_is_first || request->with_next != 0 ? &guard_steps : NULL;
    call_is_first = false;
    run_request(request, answers);
}

/* The same call, many times. Whether memory grows is looked at from outside, so what other calls have left free goes
 * back to the system first: a leak would hide in it. */
static void call_again_and_again(const RequestFrame *request) {
    enum { MOST = 64 << 20 };
    static bool again;
    if (!again) malloc_trim(0);
    again = true;
    if (request->body > MOST || request->with_next != 0) _exit(2);
    if (kept.size < request->body) kept.bytes = realloc(kept.bytes, request->body);
    if (kept.bytes == NULL) _exit(2);
    kept.size = request->body;
    read_all(kept.bytes, kept.size);
    kept.in_use = true;
    for (int i = 0; i <= request->more_calls; i++) {
        kept.at = 0;
        call(request, i == request->more_calls);
    }
    kept.in_use = false;
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0); /* what was printed before a crash is worth reading */
    mallopt(M_PERTURB, 0x01);         /* fresh memory holds 0xfe: a value that was never set does not look like 0 */
    t_debug(T_DEBUG_POISON);
    call_fatal = on_fatal;
    t_on_fatal(on_fatal);
    call_wrong_result = on_wrong_result;
    call_copy = guarded_copy;
    catch_crashes();
    for (;;) {
        RequestFrame request;
        read_all(&request, sizeof request);
        if (request.magic != FRAME_REQUEST) _exit(2);
        nonce = request.nonce;
        if (request.more_calls > 0) call_again_and_again(&request);
        else call(&request, true);
    }
}
