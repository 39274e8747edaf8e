/* The lecture's target function by one hidden layer of 1 to 2000 ReLUs, all trained in the same way. */
#include "fit.h"
#include "regression.h"

enum { POINTS = 512, STEPS = 1900, SMALL_STEPS = 100, WIDTHS = 7 };
static const int widths[WIDTHS] = {1, 2, 5, 20, 100, 500, 2000};
/* What a narrow net can become hangs on where its few units begin. */
static const int starts[WIDTHS] = {5, 5, 5, 5, 5, 1, 1};

/* Close to the minimum the losses of wide nets leap up for some steps, again and again; smaller steps do not. */
static double train(Module *net, const Dataset *d) {
    fit_adam(net, d->x, d->y, fit_mse, 1e-3, STEPS, NULL);
    return fit_adam(net, d->x, d->y, fit_mse, 1e-4, SMALL_STEPS, NULL);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *target = data_approximator(POINTS);
    Tensor  *answers[WIDTHS] = {0};
    Tsv     *all = tsv_open("starts", "width mse"), *best = tsv_open("best", "width mse");
    for (int i = 0; i < WIDTHS; i++) {
        double least = INFINITY;
        for (int start = 0; start < starts[i]; start++) {
            Module      *net = shallow_nn(widths[i]);
            const double mse = train(net, target);
            tsv_row(all, widths[i], mse);
            if (mse < least) {
                t_no_grad();
                least = mse;
                answers[i] = nn_forward(net, target->x);
            }
            nn_free(net);
        }
        tsv_row(best, widths[i], least);
        char name[32];
        snprintf(name, sizeof name, "mse_%d", widths[i]);
        tsv_fact(name, least);
    }
    tsv_close(all);
    tsv_close(best);
    tsv_fact("steps", STEPS + SMALL_STEPS);
    tsv_fact("variance", t_item(t_var_at(T_HERE("variance"), target->y, T_ALL, false, 0)));

    Tsv *t = tsv_open("curves", "x f w1 w2 w5 w20 w100 w500 w2000");
    for (int k = 0; k < POINTS; k++) {
        double row[WIDTHS + 2] = {target->x->data[k], target->y->data[k]};
        for (int i = 0; i < WIDTHS; i++) row[i + 2] = answers[i]->data[k];
        tsv_values(t, WIDTHS + 2, row);
    }
    tsv_close(t);
    dataset_free(target);
    return tsv_end();
}
