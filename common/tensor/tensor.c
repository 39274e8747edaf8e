#include "device.h"
#include "step.h"
#include <stdlib.h>
#include <string.h>

/* --- Making ------------------------------------------------------------------------------------------------------ */
static void set_shape(Tensor *x, int ndim, const int shape[]) {
    if (ndim < 0 || ndim > T_MAX_NDIM)
        t_fail(NULL, "a tensor of %d axes is asked for; there can be 0 to %d", ndim, T_MAX_NDIM);
    x->ndim = ndim;
    x->size = 1;
    for (int d = 0; d < ndim; d++) {
        if (shape[d] < 0) t_fail(NULL, "axis %d of a new tensor is to have length %d", d, shape[d]);
        x->shape[d] = shape[d];
        if (__builtin_mul_overflow(x->size, (size_t)shape[d], &x->size) || x->size > SIZE_MAX / 16)
            t_fail(NULL, "a new tensor of %d axes would have more elements than memory can hold", ndim);
    }
}

static Tensor *header(Device device, DType dtype, int ndim, const int shape[]) {
    Tensor *x = step_header(sizeof *x);
    set_shape(x, ndim, shape);
    x->dtype = dtype;
    x->device = device;
    x->requires_grad = false;
    x->grad = x->grad_memory = NULL;
    x->blank = false;
    x->name = NULL;
    x->ctx = NULL;
    x->step = step_id();
    x->shares = NULL;
    return x;
}

Tensor *t_empty_on(Device device, DType dtype, int ndim, const int shape[]) {
    Tensor *x = header(device, dtype, ndim, shape);
    x->raw = step_values(device, x->size * t_element_size(dtype), x);
    return x;
}

Tensor *t_empty(DType dtype, int ndim, const int shape[]) { return t_empty_on(DEV_CPU, dtype, ndim, shape); }
Tensor *t_like(const Tensor *x) { return t_empty_on(x->device, x->dtype, x->ndim, x->shape); }

Tensor *t_zeros_like(const Tensor *x) {
    Tensor *y = t_like(x);
    size_t  bytes = y->size * t_element_size(y->dtype);
    if (y->device == DEV_CPU) memset(y->raw, 0, bytes);
    else dev_kernels(y->device)->zero(y->raw, bytes);
    return y;
}

Tensor *t_full_shape(double value, int ndim, const int shape[]) {
    Tensor *x = t_empty(DTYPE_REAL, ndim, shape);
    for (size_t i = 0; i < x->size; i++) x->data[i] = (real)value;
    return x;
}

Tensor *t_scalar(double value) { return t_full_shape(value, 0, NULL); }

Tensor *t_scalar_int64(int64_t value) { return t_copy_of(&value, DTYPE_INT64, 0, NULL); }

static void check_memory(const char *who, const Tensor *x, const void *values) {
    if (!values && x->size > 0)
        t_fail("the values have to be somewhere: did malloc run out of memory?",
               "%s: values is NULL, where %zu are needed for %s", who, x->size, t_shape_text(x));
}

Tensor *t_copy_of(const void *values, DType dtype, int ndim, const int shape[]) {
    Tensor *x = t_empty(dtype, ndim, shape);
    check_memory("t_copy_of", x, values);
    if (x->size > 0) memcpy(x->raw, values, x->size * t_element_size(dtype));
    return x;
}

Tensor *t_copy_of_array(const void *values, size_t bytes, DType dtype, int ndim, const int shape[]) {
    Tensor wanted;
    set_shape(&wanted, ndim, shape);
    const size_t given = bytes / t_element_size(dtype);
    if (given < wanted.size)
        t_fail(NULL, "t_tensor: %zu value%s for the shape %s, which takes %zu", given, given == 1 ? "" : "s",
               t_shape_text(&wanted), wanted.size);
    return t_copy_of(values, dtype, ndim, shape);
}

Tensor *t_from_array(void *values, DType dtype, int ndim, const int shape[]) {
    Tensor *x = header(DEV_CPU, dtype, ndim, shape);
    check_memory("t_from_array", x, values);
    x->raw = values;
    return x;
}

/* Measured from the nearer end, so that both ends are exact and a grid about 0 is symmetric. */
Tensor *t_linspace(double first, double last, int n) {
    Tensor *x = t_empty(DTYPE_REAL, 1, &n);
    double  step = n > 1 ? (last - first) / (n - 1) : 0;
    for (int i = 0; i < n; i++) x->data[i] = (real)(i < n / 2 || n == 1 ? first + step * i : last - step * (n - 1 - i));
    return x;
}

Tensor *t_arange(int n) {
    Tensor *x = t_empty(DTYPE_INT64, 1, &n);
    for (int i = 0; i < n; i++) x->i64[i] = i;
    return x;
}

/* --- Owning ------------------------------------------------------------------------------------------------------ */
Tensor *t_own(DType dtype, Device device, int ndim, const int shape[]) {
    Tensor *x = t_calloc(1, sizeof *x);
    set_shape(x, ndim, shape);
    x->dtype = dtype;
    x->device = device;
    size_t bytes = x->size * t_element_size(dtype);
    x->raw = device == DEV_CPU ? t_malloc(bytes) : dev_alloc(device, bytes);
    return x;
}

Tensor *t_keep(const Tensor *x) {
    t_check_alive(x, "t_keep: x");
    Tensor *y = t_own(x->dtype, x->device, x->ndim, x->shape);
    size_t  bytes = x->size * t_element_size(x->dtype);
    if (x->device == DEV_CPU) memcpy(y->raw, x->raw, bytes);
    else dev_kernels(x->device)->copy(y->raw, x->raw, bytes);
    y->name = x->name;
    return y;
}

void t_free(Tensor *x) {
    if (!x) return;
    if (x->step != 0)
        t_fail("only what t_keep and t_own made is freed by hand; a step takes back the rest by itself",
               "t_free: %s belongs to a step", t_label(x, "x"));
    if (x->grad_memory) t_free(x->grad_memory);
    else if (x->grad && x->grad->step == 0) t_free(x->grad);
    if (x->device == DEV_CPU) free(x->raw);
    else dev_kernels(x->device)->release(x->raw);
    free(x);
}

/* --- Looking ----------------------------------------------------------------------------------------------------- */
const char *t_dtype_name(DType dtype) {
    static const char *const real_name = sizeof(real) == sizeof(double) ? "torch.float64" : "torch.float32";
    return dtype == DTYPE_REAL ? real_name : dtype == DTYPE_INT64 ? "torch.int64" : "torch.uint8";
}

bool t_same_shape(const Tensor *a, const Tensor *b) {
    return a->ndim == b->ndim && memcmp(a->shape, b->shape, (size_t)a->ndim * sizeof a->shape[0]) == 0;
}

enum { TEXT_SIZE = 160, TEXTS = 8 };

static char *next_text(void) {
    static _Thread_local char texts[TEXTS][TEXT_SIZE];
    static _Thread_local int  next;
    char *text = texts[next++ % TEXTS];
    text[0] = '\0';
    return text;
}

/* "(4,8)" with its own brackets and separator, at the end of `text`. */
static void append_shape(char *text, const Tensor *x, const char *open, const char *separator, const char *close) {
    int n = (int)strlen(text);
    n += snprintf(text + n, (size_t)(TEXT_SIZE - n), "%s", open);
    for (int d = 0; d < x->ndim; d++)
        n += snprintf(text + n, (size_t)(TEXT_SIZE - n), "%s%d", d ? separator : "", x->shape[d]);
    snprintf(text + n, (size_t)(TEXT_SIZE - n), "%s", close);
}

const char *t_shape_text(const Tensor *x) {
    char *text = next_text();
    append_shape(text, x, "(", ",", ")");
    return text;
}

const char *t_size_text(const Tensor *x) {
    char *text = next_text();
    append_shape(text, x, "torch.Size([", ", ", "])");
    return text;
}

const char *t_label(const Tensor *x, const char *fallback) {
    char *text = next_text();
    snprintf(text, TEXT_SIZE, "%.60s", x->name ? x->name : fallback);
    append_shape(text, x, " (", ",", ")");
    return text;
}

void t_check_alive(const Tensor *x, const char *what) {
    if (!x)
        t_fail("did the call that should have made it fail, or was it never assigned?", "%s is NULL, not a tensor",
               what);
    if (!t_alive(x))
        t_fail("what a step makes ends with the step: copy it with t_keep(x), or its value with t_item(x)",
               "%s was made in a training step that has ended", t_label(x, what));
}

const void *t_host(const Tensor *x) {
    t_check_alive(x, "x");
    if (x->device == DEV_CPU) return x->raw;
    size_t bytes = x->size * t_element_size(x->dtype);
    void  *copy = step_values(DEV_CPU, bytes, NULL);
    dev_kernels(x->device)->to_host(copy, x->raw, bytes);
    return copy;
}

static double element(const void *values, DType dtype, size_t i) {
    return dtype == DTYPE_REAL    ? (double)((const real *)values)[i]
           : dtype == DTYPE_INT64 ? (double)((const int64_t *)values)[i]
                                  : (double)((const uint8_t *)values)[i];
}

double t_item_at(Site site, const Tensor *x) {
    const Site *outer = t_site_enter(&site);
    t_check_alive(x, "x");
    if (x->size != 1)
        t_fail("t_at(x, i, j) is one element, t_mean(x) and t_sum(x) make one of all",
               "t_item: %s has %zu elements; only one element is a number", t_label(x, "x"), x->size);
    t_site_enter(outer);
    return element(t_host(x), x->dtype, 0);
}

double t_at_index(Site site, const Tensor *x, int n, const int index[]) {
    const Site *outer = t_site_enter(&site);
    t_check_alive(x, "x");
    if (n != x->ndim) t_fail(NULL, "t_at: %d indices for %s", n, t_label(x, "x"));
    size_t at = 0;
    for (int d = 0; d < n; d++) {
        int i = index[d] < 0 ? index[d] + x->shape[d] : index[d];
        if (i < 0 || i >= x->shape[d])
            t_fail(NULL, "t_at: index %d is outside axis %d of %s", index[d], d, t_label(x, "x"));
        at = at * (size_t)x->shape[d] + (size_t)i;
    }
    t_site_enter(outer);
    return element(t_host(x), x->dtype, at);
}

bool t_equal(const Tensor *a, const Tensor *b) {
    if (!t_same_shape(a, b) || a->dtype != b->dtype) return false;
    return t_allclose(a, b, 0, 0);
}

bool t_allclose(const Tensor *a, const Tensor *b, double rtol, double atol) {
    if (!t_same_shape(a, b) || a->dtype != b->dtype) return false;
    const void *x = t_host(a), *y = t_host(b);
    if (a->dtype == DTYPE_INT64 && rtol == 0 && atol == 0) return memcmp(x, y, a->size * sizeof(int64_t)) == 0;
    for (size_t i = 0; i < a->size; i++) {
        double u = element(x, a->dtype, i), v = element(y, b->dtype, i);
        if (!(u == v || fabs(u - v) <= atol + rtol * fabs(v)))
            return false; /* infinities equal themselves, NaN nothing */
    }
    return true;
}

Tensor *t_named(Tensor *x, const char *name) {
    x->name = name;
    return x;
}

Tensor *t_requires_grad(Tensor *x) {
    if (x->dtype != DTYPE_REAL)
        t_fail("make it of real numbers: t_cast(x, DTYPE_REAL)", "requires_grad: %s holds integers", t_label(x, "x"));
    x->requires_grad = true;
    return x;
}
