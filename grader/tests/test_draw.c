/* Where the numbers of cases come from: the streams, and that nothing gives them away. */
#include "chacha20.h"
#include "grading.h"
#include "draw.h"
#include "engine.h"

START_TEST(the_block_of_rfc_8439) { /* section 2.3.2 */
    static const unsigned char expected[CHACHA20_BLOCK] = {
        0x10, 0xf1, 0xe7, 0xe4, 0xd1, 0x3b, 0x59, 0x15, 0x50, 0x0f, 0xdd, 0x1f, 0xa3, 0x20, 0x71, 0xc4,
        0xc7, 0xd1, 0xf4, 0xc7, 0x33, 0xc0, 0x68, 0x03, 0x04, 0x22, 0xaa, 0x9a, 0xc3, 0xd4, 0x6c, 0x4e,
        0xd2, 0x82, 0x64, 0x46, 0x07, 0x9f, 0xaa, 0x09, 0x14, 0xc2, 0xd7, 0x05, 0xd9, 0x8b, 0x02, 0xa2,
        0xb5, 0x12, 0x9c, 0xd1, 0xde, 0x16, 0x4e, 0xb9, 0xcb, 0xd0, 0x83, 0xe8, 0xa2, 0x50, 0x3c, 0x4e};
    unsigned char key[CHACHA20_KEY], block[CHACHA20_BLOCK];
    for (int i = 0; i < CHACHA20_KEY; i++) key[i] = (unsigned char)i;
    chacha20_block(key, 1, (uint32_t[]){0x09000000, 0x4a000000, 0}, block);
    ck_assert_mem_eq(block, expected, sizeof block);
}
END_TEST

static uint32_t first(const Grading *g, int check, int index, int attempt) {
    Rng stream = draw_stream(g, check, index, attempt);
    return rng_u32(&stream);
}

START_TEST(streams_depend_on_all_that_names_them) {
    Result result = {.seed = 7}, other_seed = {.seed = 8};
    const Lab other_lab = {.name = "91_other"};
    const Grading g = {.lab = &this_lab, .result = &result}, seeded = {.lab = &this_lab, .result = &other_seed},
                  of_another_lab = {.lab = &other_lab, .result = &result},
                  secret = {.lab = &this_lab, .result = &result, .draws.secret = {1}};
    const uint32_t words[] = {first(&g, 0, 0, 0),      first(&g, 1, 0, 0),      first(&g, 0, 1, 0),
                              first(&g, 0, 0, 1),      first(&seeded, 0, 0, 0), first(&of_another_lab, 0, 0, 0),
                              first(&secret, 0, 0, 0)};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        for (size_t j = 0; j < i; j++) ck_assert_msg(words[i] != words[j], "streams %zu and %zu begin alike", i, j);
    ck_assert_uint_eq(words[0], first(&g, 0, 0, 0));
}
END_TEST

/* The key of a case is no part of what the seed says: not the seed itself, and not that of the case before. */
START_TEST(a_case_tells_neither_the_seed_nor_the_next_case) {
    Result result = {.seed = 7};
    const Grading g = {.lab = &this_lab, .result = &result};
    Rng a = draw_stream(&g, 0, 0, 0), b = draw_stream(&g, 0, 1, 0);
    ck_assert(a.key != 7 && a.key != b.key && a.stream != b.stream);
}
END_TEST

/* --- Lazy answers ------------------------------------------------------------------------------------------------- */
/* A number that is 0 in the first draws, or always: its half is one that zeros answer, too. */
static int draws, zero_draws;

static void draw_zero_at_first(Case *k) {
    Tensor *x = case_uniform(k, "x", 1, 2, 0, NULL);
    if (draws++ < zero_draws) x->data[0] = 0;
    case_op(k, 1, 0, NULL);
}

static const Check halves = {
    .task = "90.1", .title = "values", .call = "half", .draw = draw_zero_at_first, .cases = 2, .output = 0};

static void drawn_with_zeros(int zeros, bool tells) {
    Result  result = {.seed = 7};
    Grading g = {.lab = &this_lab, .result = &result};
    Case    k;
    draws = 0;
    zero_draws = zeros;
    t_step();
    ck_assert(draw_case(&g, &lab_checks[0], 0, &k));
    ck_assert(draw_case(&g, &halves, 0, &k) == tells);
    ck_assert_int_eq(draws, tells ? zeros + 1 : DRAW_TRIES);
}

START_TEST(a_case_is_drawn_again_until_zeros_are_wrong) {
    drawn_with_zeros(0, true);
    drawn_with_zeros(5, true);
    drawn_with_zeros(1000, false);
}
END_TEST

/* The draw uses up the lab's time: no probe is started for what it has drawn. */
static Grading *out_of_time;

static void draw_zero_and_no_time(Case *k) {
    draw_zero_at_first(k);
    out_of_time->budget.seconds_left = 0;
}

static void grade_hopeless(int edges) {
    Check       check = halves;
    CheckResult of_check = {.check = &check, .wanted = true};
    Result      result = {.seed = 7, .n_checks = 1, .checks = &of_check};
    Lab lab = this_lab;
    Grading     g = {.lab = &lab, .result = &result, .budget.seconds_left = 1};
    check.draw = draw_zero_and_no_time;
    check.edges = edges;
    lab.checks = &check;
    out_of_time = &g;
    zero_draws = 1000000;
    grade_check(&g, &check);
    ck_assert_int_eq(of_check.status, STATUS_SKIPPED);
    exit(EXIT_SUCCESS);
}

START_TEST(a_check_with_a_case_that_tells_nothing_stops_the_grader) { grade_hopeless(0); }
END_TEST

START_TEST(its_edges_may_tell_nothing) { grade_hopeless(2); }
END_TEST

/* --- Two cases that run together ---------------------------------------------------------------------------------- */
static void draw_vector(Case *k) {
    const int n = 2 + k->index;
    case_normal(k, "x", 1, 1, &n);
    case_op(k, 1, 1, &n);
}

START_TEST(every_case_is_in_a_pair_and_one_has_a_twin) {
    const Check check = {.task = "90.1", .title = "values", .call = "half", .draw = draw_vector, .cases = 3};
    Result  result = {.seed = 7};
    Lab     lab = this_lab;
    Grading g = {.lab = &lab, .result = &result};
    lab.checks = &check;
    static const int index[][2] = {{0, 1}, {2, 0}, {2, 2}};
    Pair p = {.cases = 0};
    for (int number = 0; number < 3; number++) {
        t_step();
        ck_assert(draw_pair(&g, &check, number, &p));
        for (int i = 0; i < 2; i++) ck_assert_int_eq(p.of[i].index, index[number][i]);
        const Tensor *a = p.of[0].call.in[0], *b = p.of[1].call.in[0];
        ck_assert(t_alive(a) && t_alive(b) && a->data[0] != b->data[0]);
        ck_assert(t_same_shape(a, b) == (number == 2));
    }
    t_step();
    ck_assert(!draw_pair(&g, &check, 3, &p));
}
END_TEST

/* --- Arguments by name -------------------------------------------------------------------------------------------- */
static void draw_with_argument(Case *k) {
    case_input(k, "x", t_full(2, 3, 3));
    case_int(k, "never_asked", 1);
    case_number(k, "toy_mean");
}

START_TEST(an_argument_that_its_call_never_asks_for_stops_the_grader) {
    const Check check = {.task = "90.2", .title = "mean", .call = "mean", .draw = draw_with_argument};
    Result result = {.lab = &this_lab};
    Grading g = {.lab = &this_lab, .result = &result};
    Case k;
    t_step();
    draw_case(&g, &check, 0, &k);
    exit(EXIT_SUCCESS);
}
END_TEST

static Case with_arguments(void) {
    Case k = {.index = 0};
    case_int(&k, "steps", 3);
    case_real(&k, "lr", 0.5);
    case_int(&k, "steps", 4);
    return k;
}

START_TEST(arguments_are_asked_for_by_name) {
    Case k = with_arguments();
    ck_assert_int_eq(call_int(&k.call, "steps"), 4);
    ck_assert_double_eq(call_real(&k.call, "lr"), 0.5);
    ck_assert(call_has(&k.call, "lr") && !call_has(&k.call, "momentum"));
}
END_TEST

START_TEST(an_argument_that_no_case_has_stops_the_grader) {
    Case k = with_arguments();
    call_int(&k.call, "epochs");
    exit(EXIT_SUCCESS);
}
END_TEST

START_TEST(an_argument_of_the_other_kind_stops_the_grader) {
    Case k = with_arguments();
    call_int(&k.call, "lr");
    exit(EXIT_SUCCESS);
}
END_TEST

/* --- Gradients that nobody wants ---------------------------------------------------------------------------------- */
static void draw_of_two(Case *k) {
    case_normal(k, "a", 1, 1, (int[]){3});
    case_normal(k, "b", 1, 1, (int[]){3});
    case_op(k, 2, 0, NULL);
}

/* Which of a and b want a gradient in this case of a check that judges `output`; "" when there is no such case. */
static const char *wanted_in_case(int output, int index) {
    Result result = {.lab = &this_lab};
    Grading g = {.lab = &this_lab, .result = &result};
    const Check check = {.task = "90.2", .title = "two", .call = "mean", .draw = draw_of_two, .cases = 4,
                         .output = output};
    Case k;
    t_step();
    draw_case(&g, &check, index, &k);
    if (index >= k.cases) return "";
    const bool a = k.call.in[0]->requires_grad, b = k.call.in[1]->requires_grad;
    return a && b ? "a b" : a ? "a" : b ? "b" : "none";
}

START_TEST(each_gradient_is_also_judged_where_it_alone_and_where_it_is_not_wanted) {
    ck_assert_str_eq(wanted_in_case(1, 3), "a b");
    ck_assert_str_eq(wanted_in_case(1, 4), "a");
    ck_assert_str_eq(wanted_in_case(1, 5), "b");
    ck_assert_str_eq(wanted_in_case(1, 6), "");
    ck_assert_str_eq(wanted_in_case(2, 3), "a b");
    ck_assert_str_eq(wanted_in_case(2, 4), "b");
    ck_assert_str_eq(wanted_in_case(2, 5), "a");
    ck_assert_str_eq(wanted_in_case(0, 4), ""); /* a forward has no such cases */
}
END_TEST

/* --- Whole gradings ----------------------------------------------------------------------------------------------- */
/* What one of the cases holds is told by the wrong answer's message. */
static char *message_of_the_mean(const char *const with[]) {
    options = with;
    grade(GOOD_TOY, ZERO_MORE);
    return strdup(cJSON_GetObjectItem(check_named("mean"), "message")->valuestring);
}

START_TEST(a_key_file_draws_other_cases) {
    write_file("key", "sixteen bytes or more of a secret");
    write_file("short", "secret");
    static const char *with[] = {"--seed", "77", NULL, NULL, NULL};
    char *plain = message_of_the_mean(with), *plain_again = message_of_the_mean(with);
    with[2] = "--key-file";
    char *key = strdup(scratch_path("key")), *shorter = strdup(scratch_path("short"));
    with[3] = key;
    char *keyed = message_of_the_mean(with), *keyed_again = message_of_the_mean(with);
    ck_assert_str_eq(plain, plain_again);
    ck_assert_str_eq(keyed, keyed_again);
    ck_assert_str_ne(plain, keyed);
    with[3] = shorter;
    run_grader("grader/tests/toy/reference/90_toy", with);
    ck_assert_int_eq(exit_status, 2);
    says("a key has 16 to 4095 bytes");
    free(key);
    free(shorter);
    free(plain);
    free(plain_again);
    free(keyed);
    free(keyed_again);
}
END_TEST

START_TEST(a_random_seed_is_a_long_one) {
    int longer = 0;
    for (int i = 0; i < 3; i++) {
        run_grader("grader/tests/toy/labs/90_toy", NULL);
        size_t digits = strlen(cJSON_GetObjectItem(json, "seed")->valuestring);
        ck_assert_uint_le(digits, 18);
        longer += digits > 12;
    }
    ck_assert_int_gt(longer, 0);
}
END_TEST

/* What a submission reads of the first frame before the probe does. */
START_TEST(frames_do_not_tell_the_seed) {
    static const char *const with[] = {"--seed", "77", NULL};
    char *seen[2];
    for (int i = 0; i < 2; i++) {
        options = with;
        grade(TOY "#include <unistd.h>\n" FORWARD BACKWARD OP
                  "__attribute__((constructor)) static void peek(void) { unsigned long long f[12];\n"
                  "  if (read(0, f, sizeof f) > 0) printf(\"nonce %llx\\n\", f[1]); fflush(stdout); _exit(1); }\n",
              GOOD_MORE);
        seen[i] = strdup(cJSON_GetObjectItem(check_named("values"), "output")->valuestring);
    }
    ck_assert_ptr_nonnull(strstr(seen[0], "nonce "));
    ck_assert_str_ne(seen[0], seen[1]);
    free(seen[0]);
    free(seen[1]);
}
END_TEST

int main(void) {
    Suite *s = suite_create("draw");
    TCase *t = tcase_create("draw");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, every_case_is_in_a_pair_and_one_has_a_twin);
    tcase_add_unchecked_fixture(t, scratch_make, scratch_remove);
    tcase_add_test(t, the_block_of_rfc_8439);
    tcase_add_test(t, streams_depend_on_all_that_names_them);
    tcase_add_test(t, a_case_tells_neither_the_seed_nor_the_next_case);
    tcase_add_test(t, a_case_is_drawn_again_until_zeros_are_wrong);
    tcase_add_exit_test(t, a_check_with_a_case_that_tells_nothing_stops_the_grader, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, its_edges_may_tell_nothing, EXIT_SUCCESS);
    tcase_add_exit_test(t, an_argument_that_its_call_never_asks_for_stops_the_grader, EXIT_WRONG_CALL);
    tcase_add_test(t, arguments_are_asked_for_by_name);
    tcase_add_exit_test(t, an_argument_that_no_case_has_stops_the_grader, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, an_argument_of_the_other_kind_stops_the_grader, EXIT_WRONG_CALL);
    tcase_add_test(t, each_gradient_is_also_judged_where_it_alone_and_where_it_is_not_wanted);
    tcase_add_test(t, a_key_file_draws_other_cases);
    tcase_add_test(t, a_random_seed_is_a_long_one);
    tcase_add_test(t, frames_do_not_tell_the_seed);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
