/* The lecture's logits (0.1, 1, 5): their softmax, and the cross-entropy against each of the three targets. */
#include "softmax.h"
#include "tsv.h"

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    const real    logits[] = {0.1f, 1, 5};
    Tensor       *z = t_tensor(logits, 1, 3);
    const Tensor *p = f_softmax(z);
    Tsv          *bars = tsv_open("bars", "class logit p one_hot loss");
    for (int c = 0; c < 3; c++) {
        const int64_t label[] = {c};
        const Tensor *target = one_hot(t_tensor_int64(((int64_t[]){2}), 1), 3);
        tsv_row(bars, c, logits[c], p->data[c], target->data[c], t_item(f_cross_entropy(z, t_tensor_int64(label, 1))));
    }
    tsv_close(bars);
    return tsv_end();
}
