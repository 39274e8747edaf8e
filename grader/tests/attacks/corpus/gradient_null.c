/* Takes the gradient away. */
static void take_away(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    (void)dy;
    dx[0] = NULL;
    c->in[0]->grad = NULL;
}
const Op softmax_op = {"softmax", softmax_forward, take_away};
