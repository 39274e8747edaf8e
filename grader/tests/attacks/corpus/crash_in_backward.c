/* The forward is right; the backward crashes. */
static void crash(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    (void)c, (void)dy, (void)dx;
    *(volatile int *)NULL = 1;
}
const Op log_softmax_op = {"log_softmax", log_softmax_forward, crash};
