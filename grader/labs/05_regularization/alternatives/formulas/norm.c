/* Lab 5 in another style: other forms of the formulas. */

/* @ before batch_norm_forward */
/* Welford: mean and sum of squared deviations, number by number. */
typedef struct Moments {
    double n, mean, squares;
} Moments;

static void take(Moments *m, double v) {
    const double d = v - m->mean;
    m->n++;
    m->mean += d / m->n;
    m->squares += d * (v - m->mean);
}

/* @ 5.3 batch_norm_forward */
    Moments channel[s.C];
    for (int ch = 0; ch < s.C; ch++) channel[ch] = (Moments){0};
    for (size_t i = 0; i < x->size; i++) take(&channel[i / (size_t)s.M % (size_t)s.C], x->data[i]);
    Tensor *y = t_like(x), *mean = c->saved[0] = t_zeros(s.C), *scale = c->saved[1] = t_zeros(s.C);
    for (int ch = 0; ch < s.C; ch++) {
        const Moments m = channel[ch];
        mean->data[ch] = training ? (real)m.mean : running_mean->data[ch];
        scale->data[ch] = (real)pow((training ? m.squares / m.n : running_var->data[ch]) + eps, -0.5);
        if (!training) continue;
        running_mean->data[ch] = (real)(running_mean->data[ch] - momentum * (running_mean->data[ch] - m.mean));
        running_var->data[ch] = (real)(running_var->data[ch] - momentum * (running_var->data[ch] - m.squares / (m.n - 1)));
    }
    for (size_t i = 0; i < x->size; i++) {
        const size_t ch = i / (size_t)s.M % (size_t)s.C;
        y->data[i] = gamma->data[ch] * scale->data[ch] * (x->data[i] - mean->data[ch]) + beta->data[ch];
    }
    return y;

/* @ 5.4 batch_norm_backward */
    /* dx = gamma scale / n (n dy - sum dy - x^ sum dy x^), x^ anew from x. */
    const Tensor *mean = c->saved[0], *scale = c->saved[1];
    const double  n = (double)s.N * s.M;
    for (int ch = 0; ch < s.C; ch++) {
        double sum = 0, product = 0;
        for (int pass = 0; pass < 2; pass++)
            for (int k = 0; k < s.N; k++)
                for (int m = 0; m < s.M; m++) {
                    const size_t i = ((size_t)k * s.C + ch) * s.M + m;
                    const double normal = (x->data[i] - mean->data[ch]) * scale->data[ch];
                    if (pass == 0) {
                        sum += dy->data[i];
                        product += dy->data[i] * normal;
                    } else if (dx[0]) {
                        const double d = n * dy->data[i] - training * (sum + normal * product);
                        dx[0]->data[i] += (real)(gamma->data[ch] * scale->data[ch] / n * d);
                    }
                }
        if (dx[1]) dx[1]->data[ch] += (real)product;
        if (dx[2]) dx[2]->data[ch] += (real)sum;
    }

/* @ 5.5 layer_norm_forward */
    Tensor *y = t_like(x);
    (void)c;
    for (int r = 0; r < rows; r++) {
        Moments m = {0};
        for (int j = 0; j < D; j++) take(&m, x->data[r * D + j]);
        for (int j = 0; j < D; j++)
            y->data[r * D + j] =
                (real)(gamma->data[j] * (x->data[r * D + j] - m.mean) / sqrt(m.squares / D + eps) + beta->data[j]);
    }
    return y;

/* @ 5.5 layer_norm_backward */
    const double eps = c->args.f[0];
    for (int r = 0; r < rows; r++) {
        Moments m = {0};
        double  sum = 0, product = 0;
        for (int j = 0; j < D; j++) take(&m, x->data[r * D + j]);
        const double std = sqrt(m.squares / D + eps);
        for (int j = 0; j < D; j++) {
            const double d = dy->data[r * D + j], normal = (x->data[r * D + j] - m.mean) / std;
            if (dx[1]) dx[1]->data[j] += (real)(d * normal);
            if (dx[2]) dx[2]->data[j] += (real)d;
            sum += d * gamma->data[j];
            product += d * gamma->data[j] * normal;
        }
        for (int j = 0; dx[0] && j < D; j++) {
            const double normal = (x->data[r * D + j] - m.mean) / std;
            dx[0]->data[r * D + j] += (real)((D * dy->data[r * D + j] * gamma->data[j] - sum - normal * product) / (D * std));
        }
    }
