/* Lab 3 in another style: one step a line, as a first solution is written. */

/* @ 3.1 softmax_forward */
    Tensor *x = c->in[0];
    Tensor *y = t_like(x);
    Rows r = rows_of(x);
    for (int n = 0; n < r.n; n++) {
        int start = n * r.classes;
        real max = x->data[start];
        for (int j = 1; j < r.classes; j++) {
            if (x->data[start + j] > max) max = x->data[start + j];
        }
        real sum = 0;
        for (int j = 0; j < r.classes; j++) {
            y->data[start + j] = exp(x->data[start + j] - max);
            sum += y->data[start + j];
        }
        for (int j = 0; j < r.classes; j++) {
            y->data[start + j] /= sum;
        }
    }
    c->saved[0] = y;
    return y;

/* @ 3.1 softmax_backward */
    Tensor *y = c->saved[0];
    Rows r = rows_of(y);
    for (int n = 0; n < r.n; n++) {
        int start = n * r.classes;
        real dot = 0;
        for (int j = 0; j < r.classes; j++) {
            dot += dy->data[start + j] * y->data[start + j];
        }
        for (int k = 0; k < r.classes; k++) {
            dx[0]->data[start + k] += y->data[start + k] * (dy->data[start + k] - dot);
        }
    }

/* @ 3.2 log_softmax_forward */
    Tensor *x = c->in[0];
    Tensor *y = t_like(x);
    Rows r = rows_of(x);
    for (int n = 0; n < r.n; n++) {
        int start = n * r.classes;
        real m = x->data[start];
        for (int j = 1; j < r.classes; j++) {
            if (x->data[start + j] > m) m = x->data[start + j];
        }
        real sum = 0;
        for (int j = 0; j < r.classes; j++) {
            sum += exp(x->data[start + j] - m);
        }
        for (int j = 0; j < r.classes; j++) {
            y->data[start + j] = x->data[start + j] - m - log(sum);
        }
    }
    c->saved[0] = y;
    return y;

/* @ 3.2 log_softmax_backward */
    Tensor *y = c->saved[0];
    Rows r = rows_of(y);
    for (int n = 0; n < r.n; n++) {
        int start = n * r.classes;
        real total = 0;
        for (int j = 0; j < r.classes; j++) {
            total += dy->data[start + j];
        }
        for (int k = 0; k < r.classes; k++) {
            dx[0]->data[start + k] += dy->data[start + k] - exp(y->data[start + k]) * total;
        }
    }

/* @ 3.3 cross_entropy_forward */
    int N = x->shape[0];
    int C = x->shape[1];
    Tensor *p = t_like(x);
    double loss = 0;
    for (int n = 0; n < N; n++) {
        real m = x->data[n * C];
        for (int j = 0; j < C; j++) {
            if (x->data[n * C + j] > m) m = x->data[n * C + j];
        }
        real sum = 0;
        for (int j = 0; j < C; j++) {
            sum += exp(x->data[n * C + j] - m);
        }
        for (int j = 0; j < C; j++) {
            p->data[n * C + j] = exp(x->data[n * C + j] - m) / sum;
        }
        int t = labels->i64[n];
        loss -= x->data[n * C + t] - m - log(sum);
    }
    c->saved[0] = p;
    return t_scalar(loss / N);

/* @ 3.3 cross_entropy_backward */
    Tensor *p = c->saved[0];
    Tensor *labels = c->in[1];
    int N = p->shape[0];
    int C = p->shape[1];
    for (int n = 0; n < N; n++) {
        for (int j = 0; j < C; j++) {
            real target = 0;
            if (labels->i64[n] == j) target = 1;
            dx[0]->data[n * C + j] += dy->data[0] * (p->data[n * C + j] - target) / N;
        }
    }

/* @ 3.4 bce_with_logits_forward */
    double sum = 0;
    for (size_t i = 0; i < z->size; i++) {
        real zi = z->data[i];
        real yi = y->data[i];
        real first;
        if (zi > 0) {
            first = (1 - yi == 0) ? 0 : zi * (1 - yi);
        } else {
            first = (yi == 0) ? 0 : -zi * yi;
        }
        sum += first + log(1 + exp(-fabs(zi)));
    }
    return t_scalar(sum / z->size);

/* @ 3.4 bce_with_logits_backward */
    Tensor *z = c->in[0];
    Tensor *y = c->in[1];
    for (size_t i = 0; i < z->size; i++) {
        real s = 1 / (1 + exp(-z->data[i]));
        dx[0]->data[i] += dy->data[0] * (s - y->data[i]) / z->size;
    }

/* @ 3.5 one_hot */
    int N = labels->shape[0];
    Tensor *out = t_zeros(N, classes);
    for (int n = 0; n < N; n++) {
        int label = labels->i64[n];
        if (label < 0 || label >= classes) {
            t_fail("labels go from 0 to C-1", "one_hot: label %d", label);
        }
        out->data[n * classes + label] = 1;
    }
    return out;

/* @ 3.5 kl_divergence */
    Rows r = rows_of(p);
    double total = 0;
    for (int n = 0; n < r.n; n++) {
        for (int j = 0; j < r.classes; j++) {
            double pj = p->data[n * r.classes + j];
            double qj = q->data[n * r.classes + j];
            if (pj > 0) {
                total += pj * log(pj / qj);
            }
        }
    }
    return total / r.n;
