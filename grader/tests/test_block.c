/* A model's tensors as one value: what is said of its parts, and which layouts are none. */
#include "compare.h"
#include <check.h>
#include <string.h>

static const int  size[] = {3, 2, 1};
static const Check check = {.output = ALL_OUTPUTS, .tolerance = 1e-6};

/* The parameters of 3-2-1 go in and come back as they are; what came back is changed by the test. */
static Case drawn(Rng *rng, Tensor **answer) {
    Case k = {.rng = rng};
    case_network(&k, TO_BE_TRIED, "", 2, size);
    case_network_output(&k, " afterwards", 2, size);
    ck_assert_int_eq(k.call.n_in, 1);
    ck_assert_int_eq(k.call.n_out, 1);
    for (size_t i = 0; i < k.call.out[0]->size; i++) k.call.out[0]->data[i] = (real)(i + 1);
    *answer = t_copy_of(k.call.out[0]->data, DTYPE_REAL, 1, k.call.out[0]->shape);
    return k;
}

START_TEST(what_is_wrong_is_told_by_its_part) {
    t_step();
    Rng     rng = rng_new(1, 2);
    Tensor *answer;
    Case    k = drawn(&rng, &answer);
    Judged  wrong;
    ck_assert(!compare_first_wrong(&check, &k, &answer, &wrong));
    answer->data[9] = 1; /* 6 of 0.weight, 2 of 0.bias, then 2.weight (1,2) */
    ck_assert(compare_first_wrong(&check, &k, &answer, &wrong));
    Text t = {0};
    compare_show(&t, wrong.name, wrong.got, wrong.expected, check.tolerance);
    ck_assert_msg(strstr(text_of(&t), "2.weight afterwards[0,1]") != NULL, "%s", text_of(&t));
    text_free(&t);
}
END_TEST

/* Next to a large part a small one is not free to be anything. */
START_TEST(each_part_has_its_own_magnitude) {
    t_step();
    Rng     rng = rng_new(1, 2);
    Tensor *answer;
    Case    k = drawn(&rng, &answer);
    Judged  wrong;
    k.call.out[0]->data[0] = answer->data[0] = 1e9;
    answer->data[10] = 12;
    ck_assert(compare_first_wrong(&check, &k, &answer, &wrong));
    ck_assert_str_eq(wrong.name, "2.bias afterwards");
}
END_TEST

START_TEST(parts_of_inputs_are_named) {
    t_step();
    Rng         rng = rng_new(1, 2);
    Tensor     *answer;
    const Case  k = drawn(&rng, &answer);
    const Guess copy = compare_guess("y", call_part(&k.call, 0, 0), t_ones(2, 3), 1e-6, &k);
    ck_assert_int_eq(copy.kind, GUESS_COPY);
    ck_assert_str_eq(copy.origin, "0.weight");
    Text t = {0};
    compare_describe_case(&t, &check, &k);
    ck_assert_msg(strstr(text_of(&t), "0.weight (2,3)") && strstr(text_of(&t), ", 2.weight (1,2)"), "%s", text_of(&t));
    text_free(&t);
}
END_TEST

START_TEST(a_model_comes_back_as_it_went) {
    t_step();
    Rng     rng = rng_new(1, 2);
    Tensor *answer;
    drawn(&rng, &answer);
    Module *m = call_network_of(2, size, answer);
    ck_assert(nn_find(m, "2.bias")->data[0] == answer->data[10]);
    Tensor *back = t_zeros_like(answer);
    block_from_state(m, PARAMETERS, back);
    ck_assert(t_equal(back, answer));
    nn_free(m);
}
END_TEST

/* Two parts of 6 and 2 reals. */
static Layout *two_parts(void) {
    Layout *l = block_layout(1);
    block_add(l, "W", 2, (int[]){2, 3});
    block_add(l, "b", 1, (int[]){2});
    return l;
}

START_TEST(a_layout_that_is_none_is_refused) {
    t_step();
    ck_assert(block_fits(two_parts(), 8));
    ck_assert(!block_fits(two_parts(), 7));
    ck_assert(!block_fits(two_parts(), 9));
    for (int way = 0; way < 8; way++) {
        Layout *l = two_parts();
        Part   *first = &l->part[0], *last = &l->part[1];
        switch (way) {
        case 0: last->begin = 5; break;             /* in the part before it */
        case 1: first->begin = UINT64_MAX - 1; break;
        case 2: first->ndim = T_MAX_NDIM + 1; break;
        case 3: last->ndim = -1; break;
        case 4: first->shape[0] = -2; break;
        case 5: memset(first->name, 'W', sizeof first->name); break;
        case 6: last->name[0] = '\0'; break;
        default: /* 2^90 elements, 0 in 64 bits: the two of the last part would be all */
            first->ndim = 3;
            for (int d = 0; d < 3; d++) first->shape[d] = 1 << 30;
            last->begin = 0;
        }
        ck_assert_msg(!block_fits(l, way < 7 ? 8 : 2), "way %d", way);
    }
}
END_TEST

int main(void) {
    Suite *s = suite_create("block");
    TCase *t = tcase_create("block");
    tcase_add_test(t, what_is_wrong_is_told_by_its_part);
    tcase_add_test(t, each_part_has_its_own_magnitude);
    tcase_add_test(t, parts_of_inputs_are_named);
    tcase_add_test(t, a_model_comes_back_as_it_went);
    tcase_add_test(t, a_layout_that_is_none_is_refused);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    const int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
