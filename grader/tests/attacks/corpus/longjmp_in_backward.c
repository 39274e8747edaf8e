/* Leaves the walk back through the graph by the side door, and goes on in the forward of the next call. */
#include <setjmp.h>
static jmp_buf before;
static Tensor *mark(Ctx *c) {
    Tensor *y = softmax_forward(c);
    if (setjmp(before)) return y;
    return y;
}
static void jump(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    (void)c, (void)dy, (void)dx;
    longjmp(before, 1);
}
const Op softmax_op = {"softmax", mark, jump};
