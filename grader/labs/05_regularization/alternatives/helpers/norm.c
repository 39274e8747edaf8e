/* Lab 5 in another style: small functions and a struct. */
typedef struct Stats {
    double mean, var;
} Stats;

/* Of n values at data[0], data[step], ..., `run` of them side by side each time. */
static Stats stats_of(const real *data, int groups, int run, size_t step) {
    Stats        st = {0, 0};
    const double n = (double)groups * run;
    for (int g = 0; g < groups; g++)
        for (int i = 0; i < run; i++) st.mean += data[g * step + i] / n;
    for (int g = 0; g < groups; g++)
        for (int i = 0; i < run; i++) st.var += pow(data[g * step + i] - st.mean, 2) / n;
    return st;
}

static void normalise(const real *x, real *to, int groups, int run, size_t step, Stats st, double eps) {
    for (int g = 0; g < groups; g++)
        for (int i = 0; i < run; i++) to[g * step + i] = (real)((x[g * step + i] - st.mean) / sqrt(st.var + eps));
}

static void towards(real *running, double value, double share) { *running = (real)(*running + share * (value - *running)); }

/* @ 5.3 batch_norm_forward */
    const size_t step = (size_t)s.C * s.M;
    const double n = (double)s.N * s.M;
    Tensor      *normal = c->saved[0] = t_like(x), *used = c->saved[1] = t_zeros(s.C), *y = t_like(x);
    for (int ch = 0; ch < s.C; ch++) {
        Stats st = {running_mean->data[ch], running_var->data[ch]};
        if (training) {
            st = stats_of(x->data + ch * s.M, s.N, s.M, step);
            towards(&running_mean->data[ch], st.mean, momentum);
            towards(&running_var->data[ch], st.var * n / (n - 1), momentum);
        }
        used->data[ch] = (real)st.var;
        normalise(x->data + ch * s.M, normal->data + ch * s.M, s.N, s.M, step, st, eps);
        for (int k = 0; k < s.N; k++)
            for (int m = 0; m < s.M; m++) {
                const size_t i = k * step + (size_t)(ch * s.M + m);
                y->data[i] = gamma->data[ch] * normal->data[i] + beta->data[ch];
            }
    }
    return y;

/* @ before batch_norm_backward */
static double dot(const real *a, const real *b, int groups, int run, size_t step) {
    double sum = 0;
    for (int g = 0; g < groups; g++)
        for (int i = 0; i < run; i++) sum += b ? a[g * step + i] * b[g * step + i] : a[g * step + i];
    return sum;
}

/* @ 5.4 batch_norm_backward */
    (void)x;
    const size_t step = (size_t)s.C * s.M;
    const double n = (double)s.N * s.M, eps = c->args.f[0];
    for (int ch = 0; ch < s.C; ch++) {
        const real  *d = dy->data + ch * s.M, *h = c->saved[0]->data + ch * s.M;
        const double sum = dot(d, NULL, s.N, s.M, step), product = dot(d, h, s.N, s.M, step);
        if (dx[1]) dx[1]->data[ch] += (real)product;
        if (dx[2]) dx[2]->data[ch] += (real)sum;
        if (!dx[0]) continue;
        const double factor = gamma->data[ch] / sqrt(c->saved[1]->data[ch] + eps);
        for (int k = 0; k < s.N; k++)
            for (int m = 0; m < s.M; m++) {
                const size_t i = k * step + (size_t)m;
                const double through = training ? (sum + h[i] * product) / n : 0;
                dx[0]->data[ch * s.M + i] += (real)(factor * (d[i] - through));
            }
    }

/* @ 5.5 layer_norm_forward */
    Tensor *normal = c->saved[0] = t_like(x), *y = t_like(x);
    c->saved[1] = t_zeros(rows);
    for (int r = 0; r < rows; r++) {
        const Stats st = stats_of(x->data + r * D, 1, D, 0);
        c->saved[1]->data[r] = (real)(1 / sqrt(st.var + eps));
        normalise(x->data + r * D, normal->data + r * D, 1, D, 0, st, eps);
        for (int j = 0; j < D; j++) y->data[r * D + j] = gamma->data[j] * normal->data[r * D + j] + beta->data[j];
    }
    return y;

/* @ before layer_norm_backward */
/* The part of g that changes neither the mean nor the length of the row. */
static void project(real *g, const real *h, int D) {
    double a = 0, b = 0;
    for (int j = 0; j < D; j++) a += g[j] / (double)D, b += g[j] * h[j] / (double)D;
    for (int j = 0; j < D; j++) g[j] -= (real)(a + b * h[j]);
}

/* @ 5.5 layer_norm_backward */
    real g[D];
    (void)x;
    for (int r = 0; r < rows; r++) {
        const real *d = dy->data + r * D, *h = c->saved[0]->data + r * D;
        for (int j = 0; j < D; j++) g[j] = d[j] * gamma->data[j];
        project(g, h, D);
        for (int j = 0; j < D; j++) {
            if (dx[0]) dx[0]->data[r * D + j] += g[j] * c->saved[1]->data[r];
            if (dx[1]) dx[1]->data[j] += d[j] * h[j];
            if (dx[2]) dx[2]->data[j] += d[j];
        }
    }
