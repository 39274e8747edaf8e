/* Puts another tensor where the gradient is read from: the upstream one, of the same shape. */
static void replace(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    (void)dx;
    c->in[0]->grad = (Tensor *)(uintptr_t)dy;
}
const Op softmax_op = {"softmax", softmax_forward, replace};
