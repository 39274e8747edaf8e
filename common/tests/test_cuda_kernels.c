/* Every kernel of the CUDA table against the CPU's, on random numbers and on sizes that are easily got wrong. */
#include "cuda_pairs.h"
#include "cuda_plugin.h"

static void open_device(void) {
    gpu = dev_kernels(DEV_CUDA);
    rng = rng_new(7, 1);
}

/* --- Memory ------------------------------------------------------------------------------------------------------- */
START_TEST(table_is_complete) {
    ck_assert_int_eq(gpu->abi, DEV_ABI);
    ck_assert_uint_eq(gpu->real_size, sizeof(real));
    ck_assert(strncmp(gpu->name, "cuda:0", 6) == 0); /* or "cuda:0 (emulated)" */
    const char *first = (const char *)&gpu->alloc, *end = (const char *)(gpu + 1);
    for (const char *at = first; at < end; at += sizeof(void *)) {
        void *entry;
        if (at == (const char *)&gpu->conv2d_relu_work || at == (const char *)&gpu->conv2d_relu) continue; /* optional */
        memcpy(&entry, at, sizeof entry);
        ck_assert_msg(entry, "entry %d of the table is missing", (int)((at - first) / (long)sizeof(void *)));
    }
}
END_TEST

START_TEST(memory_is_used_again) {
    void *p = gpu->alloc(1000), *q = gpu->alloc(100000);
    gpu->release(p);
    gpu->release(q);
    gpu->release(NULL);
    uint64_t before = t_allocations;
    for (int step = 0; step < 10; step++) {
        p = gpu->alloc(1000);
        q = gpu->alloc(100000 - (size_t)step);
        ck_assert(p && q && p != q);
        gpu->release(p);
        gpu->release(q);
    }
    ck_assert_uint_eq(t_allocations, before);
    p = gpu->alloc(0);
    q = gpu->alloc(0);
    ck_assert(p && q && p != q);
    gpu->release(p);
    gpu->release(q);
}
END_TEST

START_TEST(too_much_memory) {
    ck_assert_ptr_null(gpu->alloc((size_t)1 << 50));
    ck_assert_ptr_nonnull(strstr(t_error(), "cuda:0 is out of memory: 1073741824.0 MiB asked for, "));
    ck_assert_ptr_nonnull(strstr(t_error(), " MiB free"));
    ck_assert_ptr_nonnull(gpu->alloc(1000));
}
END_TEST

START_TEST(release_of_no_block) {
    int x;
    gpu->release(&x);
}
END_TEST

START_TEST(copies) {
    EACH_SIZE(n) {
        Pair x = reals(n), y = reals(n), z = reals(n), f = reals(n);
        ON_BOTH(k->copy(PART(y), PART(x), n * sizeof(real)));
        ON_BOTH(k->zero(PART(z), n * sizeof(real)));
        ON_BOTH(k->fill(PART(f), n, (real)-2.5));
        check_and_discard(y, 0);
        check_and_discard(z, 0);
        check_and_discard(f, 0);
        discard(x);
    }
}
END_TEST

/* --- Element by element ------------------------------------------------------------------------------------------- */
START_TEST(unary) {
    EACH_SIZE(n) for (UnaryKind kind = UNARY_NEG; kind <= UNARY_COS; kind++) {
        bool positive = kind == UNARY_LOG || kind == UNARY_SQRT;
        Pair x = positive ? positives(n) : reals(n), y = reals(n), dy = reals(n), dx = reals(n);
        if (!positive && n > 2) {
            ((real *)x.cpu)[1] = 0;
            upload(x);
        }
        ON_BOTH(k->unary(kind, n, PART(x), PART(y)));
        check_same(y, 8);
        upload(y);
        ON_BOTH(k->unary_backward(kind, n, PART(x), PART(y), PART(dy), PART(dx)));
        check_and_discard(dx, 16);
        discard(x), discard(y), discard(dy);
    }
}
END_TEST

/* Random axes, of which each operand lacks some; row-major where it has them. */
static Broadcast random_walk(size_t *n_a, size_t *n_b) {
    Broadcast bc = {.ndim = between(1, 4), .size = 1};
    *n_a = *n_b = 1;
    for (int d = bc.ndim - 1; d >= 0; d--) {
        int in = between(0, 3);
        bc.shape[d] = between(1, 7);
        bc.size *= (size_t)bc.shape[d];
        if (in != 1) bc.stride_a[d] = *n_a, *n_a *= (size_t)bc.shape[d];
        if (in != 2) bc.stride_b[d] = *n_b, *n_b *= (size_t)bc.shape[d];
    }
    return bc;
}

static Broadcast plain_walk(size_t n) {
    return (Broadcast){.ndim = 1, .shape = {(int)n}, .stride_a = {1}, .stride_b = {1}, .size = n};
}

START_TEST(binary) {
    for (int round = 0; round < 60; round++)
        for (BinaryKind kind = BINARY_ADD; kind <= BINARY_GE; kind++) {
            DType dtype = round % 3 ? DTYPE_REAL : DTYPE_INT64;
            if (dtype == DTYPE_INT64 && (kind == BINARY_DIV || kind == BINARY_POW)) continue;
            size_t    n_a = (size_t)round, n_b = n_a;
            Broadcast bc = round < 4 ? plain_walk(n_a) : random_walk(&n_a, &n_b);
            Pair      a = values_of(dtype, n_a), b = values_of(dtype, n_b);
            Pair      z = pair_of(kind >= BINARY_EQ ? DTYPE_UINT8 : dtype, bc.size);
            ON_BOTH(k->binary(kind, dtype, &bc, PART(a), PART(b), PART(z)));
            check_and_discard(z, 16);
            discard(a), discard(b);
        }
}
END_TEST

START_TEST(maximum_of_nan_and_large_integers) {
    Broadcast bc = plain_walk(4);
    Pair      a = reals(4), b = reals(4), z = reals(4), i = below(4, 9), j = below(4, 9), sum = below(4, 9);
    ((real *)a.cpu)[0] = ((real *)b.cpu)[1] = (real)NAN;
    ((real *)a.cpu)[2] = (real)INFINITY;
    ((int64_t *)i.cpu)[0] = INT64_MAX;
    upload(a), upload(b), upload(i);
    ON_BOTH(k->binary(BINARY_MAXIMUM, DTYPE_REAL, &bc, PART(a), PART(b), PART(z)));
    ON_BOTH(k->binary(BINARY_MUL, DTYPE_INT64, &bc, PART(i), PART(j), PART(sum)));
    check_and_discard(z, 0);
    check_and_discard(sum, 0);
    discard(a), discard(b), discard(i), discard(j);
}
END_TEST

static void check_binary_backward(BinaryKind kind, const Broadcast *bc, size_t n_a, size_t n_b, bool want_a,
                                  bool want_b) {
    bool positive = kind == BINARY_POW || kind == BINARY_DIV;
    Pair a = positive ? positives(n_a) : reals(n_a), b = positive ? positives(n_b) : reals(n_b);
    Pair z = reals(bc->size), dz = reals(bc->size), da = reals(n_a), db = reals(n_b);
    ON_BOTH(k->binary(kind, DTYPE_REAL, bc, PART(a), PART(b), PART(z)));
    upload(z);
    ON_BOTH(k->binary_backward(kind, bc, PART(a), PART(b), PART(z), PART(dz), want_a ? PART(da) : NULL,
                               want_b ? PART(db) : NULL));
    double roundings = 16 + 4 * sqrt((double)bc->size); /* sums of both signs, whose rounding is that of their terms */
    check_and_discard(da, roundings);
    check_and_discard(db, roundings);
    discard(a), discard(b), discard(z), discard(dz);
}

START_TEST(binary_backward) {
    for (int round = 0; round < 60; round++)
        for (BinaryKind kind = BINARY_ADD; kind <= BINARY_MAXIMUM; kind++) {
            size_t    n_a = (size_t)round, n_b = n_a;
            Broadcast bc = round < 4 ? plain_walk(n_a) : random_walk(&n_a, &n_b);
            check_binary_backward(kind, &bc, n_a, n_b, round % 3 != 1, round % 3 != 2);
        }
}
END_TEST

/* A bias and a number added to many rows: summed in pieces. */
START_TEST(binary_backward_of_long_sums) {
    Broadcast bias = {.ndim = 2, .shape = {3001, 5}, .stride_a = {5, 1}, .stride_b = {0, 1}, .size = 15005};
    Broadcast number = {.ndim = 1, .shape = {70001}, .stride_a = {1}, .stride_b = {0}, .size = 70001};
    check_binary_backward(BINARY_MUL, &bias, 15005, 5, true, true);
    check_binary_backward(BINARY_SUB, &number, 70001, 1, true, true);
}
END_TEST

START_TEST(square_by_mul) { /* both operands, and both gradients, are the same memory */
    Broadcast bc = plain_walk(9);
    Pair      x = reals(9), z = reals(9), dz = reals(9), dx = reals(9);
    ON_BOTH(k->binary_backward(BINARY_MUL, &bc, PART(x), PART(x), PART(z), PART(dz), PART(dx), PART(dx)));
    check_and_discard(dx, 8);
    discard(x), discard(z), discard(dz);
}
END_TEST

START_TEST(powers_at_zero) {
    Broadcast bc = plain_walk(4);
    Pair      a = reals(4), b = reals(4), z = reals(4), dz = reals(4), da = reals(4), db = reals(4);
    memcpy(a.cpu, (real[]){0, 0, -2, 0}, 4 * sizeof(real));
    memcpy(b.cpu, (real[]){0, 3, 2, -1}, 4 * sizeof(real));
    upload(a), upload(b);
    ON_BOTH(k->binary(BINARY_POW, DTYPE_REAL, &bc, PART(a), PART(b), PART(z)));
    check_same(z, 4);
    ON_BOTH(k->binary_backward(BINARY_POW, &bc, PART(a), PART(b), PART(z), PART(dz), PART(da), PART(db)));
    check_and_discard(da, 8);
    check_and_discard(db, 8);
    discard(a), discard(b), discard(z), discard(dz);
}
END_TEST

START_TEST(select_between) {
    for (int round = 0; round < 60; round++) {
        DType     dtype = (DType)(round % 3);
        size_t    n_a = (size_t)round, n_b = n_a;
        Broadcast bc = round < 4 ? plain_walk(n_a) : random_walk(&n_a, &n_b);
        Pair      cond = values_of(DTYPE_UINT8, bc.size), a = values_of(dtype, n_a), b = values_of(dtype, n_b);
        Pair      z = pair_of(dtype, bc.size), dz = reals(bc.size), da = reals(n_a), db = reals(n_b);
        for (size_t i = 0; i < bc.size; i += 2) ((uint8_t *)cond.cpu)[i] = 0;
        upload(cond);
        ON_BOTH(k->select(t_element_size(dtype), &bc, PART(cond), PART(a), PART(b), PART(z)));
        check_and_discard(z, 0);
        ON_BOTH(k->select_backward(&bc, PART(cond), PART(dz), round % 4 == 1 ? NULL : PART(da),
                                   round % 4 == 2 ? NULL : PART(db)));
        double roundings = 16 + 4 * sqrt((double)bc.size);
        check_and_discard(da, roundings);
        check_and_discard(db, roundings);
        discard(cond), discard(a), discard(b), discard(dz);
    }
}
END_TEST

START_TEST(uniform_numbers) {
    EACH_SIZE(n) {
        Pair     x = reals(n), name = pair_of(DTYPE_INT64, 2);
        uint64_t key_and_number[] = {UINT64_C(0x123456789abcdef0), UINT64_C(5) << 32};
        memcpy(name.cpu, key_and_number, sizeof key_and_number);
        upload(name);
        ON_BOTH(k->uniform(PART(name), n, PART(x)));
        check_and_discard(x, 0);
        discard(name);
    }
}
END_TEST

START_TEST(cast) {
    const real odd[] = {(real)NAN, (real)INFINITY, -(real)INFINITY, (real)1e30, (real)-1e30, 300, (real)-0.5};
    EACH_SIZE(n) for (int types = 0; types < 9; types++) {
        DType from = (DType)(types % 3), to = (DType)(types / 3);
        Pair  x = values_of(from, n), y = values_of(to, n);
        if (from == DTYPE_REAL && n > 6) memcpy(x.cpu, odd, sizeof odd);
        upload(x);
        ON_BOTH(k->cast(to, PART(y), from, PART(x), n));
        check_and_discard(y, 0);
        discard(x);
    }
}
END_TEST

START_TEST(multiples) {
    EACH_SIZE(n) {
        Pair x = reals(n), y = reals(n), z = reals(n);
        ON_BOTH(k->scale(n, (real)1.5, PART(x), PART(y)));
        check_same(y, 2);
        ON_BOTH(k->divide(n, (real)41, PART(x), PART(y)));
        check_same(y, 2);
        ON_BOTH(k->axpy(n, (real)-0.3, PART(x), PART(z)));
        check_and_discard(z, 4);
        discard(x), discard(y);
    }
}
END_TEST

/* --- Products ----------------------------------------------------------------------------------------------------- */
START_TEST(gemm) {
    for (int round = 0; round < 80; round++) {
        bool trans_a = round & 1, trans_b = round & 2, add = round & 4;
        int  m = between(0, 9), n = between(0, 9), k_length = round < 8 ? 0 : between(1, 40);
        Pair a = reals((size_t)(m * k_length)), b = reals((size_t)(k_length * n)), c = reals((size_t)(m * n));
        if (!add)
            for (size_t i = 0; i < c.n; i++) ((real *)c.cpu)[i] = (real)NAN; /* to be overwritten */
        upload(c);
        real beta = add ? (round & 8 ? 1 : (real)0.5) : 0;
        ON_BOTH(k->gemm(trans_a, trans_b, m, n, k_length, PART(a), PART(b), beta, PART(c)));
        check_and_discard(c, 100);
        discard(a), discard(b);
    }
}
END_TEST

START_TEST(gemm_bias) {
    for (int round = 0; round < 40; round++) {
        bool trans_a = round & 1, trans_b = round & 2;
        int  m = between(0, 9), n = between(0, 9), k_length = round < 8 ? 0 : between(1, 40);
        Pair a = reals((size_t)(m * k_length)), b = reals((size_t)(k_length * n)), bias = reals((size_t)n);
        Pair c = reals((size_t)(m * n));
        for (size_t i = 0; i < c.n; i++) ((real *)c.cpu)[i] = (real)NAN; /* to be overwritten */
        upload(c);
        ON_BOTH(k->gemm_bias(trans_a, trans_b, m, n, k_length, PART(a), PART(b), PART(bias), PART(c)));
        check_and_discard(c, 100);
        discard(a), discard(b), discard(bias);
    }
}
END_TEST

/* --- Reductions --------------------------------------------------------------------------------------------------- */
static void check_reduction(ReduceKind kind, DType dtype, size_t outer, size_t n, size_t inner) {
    DType of_y = kind == REDUCE_ARGMAX || (kind == REDUCE_SUM && dtype != DTYPE_REAL) ? DTYPE_INT64 : dtype;
    Pair  x = values_of(dtype, outer * n * inner), y = pair_of(of_y, outer * inner);
    ON_BOTH(k->reduce(kind, dtype, outer, n, inner, PART(x), PART(y)));
    check_and_discard(y, 16);
    discard(x);
}

START_TEST(reduce) {
    for (ReduceKind kind = REDUCE_SUM; kind <= REDUCE_ARGMAX; kind++)
        for (DType dtype = DTYPE_REAL; dtype <= DTYPE_UINT8; dtype++) {
            for (int round = 0; round < 30; round++)
                check_reduction(kind, dtype, (size_t)between(0, 5), (size_t)between(1, 300), (size_t)between(0, 5));
            check_reduction(kind, dtype, 1, 70001, 1);
            check_reduction(kind, dtype, 2, 1025, 3);
            check_reduction(kind, dtype, 200, 3, 100);
        }
    check_reduction(REDUCE_SUM, DTYPE_REAL, 3, 0, 2);
}
END_TEST

START_TEST(largest_with_nan) {
    size_t n = 3000;
    Pair   x = reals(n), y = reals(1), at = below(1, 5);
    ((real *)x.cpu)[1234] = ((real *)x.cpu)[2500] = (real)NAN;
    upload(x);
    ON_BOTH(k->reduce(REDUCE_MAX, DTYPE_REAL, 1, n, 1, PART(x), PART(y)));
    ON_BOTH(k->reduce(REDUCE_ARGMAX, DTYPE_REAL, 1, n, 1, PART(x), PART(at)));
    ck_assert_int_eq(*(int64_t *)at.cpu, 1234);
    check_and_discard(y, 0);
    check_and_discard(at, 0);
    discard(x);
}
END_TEST

START_TEST(sums_do_not_vary) {
    size_t n = 50000;
    Pair   x = reals(n), y = reals(1);
    real   first, again;
    gpu->reduce(REDUCE_SUM, DTYPE_REAL, 1, n, 1, x.gpu, y.gpu);
    gpu->to_host(&first, y.gpu, sizeof first);
    for (int round = 0; round < 5; round++) {
        gpu->reduce(REDUCE_SUM, DTYPE_REAL, 1, n, 1, x.gpu, y.gpu);
        gpu->to_host(&again, y.gpu, sizeof again);
        ck_assert_mem_eq(&first, &again, sizeof first);
    }
    discard(x), discard(y);
}
END_TEST

START_TEST(backward_of_reductions) {
    for (int round = 0; round < 40; round++) {
        size_t outer = (size_t)between(0, 6), n = (size_t)between(1, 50), inner = (size_t)between(0, 6);
        Pair   dy = reals(outer * inner), dx = reals(outer * n * inner), arg = below(outer * inner, (int)n);
        ON_BOTH(k->spread(outer, n, inner, (real)0.7, PART(dy), PART(dx)));
        check_same(dx, 4);
        upload(dx);
        ON_BOTH(k->scatter_arg(outer, n, inner, PART(arg), PART(dy), PART(dx)));
        check_and_discard(dx, 4);
        discard(dy), discard(arg);
    }
}
END_TEST

/* --- Other places ------------------------------------------------------------------------------------------------- */
/* Axes in a shuffled order, with some that are repeated (stride 0). Returns the number of elements read. */
static size_t random_strides(int *ndim, int shape[], size_t stride[], bool repeat) {
    int64_t order[T_MAX_NDIM];
    size_t  run = 1;
    *ndim = between(0, 5);
    for (int d = 0; d < *ndim; d++) order[d] = d;
    rng_shuffle(&rng, order, (size_t)*ndim);
    for (int i = 0; i < *ndim; i++) {
        int d = (int)order[i];
        shape[d] = between(1, 6);
        stride[d] = repeat && between(0, 3) == 0 ? 0 : run;
        if (stride[d]) run *= (size_t)shape[d];
    }
    return run;
}

START_TEST(strided) {
    for (int round = 0; round < 100; round++) {
        int    ndim, shape[T_MAX_NDIM];
        size_t stride[T_MAX_NDIM], size = 1, in_x = random_strides(&ndim, shape, stride, round % 2);
        for (int d = 0; d < ndim; d++) size *= (size_t)shape[d];
        DType dtype = (DType)between(DTYPE_REAL, DTYPE_UINT8);
        Pair  x = values_of(dtype, in_x), y = pair_of(dtype, size), dy = reals(size), dx = reals(in_x);
        ON_BOTH(k->gather_strided(t_element_size(dtype), ndim, shape, stride, PART(x), PART(y)));
        check_and_discard(y, 0);
        ON_BOTH(k->scatter_strided(ndim, shape, stride, PART(dy), PART(dx)));
        check_and_discard(dx, 40);
        discard(x), discard(dy);
    }
}
END_TEST

START_TEST(rows) {
    for (int round = 0; round < 60; round++) {
        size_t n = (size_t)between(0, 20), m = (size_t)between(0, 30);
        int    rows_of_x = between(1, 6);
        DType  dtype = (DType)between(DTYPE_REAL, DTYPE_UINT8);
        Pair   index = below(m, rows_of_x), x = values_of(dtype, (size_t)rows_of_x * n), y = pair_of(dtype, m * n);
        Pair   dy = reals(m * n), dx = reals((size_t)rows_of_x * n);
        ON_BOTH(k->rows_gather(m, n * t_element_size(dtype), PART(index), PART(x), PART(y)));
        check_and_discard(y, 0);
        ON_BOTH(k->rows_scatter(m, n, PART(index), PART(dy), PART(dx)));
        check_and_discard(dx, 60);
        discard(index), discard(x), discard(dy);
    }
}
END_TEST

START_TEST(one_of_each_row) {
    EACH_SIZE(m) {
        int  n = between(1, 12);
        Pair index = below(m, n), x = reals(m * (size_t)n), y = reals(m), dx = reals(m * (size_t)n);
        ON_BOTH(k->pick(m, (size_t)n, PART(index), PART(x), PART(y)));
        check_same(y, 0);
        ON_BOTH(k->pick_backward(m, (size_t)n, PART(index), PART(y), PART(dx)));
        check_and_discard(dx, 2);
        discard(index), discard(x), discard(y);
    }
}
END_TEST

int main(void) {
    Suite *s = suite_create("CUDA kernels");
    TCase *t = tcase_create("kernels");
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    if (choose_plugin() != PLUGIN_NONE) {
        tcase_set_timeout(t, 60);
        tcase_add_checked_fixture(t, open_device, NULL);
        tcase_add_test(t, table_is_complete);
        tcase_add_test(t, memory_is_used_again);
        tcase_add_test(t, too_much_memory);
        tcase_add_exit_test(t, release_of_no_block, EXIT_WRONG_CALL);
        tcase_add_test(t, copies);
        tcase_add_test(t, unary);
        tcase_add_test(t, binary);
        tcase_add_test(t, maximum_of_nan_and_large_integers);
        tcase_add_test(t, binary_backward);
        tcase_add_test(t, binary_backward_of_long_sums);
        tcase_add_test(t, square_by_mul);
        tcase_add_test(t, powers_at_zero);
        tcase_add_test(t, select_between);
        tcase_add_test(t, uniform_numbers);
        tcase_add_test(t, cast);
        tcase_add_test(t, multiples);
        tcase_add_test(t, gemm);
        tcase_add_test(t, gemm_bias);
        tcase_add_test(t, reduce);
        tcase_add_test(t, largest_with_nan);
        tcase_add_test(t, sums_do_not_vary);
        tcase_add_test(t, backward_of_reductions);
        tcase_add_test(t, strided);
        tcase_add_test(t, rows);
        tcase_add_test(t, one_of_each_row);
    }
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
