/* Lab 3 in another style: as little memory as possible. Every row is worked on where it lies; a saved tensor that is
 * not needed any more is written over. */

static int width(const Tensor *x) { return x->shape[x->ndim - 1]; }

static void exp_of_row(real *y, int C) {
    real top = *y;
    for (real *p = y; p < y + C; p++)
        if (*p > top) top = *p;
    for (real *p = y; p < y + C; p++) *p = exp(*p - top);
}

static real normalise(real *y, int C) {
    real sum = 0;
    for (real *p = y; p < y + C; p++) sum += *p;
    for (real *p = y; p < y + C; p++) *p /= sum;
    return sum;
}

/* @ 3.1 softmax_forward */
    Tensor *y = t_like(c->in[0]);
    memcpy(y->data, c->in[0]->data, y->size * sizeof *y->data);
    for (size_t i = 0; i < y->size; i += (size_t)width(y)) {
        exp_of_row(y->data + i, width(y));
        normalise(y->data + i, width(y));
    }
    return y;

/* @ 3.1 softmax_backward */
    /* c->out is what forward has returned. */
    const int C = width(c->out);
    for (size_t i = 0; i < dy->size; i += (size_t)C) {
        real common = 0;
        for (int j = 0; j < C; j++) common -= c->out->data[i + (size_t)j] * dy->data[i + (size_t)j];
        for (int j = 0; j < C; j++) {
            dx[0]->data[i + (size_t)j] += common * c->out->data[i + (size_t)j];
            dx[0]->data[i + (size_t)j] += dy->data[i + (size_t)j] * c->out->data[i + (size_t)j];
        }
    }

/* @ 3.2 log_softmax_forward */
    Tensor *y = t_like(c->in[0]);
    memcpy(y->data, c->in[0]->data, y->size * sizeof *y->data);
    for (size_t i = 0; i < y->size; i += (size_t)width(y)) {
        real *row = y->data + i, *end = row + width(y), *top = row;
        for (real *p = row; p < end; p++)
            if (*p > *top) top = p;
        for (real take = *top, *p = row; p < end; p++) *p -= take;
        real sum = 0;
        for (real *p = row; p < end; p++) sum += exp(*p);
        for (real take = log(sum), *p = row; p < end; p++) *p -= take;
    }
    return y;

/* @ 3.2 log_softmax_backward */
    for (size_t i = 0, C = (size_t)width(dy); i < dy->size; i += C) {
        real sum = 0;
        for (size_t j = i; j < i + C; j++) sum += dy->data[j];
        for (size_t j = i; j < i + C; j++) dx[0]->data[j] -= exp(c->out->data[j]) * sum - dy->data[j];
    }

/* @ 3.3 cross_entropy_forward */
    const int64_t *t = c->in[1]->i64;
    Tensor        *work = c->saved[3] = t_like(c->in[0]);
    const int      C = width(work), N = work->shape[0];
    real           loss = 0;
    memcpy(work->data, c->in[0]->data, work->size * sizeof *work->data);
    for (int n = 0; n < N; n++) {
        if (t[n] < 0 || t[n] >= C) t_fail(NULL, "label %d", (int)t[n]);
        real *row = work->data + n * C, top = row[0];
        for (int j = 1; j < C; j++)
            if (top < row[j]) top = row[j];
        const real own = row[t[n]] - top;
        exp_of_row(row, C);
        loss += log(normalise(row, C)) - own;
    }
    return t_scalar(loss / N);

/* @ 3.3 cross_entropy_backward */
    /* The saved probabilities become the gradient itself. */
    Tensor   *g = c->saved[3];
    const int C = width(g), N = g->shape[0];
    for (int n = 0; n < N; n++) g->data[n * C + c->in[1]->i64[n]] -= 1;
    for (size_t i = 0; i < g->size; i++) g->data[i] *= dy->data[0];
    for (size_t i = 0; i < g->size; i++) g->data[i] /= N;
    for (size_t i = 0; i < g->size; i++) dx[0]->data[i] += g->data[i];

/* @ 3.4 bce_with_logits_forward */
    Tensor *L = t_empty(DTYPE_REAL, 0, NULL);
    *L->data = 0;
    for (size_t i = 0; i < c->in[0]->size; i++) {
        const real z = c->in[0]->data[i], y = c->in[1]->data[i];
        *L->data += ((z > 0 ? z * (1 - y) : -z * y) + log(1 + exp(z > 0 ? -z : z)) - *L->data) / (real)(i + 1);
    }
    return L;

/* @ 3.4 bce_with_logits_backward */
    for (size_t i = 0; i < c->in[0]->size; i++) {
        real s = exp(-fabs(c->in[0]->data[i]));
        s = (c->in[0]->data[i] >= 0 ? 1 : s) / (1 + s);
        dx[0]->data[i] += (s - c->in[1]->data[i]) * (*dy->data / (real)c->in[0]->size);
    }

/* @ 3.5 one_hot */
    Tensor *y = t_zeros(labels->shape[0], classes);
    real   *row = y->data;
    for (const int64_t *t = labels->i64; t < labels->i64 + labels->size; t++, row += classes) {
        if (*t < 0 || *t >= classes) t_fail(NULL, "label %d", (int)*t);
        row[*t] = 1;
    }
    return y;

/* @ 3.5 kl_divergence */
    double mean = 0;
    for (size_t i = 0; i < p->size; i++) {
        const double a = p->data[i], b = q->data[i];
        if (a != 0) mean -= a * log(b / a);
    }
    return mean *= (double)width(p) / (double)p->size;
