/* Lab 5 in another style: one channel after the other. */

/* @ before batch_norm_forward */
static size_t at(Channels s, int channel, int i) { return ((size_t)(i / s.M) * s.C + channel) * s.M + i % s.M; }

/* @ 5.3 batch_norm_forward */
    const int n = s.N * s.M;
    Tensor   *y = t_like(x);
    c->saved[0] = t_like(x);
    c->saved[1] = t_zeros(s.C);
    for (int ch = 0; ch < s.C; ch++) {
        double mean = running_mean->data[ch], var = running_var->data[ch];
        if (training) {
            mean = var = 0;
            for (int i = 0; i < n; i++) mean += x->data[at(s, ch, i)];
            mean /= n;
            for (int i = 0; i < n; i++) var += pow(x->data[at(s, ch, i)] - mean, 2);
            running_mean->data[ch] += (real)(momentum * (mean - running_mean->data[ch]));
            running_var->data[ch] += (real)(momentum * (var / (n - 1) - running_var->data[ch]));
            var /= n;
        }
        const double std = sqrt(var + eps);
        c->saved[1]->data[ch] = (real)std;
        for (int i = 0; i < n; i++) {
            const size_t j = at(s, ch, i);
            c->saved[0]->data[j] = (real)((x->data[j] - mean) / std);
            y->data[j] = c->saved[0]->data[j] * gamma->data[ch] + beta->data[ch];
        }
    }
    return y;

/* @ 5.4 batch_norm_backward */
    const int n = s.N * s.M;
    for (int ch = 0; ch < s.C; ch++) {
        double a = 0, b = 0;
        for (int i = 0; i < n; i++) {
            a += dy->data[at(s, ch, i)];
            b += dy->data[at(s, ch, i)] * c->saved[0]->data[at(s, ch, i)];
        }
        if (dx[1] != NULL) dx[1]->data[ch] += (real)b;
        if (dx[2] != NULL) dx[2]->data[ch] += (real)a;
        if (dx[0] == NULL) continue;
        for (int i = 0; i < n; i++) {
            const size_t j = at(s, ch, i);
            double       g = dy->data[j];
            if (training) g = g - a / n - c->saved[0]->data[j] * b / n;
            dx[0]->data[j] += (real)(g * gamma->data[ch] / c->saved[1]->data[ch]);
        }
    }

/* @ 5.5 layer_norm_forward */
    Tensor *y = t_like(x);
    c->saved[0] = t_like(x);
    c->saved[1] = t_zeros(rows);
    for (int r = 0; r < rows; r++) {
        double mean = 0, squares = 0;
        for (int j = r * D; j < r * D + D; j++) mean += x->data[j] / D;
        for (int j = r * D; j < r * D + D; j++) squares += pow(x->data[j] - mean, 2) / D;
        c->saved[1]->data[r] = (real)sqrt(squares + eps);
        for (int j = r * D; j < r * D + D; j++) {
            c->saved[0]->data[j] = (real)((x->data[j] - mean) / c->saved[1]->data[r]);
            y->data[j] = c->saved[0]->data[j] * gamma->data[j % D] + beta->data[j % D];
        }
    }
    return y;

/* @ 5.5 layer_norm_backward */
    const real *normal = c->saved[0]->data;
    (void)x;
    for (size_t i = 0; dx[1] && i < dy->size; i++) dx[1]->data[i % D] += dy->data[i] * normal[i];
    for (size_t i = 0; dx[2] && i < dy->size; i++) dx[2]->data[i % D] += dy->data[i];
    if (!dx[0]) return;
    for (int r = 0; r < rows; r++) {
        double a = 0, b = 0;
        for (int j = 0; j < D; j++) a += dy->data[r * D + j] * gamma->data[j] / D;
        for (int j = 0; j < D; j++) b += dy->data[r * D + j] * gamma->data[j] * normal[r * D + j] / D;
        for (int j = 0; j < D; j++)
            dx[0]->data[r * D + j] +=
                (real)((dy->data[r * D + j] * gamma->data[j] - a - normal[r * D + j] * b) / c->saved[1]->data[r]);
    }
