/* Adds to one element behind the gradient. */
static void one_more(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    softmax_backward(c, dy, dx);
    dx[0]->data[dx[0]->size] += 1;
}
const Op softmax_op = {"softmax", softmax_forward, one_more};
