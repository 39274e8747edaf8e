/* Lab 2 in another style: out of the library's own operations, with hardly a loop. */

static void add_to(Tensor *dx, Tensor *g) {
    if (!dx) return;
    Tensor *sum = t_add(dx, g);
    memcpy(dx->data, sum->data, sum->size * sizeof(real));
}

/* @ 2.1 linear_forward */
    (void)N, (void)in, (void)out;
    return t_add(t_matmul(c->in[0], t_transpose(c->in[1])), c->in[2]);

/* @ 2.1 linear_backward */
    (void)N, (void)in, (void)out;
    Tensor *up = (Tensor *)dy;
    add_to(dx[0], t_matmul(up, (Tensor *)W));
    add_to(dx[1], t_matmul(t_transpose(up), (Tensor *)x));
    add_to(dx[2], t_sum_axis(up, 0));
