/* Softmax in place: x is gone. */
static Tensor *in_place(Ctx *c) {
    Tensor *y = softmax_forward(c);
    memcpy(c->in[0]->data, y->data, y->size * sizeof(real));
    return y;
}
const Op softmax_op = {"softmax", in_place, softmax_backward};
