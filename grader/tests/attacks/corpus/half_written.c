/* The forward is right, and the backward is still to be written. */
static void later(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    (void)c, (void)dy, (void)dx;
    TODO("3.1");
}
const Op softmax_op = {"softmax", softmax_forward, later};
