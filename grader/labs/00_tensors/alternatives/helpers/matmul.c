/* Lab 0 in another style: one helper for all products. */

typedef struct View {
    const real *data;
    int         rows, columns, next_row, next_column;
} View;

static View view(const Tensor *x) { return (View){x->data, x->shape[0], x->shape[1], x->shape[1], 1}; }
static View turned(View v) { return (View){v.data, v.columns, v.rows, v.next_column, v.next_row}; }
static real at(View v, int i, int j) { return v.data[i * v.next_row + j * v.next_column]; }

static Tensor *product(View a, View b) {
    Tensor *c = t_empty(DTYPE_REAL, 2, (int[]){a.rows, b.columns});
    real   *out = c->data;
    for (int i = 0; i < a.rows; i++)
        for (int j = 0; j < b.columns; j++) {
            real sum = 0;
            for (int l = 0; l < a.columns; l++) sum += at(a, i, l) * at(b, l, j);
            *out++ = sum;
        }
    return c;
}

static Tensor *by_blas(const Tensor *a, const Tensor *b, bool turn_b) {
    const int n = a->shape[0], k = a->shape[1], m = b->shape[turn_b ? 0 : 1];
    Tensor   *c = t_zeros(n, m);
    dev_kernels(a->device)->gemm(false, turn_b, n, m, k, a->data, b->data, 0, c->data);
    return c;
}

/* @ 0.3 matmul_loops */
    return product(view(A), view(B));

/* @ 0.3 matmul_blas */
    return by_blas(A, B, false);

/* @ 0.4 linear_each */
    return product(view(X), turned(view(W)));

/* @ 0.4 linear_once */
    return by_blas(X, W, true);

/* @ 0.5 pick_device */
    Device device;
    if (!dev_parse(cuda_available ? "cuda" : "cpu", &device)) t_fail(NULL, "%s", t_error());
    return device;

/* @ before run_on */
static Tensor *cpu(Tensor *x) { return t_to(x, DEV_CPU); }

/* @ 0.5 run_on */
    return cpu(t_apply(op, t_to(x, device)));
