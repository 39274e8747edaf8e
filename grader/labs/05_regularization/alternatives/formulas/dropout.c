/* Lab 5 in another style: other forms of the formulas. */

/* @ 5.1 dropout_forward */
    const double keep = training ? 1 - p : 1;
    Tensor      *y = t_zeros_like(x);
    if (training) c->saved[0] = t_rand_like(x);
    for (size_t i = 0; i < x->size; i++)
        if (!training || c->saved[0]->data[i] >= p) y->data[i] = (real)(x->data[i] / keep);
    c->saved[1] = y;
    return y;

/* @ 5.1 dropout_backward */
    const double keep = training ? 1 - p : 1;
    for (size_t i = 0; i < dy->size; i++)
        dx[0]->data[i] += (real)(dy->data[i] * (!training || !(c->saved[0]->data[i] < p)) / keep);

/* @ 5.2 f_drop_connect */
    /* x (W * M)^T = x W^T - x (W * (1 - M))^T, over 1 - p, and then the bias. */
    Tensor *none = t_zeros(W->shape[0]);
    if (!training) return t_add(f_linear(x, W, none), b);
    Tensor *lost = t_cast(t_lt(t_rand_like(W), p), DTYPE_REAL);
    return t_add(t_div(t_sub(f_linear(x, W, none), f_linear(x, t_mul(W, lost), none)), 1 - p), b);
