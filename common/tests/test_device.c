/* Devices: their names, and what is said when CUDA is not to be had. Plugins that are wrong in one way each are
 * compiled on the spot. */
#include "device.h"
#include "ops_test.h"
#include "scratch.h"

static char plugin[sizeof scratch_folder + 16];

static void name_plugin(void) {
    snprintf(plugin, sizeof plugin, "%s/plugin.so", scratch_folder);
    remove(plugin);
    setenv("GRADLAB_CUDA_PLUGIN", plugin, 1);
}

static void write_file(const char *path, const char *text) {
    FILE *f = fopen(path, "w");
    ck_assert(f != NULL);
    fputs(text, f);
    fclose(f);
}

/* A plugin whose table has this abi and real_size, or none. */
static void build_plugin(const char *body) {
    const char *source = scratch_path("plugin.c");
    char        command[2048];
    write_file(source, body);
    snprintf(command, sizeof command, "${CC:-cc} -shared -fPIC -o '%s' '%s'", plugin, source);
    ck_assert_msg(system(command) == 0, "no compiler: %s", command);
}

static void build_table(int abi, size_t real_size) {
    char body[300];
    snprintf(body, sizeof body,
             "static struct { int abi; unsigned long size; const char *name; void *f[40]; } t = {%d, %zu, \"fake\"};"
             "void *gradlab_cuda_kernels(const char **why) { (void)why; return &t; }\n", abi, real_size);
    build_plugin(body);
}

static void assert_refused(const char *reason) {
    ck_assert(!dev_available(DEV_CUDA));
    ck_assert_msg(strstr(t_error(), reason) != NULL, "got: %s", t_error());
    ck_assert(!dev_available(DEV_CUDA)); /* and the next time as well */
    ck_assert(strstr(t_error(), reason) != NULL);
}

START_TEST(names) {
    Device device = DEV_COUNT;
    ck_assert_str_eq(dev_name(DEV_CPU), "cpu");
    ck_assert_str_eq(dev_name(DEV_CUDA), "cuda:0");
    ck_assert(dev_parse("cuda", &device) && device == DEV_CUDA);
    ck_assert(dev_parse("cpu", &device) && device == DEV_CPU);
    ck_assert(dev_parse("cuda:0", &device) && device == DEV_CUDA);
    const char *wrong[] = {"", "gpu", "cuda:1", "CPU", "cpu "};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char message[80];
        snprintf(message, sizeof message, "device %s is not known: cpu, cuda or cuda:0", wrong[i]);
        ck_assert(!dev_parse(wrong[i], &device));
        ck_assert_str_eq(t_error(), message);
        ck_assert(device == DEV_CUDA); /* untouched */
    }
}
END_TEST

START_TEST(the_cpu_is_there) {
    ck_assert(dev_available(DEV_CPU));
    const Kernels *k = dev_kernels(DEV_CPU);
    ck_assert(k == &cpu_kernels && k->abi == DEV_ABI && k->real_size == sizeof(real));
    const char *end = (const char *)(k + 1);
    for (const char *entry = (const char *)&k->alloc; entry < end; entry += sizeof k->alloc) {
        char       empty[sizeof k->alloc] = {0};
        const bool recordings = entry >= (const char *)&k->record && entry <= (const char *)&k->forget;
        ck_assert_msg((memcmp(entry, empty, sizeof empty) != 0) != recordings,
                      "an entry of the CPU's table is empty, or the CPU is said to record");
    }
    ck_assert(k->twins == NULL);
}
END_TEST

START_TEST(no_plugin) { assert_refused("plugin.so: `make` builds it where nvcc is installed"); }
END_TEST

START_TEST(not_a_library) {
    write_file(plugin, "not a library");
    assert_refused("the CUDA plugin cannot be opened: ");
}
END_TEST

START_TEST(another_library) {
    build_plugin("int nothing;\n");
    assert_refused("plugin.so is not a plugin of this library: it has no gradlab_cuda_kernels");
}
END_TEST

START_TEST(no_gpu) {
    build_plugin("void *gradlab_cuda_kernels(const char **why) { *why = \"the driver is too old\"; return 0; }\n");
    assert_refused("no usable GPU: the driver is too old");
}
END_TEST

START_TEST(another_version) {
    build_table(DEV_ABI + 1, sizeof(real));
    assert_refused("build it again with make");
}
END_TEST

START_TEST(another_real) {
    build_table(DEV_ABI, 12 - sizeof(real));
    assert_refused(sizeof(real) == 4 ? "computes in numbers of 8 bytes, this program in 4"
                                     : "computes in numbers of 4 bytes, this program in 8");
}
END_TEST

START_TEST(a_table_that_fits_is_taken) {
    build_table(DEV_ABI, sizeof(real));
    ck_assert(dev_available(DEV_CUDA));
    ck_assert_str_eq(dev_kernels(DEV_CUDA)->name, "fake");
    ck_assert_ptr_eq(dev_kernels(DEV_CUDA), dev_kernels(DEV_CUDA));
}
END_TEST

START_TEST(going_where_there_is_no_device) {
    expect("to: x (2) cannot go to cuda:0: there is no CUDA plugin at ", "ask dev_available");
    t_to(t_zeros(2), DEV_CUDA);
}
END_TEST

START_TEST(kernels_of_no_device) {
    expect("there is no cuda:0: there is no CUDA plugin at ", "ask dev_available");
    dev_kernels(DEV_CUDA);
}
END_TEST

START_TEST(no_memory_names_three_remedies) {
    expect("out of memory: ", "take a smaller batch; or add up the gradients of several small batches before a step, as "
                              "in lab 4; or use a machine or GPU with more memory.");
    t_calloc(SIZE_MAX / 4, 8);
}
END_TEST

int main(void) {
    TCase *t = tcase_create("device");
    tcase_add_unchecked_fixture(t, scratch_make, scratch_remove); /* also where a test fails */
    tcase_add_checked_fixture(t, name_plugin, NULL);
    tcase_add_test(t, names);
    tcase_add_test(t, the_cpu_is_there);
    tcase_add_test(t, no_plugin);
    tcase_add_test(t, not_a_library);
    tcase_add_test(t, another_library);
    tcase_add_test(t, no_gpu);
    tcase_add_test(t, another_version);
    tcase_add_test(t, another_real);
    tcase_add_test(t, a_table_that_fits_is_taken);
    setenv("GRADLAB_CUDA_PLUGIN", "/nowhere/plugin.so", 1);
    TCase *fatal = tcase_create("no device");
    tcase_add_exit_test(fatal, going_where_there_is_no_device, EXIT_WRONG_CALL);
    tcase_add_exit_test(fatal, kernels_of_no_device, EXIT_WRONG_CALL);
    tcase_add_exit_test(fatal, no_memory_names_three_remedies, EXIT_WRONG_CALL);
    Suite *suite = suite_create("device");
    suite_add_tcase(suite, t);
    suite_add_tcase(suite, fatal);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
