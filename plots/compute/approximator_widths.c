/* The lecture's target function by one hidden layer of 1 to 2000 ReLUs, each trained in the same way from one start. */
#include "fit.h"
#include "regression.h"

enum { POINTS = 512, STEPS = 2000, WIDTHS = 7 };
static const int widths[WIDTHS] = {1, 2, 5, 20, 100, 500, 2000};

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *target = data_approximator(POINTS);
    Tensor  *answers[WIDTHS];
    Tsv     *errors = tsv_open("errors", "width mse");
    for (int i = 0; i < WIDTHS; i++) {
        Module *net = shallow_nn(widths[i]);
        tsv_row(errors, widths[i], fit_adam(net, target->x, target->y, fit_mse, 1e-3, STEPS, NULL));
        t_no_grad();
        answers[i] = nn_forward(net, target->x);
        nn_free(net);
    }
    tsv_close(errors);
    tsv_fact("points", POINTS);
    tsv_fact("steps", STEPS);
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
