/* Weight against miles per gallon, by nets of one input: from a line to a thousand units that follow single cars. */
#include "activations.h"
#include "cars.h"
#include "fit.h"
#include "regression.h"

enum { CURVE = 400, NETS = 7 };

static Module *line(void) { return nn_linear(1, 1); }
static Module *two_linear(void) { return nn_sequential(nn_linear(1, 1), nn_linear(1, 1)); }
static Module *one_relu(void) { return mlp(3, (int[]){1, 1, 1}); }
static Module *one_sigmoid(void) { return nn_sequential(nn_linear(1, 1), nn_sigmoid(), nn_linear(1, 1)); }
static Module *five(void) { return mlp(3, (int[]){1, 5, 1}); }
static Module *five_two(void) { return mlp(4, (int[]){1, 5, 2, 1}); }
static Module *thousand(void) { return mlp(3, (int[]){1, 1000, 1}); }

static const struct Net {
    const char *name;
    Module *(*make)(void);
    double lr;
    int    steps, starts;
} nets[NETS] = {
    {"line", line, 0.05, 4000, 1},          {"two_linear", two_linear, 0.05, 4000, 1},
    {"one_relu", one_relu, 0.1, 4000, 30},   {"one_sigmoid", one_sigmoid, 0.05, 4000, 10},
    {"five", five, 0.05, 4000, 10},          {"five_two", five_two, 0.02, 4000, 10},
    {"thousand", thousand, 0.1, 1000, 1},
};

/* The best of several starts: few ReLUs may all be dead from the beginning. */
static Module *train(const struct Net *net, Tensor *x, Tensor *y) {
    Module *best = NULL;
    double  least = INFINITY;
    for (int start = 0; start < net->starts; start++) {
        Module      *m = net->make();
        const double loss = fit_adam(m, x, y, fit_mse, net->lr, net->steps, NULL);
        if (loss < least) {
            nn_free(best);
            best = m;
            least = loss;
        } else {
            nn_free(m);
        }
    }
    char name[64];
    snprintf(name, sizeof name, "%s_mse", net->name);
    tsv_fact(name, least);
    snprintf(name, sizeof name, "%s_parameters", net->name);
    tsv_fact(name, (double)nn_parameter_count(best));
    return best;
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *cars = cars_mtcars();
    Tsv     *points = tsv_open("points", "lb mpg");
    for (int i = 0; i < cars->n; i++) tsv_row(points, cars->x->data[i], cars->y->data[i]);
    tsv_close(points);

    const Scaling s = standardize_fit(cars->x);
    Tensor       *x = standardize(s, cars->x), *y = cars->y;
    Tensor       *lb = t_linspace(t_item(t_scale(t_max(t_scale(cars->x, -1)), -1)), t_item(t_max(cars->x)), CURVE);
    Tensor       *inputs = standardize(s, t_unsqueeze(lb, 1));
    Tensor       *mpg[NETS];
    for (int i = 0; i < NETS; i++) {
        Module *m = train(&nets[i], x, y);
        t_no_grad();
        mpg[i] = nn_forward(m, inputs);
        if (nets[i].make == line) {
            tsv_fact("slope", nn_find(m, "weight")->data[0]);
            tsv_fact("intercept", nn_find(m, "bias")->data[0]);
        }
        nn_free(m);
    }
    tsv_fact("two_linear_difference", t_item(t_max(t_abs(t_sub(mpg[0], mpg[1])))));

    Tsv *curves = tsv_open("curves", "lb line two_linear one_relu one_sigmoid five five_two thousand");
    for (int k = 0; k < CURVE; k++) {
        double row[NETS + 1] = {lb->data[k]};
        for (int i = 0; i < NETS; i++) row[i + 1] = mpg[i]->data[k];
        tsv_values(curves, NETS + 1, row);
    }
    tsv_close(curves);
    dataset_free(cars);
    return tsv_end();
}
