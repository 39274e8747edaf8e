/* SqueezeNet 1.1: the network itself, and with torchvision's weights the numbers that it has to give. The weights are
 * fetched (make data DATA=squeezenet1_1), or lie in the mirror of this machine. */
#include "gradlab.h"
#include "photographs.h"
#include "squeezenet.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

/* --- The network -------------------------------------------------------------------------------------------------- */
START_TEST(parameters_and_keys) {
    Module *m = squeezenet1_1(IMAGENET_CLASSES);
    ck_assert_uint_eq(nn_parameter_count(m), 1235496);
    int         n;
    StateEntry *entries = nn_state(m, &n);
    ck_assert_int_eq(n, 52);
    ck_assert_str_eq(entries[0].key, "features.0.weight");
    ck_assert_str_eq(entries[2].key, "features.3.squeeze.weight");
    ck_assert_str_eq(entries[51].key, "classifier.1.bias");
    free(entries);
    nn_free(m);
}
END_TEST

/* Sizes that leave a rest in every pooling, and the smallest there is. */
START_TEST(any_size) {
    static const int sizes[][2] = {{25, 25}, {31, 64}, {50, 33}};
    Module *m = squeezenet1_1(7);
    nn_eval(m);
    t_step();
    t_no_grad();
    const Tensor *logits = nn_forward(m, t_rand(2, 3, sizes[_i][0], sizes[_i][1]));
    ck_assert_str_eq(t_shape_text(logits), "(2,7)");
    for (size_t i = 0; i < logits->size; i++) ck_assert(logits->data[i] >= 0);
    nn_free(m);
}
END_TEST

/* Both heads on one body: the mean of a 1x1 convolution is the linear layer of the mean. Without the ReLU in between,
 * which is switched off here by a large bias. */
START_TEST(a_linear_head_on_the_mean_is_the_convolution) {
    Module *a = squeezenet1_1(4), *b = squeezenet1_1_for(4);
    int         n;
    StateEntry *entries = nn_state(b, &n);
    for (int i = 0; i < n; i++)
        if (strncmp(entries[i].key, "features.", 9) == 0) nn_assign(entries[i].tensor, nn_find(a, entries[i].key));
    free(entries);
    t_step();
    t_no_grad();
    Tensor *bias = t_full(100, 4), *W = nn_find(a, "classifier.1.weight");
    nn_assign(nn_find(a, "classifier.1.bias"), bias);
    nn_assign(nn_find(b, "classifier.bias"), bias);
    nn_assign(nn_find(b, "classifier.weight"), t_reshape(W, 4, SQUEEZENET_CHANNELS));
    nn_eval(a);
    nn_eval(b);
    Tensor       *x = t_rand(1, 3, 40, 40);
    const Tensor *y = nn_forward(a, x), *z = nn_forward(b, x);
    for (size_t i = 0; i < y->size; i++) ck_assert_double_eq_tol(y->data[i], z->data[i], 2000 * REAL_EPSILON);
    nn_free(a);
    nn_free(b);
}
END_TEST

/* Without gradients modules go together; with a tape they run one by one. The numbers are the same. */
START_TEST(in_one_pass_or_one_by_one) {
    Module *m = squeezenet1_1(20);
    t_step();
    nn_eval(m);
    Tensor       *x = t_rand(2, 3, 48, 61);
    const Tensor *apart = nn_forward(m, x);
    const size_t  used = t_arena_used();
    t_no_grad();
    const Tensor *together = nn_forward(m, x);
    ck_assert(t_same_shape(apart, together));
    ck_assert_mem_eq(apart->data, together->data, apart->size * sizeof(real));
    ck_assert_uint_lt(t_arena_used() - used, used / 2);
    nn_free(m);
}
END_TEST

/* --- With torchvision's weights ----------------------------------------------------------------------------------- */
static bool find(const char *file, char path[static DATA_PATH]) {
    if (data_find("squeezenet1_1", file, path)) return true;
    const char *mirror = getenv("GRADLAB_MIRROR");
    if (!mirror || strstr(mirror, "://")) mirror = "../shared/datasets";
    snprintf(path, DATA_PATH, "%s/squeezenet1_1/%s", mirror, file);
    FILE *there = fopen(path, "rb");
    if (there) fclose(there);
    return there != NULL;
}

/* A file of known size, after `skip` bytes. */
static void read_check(const char *file, long skip, void *to, size_t size) {
    char path[DATA_PATH];
    ck_assert_msg(find(file, path), "%s", file);
    FILE *f = fopen(path, "rb");
    ck_assert_msg(f && fseek(f, skip, SEEK_SET) == 0 && fread(to, 1, size, f) == size, "%s", path);
    fclose(f);
}

/* The daisy's crop, as the network gets it. The file has pixels, the input planes. */
static Tensor *daisy(void) {
    enum { AREA = INPUT_SIDE * INPUT_SIDE, HEADER = 15 };
    static uint8_t pixels[3 * AREA];
    read_check("check/daisy_224.ppm", HEADER, pixels, sizeof pixels);
    Tensor *crop = t_empty(DTYPE_UINT8, T_SHAPE(3, INPUT_SIDE, INPUT_SIDE));
    for (size_t i = 0; i < AREA; i++)
        for (size_t c = 0; c < 3; c++) crop->u8[c * AREA + i] = pixels[3 * i + c];
    return t_unsqueeze(photograph_input(crop), 0);
}

static Module *pretrained(void) {
    char    path[DATA_PATH];
    Module *m = squeezenet1_1(IMAGENET_CLASSES);
    ck_assert_msg(find("squeezenet1_1.safetensors", path), "%s", t_error());
    ck_assert_msg(nn_load(m, path), "%s", t_error());
    nn_eval(m);
    return m;
}

static double largest_difference(const Tensor *x, const float *expected) {
    double largest = 0;
    for (size_t i = 0; i < x->size; i++) largest = fmax(largest, fabs((double)x->data[i] - (double)expected[i]));
    return largest;
}

/* Mean, maximum and first value of what a layer makes of the daisy, worked out in double by another program. */
static const struct {
    int    layer; /* of features; -1: the input */
    double mean, max, first;
} stages[] = {
    {-1, 0.423806, 2.640000, -1.621286},   {1, 0.357486, 13.276705, 0.847887},    {2, 0.733428, 13.276705, 0.898506},
    {3, 0.874523, 23.411381, 1.023377},    {4, 1.960036, 37.487607, 6.158729},    {5, 4.756919, 37.487607, 9.114980},
    {6, 4.129567, 121.960514, 2.484522},   {7, 7.764393, 185.902285, 15.294297},  {8, 18.787843, 185.902285, 16.024554},
    {9, 14.249149, 533.682118, 0.000000},  {10, 18.044422, 589.482380, 0.000000}, {11, 12.742982, 533.375673, 0.000000},
    {12, 3.162425, 345.276797, 53.480196},
};

static void check_stage(int at, int layer, const Tensor *x) {
    if (stages[at].layer != layer) return;
    double mean = 0, max = -INFINITY;
    for (size_t i = 0; i < x->size; i++) {
        mean += (double)x->data[i] / (double)x->size;
        max = fmax(max, (double)x->data[i]);
    }
    ck_assert_double_eq_tol(mean, stages[at].mean, 1e-5 * (1 + stages[at].mean));
    ck_assert_double_eq_tol(max, stages[at].max, 1e-5 * stages[at].max);
    ck_assert_double_eq_tol(x->data[0], stages[at].first, 1e-5 * (1 + stages[at].max));
}

START_TEST(stage_by_stage) {
    Module *m = pretrained();
    t_step();
    t_no_grad();
    Tensor *x = daisy();
    check_stage(0, -1, x);
    const Module *features = m->children[0].module;
    for (int layer = 0, at = 1; layer < features->n_children; layer++) {
        x = nn_forward(features->children[layer].module, x);
        check_stage(at, layer, x);
        at += stages[at].layer == layer;
    }
    static float pool[SQUEEZENET_CHANNELS], expected[IMAGENET_CLASSES];
    read_check("check/daisy_pool512.f32", 0, pool, sizeof pool);
    read_check("check/daisy_logits.f32", 0, expected, sizeof expected);
    const Tensor *means = t_mean_axes(x, 2, 3), *logits = nn_forward(m->children[1].module, x);
    ck_assert_str_eq(t_shape_text(logits), "(1,1000)");
    const double of_means = largest_difference(means, pool), of_logits = largest_difference(logits, expected);
    printf("largest difference on the daisy: %.2e of a mean, %.2e of a logit\n", of_means, of_logits);
    ck_assert_double_le(of_means, 1e-3);
    ck_assert_double_le(of_logits, 1e-3);
    nn_free(m);
}
END_TEST

int main(void) {
    Suite *s = suite_create("squeezenet");
    TCase *t = tcase_create("squeezenet");
    char   path[DATA_PATH];
    suite_add_tcase(s, t);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, parameters_and_keys);
    tcase_add_loop_test(t, any_size, 0, 3);
    tcase_add_test(t, a_linear_head_on_the_mean_is_the_convolution);
    tcase_add_test(t, in_one_pass_or_one_by_one);
    if (find("squeezenet1_1.safetensors", path)) tcase_add_test(t, stage_by_stage);
    else puts("skip: the logits of SqueezeNet 1.1: make data DATA=squeezenet1_1 fetches its weights");
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
