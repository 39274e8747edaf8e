#include "replay.h"
#include "device.h"
#include "step.h"
#include "written_private.h"
#include <stddef.h>
#include <stdlib.h>

enum { WARM_UP = 2 }; /* runs as written, in which all memory is asked for that a step needs */

typedef struct Sent {
    void  *to;
    size_t bytes;
    void (*write)(void *here, void *data);
    void        *data;
    struct Sent *next;
} Sent;

struct Replay {
    Device device;
    void (*step)(void *data);
    void *data;
    Arena memory; /* of the step's tensors: no other step writes there, nor is overwritten by a replay */
    int   runs;
    void *recording; /* of the device; NULL: there is none yet */
    Sent *sent, **end;
};

static Replay *recording; /* under way */

bool replay_records(void) { return recording != NULL; }

static bool can_record(Device device) {
    return device != DEV_CPU && dev_kernels(device)->record && debug_checks() == 0;
}

Replay *replay_new(Device device, void (*step)(void *data), void *data) {
    Replay *r = t_calloc(1, sizeof *r);
    *r = (Replay){.device = device, .step = step, .data = data, .end = &r->sent};
    return r;
}

/* The step as it is written, in memory of its own. */
static void run_step(Replay *r) {
    step_swap_values(r->device, &r->memory);
    {
        t_step();
        r->step(r->data);
    }
    step_swap_values(r->device, &r->memory);
}

static void record(Replay *r) {
    recording = r;
    dev_kernels(r->device)->record();
    run_step(r);
    r->recording = dev_kernels(r->device)->recorded();
    recording = NULL;
}

static void send(Device device, void *to, size_t bytes, void (*write)(void *here, void *data), void *data) {
    _Alignas(max_align_t) char here[REPLAY_MAX_SENT];
    write(here, data);
    dev_kernels(device)->to_device(to, here, bytes);
}

void replay_run(Replay *r) {
    if (recording) t_fail("run it behind the recorded step", "replay_run: a step is being recorded");
    if (r->runs++ < WARM_UP || !can_record(r->device)) {
        run_step(r);
        return;
    }
    if (!r->recording) record(r);
    for (const Sent *s = r->sent; s; s = s->next) send(r->device, s->to, s->bytes, s->write, s->data);
    dev_kernels(r->device)->replay(r->recording);
}

void replay_send(Device device, void *to, size_t bytes, void (*write)(void *here, void *data), void *data) {
    if (bytes > REPLAY_MAX_SENT)
        t_fail(NULL, "replay_send: %zu bytes; at most %d are sent", bytes, (int)REPLAY_MAX_SENT);
    if (!recording) {
        send(device, to, bytes, write, data);
        return;
    }
    Sent *sent = t_malloc(sizeof *sent);
    *sent = (Sent){to, bytes, write, data, NULL};
    *recording->end = sent;
    recording->end = &sent->next;
}

void replay_free(Replay *r) {
    if (!r) return;
    if (r->recording) dev_kernels(r->device)->forget(r->recording);
    for (Sent *s = r->sent, *next; s; s = next) {
        next = s->next;
        free(s);
    }
    arena_free(&r->memory, r->device == DEV_CPU ? free : dev_kernels(r->device)->release);
    free(r);
}

void t_store(Tensor *to, const Tensor *from) {
    t_check_alive(to, "t_store: to");
    t_check_alive(from, "t_store: from");
    if (!t_same_shape(to, from) || to->dtype != from->dtype || to->device != from->device)
        t_fail("t_own(from->dtype, from->device, from->ndim, from->shape) makes one that is alike",
               "t_store: %s on %s does not take %s on %s", t_label(to, "to"), dev_name(to->device),
               t_label(from, "from"), dev_name(from->device));
    dev_kernels(to->device)->copy(to->raw, from->raw, from->size * t_element_size(from->dtype));
    to->written = written_by("t_store");
}
