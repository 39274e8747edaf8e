/* The lecture's target function, and its universal approximator: one hidden layer of 2000 ReLUs. */
#include "activations.h"
#include "fit.h"
#include "regression.h"

enum { POINTS = 1024, TRAIN = 128, HIDDEN = 2000, STEPS = 4000 };

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *target = data_approximator(POINTS), *train = data_approximator(TRAIN);
    Module  *net = shallow_nn(HIDDEN);
    Tsv     *history = tsv_open("history", "step loss");
    fit_adam(net, train->x, train->y, fit_mse, 1e-3, STEPS, history);
    tsv_fact("mse", fit_loss(net, target->x, target->y, fit_mse));
    tsv_close(history);
    tsv_fact("parameters", (double)nn_parameter_count(net));
    tsv_fact("steps", STEPS);

    t_no_grad();
    const Tensor *p = nn_forward(net, target->x);
    Tsv          *t = tsv_open("curve", "x f prediction");
    for (int i = 0; i < POINTS; i++) tsv_row(t, target->x->data[i], target->y->data[i], p->data[i]);
    tsv_close(t);
    tsv_fact("mean", t_item(t_mean(target->y)));
    tsv_fact("variance", t_item(t_var_at(T_HERE("variance"), target->y, T_ALL, false, 0)));
    tsv_fact("f_at_0_5", data_target_function(0.5));
    nn_free(net);
    dataset_free(target);
    dataset_free(train);
    return tsv_end();
}
