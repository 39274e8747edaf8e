/* Lab 2 in another style: many small functions, recursion, function pointers, macros. */
#define EACH(i, n) for (int i = 0; i < (n); i++)
#define AT(t, i, j, columns) (t)->data[(i) * (columns) + (j)]

static real dot(int n, const real *a, int step_a, const real *b, int step_b) {
    if (n == 1) return *a * *b;
    const int half = n / 2; /* pairwise */
    return dot(half, a, step_a, b, step_b) + dot(n - half, a + half * step_a, step_a, b + half * step_b, step_b);
}

/* @ 2.1 linear_forward */
    Tensor *y = t_empty(DTYPE_REAL, 2, (int[]){N, out});
    EACH(n, N) EACH(j, out) AT(y, n, j, out) = b->data[j] + dot(in, &AT(x, n, 0, in), 1, &AT(W, j, 0, in), 1);
    return y;

/* @ 2.1 linear_backward */
    if (dx[0]) EACH(n, N) EACH(i, in) AT(dx[0], n, i, in) += dot(out, &AT(dy, n, 0, out), 1, W->data + i, in);
    if (dx[1]) EACH(j, out) EACH(i, in) AT(dx[1], j, i, in) += dot(N, dy->data + j, out, x->data + i, in);
    if (dx[2]) EACH(j, out) dx[2]->data[j] += dot(N, dy->data + j, out, (real[]){1}, 0);
