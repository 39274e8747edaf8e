/* The experiment of lab 0: the lectures' worked examples with your code, task after task, and three pictures. It goes
 * as far as you have written it. Given.
 *
 *   make train LAB=0  */
#include "activations.h"
#include "experiment.h"
#include "gnuplot.h"
#include "tensors.h"
#include <time.h>

/* --- Pictures of tables ------------------------------------------------------------------------------------------- */
typedef struct Drawing {
    const char *table, *commands;
} Drawing;

static void write_drawing(FILE *script, const void *data) {
    const Drawing *d = data;
    fputs("set datafile separator '\\t'\nset key autotitle columnhead\ntable = ", script);
    gnuplot_quote(script, d->table);
    fprintf(script, "\n%s\n", d->commands);
}

/* Completes the table <name>.tsv, and draws it as `commands` say, in which `table` is its path. */
static void table_draw(History *table, const char *name, const char *commands) {
    char file[64];
    snprintf(file, sizeof file, "%s.tsv", name);
    experiment_table_end(table);
    if (experiment_picture(name, write_drawing, &(Drawing){experiment_path(file), commands}))
        printf("picture  %s.png, table %s.tsv\n", experiment_path(name), name);
    else printf("picture  %s is missing: %s\n", name, t_error());
}

/* --- Tensors, and where their elements are ------------------------------------------------------------------------ */
static void show_tensors(void) {
    experiment_heading("Tensors");
    Tensor *X = t_tensor_int64(((int64_t[]){1, 2, 3, 4}), 2, 2);
    t_print(X);
    printf("This tensor has %d dimensions of %s\n%s\n", X->ndim, t_size_text(X), t_dtype_name(X->dtype));

    int64_t c[] = {1, 2, 3};
    Tensor *d = t_from_array(c, DTYPE_INT64, T_SHAPE(3));
    printf("c = [%d %d %d], an array; t_from_array(c, ...) = %s\n", (int)c[0], (int)c[1], (int)c[2], t_text(d));
    d->i64[0] = 7;
    printf("after d->i64[0] = 7 the array is [%d %d %d]: it is one memory, and d->i64 is the way back\n", (int)c[0],
           (int)c[1], (int)c[2]);

    Tensor *r = t_reshape(t_arange(6), 2, 3);
    printf("r = t_reshape(t_arange(6), 2, 3) = %s\n", t_text(r));
    printf("t_permute(r, 1, 0) is %s, t_cat(0, r, r) is %s\n", t_size_text(t_permute(r, 1, 0)),
           t_size_text(t_cat(0, r, r)));
    printf("t_unsqueeze(r, 1) is %s, and t_squeeze takes that axis out again\n", t_size_text(t_unsqueeze(r, 1)));
    printf("t_slice(r, 1, 1, 3), r[:, 1:3], is %s\nt_at(r, 1, 2), r[1, 2], is %g\n\n", t_text(t_slice(r, 1, 1, 3)),
           t_at(r, 1, 2));
    Tensor *a = t_tensor_int64(((int64_t[]){2, 7, 6, 4, 6, 5}), 6);
    Tensor *b = t_tensor_int64(((int64_t[]){0, 4, 0, 3, 8, 4}), 6);
    printf("a = %s\nb = %s\n", t_text(a), t_text(b));
    printf("The dot product between %s and %s is %s\n", t_text(a), t_text(b), t_text(t_dot(a, b)));
    printf("The largest of %s is %s\n", t_text(b), t_text(t_max(b)));
    printf("ReLU of whole numbers, max(0, a), gives whole numbers: %s\n", t_text(t_maximum(a, 0)));
}

static void show_sum(const Tensor *a, const Tensor *b) {
    int ndim, shape[T_MAX_NDIM];
    printf("%-8s + %-8s", t_shape_text(a), t_shape_text(b));
    if (broadcast_shape(a->ndim, a->shape, b->ndim, b->shape, &ndim, shape))
        printf(" = %s\n", t_shape_text(broadcast_add(a, b)));
    else printf(" do not fit: %s\n", t_error());
}

static void show_indices(void) {
    experiment_heading("Indices and shapes (0.1, 0.2)");
    const int shape[] = {2, 3, 4}, last[] = {1, 2, 3};
    size_t    stride[3];
    int       index[3];
    strides_of(3, shape, stride);
    printf("shape (2,3,4): strides (%zu,%zu,%zu)", stride[0], stride[1], stride[2]);
    const size_t flat = flat_index(3, shape, last);
    multi_index(3, shape, flat, index);
    printf("; element (1,2,3) is number %zu, and number %zu is (%d,%d,%d)\n", flat, flat, index[0], index[1], index[2]);
    show_sum(t_ones(2, 3), t_ones(3));
    show_sum(t_ones(4, 1), t_ones(5));
    show_sum(t_ones(2, 3), t_ones(2));
    printf("[3,2,5,1] + [1,7,4,2] = ");
    t_print(broadcast_add(t_tensor(((real[]){3, 2, 5, 1}), 4), t_tensor(((real[]){1, 7, 4, 2}), 4)));
}

/* --- Products ----------------------------------------------------------------------------------------------------- */
typedef Tensor *Product(const Tensor *, const Tensor *);

/* Of processor time: what else runs on the machine does not count. */
static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Microseconds of both, [i] of f[i]: the median of several rounds in which they take turns, so that whatever else the
 * machine does meets both, the shortest round and the longest. */
typedef struct Race {
    double median[2], shortest[2], longest[2];
} Race;

static Race race(Product *const f[2], const Tensor *a, const Tensor *b) {
    enum { ROUNDS = 15 };
    static const double long_enough = 2e-4; /* for the clock: a round is a mean of so many runs */
    double took[2][ROUNDS];
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < 2; i++) {
            const double start = seconds();
            double       spent = 0;
            int          runs = 0;
            for (; spent < long_enough; runs++) {
                t_step();
                f[i](a, b);
                spent = seconds() - start;
            }
            took[i][round] = 1e6 * spent / runs;
        }
    Race r;
    for (int i = 0; i < 2; i++) {
        qsort(took[i], ROUNDS, sizeof(double), ascending);
        r.shortest[i] = took[i][0];
        r.median[i] = took[i][ROUNDS / 2];
        r.longest[i] = took[i][ROUNDS - 1];
    }
    return r;
}

static void show_products(void) {
    enum { IN = 256, OUT = 128, MOST = 4096 };
    experiment_heading("Products (0.3, 0.4)");
    Tensor *W = t_tensor(((real[]){1, 2, 3}), 1, 3), *X = t_tensor(((real[]){3, 2, 5, 1, 7, 4}), 2, 3);
    printf("W X^T by loops, and by gemm:\n");
    t_print(matmul_loops(W, t_transpose(X)));
    t_print(matmul_blas(W, t_transpose(X)));
    printf("X W^T sample by sample, and as one product:\n");
    t_print(linear_each(X, W));
    t_print(linear_once(X, W));

    printf("\n%d inputs, %d neurons; processor time for N samples, microseconds\n", IN, OUT);
    printf("      N  sample by sample  one product  ratio\n");
    const char *const columns[] = {"N", "sample by sample", "shortest each", "longest each",
                                   "one product", "shortest product", "longest product", NULL};
    History *table = experiment_table("products", columns);
    for (int n = 1; n <= MOST; n *= 4) {
        t_step();
        Tensor    *many = t_randn(n, IN), *weights = t_randn(OUT, IN);
        const Race r = race((Product *const[]){linear_each, linear_once}, many, weights);
        printf("%7d  %16.1f  %11.1f  %5.1f\n", n, r.median[0], r.median[1], r.median[0] / r.median[1]);
        history_row(table, (double[]){n, r.median[0], r.shortest[0], r.longest[0], r.median[1], r.shortest[1],
                                      r.longest[1]});
    }
    table_draw(table, "products",
               "set title 'A layer of 256 inputs and 128 neurons'\nset logscale xy 10\n"
               "set xlabel 'samples'\nset ylabel 'processor time (µs)'\n"
               "set format y '10^{%L}'\nset key left top\n"
               "set xrange [0.7:6000]\nset xtics (1, 4, 16, 64, 256, 1024, 4096)\n"
               "plot table using 1:2:3:4 with yerrorlines lt 2 "
               "title 'sample by sample (median, range)', "
               "'' using 1:5:6:7 with yerrorlines lt 1 "
               "title 'one product'");
}

/* --- Gradients: your engine beside the library's tape ------------------------------------------------------------- */
typedef struct Both {
    Value  *x, *y;
    Tensor *tx, *ty;
} Both;

static Both begin(void) {
    return (Both){value_leaf(2), value_leaf(3), t_requires_grad(t_scalar(2)), t_requires_grad(t_scalar(3))};
}

static void backward_f(const Both *b) { /* f = x^2 + y */
    value_backward(value_add(value_pow(b->x, 2), b->y));
    t_backward(t_add(t_mul(b->tx, b->tx), b->ty));
}

static void backward_g(const Both *b) { /* g = x (y + 3) */
    value_backward(value_mul(b->x, value_add(b->y, value_leaf(3))));
    t_backward(t_mul(b->tx, t_add(b->ty, 3)));
}

static void show_both(const char *what, const Both *b) {
    printf("%-34s %6g %6g  %8g %6g\n", what, (double)b->x->grad, (double)b->y->grad, t_item(b->tx->grad),
           t_item(b->ty->grad));
}

static void show_gradients(void) {
    experiment_heading("Gradients (0.6, 0.7)");
    Value *x = value_leaf(2), *y = value_leaf(3), *f = value_add(value_pow(x, 2), y);
    printf("x = 2, y = 3, f = x^2 + y = %g, g = x (y + 3) = %g\n\n", (double)f->data,
           (double)value_mul(x, value_add(y, value_leaf(3)))->data);
    printf("%-34s %13s  %15s\n%-34s %6s %6s  %8s %6s\n", "", "your engine", "tensors", "", "x.grad", "y.grad", "x.grad",
           "y.grad");
    Both b = begin();
    backward_f(&b);
    show_both("f.backward()", &b);
    backward_g(&b);
    show_both("then g.backward(): they add up", &b);
    b = begin();
    backward_f(&b);
    value_zero_grad(b.x);
    t_zero_grad(b.tx);
    show_both("f.backward(), x.grad to zero", &b);
    backward_g(&b);
    show_both("then g.backward(): y.grad is stale", &b);

    Value *w = value_leaf(2), *z = value_pow(value_add(value_pow(w, 2), value_leaf(3)), 2);
    value_backward(z);
    printf("\nz = (w^2 + 3)^2 at w = 2: z = %g, dz/dw = %g\n", (double)z->data, (double)w->grad);
    {
        t_no_grad();
        printf("under t_no_grad the tape records nothing: requires_grad is %s\n",
               t_mul(b.tx, b.ty)->requires_grad ? "true" : "false");
    }
}

/* --- Activations, and devices ------------------------------------------------------------------------------------- */
typedef struct Activation {
    const char *name;
    const Op   *op;
    double      number;
} Activation;

enum { ACTIVATIONS = 5 };
static const Activation activations[ACTIVATIONS] = {{"sigmoid", &sigmoid_op, 0},
                                                    {"tanh", &tanh_op, 0},
                                                    {"ReLU", &relu_op, 0},
                                                    {"leaky ReLU, slope 0.1", &leaky_relu_op, 0.1},
                                                    {"ELU, alpha 1", &elu_op, 1}};

static Tensor *apply(const Activation *a, Tensor *x) {
    return t_apply_at(T_HERE("apply"), a->op, (Args){.f = {a->number}}, 1, &x);
}

static void show_activations(void) {
    enum { POINTS = 401 };
    experiment_heading("Activations (0.8, 0.9)");
    Tensor *few = t_tensor(((real[]){-2, -1, -0.5, 0, 0.5, 1, 2}), 7);
    printf("x");
    for (size_t i = 0; i < few->size; i++) printf("%*g", i ? 9 : 30, (double)few->data[i]);
    putchar('\n');
    Tensor *x[ACTIVATIONS], *y[ACTIVATIONS];
    for (int k = 0; k < ACTIVATIONS; k++) {
        const Tensor *values = apply(&activations[k], few);
        printf("%-22s", activations[k].name);
        for (size_t i = 0; i < values->size; i++) printf("%9.4f", (double)values->data[i]);
        putchar('\n');
        x[k] = t_requires_grad(t_linspace(-5, 5, POINTS));
        y[k] = apply(&activations[k], x[k]);
        t_backward(t_sum(y[k]));
    }
    printf("relu of a = [2, 7, 6, 4, 6, 5] leaves it as it is: ");
    t_print(f_relu(t_tensor(((real[]){2, 7, 6, 4, 6, 5}), 6)));

    static const char *const columns[] = {"x",         "sigmoid",    "its slope", "tanh", "its slope", "ReLU",
                                          "its slope", "leaky ReLU", "its slope", "ELU",  "its slope", NULL};
    History *table = experiment_table("activations", columns);
    for (int i = 0; i < POINTS; i++) {
        double row[1 + 2 * ACTIVATIONS] = {(double)x[0]->data[i]};
        for (int k = 0; k < ACTIVATIONS; k++) {
            row[1 + 2 * k] = (double)y[k]->data[i];
            row[2 + 2 * k] = (double)x[k]->grad->data[i];
        }
        history_row(table, row);
    }
    table_draw(table, "activations",
               "array names[5] = ['sigmoid', 'tanh', 'ReLU', 'leaky ReLU, slope 0.1', 'ELU, alpha 1']\n"
               "set multiplot layout 2,3 margins 0.085,0.98,0.08,0.9 spacing 0.1,0.22\n"
               "set xrange [-5:5]\nset tics font small\nset xzeroaxis lw thin lc rgb grey\nunset key\n"
               "do for [k = 1:5] {\n"
               "  set title names[k] font small offset 0,-0.3\n"
               "  set yrange [(k == 1 ? -0.2 : -1.2):(k < 3 ? 1.2 : 3)]\n"
               "  step = k < 3 ? 0.5 : 1\n  set ytics step\n"
               "  plot table using 1:2 * k with lines lt 1, "
               "'' using 1:2 * k + 1 with lines lt 2 dt dashed\n"
               "}\n"
               "unset title\nunset border\nunset tics\nunset xzeroaxis\nunset grid\nset yrange [0:1]\n"
               "set key at graph 1,0.55 samplen 3 font small\n"
               "plot NaN with lines lt 1 title 'y', "
               "NaN with lines lt 2 dt dashed title 'dy/dx, your backward'\n"
               "unset multiplot");
}

static void show_device(Device asked_for) {
    experiment_heading("Devices (0.5)");
    const bool there = dev_available(DEV_CUDA);
    Device     device = asked_for == DEV_COUNT ? pick_device(there) : asked_for;
    printf("Is GPU available? %s\n", there ? "True" : "False");
    if (!dev_available(device)) experiment_fail("no such device");
    dev_print_code(device);
    if (asked_for == DEV_COUNT && !dev_runs(device, &sigmoid_op)) {
        printf("your sigmoid has no code for %s: it runs on the cpu here\n", dev_name(device));
        device = DEV_CPU;
    }
    Tensor *x = t_requires_grad(t_tensor(((real[]){-1, 0, 1}), 3));
    printf("Starting device: %s\nFinally, we have it on %s\n", dev_name(x->device), dev_name(t_to(x, device)->device));
    Tensor *y = run_on(device, &sigmoid_op, x);
    t_backward(t_sum(y));
    printf("sigmoid there, brought back: ");
    t_print(t_detach(y));
    printf("and its gradient: ");
    t_print(x->grad);
}

/* --- The gradient check ------------------------------------------------------------------------------------------- */
/* Slopes of tanh measured otherwise, to be seen beside yours: from one side in float, from both sides in double. */
typedef double Slope(double at, double h);
static double one_sided(double at, double h) {
    const float x = (float)at, step = (float)h;
    return (double)((tanhf(x + step) - tanhf(x)) / step);
}
static double central_in_double(double at, double h) { return (tanh(at + h) - tanh(at - h)) / (2 * h); }

/* Its error, as gradient_error has it, with the true slope in the place of the larger one. */
static double error_of(Slope *measured, const Tensor *x, double h) {
    const size_t n = x->size;
    double       difference = 0, norm = 0;
    for (size_t i = 0; i < n; i++) {
        const double at = (double)x->data[i], slope = 1 - tanh(at) * tanh(at);
        difference += pow(measured(at, h) - slope, 2);
        norm += slope * slope;
    }
    return sqrt(difference / norm);
}

/* None so near to 0 that a step crosses it, where ReLU has its kink. */
static Tensor *places(void) { return t_linspace(-1.9, 1.95, 20); }

static void show_gradcheck(void) {
    experiment_heading("Gradient check (0.10)");
    Tensor *x = places(), *dy = t_like(x);
    for (size_t i = 0; i < dy->size; i++) dy->data[i] = (real)(i % 2 ? -1 : 1.5);
    printf("Each activation, h = 0.01: the backward is accepted when the error is at most 0.001.\n");
    for (int k = 0; k < ACTIVATIONS; k++) {
        const OpLoss loss = {activations[k].op, {.f = {activations[k].number}}, dy};
        Tensor      *leaf = t_requires_grad(places());
        t_backward_from(apply(&activations[k], leaf), dy);
        printf("  %-22s error %.1e  %s\n", activations[k].name,
               gradient_error(leaf->grad, numerical_gradient(op_loss, &loss, x, 0.01)),
               gradcheck(&loss, x, 0.01, 1e-3) ? "accepted" : "REJECTED");
    }

    const OpLoss loss = {.op = &tanh_op, .dy = dy};
    Tensor      *leaf = t_requires_grad(places());
    t_backward_from(f_tanh(leaf), dy);
    static const char *const columns[] = {"h", "central (yours)", "one-sided", "central, in double", NULL};
    History *table = experiment_table("gradcheck", columns);
    for (double exponent = -7; exponent < 0.3; exponent += 0.25) {
        const double h = pow(10, exponent);
        history_row(table, (double[]){h, gradient_error(leaf->grad, numerical_gradient(op_loss, &loss, x, h)),
                                      error_of(one_sided, x, h), error_of(central_in_double, x, h)});
    }
    table_draw(table, "gradcheck",
               "set title 'Slope of tanh, measured with step h'\nset logscale xy 10\n"
               "set xlabel 'h'\nset ylabel 'relative error'\nset format xy '10^{%L}'\nset key bottom right\n"
               "set xrange [5e-8:4]\nset yrange [1e-12:10]\n"
               "plot table using 1:2 with linespoints lt 1 ps 1.8, "
               "'' using 1:3 with linespoints lt 2 ps 1.6, "
               "'' using 1:4 with lines lt 3 dt dashed");
}

int main(int argc, char **argv) {
    Device device = DEV_COUNT;
    experiment_begin(argc, argv, "00_tensors", NULL,
                     option_device(&device, "cpu or cuda; else cuda where there is one, or cpu: task 0.5"));
    show_tensors();
    show_indices();
    show_products();
    show_gradients();
    show_activations();
    show_device(device);
    show_gradcheck();
    return 0;
}
