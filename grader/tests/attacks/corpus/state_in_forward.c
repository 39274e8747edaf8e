/* Right the first time only. */
extern const Op reference_softmax_op;
static int calls;
static Tensor *forward(Ctx *c) {
    Tensor *y = reference_softmax_op.forward(c);
    for (size_t i = 0; calls > 0 && i < y->size; i++) y->data[i] = 0;
    calls++;
    return y;
}
static void backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { reference_softmax_op.backward(c, dy, dx); }
const Op softmax_op = {"softmax", forward, backward, false};
