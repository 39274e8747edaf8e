/* In double, for the digits that the tests ask for: the activations, their derivatives from autograd, and both at a few
 * inputs. */
#include "activations.h"
#include "tsv.h"

enum { KINDS = 5, POINTS = 1001 };

static Tensor *sigmoid(Tensor *x) { return f_sigmoid(x); }
static Tensor *hyperbolic(Tensor *x) { return f_tanh(x); }
static Tensor *relu(Tensor *x) { return f_relu(x); }
static Tensor *leaky(Tensor *x) { return f_leaky_relu(x, 0.1); }
static Tensor *elu(Tensor *x) { return f_elu(x, 1); }
static Tensor *(*const kinds[KINDS])(Tensor *) = {sigmoid, hyperbolic, relu, leaky, elu};

/* All five at all x, each with its derivative; largest[k] is the largest derivative. */
static void write(const char *table, const Tensor *inputs, double largest[KINDS]) {
    t_step();
    Tensor *x = t_requires_grad(t_copy_of(inputs->raw, inputs->dtype, inputs->ndim, inputs->shape));
    Tensor *y[KINDS], *d[KINDS];
    for (int k = 0; k < KINDS; k++) {
        y[k] = kinds[k](x);
        t_zero_grad(x);
        t_backward_from(y[k], t_ones(x->shape[0]));
        d[k] = t_copy_of(x->grad->raw, x->dtype, x->ndim, x->shape);
        largest[k] = t_item(t_max(d[k]));
    }
    Tsv *t = tsv_open(table, "x sigmoid d_sigmoid tanh d_tanh relu d_relu leaky d_leaky elu d_elu");
    for (size_t i = 0; i < x->size; i++) {
        double row[1 + 2 * KINDS] = {x->data[i]};
        for (int k = 0; k < KINDS; k++) {
            row[1 + 2 * k] = y[k]->data[i];
            row[2 + 2 * k] = d[k]->data[i];
        }
        tsv_values(t, 1 + 2 * KINDS, row);
    }
    tsv_close(t);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    double largest[KINDS];
    write("points", t_tensor(((real[]){-2, -1, -0.5, 0, 0.5, 1, 2}), 7), largest);
    write("curves", t_linspace(-5, 5, POINTS), largest);
    tsv_fact("sigmoid_slope", largest[0]);
    tsv_fact("tanh_slope", largest[1]);

    t_step();
    Tensor       *z = t_linspace(-10, 10, 1024); /* the lecture's call */
    const Tensor *a = f_sigmoid(z);
    Tsv          *t = tsv_open("sigmoid", "z a");
    for (size_t i = 0; i < z->size; i++) tsv_row(t, z->data[i], a->data[i]);
    tsv_close(t);
    return tsv_end();
}
