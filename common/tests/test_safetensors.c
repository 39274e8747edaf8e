/* Checkpoints: read as others write them, written as others read them, and every damage found. */
#include "gradlab.h"
#include "safetensors.h"
#include "scratch.h"
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

static void write_bytes(const char *path, const void *bytes, size_t size) {
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(bytes, 1, size, f), size);
    ck_assert_int_eq(fclose(f), 0);
}

static size_t read_bytes(const char *path, char *bytes, size_t room) {
    FILE *f = fopen(path, "rb");
    ck_assert_ptr_nonnull(f);
    size_t size = fread(bytes, 1, room, f);
    fclose(f);
    ck_assert_uint_lt(size, room);
    return size;
}

/* A file of a header, with its length before it, and data. */
static size_t compose(char *bytes, const char *header, const void *data, size_t data_size) {
    uint64_t length = strlen(header);
    memcpy(bytes, &length, 8);
    memcpy(bytes + 8, header, length);
    if (data_size) memcpy(bytes + 8 + length, data, data_size);
    return 8 + length + data_size;
}

#define HEADER_OF_ONE(dtype, shape, offsets)                                                                           \
    "{\"a\":{\"dtype\":\"" dtype "\",\"shape\":[" shape "],\"data_offsets\":[" offsets "]}}"

/* --- A file made by the Python package safetensors 0.8.0 ---------------------------------------------------------- */
static const char python_header[] =
    "{\"__metadata__\":{\"made by\":\"\\\"safetensors\\\"\",\"format\":\"np\"},"
    "\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
    "\"w64\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[8,16]},"
    "\"w\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[16,40]},"
    "\"h\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[40,48]},"
    "\"m\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[48,51]}}  ";
static const unsigned char python_data[] = {
    0xfb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* -5 */
    0x18, 0x2d, 0x44, 0x54, 0xfb, 0x21, 0x09, 0x40, /* pi */
    0x00, 0x00, 0xc0, 0x3f, 0x00, 0x00, 0x00, 0xc0, 0x59, 0xd9, 0x00, 0x33, /* 1.5, -2, 3e-8 */
    0x00, 0x00, 0x80, 0x40, 0x00, 0x00, 0x80, 0x7f, 0x00, 0x00, 0x00, 0x80, /* 4, infinity, -0 */
    0x00, 0x3e, 0xff, 0xfb, 0x01, 0x00, 0x00, 0x7c, /* 1.5, -65504, 2^-24, infinity in half precision */
    0x00, 0x01, 0xff,
};

static const Tensor *get(const Safetensors *file, const char *key) {
    const Tensor *found = safetensors_find(file, key);
    ck_assert_msg(found != NULL, "no key %s", key);
    return found;
}

START_TEST(reads_the_python_packages_file) {
    char        bytes[1024];
    const char *path = scratch_path("python");
    write_bytes(path, bytes, compose(bytes, python_header, python_data, sizeof python_data));
    Safetensors *file = safetensors_read(path);
    ck_assert_msg(file != NULL, "%s", t_error());
    ck_assert_int_eq(file->n, 5);
    ck_assert_str_eq(file->keys[0], "n");
    ck_assert_str_eq(file->keys[4], "m");
    ck_assert_ptr_null(safetensors_find(file, "W"));
    ck_assert_ptr_null(safetensors_find(file, "w6"));
    const Tensor *n = get(file, "n"), *w64 = get(file, "w64"), *w = get(file, "w");
    const Tensor *h = get(file, "h"), *m = get(file, "m");
    ck_assert(n->dtype == DTYPE_INT64 && n->ndim == 0 && n->i64[0] == -5);
    ck_assert(w64->dtype == DTYPE_REAL && w64->data[0] == (real)3.14159265358979323846);
    ck_assert_str_eq(t_shape_text(w), "(2,3)");
    ck_assert(w->data[0] == 1.5 && w->data[1] == -2 && w->data[2] == (real)3e-8f && w->data[3] == 4);
    ck_assert(isinf(w->data[4]) && w->data[5] == 0 && signbit(w->data[5]));
    ck_assert(h->data[0] == 1.5 && h->data[1] == -65504 && h->data[2] == (real)0x1p-24 && isinf(h->data[3]));
    ck_assert(m->dtype == DTYPE_UINT8 && m->u8[0] == 0 && m->u8[1] == 1 && m->u8[2] == 255);
    safetensors_free(file);
}
END_TEST

START_TEST(reads_bfloat16) {
    char           bytes[256];
    const uint16_t values[] = {0x3fc0, 0xc2f7, 0x7fc0};
    const char    *path = scratch_path("bfloat"), *header = HEADER_OF_ONE("BF16", "3", "0,6");
    write_bytes(path, bytes, compose(bytes, header, values, sizeof values));
    Safetensors *file = safetensors_read(path);
    ck_assert_msg(file != NULL, "%s", t_error());
    const real *b = file->tensors[0]->data;
    ck_assert(b[0] == 1.5 && b[1] == -123.5 && isnan(b[2]));
    safetensors_free(file);
}
END_TEST

/* --- Writing ------------------------------------------------------------------------------------------------------ */
START_TEST(round_trip_is_bitwise) {
    Tensor *w = t_randn(3, 5), *odd = t_tensor_int64(((int64_t[]){INT64_MIN, -1, INT64_MAX}), 3);
    Tensor *bytes = t_copy_of((uint8_t[]){0, 127, 255}, DTYPE_UINT8, 2, (int[]){1, 3}), *none = t_zeros(2, 0);
    w->data[0] = NAN;
    w->data[1] = -INFINITY;
    w->data[2] = (real)-0.0;
    NamedView views[] = {{"m", bytes}, {"layer.\"0\".weight", w}, {"n", odd}, {"none", none}, {"s", t_scalar(0.1)}};
    enum { N = sizeof views / sizeof views[0] };
    const char *path = scratch_path("round trip");
    ck_assert_msg(safetensors_write(path, N, views), "%s", t_error());
    Safetensors *file = safetensors_read(path);
    ck_assert_msg(file != NULL, "%s", t_error());
    ck_assert_int_eq(file->n, N);
    for (int i = 0; i < N; i++) {
        const Tensor *x = views[i].tensor, *y = get(file, views[i].key);
        ck_assert(x->dtype == y->dtype && t_same_shape(x, y));
        ck_assert_int_eq(memcmp(x->raw, y->raw, x->size * t_element_size(x->dtype)), 0);
    }
    safetensors_free(file);
}
END_TEST

START_TEST(layout_is_the_formats) {
    Tensor     *b = t_copy_of((uint8_t[]){7}, DTYPE_UINT8, 1, (int[]){1}), *w = t_tensor(((real[]){1, 2}), 2);
    const char *path = scratch_path("layout");
    ck_assert(safetensors_write(path, 2, (NamedView[]){{"b", b}, {"w", w}}));
    char     bytes[512], expected[512];
    size_t   size = read_bytes(path, bytes, sizeof bytes);
    uint64_t length;
    memcpy(&length, bytes, 8);
    int n = snprintf(expected, sizeof expected,
                     "{\"__metadata__\":{\"format\":\"pt\"},\"w\":{\"dtype\":\"F%zu\",\"shape\":[2],\"data_offsets\":"
                     "[0,%zu]},\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[%zu,%zu]}}",
                     8 * sizeof(real), 2 * sizeof(real), 2 * sizeof(real), 2 * sizeof(real) + 1);
    ck_assert_uint_eq(length % 8, 0);
    ck_assert_int_eq(strncmp(bytes + 8, expected, (size_t)n), 0);
    for (uint64_t i = (uint64_t)n; i < length; i++) ck_assert_int_eq(bytes[8 + i], ' ');
    ck_assert_uint_eq(size, 8 + length + 2 * sizeof(real) + 1);
    ck_assert_int_eq(bytes[size - 1], 7);
}
END_TEST

static int files_in_scratch(void) {
    int   n = 0;
    char  command[700];
    snprintf(command, sizeof command, "ls -A '%s' | wc -l", scratch_folder);
    FILE *f = popen(command, "r");
    ck_assert_int_eq(fscanf(f, "%d", &n), 1);
    pclose(f);
    return n;
}

START_TEST(what_cannot_be_written_leaves_the_old_file) {
    Tensor     *w = t_ones(1000);
    NamedView   view = {"w", w};
    const char *path = scratch_path("old");
    ck_assert(safetensors_write(path, 1, &view));
    int files = files_in_scratch();
    signal(SIGXFSZ, SIG_IGN); /* a limit on the file's size stands for a full disc */
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){2048, 2048});
    w->data[0] = 5;
    ck_assert(!safetensors_write(path, 1, &view));
    ck_assert_msg(strstr(t_error(), path) && strstr(t_error(), "File too large"), "%s", t_error());
    ck_assert_int_eq(files_in_scratch(), files);
    Safetensors *file = safetensors_read(path);
    ck_assert(file && file->tensors[0]->data[0] == 1);
    safetensors_free(file);

    ck_assert(!safetensors_write(scratch_path("no/folder"), 1, &view));
    ck_assert_msg(strstr(t_error(), "no/folder: No such file or directory"), "%s", t_error());
    ck_assert(!safetensors_write(scratch_folder, 1, &view));
    ck_assert_int_eq(files_in_scratch(), files);
}
END_TEST

/* A pipe stays a pipe, a link a link, and a file keeps its mode. */
START_TEST(what_is_there_keeps_its_kind) {
    NamedView   view = {"w", t_ones(3)};
    char        pipe[600], file[600], link[600];
    struct stat s;
    snprintf(pipe, sizeof pipe, "%s", scratch_path("pipe"));
    snprintf(file, sizeof file, "%s", scratch_path("file"));
    snprintf(link, sizeof link, "%s", scratch_path("link"));
    ck_assert_int_eq(mkfifo(pipe, 0600), 0);
    ck_assert(!safetensors_write(pipe, 1, &view));
    ck_assert_ptr_nonnull(strstr(t_error(), "pipe: it is no regular file"));
    ck_assert(lstat(pipe, &s) == 0 && S_ISFIFO(s.st_mode));

    write_bytes(file, "old", 3);
    ck_assert(chmod(file, 0640) == 0 && symlink(file, link) == 0);
    ck_assert_msg(safetensors_write(link, 1, &view), "%s", t_error());
    ck_assert(lstat(link, &s) == 0 && S_ISLNK(s.st_mode));
    ck_assert(lstat(file, &s) == 0 && S_ISREG(s.st_mode) && (s.st_mode & 0777) == 0640 && s.st_size > 80);
}
END_TEST

static void key_twice(void) {
    Tensor *x = t_zeros(1);
    safetensors_write(scratch_path("x"), 2, (NamedView[]){{"a", x}, {"a", x}});
}
static void key_of_the_metadata(void) {
    safetensors_write(scratch_path("x"), 1, &(NamedView){"__metadata__", t_zeros(1)});
}
static void null_tensor(void) { safetensors_write(scratch_path("x"), 1, &(NamedView){"a", NULL}); }

START_TEST(wrong_call) {
    static void (*const calls[])(void) = {key_twice, key_of_the_metadata, null_tensor};
    calls[_i]();
}
END_TEST

/* --- Damage ------------------------------------------------------------------------------------------------------- */
static const struct {
    const char *header, *message;
} damaged[] = {
    {"[]", "byte 8: the header is not one JSON object"},
    {"{\"a\":", "byte 13: the header is not one JSON object"},
    {"\xef\xbb\xbf{}", "byte 8: the header is not one JSON object"},
    {" {}", "byte 8: the header is not one JSON object"},
    {"{\"a\":tru}", "byte 13: the header is not one JSON object"},
    {"{\"a\xff\":1}", "byte 11: this is no UTF-8"},
    {"{\"\xed\xa0\x80\":1}", "byte 10: this is no UTF-8"},
    {"{\"\xc0\xaf\":1}", "byte 10: this is no UTF-8"},
    {"{\"\\ud800\":1}", "half a surrogate pair"},
    {"{\"\\u0000\":1}", "a key with the character 0"},
    {"{\"a\nb\":1}", "byte 11: a control character within a text"},
    {HEADER_OF_ONE("F32", "01", "0,4"), "a number that begins with 0"},
    {HEADER_OF_ONE("F32", "1.0", "0,4"), "a number that is not written as digits alone"},
    {HEADER_OF_ONE("F32", "1e0", "0,4"), "a number that is not written as digits alone"},
    {HEADER_OF_ONE("F32", "-0", "-0,-0"), "a number that is not written as digits alone"},
    {"{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "key a: dtype stands twice"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"shape\":[9],\"data_offsets\":[0,4]}}", "key a: shape stands twice"},
    {"{\"__metadata__\":{},\"__metadata__\":{}}", "__metadata__ stands twice"},
    {"{\"__metadata__\":{\"k\":1}}", "__metadata__: k is not a text"},
    {"{\"__metadata__\":[]}", "__metadata__ is not an object of texts"},
    {"{\"a\\u001b[2J\":{\"dtype\":\"XX\"}}", "key a\\x1b[2J: dtype XX cannot be read"},
    {"{} {}", "byte 11: the header is not one JSON object"},
    {"{\"a\":1}", "key a: not an object"},
    {"{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", "key a: the dtype is missing"},
    {HEADER_OF_ONE("I32", "1", "0,4"), "key a: dtype I32 cannot be read; F64, F32"},
    {"{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", "key a: the shape is missing"},
    {HEADER_OF_ONE("F32", "-1", "0,4"), "a number that is not written as digits alone"},
    {HEADER_OF_ONE("F32", "1,99999999999", "0,4"), "key a: axis 1 of the shape is not a length"},
    {HEADER_OF_ONE("F32", "1000000000000000000000", "0,4"), "key a: axis 0 of the shape is not a length"},
    {HEADER_OF_ONE("F32", "1,1,1,1,1,1,1", "0,4"), "key a: 7 axes; at most 6"},
    {HEADER_OF_ONE("F32", "2147483647,2147483647,2147483647,0", "0,4"),
     "key a: the shape has more elements than any file"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", "key a: data_offsets are not two byte positions"},
    {HEADER_OF_ONE("F32", "1", "0,9999999999999999999"), "key a: data_offsets are not two byte positions"},
    {HEADER_OF_ONE("F32", "1", "0"), "key a: data_offsets are not two byte positions"},
    {HEADER_OF_ONE("F32", "1", "4,0"), "key a: data_offsets 4 to 0 are not within the 4 bytes"},
    {HEADER_OF_ONE("F32", "2", "0,8"), "key a: data_offsets 0 to 8 are not within the 4 bytes"},
    {HEADER_OF_ONE("F32", "2", "0,4"), "span 4 bytes; 2 elements of F32 take 8"},
    {"{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"a\":{\"dtype\":\"U8\",\"shape\":[2],"
     "\"data_offsets\":[2,4]}}", "key a: stands twice"},
    {"{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],"
     "\"data_offsets\":[2,4]}}", "key b: its data begin at byte "},
    {"{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],"
     "\"data_offsets\":[2,4]}}", "key b: its data begin at byte "},
    {HEADER_OF_ONE("U8", "2", "0,2"), "the last tensor ends here"},
    {"{}", "byte 10: the last tensor ends here, but the file has 14 bytes"},
};
enum { DAMAGED = sizeof damaged / sizeof damaged[0] };

START_TEST(damage_is_named) {
    char bytes[512], name[32];
    snprintf(name, sizeof name, "damaged %d", _i);
    const char *path = scratch_path(name);
    write_bytes(path, bytes, compose(bytes, damaged[_i].header, "abcd", 4));
    ck_assert_ptr_null(safetensors_read(path));
    ck_assert_msg(strncmp(t_error(), path, strlen(path)) == 0, "%s", t_error());
    ck_assert_msg(strstr(t_error(), damaged[_i].message) != NULL, "%s", t_error());
}
END_TEST

START_TEST(numbers_beyond_float) {
    const double values[] = {1, INFINITY, -1e39};
    char         bytes[512];
    const char  *path = scratch_path("wide");
    write_bytes(path, bytes, compose(bytes, HEADER_OF_ONE("F64", "3", "0,24"), values, sizeof values));
    Safetensors *file = safetensors_read(path);
    ck_assert((file != NULL) == (sizeof(real) == sizeof(double)));
    if (!file) ck_assert_ptr_nonnull(strstr(t_error(), "key a: element 2 is -1e+39, too large for a float"));
    safetensors_free(file);
}
END_TEST

START_TEST(no_header) {
    const char *path = scratch_path("no header");
    ck_assert_ptr_null(safetensors_read(path));
    ck_assert_msg(strstr(t_error(), "cannot read") && strstr(t_error(), "No such file"), "%s", t_error());
    ck_assert_ptr_null(safetensors_read(scratch_folder));
    ck_assert_msg(strstr(t_error(), "not a regular file"), "%s", t_error());
    write_bytes(path, "epoch,loss\n1,2\n", 15);
    ck_assert_ptr_null(safetensors_read(path));
    ck_assert_msg(strstr(t_error(), "is this a safetensors file?"), "%s", t_error());
    write_bytes(path, "PK\3\4\0\0\0\x08\0\0", 10); /* torch.save writes such ones */
    ck_assert_ptr_null(safetensors_read(path));
    ck_assert_msg(strstr(t_error(), "this is a zip archive; safetensors.torch.save_file writes"), "%s", t_error());
    uint64_t far_too_long = UINT64_MAX;
    write_bytes(path, &far_too_long, 8);
    ck_assert_ptr_null(safetensors_read(path));
    uint64_t beyond = 99;
    write_bytes(path, &beyond, 8);
    ck_assert_ptr_null(safetensors_read(path));
    ck_assert_msg(strstr(t_error(), "it is cut short"), "%s", t_error());
}
END_TEST

START_TEST(every_truncation_is_found) {
    char        bytes[1024];
    size_t      size = compose(bytes, python_header, python_data, sizeof python_data);
    const char *path = scratch_path("truncated");
    for (size_t n = 0; n < size; n++) {
        write_bytes(path, bytes, n);
        t_error_set("none");
        ck_assert_ptr_null(safetensors_read(path));
        ck_assert_str_ne(t_error(), "none");
    }
}
END_TEST

/* What is read may be another file's content, but nothing beyond the file is touched. */
START_TEST(no_flipped_byte_does_harm) {
    char        bytes[1024];
    size_t      size = compose(bytes, python_header, python_data, sizeof python_data);
    const char *path = scratch_path("flipped");
    write_bytes(path, bytes, size);
    int  fd = open(path, O_RDWR), read = 0;
    char flips[] = {0x01, 0x10, 0x20, (char)0x80, (char)0xff};
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < sizeof flips; j++) {
            char flipped = (char)(bytes[i] ^ flips[j]);
            ck_assert_int_eq(pwrite(fd, &flipped, 1, (off_t)i), 1);
            Safetensors *file = safetensors_read(path);
            read += file != NULL;
            safetensors_free(file);
            ck_assert_int_eq(pwrite(fd, &bytes[i], 1, (off_t)i), 1);
        }
    ck_assert_int_ge(read, (int)(sizeof python_data * sizeof flips));
    close(fd);
}
END_TEST

int main(void) {
    Suite *s = suite_create("safetensors");
    TCase *t = tcase_create("safetensors");
    suite_add_tcase(s, t);
    tcase_set_timeout(t, 60);
    tcase_add_unchecked_fixture(t, scratch_make, scratch_remove);
    tcase_add_test(t, reads_the_python_packages_file);
    tcase_add_test(t, reads_bfloat16);
    tcase_add_test(t, round_trip_is_bitwise);
    tcase_add_test(t, layout_is_the_formats);
    tcase_add_test(t, what_cannot_be_written_leaves_the_old_file);
    tcase_add_loop_exit_test(t, wrong_call, EXIT_WRONG_CALL, 0, 3);
    tcase_add_loop_test(t, damage_is_named, 0, DAMAGED);
    tcase_add_test(t, no_header);
    tcase_add_test(t, numbers_beyond_float);
    tcase_add_test(t, what_is_there_keeps_its_kind);
    tcase_add_test(t, every_truncation_is_found);
    tcase_add_test(t, no_flipped_byte_does_harm);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
