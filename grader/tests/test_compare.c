/* What counts as equal, what is said of what is not, and which cases tell a right answer from a lazy one. */
#include "compare.h"
#include "draw.h"
#include <check.h>
#include <string.h>

static Tensor *values(int n, const double v[]) {
    Tensor *x = t_empty(DTYPE_REAL, 1, &n);
    for (int i = 0; i < n; i++) x->data[i] = v[i];
    return x;
}
#define V(...) values((int)(sizeof((double[]){__VA_ARGS__}) / sizeof(double)), (double[]){__VA_ARGS__})

static void says(const char *text, const char *what) {
    ck_assert_msg(strstr(text, what) != NULL, "\"%s\" does not say \"%s\"", text, what);
}

/* What differs, and what it suggests. */
static void explain(Text *to, const char *name, const Tensor *got, const Tensor *expected, double tolerance,
                    const Case *k) {
    compare_show(to, name, got, expected, tolerance);
    const Guess g = compare_guess(name, got, expected, tolerance, k);
    if (compare_revealed() != REVEAL_NONE) compare_add_guess(to, &g, name, expected, k);
}

START_TEST(equal_is_relative_to_the_largest) {
    Tensor *expected = V(1000, 0, -3);
    ck_assert(compare_equal(V(1000, 1e-9, -3), expected, 1e-11));
    ck_assert(!compare_equal(V(1000, 1e-7, -3), expected, 1e-11));
    ck_assert(compare_equal(V(0, 0), V(0, 0), 1e-12));
    ck_assert(!compare_equal(V(0, 1e-9), V(0, 0), 1e-12));
    ck_assert(!compare_equal(V(1, 2), V(1, 2, 3), 1));
}
END_TEST

START_TEST(nan_and_infinity_never_pass_for_numbers) {
    ck_assert(!compare_equal(V(NAN, 1), V(1, 1), 1));
    ck_assert(!compare_equal(V(NAN), V(NAN), 1));
    ck_assert(!compare_equal(V(1), V(NAN), 1));
    ck_assert(!compare_equal(V(INFINITY, 1), V(1, 1), 1e300));
    ck_assert(compare_equal(V(-INFINITY, 1), V(-INFINITY, 1), 1e-12));
    ck_assert(!compare_equal(V(1, 1), V(INFINITY, 1), 1e-12));
    ck_assert(!compare_equal(V(INFINITY, 1), V(-INFINITY, 1), 1e-12));
}
END_TEST

START_TEST(integers_are_exact) {
    Tensor *a = t_tensor_int64(((int64_t[]){1, 2}), 2), *b = t_tensor_int64(((int64_t[]){1, 3}), 2);
    ck_assert(compare_equal(a, a, 0));
    ck_assert(!compare_equal(a, b, 10));
    ck_assert(!compare_equal(V(1, 2), a, 10));
}
END_TEST

START_TEST(the_first_difference_is_named) {
    const char *text =
        check_compare("dW", t_tensor(((real[]){1, 2, 3, 5}), 2, 2), t_tensor(((real[]){1, 2, 3, 4}), 2, 2), 1e-12);
    says(text, "dW[1,1]: expected 4, got 5 (1 of 4 values differ)");
    ck_assert_str_eq(check_compare("x", V(1), V(1), 0), "");
    says(check_compare("x", V(NAN, 1), V(2, 1), 1e-12), "expected 2, got nan");
    Tensor *unset = V(0, 0);
    memset(unset->raw, 0xff, 2 * sizeof(real));
    says(check_compare("x", unset, V(2, 1), 1e-12), "it is never set, or added to");
    memset(unset->data, 0xfe, unset->size * sizeof(real)); /* as the compiler fills variables */
    says(check_compare("x", unset, V(2, 1), 1e-12), "begins without a value: set it before you add to it");
    ck_assert(strstr(check_compare("x", V(3, 1), V(2, 1), 1e-12), "without a value") == NULL);
}
END_TEST

/* 0.875 and the next number after it: a sum in another order, and no mistake. */
START_TEST(a_difference_of_rounding_is_not_the_first_that_is_shown) {
    says(check_compare("y", V(0.8750000000000001, 1, 5), V(0.875, 1, 4), 0), "y[2]: expected 4, got 5");
    says(check_compare("y", V(0.8750000000000001, 1), V(0.875, 1), 0), "y[0]: expected 0.875");
}
END_TEST

START_TEST(guesses_agree_by_their_cause) {
    Case five = {.call.n_in = 1, .call.in = {t_zeros(5, 3)}, .in_name = {"x"}};
    Case four = {.call.n_in = 1, .call.in = {t_zeros(4, 2)}, .in_name = {"x"}};
    const Guess a = compare_guess("y", V(5, 10), V(1, 2), 1e-12, &five),
                b = compare_guess("y", V(4, 8), V(1, 2), 1e-12, &four),
                c = compare_guess("y", V(15, 30), V(1, 2), 1e-12, &five),
                d = compare_guess("y", V(-4, -8), V(1, 2), 1e-12, &four),
                e = compare_guess("y", V(7, 14), V(1, 2), 1e-12, &five),
                f = compare_guess("y", V(6, 12), V(1, 2), 1e-12, &four);
    ck_assert(compare_guesses_agree(&a, &b));
    ck_assert(!compare_guesses_agree(&a, &c));
    ck_assert(!compare_guesses_agree(&b, &d));
    ck_assert(compare_guesses_agree(&e, &e));
    ck_assert(!compare_guesses_agree(&e, &f));
}
END_TEST

START_TEST(a_constant_ratio_is_traced_to_its_origin) {
    Case k = {.call.n_in = 1, .call.in = {t_zeros(5, 3)}, .in_name = {"x"}};
    Text t = {0};
    explain(&t, "dx", V(5, 10, -15), V(1, 2, -3), 1e-12, &k);
    says(text_of(&t), "everywhere 5 times");
    says(text_of(&t), "the batch");
    text_free(&t);
    explain(&t, "dx", V(1, 2, -3), V(15, 30, -45), 1e-12, &k);
    says(text_of(&t), "1/15 of what is expected");
    text_free(&t);
    explain(&t, "dx", V(-1, -2), V(1, 2), 1e-12, &k);
    says(text_of(&t), "sign is wrong");
    text_free(&t);
    explain(&t, "L", V(log2(3.0), log2(5.0)), V(log(3.0), log(5.0)), 1e-12, NULL);
    says(text_of(&t), "base 2");
    text_free(&t);
    explain(&t, "y", V(0, 0), V(1, 2), 1e-12, NULL);
    says(text_of(&t), "all of it is 0");
    text_free(&t);
    explain(&t, "y", V(1 + 1e-8, 2), V(1, 2), 1e-12, NULL);
    says(text_of(&t), "rounding");
    text_free(&t);
}
END_TEST

START_TEST(an_overwritten_gradient_is_recognised) {
    Case k = {.call.n_in = 1, .call.in = {V(10, 20, 30)}, .in_name = {"dx before"}};
    Text t = {0};
    explain(&t, "dx", V(1, 2, 4), V(11, 22, 34), 1e-12, &k);
    says(text_of(&t), "+=");
    text_free(&t);
    explain(&t, "dx", V(10, 20, 30), V(11, 22, 34), 1e-12, &k);
    says(text_of(&t), "nothing has been added");
    text_free(&t);
    explain(&t, "dx", V(8, 16, 22), V(11, 22, 34), 1e-12, &k); /* the part added is -2 times as large */
    says(text_of(&t), "in what has been added to dx: everywhere -2 times");
    text_free(&t);
}
END_TEST

#define M(rows, columns, ...) t_tensor(((real[]){__VA_ARGS__}), rows, columns)

START_TEST(right_numbers_in_wrong_places_are_recognised) {
    const struct {
        const Tensor *got, *expected;
        GuessKind     kind;
    } seen[] = {
        {V(1, 3, 8), V(1, 2, 5), GUESS_RUNNING},
        {M(3, 2, 1, 4, 2, 5, 3, 7), M(3, 2, 1, 5, 4, 3, 2, 7), GUESS_TRANSPOSED},
        {M(2, 3, 1, 4, 2, 5, 3, 6), M(2, 3, 1, 2, 3, 4, 5, 6), GUESS_TRANSPOSED},
        {M(2, 3, 1, 4, 2, 1, 4, 2), M(2, 3, 1, 4, 2, 5, 3, 6), GUESS_FIRST_ROW},
        {M(2, 3, 0, 0, 1, 1, 0, 0), M(2, 3, 1, 0, 0, 0, 0, 1), GUESS_NONE},
        {M(2, 3, 0, 1, 0, 0, 0, 1), M(2, 3, 1, 0, 0, 0, 1, 0), GUESS_NEXT_PLACE},
        {M(2, 3, 0, 0, 0, 0, 0, 0), M(2, 3, 0, 0, 1, 0, 0, 1), GUESS_ZERO},
        {V(1, 0, -2), V(1.75, 0.5, -2.5), GUESS_WHOLE},
        {V(2, 3, 5), V(2.5, 3.5, 5.5), GUESS_WHOLE},
        {V(2.25, 3.25, 5.25), V(2, 3, 5), GUESS_OFFSET},
    };
    for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++) {
        const Guess g = compare_guess("y", seen[i].got, seen[i].expected, 1e-12, NULL);
        ck_assert_msg(g.kind == seen[i].kind, "number %zu: %d for %d", i, g.kind, seen[i].kind);
    }
    Text t = {0};
    explain(&t, "y", V(2.25, 3.25, 5.25), V(2, 3, 5), 1e-12, NULL);
    says(text_of(&t), "everywhere 0.25 too large");
    text_free(&t);
    const Guess low = compare_guess("y", V(1, 2), V(2, 3), 1e-12, NULL),
                lower = compare_guess("y", V(0, 1), V(2, 3), 1e-12, NULL);
    ck_assert(compare_guesses_agree(&low, &low) && !compare_guesses_agree(&low, &lower));
}
END_TEST

START_TEST(texts_are_compared_line_by_line) {
    Tensor *a = t_copy_of("one\ntwo\n\0\0", DTYPE_UINT8, 1, (int[]){10}),
           *b = t_copy_of("one\ntw\033\n\0\0", DTYPE_UINT8, 1, (int[]){10});
    const char *text = check_compare("what is printed", b, a, 0);
    says(text, "line 2");
    says(text, "expected |two|");
    says(text, "got      |tw\\x1b|");
}
END_TEST

/* --- What is shown ------------------------------------------------------------------------------------------------ */
START_TEST(an_instructor_chooses_how_much_is_shown) {
    Check check = {.output = 0, .cases = 4};
    Case k = {.index = 1, .cases = 4, .call.n_in = 1, .call.in = {V(0.25, 77)}, .in_name = {"x"}};
    Tensor *expected = t_arange(30), *got = t_arange(30);
    for (int i = 5; i < 30; i++) got->i64[i] = -i;
    Text t = {0};
    compare_reveal(REVEAL_ALL);
    explain(&t, "y", got, expected, 0, &k);
    says(text_of(&t), "y[5]: expected 5, got -5 (25 of 30 values differ)");
    says(text_of(&t), "y[24]                                        24                      -24\nand 5 more");
    ck_assert_ptr_null(strstr(text_of(&t), "y[25]"));
    text_free(&t);
    compare_reveal(REVEAL_FIRST);
    explain(&t, "y", V(2, 4), V(1, 2), 0, &k);
    says(text_of(&t), "twice");
    text_free(&t);
    compare_show(&t, "y", V(2, 4), V(1, 2), 0); /* where the cause is known, none is guessed */
    ck_assert_str_eq(text_of(&t), "y[0]: expected 1, got 2 (2 of 2 values differ)");
    text_free(&t);
    compare_reveal(REVEAL_NONE);
    explain(&t, "y", V(2, 4), V(1, 2), 0, &k);
    compare_describe_case(&t, &check, &k);
    ck_assert_str_eq(text_of(&t), "y: not what is expected\nin case 2 of 4");
    text_free(&t);
    explain(&t, "line", t_copy_of("ab", DTYPE_UINT8, 1, (int[]){2}),
                    t_copy_of("ac", DTYPE_UINT8, 1, (int[]){2}), 0, &k);
    ck_assert_str_eq(text_of(&t), "line: not what is expected");
    text_free(&t);
    compare_reveal(REVEAL_FIRST);
    explain(&t, "y", got, expected, 0, &k);
    ck_assert_ptr_null(strstr(text_of(&t), "element"));
    text_free(&t);
}
END_TEST

/* --- Lazy answers ------------------------------------------------------------------------------------------------- */
static bool trivial(int output, Tensor *expected, Tensor *input) {
    Check check = {.output = output, .tolerance = 1e-9};
    Case k = {.call = {.n_in = input != NULL, .n_out = 1, .in = {input}, .out = {expected}},
              .in_name = {"x"},
              .out_name = {"y"}};
    return draw_is_trivial(&check, &k);
}

START_TEST(arguments_have_their_names) {
    const Check check = {.output = 0};
    Case k = {.index = 0};
    Text t = {0};
    case_int(&k, "n", 2);
    case_whole(&k, "sizes", 2, (const int[]){30, 5});
    case_real(&k, "lr", 0.25);
    compare_describe_case(&t, &check, &k);
    ck_assert_str_eq(text_of(&t), "\nfor sizes (2) = [30, 5]; n = 2, lr = 0.25");
    text_free(&t);
    case_int(&k, "n", 1073741824);
    case_real(&k, "lr", 0);
    compare_describe_case(&t, &check, &k);
    ck_assert_str_eq(text_of(&t), "\nfor sizes (2) = [30, 5]; n = 1073741824, lr = 0");
    text_free(&t);
}
END_TEST

/* Ties are told by their values; long rows of other numbers are not. */
START_TEST(whole_numbers_are_shown_whatever_their_dtype) {
    const Check check = {.output = 0};
    Case k = {.call.n_in = 1, .call.in = {V(1, 0, -2, 1, 0, 3, 3)}, .in_name = {"logits"}};
    Text t = {0};
    compare_describe_case(&t, &check, &k);
    ck_assert_str_eq(text_of(&t), "\nfor logits (7) = [1, 0, -2, 1, 0, 3, 3]");
    text_free(&t);
    k.call.in[0]->data[6] = (real)0.5;
    compare_describe_case(&t, &check, &k);
    ck_assert_str_eq(text_of(&t), "\nfor logits (7)");
    text_free(&t);
}
END_TEST

START_TEST(a_ratio_of_one_number_is_not_said_to_be_everywhere) {
    Case k = {.call.n_in = 1, .call.in = {t_zeros(5, 3)}, .in_name = {"x"}};
    const double ratios[] = {5, 0.2, 2, -1, 1.75};
    for (size_t i = 0; i < sizeof ratios / sizeof ratios[0]; i++) {
        Text t = {0};
        explain(&t, "loss", t_scalar(3 * ratios[i]), t_scalar(3), 1e-12, &k);
        ck_assert_ptr_null(strstr(text_of(&t), "everywhere"));
        ck_assert_ptr_null(strstr(text_of(&t), "what is expected"));
        if (i == 0) says(text_of(&t), "\n5 times the expected value; 5 is the length of axis 0 of x, the batch");
        text_free(&t);
    }
}
END_TEST

START_TEST(lazy_answers_are_found_out) {
    ck_assert(trivial(0, V(0, 0, 0), NULL));
    ck_assert(trivial(0, V(1, 1), NULL));
    ck_assert(trivial(0, V(0.3, 0.3), NULL));
    ck_assert(trivial(0, V(1, 2, 3), V(1, 2, 3)));
    ck_assert(trivial(0, V(0), NULL));
    ck_assert(trivial(0, t_tensor_int64(((int64_t[]){4, 4, 4}), 3), NULL));
    ck_assert(!trivial(0, V(1, 2, 3), V(3, 2, 1)));
    ck_assert(!trivial(0, V(0.7), NULL));
    ck_assert(!trivial(0, t_tensor_int64(((int64_t[]){0, 4, 4}), 3), NULL));
}
END_TEST

START_TEST(an_answer_of_several_tensors_is_lazy_in_all_of_them) {
    Check check = {.output = -1, .tolerance = 1e-9};
    Case k = {.call = {.n_out = 2, .out = {V(0, 0), V(1, 2)}}, .out_name = {"a", "b"}};
    ck_assert(!draw_is_trivial(&check, &k));
    k.call.out[1] = V(0, 0);
    ck_assert(draw_is_trivial(&check, &k));
    check.output = 0;
    k.call.out[1] = V(1, 2);
    ck_assert(draw_is_trivial(&check, &k));
}
END_TEST

START_TEST(a_seed_draws_the_same_cases_again) {
    Grading g = {.lab = &this_lab};
    for (uint64_t seed = 1; seed <= 3; seed++) {
        Tensor *kept[2] = {NULL, NULL};
        for (int again = 0; again < 2; again++) {
            t_step();
            g.result = result_new(&this_lab, ".", NULL, seed);
            Case k;
            ck_assert(draw_case(&g, &lab_checks[1], 2, &k));
            kept[again] = t_keep(k.call.in[0]);
            ck_assert(k.call.out[1]->data[0] == k.call.in[1]->data[0] / 2 + k.call.in[2]->data[0]);
            result_free(g.result);
        }
        ck_assert(t_equal(kept[0], kept[1]));
        t_free(kept[0]);
        t_free(kept[1]);
    }
}
END_TEST

static void draw_nothing_but_zeros(Case *k) {
    case_input(k, "x", t_zeros(2, 3));
    case_op(k, 0, 2, (int[]){2, 3});
}

START_TEST(a_check_of_trivial_cases_is_its_authors_mistake) {
    Grading g = {.lab = &this_lab, .result = result_new(&this_lab, ".", NULL, 1)};
    Check check = lab_checks[0];
    check.draw = draw_nothing_but_zeros;
    t_step();
    Case k;
    ck_assert(!draw_case(&g, &check, 0, &k));
    result_free(g.result);
}
END_TEST

int main(void) {
    Suite *s = suite_create("compare");
    TCase *t = tcase_create("compare");
    tcase_add_test(t, equal_is_relative_to_the_largest);
    tcase_add_test(t, nan_and_infinity_never_pass_for_numbers);
    tcase_add_test(t, integers_are_exact);
    tcase_add_test(t, the_first_difference_is_named);
    tcase_add_test(t, a_difference_of_rounding_is_not_the_first_that_is_shown);
    tcase_add_test(t, guesses_agree_by_their_cause);
    tcase_add_test(t, a_constant_ratio_is_traced_to_its_origin);
    tcase_add_test(t, an_overwritten_gradient_is_recognised);
    tcase_add_test(t, right_numbers_in_wrong_places_are_recognised);
    tcase_add_test(t, texts_are_compared_line_by_line);
    tcase_add_test(t, an_instructor_chooses_how_much_is_shown);
    tcase_add_test(t, arguments_have_their_names);
    tcase_add_test(t, whole_numbers_are_shown_whatever_their_dtype);
    tcase_add_test(t, a_ratio_of_one_number_is_not_said_to_be_everywhere);
    tcase_add_test(t, lazy_answers_are_found_out);
    tcase_add_test(t, an_answer_of_several_tensors_is_lazy_in_all_of_them);
    tcase_add_test(t, a_seed_draws_the_same_cases_again);
    tcase_add_test(t, a_check_of_trivial_cases_is_its_authors_mistake);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
