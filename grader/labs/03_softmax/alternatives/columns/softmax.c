/* Lab 3 in another style: classes in the outer loop, samples in the inner one; rows' numbers kept in tensors of their
 * own. */

typedef struct Shape2 { int rows, columns; } Shape2;

static Shape2 shape_of(const Tensor *x) {
    if (x->ndim == 1) return (Shape2){1, x->shape[0]};
    return (Shape2){x->shape[0], x->shape[1]};
}

#define AT(t, n, j, s) ((t)->data[(size_t)(n) * (size_t)(s).columns + (size_t)(j)])

/* The largest of each row, and the sum of exp(x - largest). */
static void row_numbers(const Tensor *x, Shape2 s, real largest[], real sums[]) {
    for (int n = 0; n < s.rows; n++) largest[n] = -INFINITY, sums[n] = 0;
    for (int j = s.columns - 1; j >= 0; j--)
        for (int n = 0; n < s.rows; n++)
            if (AT(x, n, j, s) > largest[n]) largest[n] = AT(x, n, j, s);
    for (int j = 0; j < s.columns; j++)
        for (int n = s.rows - 1; n >= 0; n--) sums[n] += exp(AT(x, n, j, s) - largest[n]);
}

/* @ 3.1 softmax_forward */
    Tensor *x = c->in[0], *y = t_like(x);
    Shape2  s = shape_of(x);
    real    largest[s.rows], sums[s.rows];
    row_numbers(x, s, largest, sums);
    for (int j = 0; j < s.columns; j++)
        for (int n = 0; n < s.rows; n++) AT(y, n, j, s) = exp(AT(x, n, j, s) - largest[n]) / sums[n];
    c->saved[2] = y;
    return y;

/* @ 3.1 softmax_backward */
    Tensor *y = c->saved[2];
    Shape2  s = shape_of(y);
    real    weighted[s.rows];
    for (int n = 0; n < s.rows; n++) weighted[n] = 0;
    for (int j = s.columns - 1; j >= 0; j--)
        for (int n = 0; n < s.rows; n++) weighted[n] += AT(dy, n, j, s) * AT(y, n, j, s);
    for (int j = 0; j < s.columns; j++)
        for (int n = 0; n < s.rows; n++)
            AT(dx[0], n, j, s) += AT(y, n, j, s) * AT(dy, n, j, s) - AT(y, n, j, s) * weighted[n];

/* @ 3.2 log_softmax_forward */
    Tensor *x = c->in[0], *y = t_like(x);
    Shape2  s = shape_of(x);
    real    largest[s.rows], sums[s.rows];
    row_numbers(x, s, largest, sums);
    for (int j = 0; j < s.columns; j++)
        for (int n = 0; n < s.rows; n++) AT(y, n, j, s) = AT(x, n, j, s) - (largest[n] + log(sums[n]));
    c->saved[0] = y;
    return y;

/* @ 3.2 log_softmax_backward */
    Tensor *y = c->saved[0];
    Shape2  s = shape_of(y);
    real    total[s.rows];
    for (int n = 0; n < s.rows; n++) total[n] = 0;
    for (int j = 0; j < s.columns; j++)
        for (int n = 0; n < s.rows; n++) total[n] += AT(dy, n, j, s);
    for (int j = 0; j < s.columns; j++)
        for (int n = 0; n < s.rows; n++) {
            AT(dx[0], n, j, s) -= exp(AT(y, n, j, s)) * total[n];
            AT(dx[0], n, j, s) += AT(dy, n, j, s);
        }

/* @ 3.3 cross_entropy_forward */
    Shape2 s = shape_of(x);
    real   largest[s.rows], sums[s.rows], loss = 0;
    row_numbers(x, s, largest, sums);
    for (int n = s.rows - 1; n >= 0; n--) {
        int64_t t = labels->i64[n];
        if (t < 0 || t >= s.columns) t_fail(NULL, "no such label");
        loss -= AT(x, n, t, s) - largest[n] - log(sums[n]);
    }
    return t_scalar(loss / s.rows);

/* @ 3.3 cross_entropy_backward */
    /* Everything again: nothing was saved. */
    Tensor *x = c->in[0], *labels = c->in[1];
    Shape2  s = shape_of(x);
    real    largest[s.rows], sums[s.rows];
    row_numbers(x, s, largest, sums);
    for (int j = 0; j < s.columns; j++)
        for (int n = 0; n < s.rows; n++) {
            real p = exp(AT(x, n, j, s) - largest[n]) / sums[n];
            AT(dx[0], n, j, s) += dy->data[0] * (p - (labels->i64[n] == j ? 1 : 0)) / s.rows;
        }

/* @ 3.4 bce_with_logits_forward */
    real loss = 0;
    for (size_t i = z->size; i-- > 0;) {
        real v = z->data[i];
        loss += v >= 0 ? (1 - y->data[i]) * v + log1p(exp(-v)) : -y->data[i] * v + log1p(exp(v));
    }
    return t_scalar(loss / (real)z->size);

/* @ 3.4 bce_with_logits_backward */
    Tensor *z = c->in[0], *y = c->in[1];
    for (size_t i = z->size; i-- > 0;) {
        real v = z->data[i], s = v >= 0 ? 1 / (1 + exp(-v)) : exp(v) / (1 + exp(v));
        dx[0]->data[i] += dy->data[0] * (s - y->data[i]) / (real)z->size;
    }

/* @ 3.5 one_hot */
    int     n = labels->shape[0];
    Tensor *y = t_empty(DTYPE_REAL, 2, (int[]){n, classes});
    for (int i = 0; i < n; i++)
        if (labels->i64[i] < 0 || labels->i64[i] >= classes) t_fail(NULL, "no such label");
    for (int j = 0; j < classes; j++)
        for (int i = 0; i < n; i++) y->data[i * classes + j] = labels->i64[i] == j;
    return y;

/* @ 3.5 kl_divergence */
    Shape2 s = shape_of(p);
    double sum = 0;
    for (int j = 0; j < s.columns; j++)
        for (int n = 0; n < s.rows; n++)
            sum += AT(p, n, j, s) == 0
                       ? 0
                       : AT(p, n, j, s) * (log((double)AT(p, n, j, s)) - log((double)AT(q, n, j, s))) / s.rows;
    return sum;
