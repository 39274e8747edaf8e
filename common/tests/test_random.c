/* Random numbers: the generator's published vectors, exact values, and statistics at fixed seeds. */
#include "gradlab.h"
#include <check.h>
#include <stdlib.h>

START_TEST(published_vectors) { /* Random123's kat_vectors, philox4x32 with 10 rounds */
    static const struct {
        uint32_t counter[4], key[2], expected[4];
    } vectors[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (int v = 0; v < 3; v++) {
        uint32_t out[4];
        philox4x32_10(vectors[v].counter, vectors[v].key, out);
        for (int i = 0; i < 4; i++) ck_assert_uint_eq(out[i], vectors[v].expected[i]);
    }
}
END_TEST

START_TEST(words_come_block_by_block) {
    Rng rng = rng_new(0x299f31d0a4093822, 0x0370734413198a2e);
    for (uint32_t block = 0; block < 3; block++) {
        uint32_t out[4];
        philox4x32_10((uint32_t[]){block, 0, 0x13198a2e, 0x03707344}, (uint32_t[]){0xa4093822, 0x299f31d0}, out);
        for (int i = 0; i < 4; i++) ck_assert_uint_eq(rng_u32(&rng), out[i]);
    }
    Rng wide = {.counter = 0x100000002};
    uint32_t out[4];
    philox4x32_10((uint32_t[]){2, 1, 0, 0}, (uint32_t[]){0, 0}, out);
    ck_assert_uint_eq(rng_u32(&wide), out[0]);
}
END_TEST

/* To the last bit, whatever the compiler, its flags and the C library. */
START_TEST(reals_are_the_same_everywhere) {
    Rng rng = rng_new(42, 7);
    ck_assert(rng_uniform(&rng) == 0x1.9fb9bcb395504p-2);
    ck_assert(rng_uniform(&rng) == 0x1.b1fb28d555ce6p-2);
    ck_assert(rng_uniform(&rng) == 0x1.cbbbd280c01ecp-1);
    rng = rng_new(42, 7);
    for (int i = 0; i < 3; i++) rng_uniform(&rng);
    ck_assert(rng_normal(&rng) == 0x1.958d33279420ep-1);
    ck_assert(rng_normal(&rng) == -0x1.99dcb27c234e4p-1);
    ck_assert(rng_normal(&rng) == 0x1.33b6d592d218cp-1);
}
END_TEST

START_TEST(normals_are_box_and_mullers) {
    Rng rng = rng_new(3, 0), same = rng;
    for (int i = 0; i < 100000; i++) {
        double u = rng_uniform(&same), v = rng_uniform(&same);
        ck_assert_double_eq_tol(rng_normal(&rng), sqrt(-2 * log(1 - u)) * cos(6.283185307179586 * v), 1e-14);
    }
}
END_TEST

START_TEST(uniform_moments) {
    enum { N = 200000 };
    Rng    rng = rng_new(1, 0);
    double sum = 0, squares = 0, least = 1, most = 0;
    int    tenths[10] = {0};
    for (int i = 0; i < N; i++) {
        double u = rng_uniform(&rng);
        sum += u, squares += u * u;
        if (u < least) least = u;
        if (u > most) most = u;
        tenths[(int)(10 * u)]++;
    }
    ck_assert(least >= 0 && least < 1e-4 && most < 1 && most > 1 - 1e-4);
    ck_assert_double_eq_tol(sum / N, 0.5, 4 * 0.2887 / sqrt((double)N));
    ck_assert_double_eq_tol(squares / N, 1.0 / 3, 4 * 0.2981 / sqrt((double)N));
    double chi2 = 0; /* 9 degrees of freedom: above 27.9 once in a thousand */
    for (int i = 0; i < 10; i++) chi2 += (tenths[i] - N / 10.0) * (tenths[i] - N / 10.0) / (N / 10.0);
    ck_assert_double_lt(chi2, 27.9);
}
END_TEST

START_TEST(normal_moments) {
    enum { N = 200000 };
    Rng    rng = rng_new(2, 0);
    double m1 = 0, m2 = 0, m3 = 0, m4 = 0, lag = 0, before = 0;
    int    beyond_two = 0;
    for (int i = 0; i < N; i++) {
        double z = rng_normal(&rng);
        m1 += z / N, m2 += z * z / N, m3 += z * z * z / N, m4 += z * z * z * z / N;
        lag += z * before / N;
        before = z;
        beyond_two += fabs(z) > 2;
    }
    double error = 1 / sqrt((double)N);
    ck_assert_double_eq_tol(m1, 0, 4 * error);
    ck_assert_double_eq_tol(m2, 1, 4 * error * sqrt(2.0));
    ck_assert_double_eq_tol(m3, 0, 4 * error * sqrt(15.0));
    ck_assert_double_eq_tol(m4, 3, 4 * error * sqrt(96.0));
    ck_assert_double_eq_tol(lag, 0, 4 * error);
    ck_assert_double_eq_tol((double)beyond_two / N, 0.0455003, 4 * error * 0.2084);
}
END_TEST

START_TEST(below_is_unbiased) {
    enum { N = 120000 };
    Rng rng = rng_new(5, 0);
    int counts[6] = {0};
    for (int i = 0; i < N; i++) counts[rng_below(&rng, 6)]++;
    for (int i = 0; i < 6; i++) ck_assert_double_eq_tol(counts[i], N / 6.0, 4 * sqrt(N * 5 / 36.0));
    /* Of 3 * 2^62 numbers, remainders of whole words would fall into the first third half of the time. */
    const uint64_t third = UINT64_C(1) << 62;
    int low = 0;
    for (int i = 0; i < 30000; i++) low += rng_below(&rng, 3 * third) < third;
    ck_assert_double_eq_tol(low, 10000, 4 * sqrt(30000 * 2 / 9.0));
    for (int i = 0; i < 10; i++) ck_assert_uint_eq(rng_below(&rng, 1), 0);
}
END_TEST

START_TEST(below_zero_is_a_wrong_call) {
    Rng rng = rng_new(0, 0);
    rng_below(&rng, 0);
}
END_TEST

START_TEST(shuffles_are_permutations_all_alike) {
    Rng rng = rng_new(9, 0);
    int counts[6] = {0};
    for (int i = 0; i < 60000; i++) {
        int64_t v[3] = {0, 1, 2};
        rng_shuffle(&rng, v, 3);
        ck_assert_int_eq(v[0] + v[1] + v[2], 3);
        ck_assert_int_eq(v[0] * v[1] * v[2], 0);
        counts[v[0] * 2 + (v[1] > v[2])]++;
    }
    for (int i = 0; i < 6; i++) ck_assert_double_eq_tol(counts[i], 10000, 4 * sqrt(60000 * 5 / 36.0));
}
END_TEST

START_TEST(streams_and_seeds_differ) {
    Rng a = rng_new(1, 0), b = rng_new(1, 1), c = rng_new(2, 0);
    uint32_t wa = rng_u32(&a), wb = rng_u32(&b), wc = rng_u32(&c);
    ck_assert(wa != wb && wa != wc && wb != wc);
}
END_TEST

START_TEST(tensors_from_the_global_generator) {
    Rng rng = rng_new(7, 0);
    t_manual_seed(7);
    Tensor *x = t_rand(10, 3), *z = t_randn(4);
    for (size_t i = 0; i < x->size; i++) ck_assert(x->data[i] == (real)rng_uniform(&rng));
    for (size_t i = 0; i < z->size; i++) ck_assert(z->data[i] == (real)rng_normal(&rng));
    t_manual_seed(7);
    ck_assert(t_equal(x, t_rand(10, 3)));
    ck_assert(!t_equal(x, t_rand(10, 3)));
    t_manual_seed(0);
    uint32_t first = rng_u32(t_generator());
    ck_assert_uint_eq(first, 0x6627e8d5);
}
END_TEST

START_TEST(randint_has_both_ends_of_its_range) {
    Tensor *x = t_randint(0, 10, 2000);
    ck_assert(x->dtype == DTYPE_INT64);
    int seen[10] = {0};
    for (size_t i = 0; i < x->size; i++) {
        ck_assert(x->i64[i] >= 0 && x->i64[i] < 10);
        seen[x->i64[i]]++;
    }
    for (int i = 0; i < 10; i++) ck_assert_int_gt(seen[i], 100);
    Tensor *wide = t_randint(INT64_MIN, INT64_MAX, 100);
    int negative = 0;
    for (int i = 0; i < 100; i++) negative += wide->i64[i] < 0;
    ck_assert(negative > 25 && negative < 75);
    ck_assert_int_eq(t_randint(-3, -2, 1)->i64[0], -3);
}
END_TEST

START_TEST(empty_range_is_a_wrong_call) { t_randint(3, 3, 2); }
END_TEST

START_TEST(fills) {
    enum { N = 50000 };
    Rng     rng = rng_new(11, 0);
    Tensor *x = t_zeros(N);
    t_fill_uniform(x, &rng, -2, 6);
    double sum = 0;
    for (int i = 0; i < N; i++) {
        ck_assert(x->data[i] >= -2 && x->data[i] < 6);
        sum += (double)x->data[i];
    }
    ck_assert_double_eq_tol(sum / N, 2, 4 * 8 * 0.2887 / sqrt((double)N));
    t_fill_normal(x, &rng, 3, 0.5);
    sum = 0;
    double squares = 0;
    for (int i = 0; i < N; i++) sum += (double)x->data[i];
    for (int i = 0; i < N; i++) squares += pow((double)x->data[i] - sum / N, 2);
    ck_assert_double_eq_tol(sum / N, 3, 4 * 0.5 / sqrt((double)N));
    ck_assert_double_eq_tol(sqrt(squares / N), 0.5, 4 * 0.5 / sqrt(2.0 * N));
}
END_TEST

/* In this range a float has four values, so one draw in eight would be rounded up to the end that is left out. */
START_TEST(uniform_never_reaches_its_end) {
    Rng     rng = rng_new(12, 0);
    Tensor *x = t_zeros(1000);
    double  low = 1, high = 1 + 8 * REAL_EPSILON;
    t_fill_uniform(x, &rng, low, high);
    for (size_t i = 0; i < x->size; i++) ck_assert((double)x->data[i] >= low && (double)x->data[i] < high);
}
END_TEST

START_TEST(integers_are_not_filled_with_reals) {
    Rng rng = rng_new(0, 0);
    t_fill_normal(t_arange(3), &rng, 0, 1);
}
END_TEST

/* --- Streams ------------------------------------------------------------------------------------------------------ */
START_TEST(numbers_of_a_stream_by_their_place) {
    const Rng stream = {.key = 0x299f31d0a4093822, .stream = 0x0370734413198a2e};
    uint32_t  words[4];
    for (uint32_t i = 0; i < 12; i++) {
        philox4x32_10((uint32_t[]){i / 4, 0, 0x13198a2e, 0x03707344}, (uint32_t[]){0xa4093822, 0x299f31d0}, words);
        ck_assert(rng_uniform_at(&stream, i) == (double)(words[i % 4] >> 8) / 16777216);
    }
    philox4x32_10((uint32_t[]){7, 1, 0, 0}, (uint32_t[]){9, 0}, words); /* beyond 2^34 numbers */
    ck_assert(rng_uniform_at(&(Rng){.key = 9}, (UINT64_C(1) << 34) + 4 * 7 + 2) == (double)(words[2] >> 8) / 16777216);
}
END_TEST

START_TEST(forks_differ_and_come_again) {
    Rng    a = rng_new(1, 0), b = rng_new(1, 0), other = rng_new(2, 0);
    Rng    first = rng_fork(&a), second = rng_fork(&a), again = rng_fork(&b), elsewhere = rng_fork(&other);
    double u = rng_uniform_at(&first, 0);
    ck_assert(u == rng_uniform_at(&again, 0));
    ck_assert(u != rng_uniform_at(&second, 0) && u != rng_uniform_at(&elsewhere, 0));
    Rng key_alone = rng_new(first.key, 0);
    ck_assert(u != rng_uniform_at(&key_alone, 0));
}
END_TEST

START_TEST(rand_like) {
    enum { N = 100003 };
    Tensor *x = t_zeros(N);
    t_manual_seed(11);
    Rng     generator = *t_generator(), stream = rng_fork(&generator);
    Tensor *u = t_rand_like(x), *fresh = t_rand_like(x);
    double  sum = 0, together = 0;
    for (int i = 0; i < N; i++) {
        ck_assert((double)u->data[i] == rng_uniform_at(&stream, (uint64_t)i));
        sum += (double)u->data[i] / N;
        together += ((double)u->data[i] - 0.5) * ((double)fresh->data[i] - 0.5) / N;
    }
    ck_assert_double_eq_tol(sum, 0.5, 4 * 0.2887 / sqrt((double)N));
    ck_assert_double_eq_tol(together, 0, 4 / 12.0 / sqrt((double)N));
    t_manual_seed(11);
    ck_assert(t_equal(t_rand_like(t_zeros(N)), u));
    ck_assert_int_eq(t_rand_like(t_arange(5))->dtype, DTYPE_REAL);
    ck_assert_str_eq(t_shape_text(t_rand_like(t_zeros(2, 0, 3))), "(2,0,3)");
}
END_TEST

START_TEST(the_same_for_any_number_of_threads) {
    enum { N = 3000001 };
    Tensor *x = t_zeros(N), *first = NULL;
    for (int threads = 1; threads <= 3; threads++) {
        t_set_num_threads(threads);
        t_manual_seed(4);
        Tensor *u = t_rand_like(x);
        if (!first) first = u;
        ck_assert_mem_eq(u->data, first->data, N * sizeof(real));
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("random");
    TCase *tests = tcase_create("random");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, numbers_of_a_stream_by_their_place);
    tcase_add_test(tests, forks_differ_and_come_again);
    tcase_add_test(tests, rand_like);
    tcase_add_test(tests, the_same_for_any_number_of_threads);
    tcase_add_test(tests, published_vectors);
    tcase_add_test(tests, words_come_block_by_block);
    tcase_add_test(tests, reals_are_the_same_everywhere);
    tcase_add_test(tests, normals_are_box_and_mullers);
    tcase_add_test(tests, uniform_moments);
    tcase_add_test(tests, normal_moments);
    tcase_add_test(tests, below_is_unbiased);
    tcase_add_exit_test(tests, below_zero_is_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_test(tests, shuffles_are_permutations_all_alike);
    tcase_add_test(tests, streams_and_seeds_differ);
    tcase_add_test(tests, tensors_from_the_global_generator);
    tcase_add_test(tests, randint_has_both_ends_of_its_range);
    tcase_add_exit_test(tests, empty_range_is_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_test(tests, fills);
    tcase_add_test(tests, uniform_never_reaches_its_end);
    tcase_add_exit_test(tests, integers_are_not_filled_with_reals, EXIT_WRONG_CALL);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
