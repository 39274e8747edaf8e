/* Lab 80 in another style: with the library's operations. */
/* @ 80.1 square_forward */
    t_no_grad();
    return t_mul(c->in[0], c->in[0]);

/* @ 80.1 square_backward */
    t_no_grad();
    Tensor *slope = t_scale(t_mul(c->in[0], (Tensor *)dy), 2);
    for (size_t i = 0; i < slope->size; i++) dx[0]->data[i] += slope->data[i];

/* @ 80.2 total */
    return t_item(t_sum((Tensor *)x));
