/* Samples made on demand: map-style data sets, and images in files with their labels. */
#include "ops.h"
#include "owned.h"
#include "scratch.h"
#include <check.h>
#include <sys/stat.h>

/* --- Map-style data sets ------------------------------------------------------------------------------------------ */

/* Static in each test: it is released when the test has ended. */
typedef struct Squares {
    int     asked, released;
    int64_t broken, odd; /* a sample that cannot be had, and one of another shape; -1 for none */
    bool    named;
} Squares;

/* x (i, i^2), y (2 i). */
static bool square(void *data, int64_t i, Tensor **x, Tensor **y) {
    Squares *s = data;
    s->asked++;
    if (i == s->broken) return t_error_set("sample %d cannot be had", (int)i);
    *x = t_tensor(((real[]){(real)i, (real)(i * i), 0}), i == s->odd ? 3 : 2);
    if (s->named) t_named(*x, "third.png");
    *y = t_tensor(((real[]){(real)(2 * i)}), 1);
    return true;
}

static void count_release(void *data) { ((Squares *)data)->released++; }

static Dataset *squares(int n, Squares *s) {
    return owned(dataset_map("squares", n, (SampleSource){square, s, count_release}, NULL, 0));
}

#define loader_of(...) owned_loader(data_loader(__VA_ARGS__))

START_TEST(map_style) {
    static Squares s;
    s = (Squares){.broken = -1, .odd = -1};
    DataLoader *loader = loader_of(squares(5, &s), .batch_size = 2);
    ck_assert_int_eq(data_len(loader), 3);
    ck_assert_int_eq(data_size(loader), 5);
    int seen = 0;
    for (Tensor *x, *y; data_next(loader, &x, &y); seen += x->shape[0]) {
        ck_assert(x->ndim == 2 && x->shape[1] == 2 && y->ndim == 2 && y->shape[1] == 1);
        ck_assert_int_eq(x->shape[0], seen < 4 ? 2 : 1);
        for (int i = 0; i < x->shape[0]; i++) {
            int sample = seen + i;
            ck_assert(x->data[2 * i] == sample && x->data[2 * i + 1] == sample * sample && y->data[i] == 2 * sample);
        }
    }
    ck_assert_int_eq(seen, 5);
    ck_assert_int_eq(s.asked, 5);
    ck_assert_ptr_null(data_error(loader));
}
END_TEST

/* The same order and the same batches as from memory. */
START_TEST(on_demand_is_as_in_memory) {
    static Squares s;
    s = (Squares){.broken = -1, .odd = -1};
    Dataset *on_demand = squares(23, &s), *in_memory = owned(dataset_load(on_demand, 0));
    ck_assert_str_eq(t_shape_text(in_memory->x), "(23,2)");
    ck_assert_str_eq(t_shape_text(in_memory->y), "(23,1)");
    DataLoader *a = loader_of(on_demand, .batch_size = 4, .shuffle = true, .seed = 3, .drop_last = true),
               *b = loader_of(in_memory, .batch_size = 4, .shuffle = true, .seed = 3, .drop_last = true);
    for (int epoch = 0; epoch < 2; epoch++)
        for (Tensor *x, *y, *p, *q;;) {
            bool more = data_next(a, &x, &y);
            ck_assert(more == data_next(b, &p, &q));
            if (!more) break;
            ck_assert(t_equal(x, p) && t_equal(y, q));
        }
}
END_TEST

START_TEST(subsets_share_the_source) {
    static Squares s;
    s = (Squares){.broken = -1, .odd = -1};
    Dataset *all = dataset_map("squares", 10, (SampleSource){square, &s, count_release}, NULL, 0), *first, *second;
    data_split_random(all, 0.7, 1, &first, &second);
    Dataset *part = dataset_subset(second, (int64_t[]){2, 0}, 2);
    ck_assert_int_eq(s.asked, 0);
    int64_t place[] = {second->index[2], second->index[0]};
    dataset_free(all);
    dataset_free(second);
    Rng     rng = rng_new(0, 0);
    Tensor *x, *y;
    for (int i = 0; i < 2; i++) {
        ck_assert(dataset_get(part, i, &rng, &x, &y));
        ck_assert(x->data[0] == place[i] && y->data[0] == 2 * place[i]);
    }
    dataset_free(first);
    ck_assert_int_eq(s.released, 0);
    dataset_free(part);
    ck_assert_int_eq(s.released, 1);
}
END_TEST

/* An epoch that breaks off says so, once, and the next one begins afresh. */
START_TEST(sample_that_cannot_be_had) {
    static Squares s;
    s = (Squares){.broken = 3, .odd = -1};
    Dataset    *d = squares(6, &s);
    DataLoader *loader = loader_of(d, .batch_size = 2);
    Tensor *x, *y;
    for (int epoch = 0; epoch < 2; epoch++) {
        ck_assert(data_next(loader, &x, &y));
        ck_assert(!data_next(loader, &x, &y));
        t_error_set("something else, since");
        ck_assert_str_eq(data_error(loader), "sample 3 cannot be had");
    }
    ck_assert_ptr_null(dataset_load(d, 0));
    ck_assert_str_eq(t_error(), "sample 3 cannot be had");
}
END_TEST

START_TEST(error_not_asked_for_ends_the_program) {
    static Squares s;
    s = (Squares){.broken = 1, .odd = -1};
    DataLoader *loader = data_loader(squares(6, &s), .batch_size = 2);
    Tensor *x, *y;
    ck_assert(!data_next(loader, &x, &y));
    if (_i == 0) data_next(loader, &x, &y);
    if (_i == 1) data_rewind(loader);
    if (_i == 2) data_loader_free(loader);
}
END_TEST

START_TEST(sample_of_another_shape) {
    static Squares s;
    s = (Squares){.broken = -1, .odd = 3, .named = _i};
    DataLoader *loader = loader_of(squares(6, &s), .batch_size = 2);
    Tensor *x, *y;
    ck_assert(data_next(loader, &x, &y) && !data_next(loader, &x, &y));
    char expected[200];
    snprintf(expected, sizeof expected,
             "%s: this sample is (3) of %s, and those before it are (2) of %s; all samples of a batch have one shape and "
             "one type: add a transform", _i ? "third.png" : "squares, sample 3", t_dtype_name(DTYPE_REAL), t_dtype_name(DTYPE_REAL));
    ck_assert_str_eq(data_error(loader), expected);
}
END_TEST

START_TEST(nothing_is_allocated_on_the_way) {
    static Squares s;
    s = (Squares){.broken = -1, .odd = -1};
    DataLoader *loader = loader_of(squares(100, &s), .batch_size = 8, .shuffle = true);
    uint64_t    before = 0;
    for (int epoch = 0; epoch < 3; epoch++) {
        for (Tensor *x, *y; data_next(loader, &x, &y);) {}
        if (epoch == 0) before = t_allocations;
    }
    ck_assert_uint_eq(t_allocations, before);
}
END_TEST

START_TEST(classes_without_labels_are_a_wrong_call) {
    dataset_map("labels?", 3, (SampleSource){.get = square}, NULL, 2);
}
END_TEST
START_TEST(standardising_what_is_not_there_is_a_wrong_call) {
    static Squares s;
    s = (Squares){0};
    standardizer_fit(squares(3, &s));
}
END_TEST
START_TEST(seed_and_generator_is_a_wrong_call) {
    static Squares s;
    s = (Squares){0};
    Rng     rng = rng_new(0, 0);
    data_loader(squares(3, &s), .seed = 1, .generator = &rng);
}
END_TEST

/* --- Images ------------------------------------------------------------------------------------------------------- */

/* An image of one colour. */
static void draw(const char *file, int channels, int height, int width, int value) {
    Tensor *image = t_empty(DTYPE_UINT8, T_SHAPE(channels, height, width));
    memset(image->u8, value, image->size);
    ck_assert_msg(image_write_png(scratch_path(file), image), "%s", t_error());
}

static const char *write_text(const char *file, const char *text) {
    const char *path = scratch_path(file);
    FILE *to = fopen(path, "w");
    ck_assert_ptr_nonnull(to);
    fputs(text, to);
    ck_assert_int_eq(fclose(to), 0);
    return path;
}

static void make_folder(const char *name) {
    ck_assert_int_eq(mkdir(scratch_path(name), 0777), 0);
}

/* t_error() or data_error() as `format` with the scratch folder's name, once or twice. */
static void check_message(const char *message, const char *format) {
    char expected[2000], *to = expected;
    for (const char *at = format; *at; at++)
        if (*at == '$') to += sprintf(to, "%s", scratch_folder);
        else *to++ = *at;
    *to = '\0';
    ck_assert_str_eq(message, expected);
}

/* The lecture's CustomImageDataset. */
START_TEST(images_with_annotations) {
    make_folder("img");
    draw("img/a.png", 1, 2, 3, 10);
    draw("img/b.png", 1, 2, 3, 51);
    draw("img/c.png", 1, 2, 3, 255);
    write_text("labels.csv", "file,label,remark\nc.png,9,x\na.png,0,\nb.png,2,\n");
    Dataset *d = owned(data_images_csv(scratch_path("labels.csv"), scratch_path("img")));
    ck_assert_str_eq(d->name, "labels");
    ck_assert_int_eq(d->n, 3);
    ck_assert_int_eq(d->classes, 10);
    ck_assert_ptr_null(d->class_names);
    DataLoader *loader = loader_of(d, .batch_size = 3);
    Tensor *x, *y;
    ck_assert_msg(data_next(loader, &x, &y), "%s", data_error(loader));
    ck_assert_str_eq(t_shape_text(x), "(3,1,2,3)");
    ck_assert_int_eq(x->dtype, DTYPE_UINT8);
    ck_assert(x->u8[0] == 255 && x->u8[6] == 10 && x->u8[17] == 51);
    ck_assert(y->ndim == 1 && y->i64[0] == 9 && y->i64[1] == 0 && y->i64[2] == 2);

    d->transform.apply = transform_to_tensor;
    loader = loader_of(d, .batch_size = 3);
    ck_assert_msg(data_next(loader, &x, &y), "%s", data_error(loader));
    ck_assert(x->dtype == DTYPE_REAL && x->data[0] == 1 && x->data[17] == (real)0.2);
}
END_TEST

START_TEST(images_with_words) {
    write_text("words.csv", "file,kind\na.png,red fox\nb.png,ant\nc.png,red fox\n");
    Dataset *d = owned(data_images_csv(scratch_path("words.csv"), scratch_path("img/")));
    ck_assert_int_eq(d->classes, 2);
    ck_assert_str_eq(d->class_names[0], "ant");
    ck_assert_str_eq(d->class_names[1], "red fox");
    ck_assert(d->y->i64[0] == 1 && d->y->i64[1] == 0 && d->y->i64[2] == 1);
    Dataset *first, *second; /* needs the labels only */
    data_split_stratified(d, 0.67, 0, &first, &second);
    ck_assert(owned(first)->n == 2 && owned(second)->n == 1);
    int counts[2];
    dataset_class_counts(first, counts);
    ck_assert(counts[0] + counts[1] == 2 && counts[1] >= 1);
}
END_TEST

static void check_annotations_fail(const char *text, const char *expected) {
    write_text("bad.csv", text);
    ck_assert_ptr_null(data_images_csv(scratch_path("bad.csv"), scratch_path("img")));
    check_message(t_error(), expected);
}

START_TEST(annotations_that_are_wrong) {
    check_annotations_fail("file,label\na.png,0\nd.png,1\n",
                           "$/bad.csv, line 3: $/img/d.png: No such file or directory");
    check_annotations_fail("file,label\na.png,0\n,1\n",
                           "$/bad.csv, line 3: the first cell is empty; it must name a file");
    check_annotations_fail("file,label\n.,0\n", "$/bad.csv, line 2: $/img/.: this is not a regular file");
    check_annotations_fail("file,label\na.png,0\nb.png,red\n",
                           "$/bad.csv, line 3, column 'label': 'red' is not a number");
    check_annotations_fail("file,label\na.png,red\nb.png,\n",
                           "$/bad.csv, line 3, column 'label': '' stands for no value; a class is expected");
    check_annotations_fail("file,label\na.png\n", "$/bad.csv, line 2: this line has 1 cell, and the header has 2");
    check_annotations_fail("file\na.png\n",
                           "$/bad.csv: the table has one column; it needs two, the file's name and its label");
    check_annotations_fail("file,label\n", "$/bad.csv: the table has a header, but names no image");
    check_annotations_fail("a.png,0\nb.png,1\n", "$/bad.csv: line 1 names the file 'a.png'; it must name the columns");
    ck_assert_ptr_null(data_images_csv(scratch_path("none.csv"), scratch_path("img")));
    check_message(t_error(), "$/none.csv: No such file or directory");
}
END_TEST

START_TEST(images_that_are_wrong) {
    draw("img/large.png", 1, 4, 3, 7);
    write_text("img/text.png", "not an image");
    write_text("wrong.csv", "file,label\na.png,0\nlarge.png,1\ntext.png,2\n");
    Dataset    *d = owned(data_images_csv(scratch_path("wrong.csv"), scratch_path("img")));
    DataLoader *loader = loader_of(d, .batch_size = 1);
    Tensor *x, *y;
    ck_assert(data_next(loader, &x, &y) && !data_next(loader, &x, &y));
    check_message(data_error(loader), "$/wrong.csv, line 3: $/img/large.png: this sample is (1,4,3) of torch.uint8, "
                                      "and those before it are (1,2,3) of torch.uint8; all samples of a batch have "
                                      "one shape and one type: add a transform");
    loader = loader_of(owned(dataset_subset(d, (int64_t[]){0, 2}, 2)), .batch_size = 1);
    ck_assert(data_next(loader, &x, &y) && !data_next(loader, &x, &y));
    check_message(data_error(loader), "$/wrong.csv, line 4: $/img/text.png: a text that begins with 'not an "
                                      "image'; fetch the file itself");
}
END_TEST

/* Images of many sizes are a data set as soon as a transform makes them one size. */
static Tensor *upper_left(Tensor *image, Rng *rng, void *data) {
    (void)rng, (void)data;
    return t_slice(t_slice(image, 1, 0, 2), 2, 0, 2);
}

START_TEST(transform_that_makes_one_shape) {
    draw("img/wide.png", 1, 2, 9, 1);
    draw("img/high.png", 1, 9, 2, 2);
    write_text("sizes.csv", "file,label\nwide.png,0\nhigh.png,1\n");
    Dataset *d = owned(data_images_csv(scratch_path("sizes.csv"), scratch_path("img")));
    d->transform.apply = upper_left;
    Dataset *loaded = owned(dataset_load(d, 0));
    ck_assert_str_eq(t_shape_text(loaded->x), "(2,1,2,2)");
    ck_assert(loaded->x->u8[3] == 1 && loaded->x->u8[4] == 2 && loaded->classes == 2 && loaded->y->i64[1] == 1);
}
END_TEST

START_TEST(folder_of_classes) {
    static const char *const folders[] = {"tree", "tree/zebra", "tree/ant", "tree/.hidden", "tree/ant/deeper"};
    for (int i = 0; i < 5; i++) make_folder(folders[i]);
    draw("tree/zebra/2.png", 3, 2, 2, 5);
    draw("tree/zebra/1.PNG", 3, 2, 2, 4);
    draw("tree/ant/b.png", 3, 2, 2, 2);
    draw("tree/ant/a.jpeg", 3, 2, 2, 1); /* told by its content */
    draw("tree/ant/c.jpg", 3, 2, 2, 3);
    draw("tree/.hidden/x.png", 3, 2, 2, 99);
    draw("tree/ant/.x.png", 3, 2, 2, 99);
    draw("tree/x.png", 3, 2, 2, 99);
    write_text("tree/ant/notes.txt", "no image");
    Dataset *d = owned(data_image_folder(scratch_path("tree")));
    ck_assert_str_eq(d->name, "tree");
    ck_assert_int_eq(d->classes, 2);
    ck_assert_str_eq(d->class_names[0], "ant");
    ck_assert_str_eq(d->class_names[1], "zebra");
    ck_assert_str_eq(dataset_file(d, 0), scratch_path("tree/ant/a.jpeg"));
    ck_assert_str_eq(dataset_file(owned(dataset_subset(d, (int64_t[]){1, 4}, 2)), 1), scratch_path("tree/zebra/2.png"));
    Dataset *loaded = owned(dataset_load(d, 0));
    ck_assert_ptr_null(dataset_file(loaded, 0));
    ck_assert_str_eq(t_shape_text(loaded->x), "(5,3,2,2)");
    for (int i = 0; i < 5; i++) {
        ck_assert_int_eq(loaded->x->u8[12 * i], i + 1);
        ck_assert_int_eq(loaded->y->i64[i], i >= 3);
    }
    ck_assert_str_eq(loaded->class_names[1], "zebra");
}
END_TEST

START_TEST(folders_that_are_wrong) {
    ck_assert_ptr_null(data_image_folder(scratch_path("nowhere")));
    check_message(t_error(), "$/nowhere: No such file or directory");
    ck_assert_ptr_null(data_image_folder(scratch_path("tree/zebra")));
    check_message(t_error(), "$/tree/zebra: there is no subfolder; each class needs one, with its images in it");
    ck_assert_ptr_null(data_image_folder(scratch_path("tree/ant")));
    check_message(t_error(), "$/tree/ant/deeper: no .png, .jpg or .jpeg file in this class");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("image data");
    TCase *tests = tcase_create("image data");
    tcase_add_unchecked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_checked_fixture(tests, NULL, free_owned);
    tcase_add_test(tests, map_style);
    tcase_add_test(tests, on_demand_is_as_in_memory);
    tcase_add_test(tests, subsets_share_the_source);
    tcase_add_test(tests, sample_that_cannot_be_had);
    tcase_add_loop_exit_test(tests, error_not_asked_for_ends_the_program, EXIT_WRONG_CALL, 0, 3);
    tcase_add_loop_test(tests, sample_of_another_shape, 0, 2);
    tcase_add_test(tests, nothing_is_allocated_on_the_way);
    tcase_add_exit_test(tests, classes_without_labels_are_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_exit_test(tests, standardising_what_is_not_there_is_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_exit_test(tests, seed_and_generator_is_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_test(tests, images_with_annotations);
    tcase_add_test(tests, images_with_words);
    tcase_add_test(tests, annotations_that_are_wrong);
    tcase_add_test(tests, images_that_are_wrong);
    tcase_add_test(tests, transform_that_makes_one_shape);
    tcase_add_test(tests, folder_of_classes);
    tcase_add_test(tests, folders_that_are_wrong);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
