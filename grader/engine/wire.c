#include "wire.h"

#include <stdlib.h>
#include <string.h>

size_t wire_size(const Tensor *x, Precision p) {
    return x->size * (x->dtype == DTYPE_REAL && p == PRECISION_FLOAT ? sizeof(float) : t_element_size(x->dtype));
}

static char *put_values(char *to, const Tensor *x, Precision p) {
    if (x->dtype == DTYPE_REAL && p == PRECISION_FLOAT) {
        for (size_t i = 0; i < x->size; i++) {
            float value = (float)x->data[i];
            memcpy(to + i * sizeof value, &value, sizeof value);
        }
    } else if (x->size > 0) {
        memcpy(to, x->raw, wire_size(x, p));
    }
    return to + wire_size(x, p);
}

const char *wire_take(const char *from, Tensor *x, Precision p) {
    if (x->dtype == DTYPE_REAL && p == PRECISION_FLOAT) {
        for (size_t i = 0; i < x->size; i++) {
            float value;
            memcpy(&value, from + i * sizeof value, sizeof value);
            x->data[i] = (real)value;
        }
    } else if (x->size > 0) {
        memcpy(x->raw, from, wire_size(x, p));
    }
    return from + wire_size(x, p);
}

static char *put_description(char *to, const Tensor *x, const char *name, const Layout *parts) {
    TensorFrame f = {.dtype = (uint16_t)x->dtype,
                     .ndim = (uint16_t)x->ndim,
                     .requires_grad = x->requires_grad,
                     .parts = parts != NULL ? (uint32_t)parts->n : 0};
    memcpy(f.shape, x->shape, (size_t)x->ndim * sizeof x->shape[0]);
    snprintf(f.name, sizeof f.name, "%.31s", name != NULL ? name : "");
    memcpy(to, &f, sizeof f);
    return to + sizeof f;
}

static size_t parts_size(const Layout *parts) { return parts != NULL ? (size_t)parts->n * sizeof(Part) : 0; }

static char *put_parts(char *to, const Layout *parts) {
    if (parts != NULL) memcpy(to, parts->part, parts_size(parts));
    return to + parts_size(parts);
}

static size_t body_size(const Call *c, Precision p) {
    size_t size = (size_t)(c->n_in + c->n_out) * sizeof(TensorFrame);
    for (int i = 0; i < c->n_in; i++) size += parts_size(c->in_parts[i]) + wire_size(c->in[i], p);
    for (int i = 0; i < c->n_out; i++) size += parts_size(c->out_parts[i]);
    return size;
}

static char *put_case(char *to, uint64_t nonce, int entry, const Case *k, bool with_next, int calls, Precision p) {
    const Call *c = &k->call;
    RequestFrame f = {.magic = FRAME_REQUEST,
                      .call = (uint32_t)entry,
                      .nonce = nonce,
                      .n_in = (uint32_t)c->n_in,
                      .n_out = (uint32_t)c->n_out,
                      .n_args = (uint32_t)c->n_args,
                      .with_next = with_next,
                      .more_calls = (uint16_t)(calls - 1),
                      .body = body_size(c, p)};
    memcpy(f.arg, c->arg, sizeof f.arg);
    memcpy(to, &f, sizeof f);
    to += sizeof f;
    for (int i = 0; i < c->n_in; i++) to = put_description(to, c->in[i], k->in_name[i], c->in_parts[i]);
    for (int i = 0; i < c->n_out; i++) to = put_description(to, c->out[i], k->out_name[i], c->out_parts[i]);
    for (int i = 0; i < c->n_in; i++) to = put_parts(to, c->in_parts[i]);
    for (int i = 0; i < c->n_out; i++) to = put_parts(to, c->out_parts[i]);
    for (int i = 0; i < c->n_in; i++) to = put_values(to, c->in[i], p);
    return to;
}

char *wire_request(uint64_t nonce, int entry, const Case *k, const Case *with, int calls, Precision p, size_t *size) {
    *size = sizeof(RequestFrame) + body_size(&k->call, p);
    if (with != NULL) *size += sizeof(RequestFrame) + body_size(&with->call, p);
    char *request = t_malloc(*size), *to = put_case(request, nonce, entry, k, with != NULL, calls, p);
    if (with != NULL) put_case(to, nonce, entry, with, false, 1, p);
    return request;
}

size_t wire_text_size(const BoxAnswer *answer) {
    const char *mark = strstr(answer->text, "\n@");
    return mark != NULL ? (size_t)(mark - answer->text) : answer->text_size;
}
