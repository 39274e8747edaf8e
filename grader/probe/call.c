/* call.c: what both sides do around a call, the probe with the student's code and the grader with the reference. */
#include "call.h"

#include "call_hooks.h"
#include "step.h"
#include <ctype.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

void (*call_wrong_result)(const char *message);
void (*call_fatal)(int status, const char *message);
Tensor *(*call_copy)(const Tensor *x) = t_keep;

void call_refuse_result(const char *format, ...) {
    char message[512];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (call_wrong_result != NULL) call_wrong_result(message);
    t_fail(NULL, "%s", message);
}

static const Argument *argument(Call *c, const char *name, bool whole) {
    char known[256] = "";
    for (int i = 0; i < c->n_args; i++) {
        const size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s", i > 0 ? ", " : "", c->arg[i].name);
        if (strcmp(c->arg[i].name, name) != 0) continue;
        if (c->arg[i].whole != whole)
            t_fail(NULL, "the call asks for %s as %s, but the case gives %s", name, whole ? "an int" : "a real",
                   whole ? "a real" : "an int");
        c->asked |= 1u << i;
        return &c->arg[i];
    }
    t_fail(NULL, "the call asks for an argument %s; the case has: %s", name, c->n_args > 0 ? known : "none");
}

int    call_int(Call *c, const char *name) { return (int)argument(c, name, true)->value; }
double call_real(Call *c, const char *name) { return argument(c, name, false)->value; }

bool call_has(const Call *c, const char *name) {
    for (int i = 0; i < c->n_args; i++)
        if (strcmp(c->arg[i].name, name) == 0) return true;
    return false;
}

int call_whole_numbers(const Call *c, int i, int most, int numbers[]) {
    const int n = (int)c->in[i]->size;
    if (n > most) t_fail(NULL, "input %d has %d numbers; %d are the most", i, n, most);
    for (int k = 0; k < n; k++) numbers[k] = (int)c->in[i]->i64[k];
    return n;
}

static Args args_of_op(Call *c) {
    Args args = {0};
    for (int i = 0, whole = 0, reals = 0; i < c->n_args; i++) {
        if (c->arg[i].whole) args.i[whole++] = call_int(c, c->arg[i].name);
        else args.f[reals++] = call_real(c, c->arg[i].name);
    }
    return args;
}

static Tensor *output(Call *c, int i) {
    if (i < 0 || i >= c->n_out)
        t_fail("a call that returns all that it has belongs to a check with .output = ALL_OUTPUTS",
               "the call returns output %d, and the check asks for %d, numbered from 0", i, c->n_out);
    return c->out[i];
}

const Tensor *call_part(const Call *c, int i, int p) {
    const Layout *parts = c->in_parts[i];
    if (parts == NULL || p >= parts->n) t_fail(NULL, "input %d has no part %d", i, p);
    return block_part(parts, c->in[i], p);
}

void call_fill(Tensor *out, const Tensor *result) {
    const char *name = t_label(out, "the result");
    if (result == NULL) call_refuse_result("%s is asked for, and NULL came back: is a return missing?", name);
    if ((uintptr_t)result == CALL_NO_RETURN)
        call_refuse_result("%s is asked for, and nothing came back: a return is missing", name);
    if (!t_alive(result)) call_refuse_result("%s: what came back was made in a step that has ended", name);
    if (result->dtype != out->dtype)
        call_refuse_result("%s should have dtype %s, but has %s", name, t_dtype_name(out->dtype),
                     t_dtype_name(result->dtype));
    if (!t_same_shape(result, out))
        call_refuse_result("%s: the shape that came back is %s", name, t_shape_text(result));
    memcpy(out->raw, result->raw, out->size * t_element_size(out->dtype));
}

void call_return(Call *c, int i, const Tensor *result) { call_fill(output(c, i), result); }

void call_return_number(Call *c, int i, double value) {
    Tensor *out = output(c, i);
    if (out->size != 1) t_fail(NULL, "output %d %s is no number", i, t_shape_text(out));
    if (out->dtype == DTYPE_REAL) out->data[0] = (real)value;
    else if (out->dtype == DTYPE_INT64) out->i64[0] = (int64_t)value;
    else out->u8[0] = (uint8_t)value;
}

void call_return_text(Call *c, int i, const char *text) {
    Tensor *out = output(c, i);
    if (out->dtype != DTYPE_UINT8) t_fail(NULL, "output %d is no text", i);
    size_t n = strnlen(text, out->size);
    memset(out->u8, 0, out->size);
    memcpy(out->u8, text, n);
}

/* --- Wrong calls -------------------------------------------------------------------------------------------------- */
static jmp_buf refusal;
static char    refused_with[512];

/* What is not written yet refuses nothing. */
static void on_refusal(int status, const char *message) {
    if (status == EXIT_NOT_WRITTEN) {
        if (call_fatal != NULL) call_fatal(status, message);
        exit(status);
    }
    snprintf(refused_with, sizeof refused_with, "%s", message);
    longjmp(refusal, 1);
}

bool call_refused(Call *c, void (*run)(Call *c), char *message, size_t size) {
    t_step();
    volatile bool refused = true;
    int recording = t_no_grad_begin(); /* a refusal may come from inside of an op, which records nothing */
    t_no_grad_end();
    refused_with[0] = '\0';
    t_on_fatal(on_refusal);
    if (setjmp(refusal) == 0) {
        run(c);
        refused = false;
    }
    t_on_fatal(call_fatal);
    t_no_grad_leave_scope(&recording);
    t_site_enter(NULL); /* the one that was entered last may be gone */
    snprintf(message, size, "%s", refused_with);
    return refused;
}

bool call_names(const char *text, long number) {
    for (const char *p = text; *p != '\0';) {
        char *end;
        const bool begins = isdigit((unsigned char)*p) || (*p == '-' && isdigit((unsigned char)p[1]));
        const long found = begins ? strtol(p, &end, 10) : 0;
        if (begins && found == number) return true;
        p = begins ? end : p + 1;
    }
    return false;
}

size_t call_tensors_kept(void) { return step_headers_used() / sizeof(Tensor); }

Tensor *call_changeable(Call *c, int i) { return t_named(call_copy(c->in[i]), c->in[i]->name); }

/* in[n+1+j] begins the gradient of input j: a copy of it does, so that the input itself stays as it was sent. */
static Tensor *op_forward(Call *c, const Op *op, int n, int differentiable) {
    if (differentiable > 0 && c->n_in < n + 1 + differentiable)
        t_fail(NULL, "%s: the backward of %d inputs takes %d tensors, not %d", op->name, differentiable,
               n + 1 + differentiable, c->n_in);
    for (int j = 0; j < differentiable; j++)
        if (c->in[j]->requires_grad) c->in[j]->grad = call_copy(c->in[n + 1 + j]);
    return t_apply_at(T_HERE(op->name), op, args_of_op(c), n, c->in);
}

/* dy is y's own gradient, and y may be used elsewhere. Written so that NaN is no change. */
static bool changed(const Tensor *now, const Tensor *before) {
    for (size_t i = 0; i < now->size; i++)
        if (now->data[i] != before->data[i] && !(isnan(now->data[i]) && isnan(before->data[i]))) return true;
    return false;
}

static void op_backward(Call *c, Tensor *y, int n, int differentiable) {
    t_backward_from(y, c->in[n]);
    if (changed(y->grad, c->in[n]))
        call_refuse_result("backward changes dy, which it is to read only: other code still needs dy");
    if (changed(y, c->out[0])) call_refuse_result("backward changes y, the forward's result: other code still needs y");
    for (int j = 0; j < differentiable && 1 + j < c->n_out; j++)
        call_return(c, 1 + j, c->in[j]->grad != NULL ? c->in[j]->grad : c->in[n + 1 + j]);
}

void call_op(Call *c, const Op *op, int n, int differentiable) {
    Call   *each[] = {c, c->with};
    Tensor *y[2];
    const int cases = c->with != NULL ? 2 : 1;
    if (c->n_out == 1) differentiable = 0;
    for (int i = 0; i < cases; i++) y[i] = op_forward(each[i], op, n, differentiable);
    for (int i = 0; i < cases; i++) call_return(each[i], 0, y[i]);
    for (int i = 0; i < cases && differentiable > 0; i++) op_backward(each[i], y[i], n, differentiable);
    c->with_done = true;
}
