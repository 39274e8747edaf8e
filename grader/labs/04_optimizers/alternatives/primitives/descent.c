/* Lab 4 in another style: with the library's operations on tensors. */

/* @ 4.1 descend */
    memcpy(path->data, start->data, start->size * sizeof(real));
    for (int t = 0; t < steps; t++) {
        t_step();
        Tensor *x = t_requires_grad(t_detach(t_select(path, t)));
        t_backward(f(x));
        Tensor *next = t_sub(t_detach(x), t_scale(x->grad, lr));
        memcpy(path->data + (t + 1) * n, next->data, next->size * sizeof(real));
    }
    return path;

/* @ 4.2 largest_rate */
    t_step();
    Tensor *Xt = (Tensor *)X, *H = t_scale(t_matmul(t_transpose(Xt), Xt), 2.0 / N);
    for (int i = 0; i < 12; i++) { /* H^(2^i), scaled so that its trace is 1 */
        double trace = 0;
        H = t_matmul(H, H);
        for (int f = 0; f < F; f++) trace += H->data[f * F + f];
        H = t_scale(H, 1 / trace);
    }
    Tensor *v = t_matmul(H, t_ones(F)), *Xv = t_matmul(Xt, v);
    return N * t_item(t_dot(v, v)) / t_item(t_dot(Xv, Xv));
