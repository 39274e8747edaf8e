/* Lab 1 in another style: out of the library's own operations. */

static void put(Tensor *to, const Tensor *from) { memcpy(to->data, from->data, from->size * sizeof(real)); }

/* @ 1.7 and_gate */
    put(w, t_ones(w->shape[0]));
    put(b, t_full(0.25 - w->shape[0], 1));

/* @ 1.7 or_gate */
    put(w, t_full(10, w->shape[0]));
    put(b, t_full(-9, 1));

/* @ 1.7 not_gate */
    put(w, t_full(-2, 1));
    put(b, t_full(1, 1));

/* @ 1.7 xor_gate */
    /* NAND and OR, and the AND of the two. */
    put(net->W1, t_tensor(((real[]){-1, -1, 1, 1}), 2, 2));
    put(net->b1, t_tensor(((real[]){1.5, -0.5}), 2));
    put(net->W2, t_ones(1, 2));
    put(net->b2, t_full(-1.5, 1));

/* @ before two_layer_forward */
static Tensor *layer(Tensor *x, Tensor *W, Tensor *b) { return t_add(t_matmul(x, t_transpose(W)), b); }
static Tensor *sigmoid(Tensor *z) { return t_div(1, t_add(1, t_exp(t_neg(z)))); }

/* @ 1.8 two_layer_forward */
    /* tanh(z) = 2 s(2z) - 1. */
    Tensor *h = t_sub(t_mul(2, sigmoid(t_mul(2, layer(x, net->W1, net->b1)))), 1);
    return (Activations){.y = sigmoid(layer(h, net->W2, net->b2)), .h = h};

/* @ 1.8 two_layer_loss */
    Tensor *difference = t_sub((Tensor *)t, (Tensor *)y);
    return t_item(t_mean(t_mul(difference, difference)));

/* @ 1.8 two_layer_correct */
    return (int)t_item(t_sum(t_eq(t_ge((Tensor *)y, 0.5), t_eq((Tensor *)t, 1))));

/* @ 1.9 two_layer_backward */
    Tensor *slope2 = t_mul(a->y, t_sub(1, a->y)), *slope1 = t_sub(1, t_mul(a->h, a->h));
    Tensor *dz2 = t_scale(t_mul(t_sub(a->y, t), slope2), 2.0 / (double)t->size);
    Tensor *dz1 = t_mul(t_matmul(dz2, net->W2), slope1);
    return (TwoLayer){t_matmul(t_transpose(dz1), x), t_sum_axis(dz1, 0), t_matmul(t_transpose(dz2), a->h),
                      t_sum_axis(dz2, 0)};

/* @ 1.10 two_layer_step */
    t_step();
    Activations    a = two_layer_forward(net, x);
    const TwoLayer g = two_layer_backward(net, x, &a, t);
    put(net->W1, t_sub(net->W1, t_scale(g.W1, lr)));
    put(net->b1, t_sub(net->b1, t_scale(g.b1, lr)));
    put(net->W2, t_sub(net->W2, t_scale(g.W2, lr)));
    put(net->b2, t_sub(net->b2, t_scale(g.b2, lr)));
    return two_layer_loss(a.y, t);

/* @ 1.10 two_layer_init */
    const real r1 = 1 / sqrt((real)net->W1->shape[1]), r2 = pow((real)net->W2->shape[1], -0.5);
    t_fill_uniform(net->W1, rng, -r1, r1);
    t_fill_uniform(net->b1, rng, -r1, r1);
    t_fill_uniform(net->W2, rng, -r2, r2);
    t_fill_uniform(net->b2, rng, -r2, r2);

/* @ 1.10 two_layer_solve */
    bool solved = false;
    int  made = 0;
    for (; made < starts && !solved; made++) {
        two_layer_init(net, rng);
        for (int e = 0; e < epochs; e++) two_layer_step(net, x, t, lr);
        solved = two_layer_correct(two_layer_forward(net, x).y, t) == t->shape[0];
    }
    return solved ? made : 0;
