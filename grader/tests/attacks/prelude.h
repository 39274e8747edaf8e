/* prelude.h: stands in front of every attack that is C, behind frames.h. The runner defines before it, as they are on
 * this machine,
 *
 *     CANARY_DIR     a folder that everybody may write to; a file in it means that something forbidden has worked
 *     VICTIM         a solved softmax.c that students must not see; NEIGHBOUR: another student's
 *     REFERENCE_FILE the course's own, and REFERENCE_BARE the same without quotation marks
 *     TCP_PORT, UDP_PORT, ABSTRACT_NAME    where somebody listens
 *     GRADER_CWD, SUBMISSION, HOME_DIR, RESULTS    the grader's folders, and the JSON that it will write
 *     MARK           a part of every file name that an attack makes, so that it is found wherever it is
 *     SEMAPHORES     the key of a set that nobody else has
 *     ATTACK_SEED    another number at each run */
#include "softmax.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define CTOR __attribute__((constructor)) static void
#define UNUSED __attribute__((unused)) static

/* By the bare calls: an attack may have defined open() and strlen() anew. */
UNUSED long put_file(const char *path, const char *text) {
    size_t n = 0;
    while (text[n]) n++;
    long fd = syscall(SYS_open, path, O_WRONLY | O_CREAT | O_TRUNC, 0666), put = -1;
    if (fd >= 0) put = syscall(SYS_write, fd, text, n);
    if (fd >= 0) syscall(SYS_close, fd);
    return put;
}

UNUSED void canary(const char *what) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", CANARY_DIR, what);
    put_file(path, "it worked\n");
}

UNUSED void print(const char *text) {
    size_t n = 0;
    while (text[n]) n++;
    if (syscall(SYS_write, 1, text, n) < 0) return;
}

UNUSED void put(const void *from, size_t n) {
    for (const char *p = from; n > 0;) {
        long done = syscall(SYS_write, ANSWER_FD, p, n);
        if (done <= 0) syscall(SYS_exit_group, 1);
        p += done;
        n -= (size_t)done;
    }
}

UNUSED void take(void *to, size_t n) {
    for (char *p = to; n > 0;) {
        long done = syscall(SYS_read, 0, p, n);
        if (done <= 0) syscall(SYS_exit_group, 0);
        p += done;
        n -= (size_t)done;
    }
}

UNUSED size_t size_of(const Described *d) {
    size_t n = d->dtype == DTYPE_REAL ? sizeof(real) : d->dtype == DTYPE_INT64 ? 8 : 1;
    for (uint32_t i = 0; i < d->ndim; i++) n *= (size_t)d->shape[i];
    return n;
}

/* Reads a request as a whole; how many bytes its answer has. */
UNUSED size_t take_request(Request *q) {
    static Described d[2 * MAX_VALUES];
    static char      values[1 << 22];
    size_t           in = 0, out = 0;
    take(q, sizeof *q);
    take(d, (q->n_in + q->n_out) * sizeof d[0]);
    for (uint32_t i = 0; i < q->n_in + q->n_out; i++) in += d[i].parts * (size_t)PART;
    for (uint32_t i = 0; i < q->n_in; i++) in += size_of(&d[i]);
    for (uint32_t i = 0; i < q->n_out; i++) out += size_of(&d[q->n_in + i]);
    take(values, in);
    return out;
}

UNUSED void put_answer(uint64_t nonce, uint64_t bytes) {
    put(&(Response){MAGIC, ANSWER, nonce, bytes}, sizeof(Response));
}
