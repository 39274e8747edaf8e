/* Breaks the tape: a record that precedes itself, with more inputs than there are. */
static void break_tape(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    (void)dy, (void)dx;
    c->previous = c;
    c->n_in = 1 << 30;
    c->done = false;
}
const Op softmax_op = {"softmax", softmax_forward, break_tape};
