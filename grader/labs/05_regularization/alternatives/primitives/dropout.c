/* Lab 5 in another style: out of the library's own operations, with hardly a loop. */
#include <string.h>

static void add_to(Tensor *dx, Tensor *g) {
    Tensor *sum = t_add(dx, g);
    memcpy(dx->data, sum->data, sum->size * sizeof(real));
}

/* @ 5.1 dropout_forward */
    if (!training) return t_clone((Tensor *)x);
    Tensor *mask = c->saved[0] = t_div(t_cast(t_ge(t_rand_like(x), p), DTYPE_REAL), 1 - p);
    return t_mul((Tensor *)x, mask);

/* @ 5.1 dropout_backward */
    (void)p;
    add_to(dx[0], training ? t_mul((Tensor *)dy, c->saved[0]) : (Tensor *)dy);

/* @ 5.2 f_drop_connect */
    Tensor *used = training ? t_masked_fill(t_scale(W, 1 / (1 - p)), t_lt(t_rand_like(W), p), 0) : W;
    return t_add(t_matmul(x, t_transpose(used)), b);
