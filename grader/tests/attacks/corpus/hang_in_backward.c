/* The forward is right; the backward never comes back. */
static void hang(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    (void)c, (void)dy, (void)dx;
    for (volatile long i = 0;; i++) continue;
}
const Op log_softmax_op = {"log_softmax", log_softmax_forward, hang};
