/* Lab 2 in another style: many small functions, recursion, function pointers, macros. */

static double square(double e) { return e * e; }
static double distance(double e) { return e < 0 ? -e : e; }
static double twice(double e) { return e + e; }
static double sign(double e) { return (e > 0) - (e < 0); }

static double mean(const Tensor *p, const Tensor *t, double (*f)(double), size_t from, size_t n) {
    if (n == 1) return f((double)p->data[from] - t->data[from]) / (double)p->size;
    return mean(p, t, f, from, n / 2) + mean(p, t, f, from + n / 2, n - n / 2);
}

static void spread(const Tensor *p, const Tensor *t, const Tensor *dL, Tensor *dx[], double (*f)(double)) {
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; dx[k] && i < p->size; i++) {
            const double g = dL->data[0] * f((double)p->data[i] - t->data[i]) / (double)p->size;
            dx[k]->data[i] += (real)(k ? -g : g);
        }
}

/* @ 2.2 mse_loss_forward */
    return t_scalar(mean(p, t, square, 0, p->size));

/* @ 2.2 mse_loss_backward */
    spread(p, t, dL, dx, twice);

/* @ 2.3 l1_loss_forward */
    return t_scalar(mean(p, t, distance, 0, p->size));

/* @ 2.3 l1_loss_backward */
    spread(p, t, dL, dx, sign);
