/* CSV, gzip and IDX files, whole and damaged: each damage is named with its file, its place and what was expected. */
#include "data_private.h"
#include "scratch.h"
#include <check.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

static const char *write_bytes(const char *file, const void *bytes, size_t size) {
    const char *path = scratch_path(file);
    FILE *to = fopen(path, "wb");
    ck_assert_ptr_nonnull(to);
    ck_assert_uint_eq(fwrite(bytes, 1, size, to), size);
    ck_assert_int_eq(fclose(to), 0);
    return path;
}

static const char *write_gz(const char *file, const void *bytes, size_t size) {
    const char *path = scratch_path(file);
    gzFile to = gzopen(path, "wb");
    ck_assert_ptr_nonnull(to);
    ck_assert_int_eq(gzwrite(to, bytes, (unsigned)size), (int)size);
    ck_assert_int_eq(gzclose(to), Z_OK);
    return path;
}

/* The last t_error() is "<scratch folder>/" and this. */
static void check_error(const char *expected) {
    size_t length = strlen(scratch_folder);
    bool named = strncmp(t_error(), scratch_folder, length) == 0 && t_error()[length] == '/';
    ck_assert_msg(named, "no file is named: %s", t_error());
    ck_assert_str_eq(t_error() + length + 1, expected);
}

/* --- CSV ---------------------------------------------------------------------------------------------------------- */

static Csv *csv_of(const char *text) { return csv_read(write_bytes("t.csv", text, strlen(text))); }

static void check_csv_fails(const char *text, const char *expected) {
    ck_assert_ptr_null(csv_of(text));
    check_error(expected);
}

START_TEST(csv_plain) {
    static const char *const same[] = {
        "a,b\n1,2\n3,4\n",
        "a,b\n1,2\n3,4",
        "a,b\r\n1,2\r\n3,4\r\n",
        "a,b\r\n1,2\r\n3,4",
        "a,b\n1,2\n3,4\n\n",
        "\xEF\xBB\xBF\"a\",b\n1,2\n3,4\r\n\r\n",
        "\"a\",\"b\"\n\"1\",2\n3,\"4\"",
        "a,b\r1,2\r3,4\r",
        "a;b\n1;2\n3;4\n",
        "\"a\";b\r\n1;\"2\"\r\n3;4\r\n",
        "a\tb\n1\t2\n3\t4\n",
        " a , b\t\n 1,2\n3 , \"4 \"",
    };
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        Csv *csv = csv_of(same[i]);
        ck_assert_msg(csv != NULL, "%s", t_error());
        ck_assert_int_eq(csv->rows, 2);
        ck_assert_int_eq(csv->columns, 2);
        ck_assert_str_eq(csv->header[0], "a");
        ck_assert_str_eq(csv->header[1], "b");
        ck_assert_str_eq(csv->cells[0][0], "1");
        ck_assert_str_eq(csv->cells[1][1], "4");
        ck_assert_int_eq(csv->lines[1], 3);
        csv_free(csv);
    }
}
END_TEST

START_TEST(csv_quotes) {
    Csv *csv = csv_of("name,note\n\"Smith, J.\",\"said \"\"no\"\"\"\n\"two\nlines\",\n5\" disk,\"\"\r\n");
    ck_assert_msg(csv != NULL, "%s", t_error());
    ck_assert_int_eq(csv->rows, 3);
    ck_assert_str_eq(csv->cells[0][0], "Smith, J.");
    ck_assert_str_eq(csv->cells[0][1], "said \"no\"");
    ck_assert_str_eq(csv->cells[1][0], "two\nlines");
    ck_assert_str_eq(csv->cells[1][1], "");
    ck_assert_str_eq(csv->cells[2][0], "5\" disk");
    ck_assert_str_eq(csv->cells[2][1], "");
    ck_assert_int_eq(csv->lines[2], 5);
    csv_free(csv);
}
END_TEST

START_TEST(csv_of_spreadsheets) {
    static const char *const same[] = {"sep=;\na,1;b\n1;2\n\n3;4\n", "SEP=\t\r\na,1\tb\r\n1\t2\r\n\r\n3\t4\r\n"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        Csv *csv = csv_of(same[i]);
        ck_assert_msg(csv != NULL, "%s", t_error());
        ck_assert(csv->rows == 2 && csv->columns == 2);
        ck_assert_str_eq(csv->header[0], "a,1");
        ck_assert_str_eq(csv->cells[1][0], "3");
        ck_assert_int_eq(csv->lines[1], 5);
        csv_free(csv);
    }
}
END_TEST

START_TEST(csv_header_alone) {
    Csv *csv = csv_of("a,b");
    ck_assert_int_eq(csv->rows, 0);
    ck_assert_int_eq(csv->columns, 2);
    csv_free(csv);
}
END_TEST

START_TEST(csv_large_and_packed) {
    enum { ROWS = 5000 };
    char  *text;
    size_t size;
    FILE  *to = open_memstream(&text, &size);
    fputs("i,square\n", to);
    for (int i = 0; i < ROWS; i++) fprintf(to, "%d,%d\n", i, i * i);
    fclose(to);
    Csv *csv = csv_read(write_gz("large.csv.gz", text, size));
    ck_assert_int_eq(csv->rows, ROWS);
    for (int i = 0; i < ROWS; i++) {
        double value;
        ck_assert(csv_number(csv, i, 1, &value) && value == (double)i * i);
    }
    csv_free(csv);
    free(text);
}
END_TEST

START_TEST(csv_damage) {
    check_csv_fails("", "t.csv: the file is empty; its first line must name the columns");
    check_csv_fails("\n\n", "t.csv: the file is empty; its first line must name the columns");
    check_csv_fails("a,b\n1,2\n3\n", "t.csv, line 3: this line has 1 cell, and the header has 2");
    check_csv_fails("a,b\n1,2\n \n3,4\n", "t.csv, line 3: this line has 1 cell, and the header has 2");
    check_csv_fails("a,b,\n1,2,\n", "t.csv, line 1: column 3 has no name; does the line end in a separator?");
    check_csv_fails(",a\n0,1\n", "t.csv, line 1: column 1 has no name");
    check_csv_fails("a,b,a\n1,2,3\n", "t.csv, line 1: columns 1 and 3 are both called 'a'");
    check_csv_fails("\xFF\xFE" "a", "t.csv: the text is UTF-16 or UTF-32; save the table as UTF-8");
    ck_assert_ptr_null(csv_read(write_bytes("wide.csv", "a\0,\0b\0\n\0", 8)));
    check_error("wide.csv: the text is UTF-16 or UTF-32; save the table as UTF-8");
    check_csv_fails("a;b\n\"1\",2\n", "t.csv, line 2: ',' follows a closing quote; ';' or the end of the line is "
                    "expected");
    check_csv_fails("a,b\n\"x\ny\",2\n3,4,5\n", "t.csv, line 4: this line has 3 cells, and the header has 2");
    check_csv_fails("a,b\n1,\"2\n3,4\n", "t.csv, line 2: a quote opens here and is never closed");
    check_csv_fails("a,b\n\"1\"x,2\n",
                    "t.csv, line 2: 'x' follows a closing quote; ',' or the end of the line is expected");
    ck_assert_ptr_null(csv_read(write_bytes("zero.csv", "a,b\n1\0,2\n", 9)));
    check_error("zero.csv, byte 5: a byte is 0 here; this is not a text file");
    ck_assert_ptr_null(csv_read(scratch_path("none.csv")));
    check_error("none.csv: No such file or directory");
    ck_assert_ptr_null(csv_read(scratch_path(".")));
    check_error(".: Is a directory");
}
END_TEST

/* What spreadsheets, web pages and DOS leave behind in a table. */
START_TEST(csv_leftovers) {
    Csv *csv = csv_of("x\xc2\xa0|\xe2\x80\x8by\n1|cat\xc2\xa0 \n2| \xe2\x80\xaf" "cat\n\x1a");
    ck_assert_int_eq(csv->columns, 2);
    ck_assert_int_eq(csv->rows, 2);
    ck_assert_str_eq(csv->header[0], "x");
    ck_assert_str_eq(csv->header[1], "y");
    ck_assert_str_eq(csv->cells[0][1], "cat");
    ck_assert_str_eq(csv->cells[1][1], "cat");
    csv_free(csv);
    check_csv_fails("# mine\nx,y\n", "t.csv, line 2: this line has 2 cells, and the header has 1; the header begins with "
                                     "#: remove it if it is a comment");
    check_csv_fails("\xef\xbb\xbf\n <!DOCTYPE html>\n", "t.csv: this is HTML, a web page in place of the file; a table as "
                                                        "CSV is expected");
    check_csv_fails("[{\"x\":1}]\n", "t.csv: this is JSON; a table as CSV is expected");
    ck_assert_ptr_null(csv_read(write_bytes("wide.csv", "PK\3\4\0\0\0\0", 8)));
    check_error("wide.csv: this is a zip archive; a table as CSV is expected");
    csv_free(csv_of("BMI,y\n1,2\n")); /* as a BMP begins */
}
END_TEST

START_TEST(csv_lookups) {
    Csv *csv = csv_of("wt,mpg\n2.62,21\n 1e3 ,x\nnan,\n1e999,0x\n");
    double value;
    ck_assert_int_eq(csv_column(csv, "mpg"), 1);
    ck_assert_int_eq(csv_column(csv, "hp"), -1);
    check_error("t.csv: there is no column 'hp'; the columns are wt, mpg");
    ck_assert(csv_number(csv, 0, 0, &value) && value == 2.62);
    ck_assert(csv_number(csv, 1, 0, &value) && value == 1000);
    ck_assert(!csv_number(csv, 1, 1, &value));
    check_error("t.csv, line 3, column 'mpg': 'x' is not a number");
    ck_assert(!csv_number(csv, 2, 1, &value));
    check_error("t.csv, line 4, column 'mpg': the cell is empty; a number is expected");
    csv_free(csv);
}
END_TEST

#define GROUPS    "has marks between its digits; write the digits alone, and a point before decimals"
#define NOT_ASCII "has a character that is not ASCII (a long minus, a hard blank?); type the number anew"
START_TEST(csv_cells_that_are_no_numbers) {
    static const struct {
        const char *cell, *why;
    } cells[] = {{"nan", "stands for a missing value; a number is expected"},
                 {"1 234", GROUPS},
                 {"-1'234'567.5", GROUPS},
                 {"1.234.567", GROUPS},
                 {"\"1,234\"", GROUPS},
                 {"1.2.3", "is not a number"},
                 {"1 23", "is not a number"},
                 {"\"1,5e3\"", "has a decimal comma; write a point"},
                 {"\xe2\x88\x92" "5", NOT_ASCII},
                 {"12%", "is not a number"},
                 {"inf", "is not a number"},
                 {"0x", "is not a number"},
                 {"0x1A", "is not a number"},
                 {"1e", "is not a number"},
                 {"\"1,5\"", "has a decimal comma; write a point"},
                 {"\"1,5,2\"", "is not a number"},
                 {"1e999", "is too large for a number of 64 bits (the largest is 1.8e308)"}};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        char text[64], expected[200], bare[16] = "";
        snprintf(text, sizeof text, "a,b\n1,%s\n", cells[i].cell);
        Csv   *csv = csv_of(text);
        double value;
        sscanf(cells[i].cell, "\"%15[^\"]", bare);
        snprintf(expected, sizeof expected, "t.csv, line 2, column 'b': '%s' %s", *bare ? bare : cells[i].cell,
                 cells[i].why);
        ck_assert(!csv_number(csv, 0, 1, &value));
        check_error(expected);
        csv_free(csv);
    }
}
END_TEST

/* 1e39 is a number of 64 bits, and more than a float can be. */
START_TEST(csv_beyond_float) {
    Csv   *csv = csv_of("a\n1e39\n3.4e38\n");
    double value;
    ck_assert(csv_number(csv, 0, 0, &value) == (sizeof(real) == 8));
    if (sizeof(real) == 4)
        check_error("t.csv, line 2, column 'a': '1e39' is too large for a float (the largest is 3.4e38)");
    ck_assert(csv_number(csv, 1, 0, &value));
    csv_free(csv);
}
END_TEST

/* What a file says must not command the terminal that shows it. */
START_TEST(errors_have_no_control_characters) {
    check_csv_fails("a\x1b[2J,b\xc2\x9b\n1\n", "t.csv, line 2: this line has 1 cell, and the header has 2");
    ck_assert_int_eq(csv_column(csv_of("a\x1b[2J,b\xc2\x9b,c\x9b,\xc3\x9c\xe2\x80\x93\n1,2,3,4\n"), "x"), -1);
    check_error("t.csv: there is no column 'x'; the columns are a\\x1b[2J, b\xc2\\x9b, c\\x9b, \xc3\x9c\xe2\x80\x93");
}
END_TEST

/* --- Data sets of CSV --------------------------------------------------------------------------------------------- */

static Dataset *set_of(const char *text, const char *target, bool classify) {
    return data_csv(write_bytes("t.csv", text, strlen(text)), target, classify);
}

START_TEST(table_of_numbers) {
    Dataset *d = set_of("a,y,b\n1,10,2\n3,20.5,4\n", "y", false);
    ck_assert_str_eq(d->name, "t");
    ck_assert_str_eq(t_shape_text(d->x), "(2,2)");
    ck_assert_str_eq(t_shape_text(d->y), "(2,1)");
    ck_assert(d->x->data[1] == 2 && d->x->data[2] == 3 && d->y->data[1] == 20.5);
    ck_assert_int_eq(d->classes, 0);
    ck_assert_int_eq(d->n_features, 2);
    ck_assert_str_eq(d->feature_names[1], "b");
    dataset_free(d);
}
END_TEST

START_TEST(table_of_classes) {
    Dataset *d = set_of("a,class\n1,2\n2,0\n3,2\n", "class", true);
    ck_assert_int_eq(d->classes, 3);
    ck_assert_int_eq(d->y->i64[0], 2);
    ck_assert_ptr_null(d->class_names);
    dataset_free(d);
    d = set_of("a,class\n1,pear \n2,\"apple\"\n3, pear\n", "class", true);
    ck_assert_int_eq(d->classes, 2);
    ck_assert_str_eq(d->class_names[0], "apple");
    ck_assert(d->y->i64[0] == 1 && d->y->i64[1] == 0 && d->y->i64[2] == 1);
    dataset_free(d);
}
END_TEST

START_TEST(table_with_some_columns) {
    const char *text = "car,wt,hp,mpg\n\"Mazda, blue\",2,100,20\nFiat,1,66,33\n";
    Dataset *d = data_csv_columns(write_bytes("t.csv", text, strlen(text)), 1, (const char *[]){"wt"}, "mpg", false);
    ck_assert_str_eq(t_shape_text(d->x), "(2,1)");
    ck_assert(d->x->data[1] == 1 && d->y->data[1] == 33);
    dataset_free(d);
    ck_assert_ptr_null(data_csv_columns(scratch_path("t.csv"), 1, (const char *[]){"weight"}, "mpg", false));
    check_error("t.csv: there is no column 'weight'; the columns are car, wt, hp, mpg");
}
END_TEST

static void check_set_fails(const char *text, bool classify, const char *expected) {
    ck_assert_ptr_null(set_of(text, "y", classify));
    check_error(expected);
}

START_TEST(table_damage) {
    check_set_fails("a,b\n1,2\n", true, "t.csv: there is no column 'y'; the columns are a, b");
    check_set_fails("a,y\n1,2\nx,3\n", false, "t.csv, line 3, column 'a': 'x' is not a number");
    check_set_fails("a,y\n1,2\n3,\n", false, "t.csv, line 3, column 'y': the cell is empty; a number is expected");
    check_set_fails("a,y\n1,0\n3,red\n", true, "t.csv, line 3, column 'y': 'red' is not a number");
    check_set_fails("a,y\n1,0\n2,-1\n", true,
                    "t.csv, line 3, column 'y': -1 is not a class; classes are 0, 1, 2, ... or words");
    check_set_fails("a,y\n1,0\n2,0.5\n", true,
                    "t.csv, line 3, column 'y': 0.5 is not a class; classes are 0, 1, 2, ... or words");
    check_set_fails("a,y\n1,0\n2,1000\n", true,
                    "t.csv, line 3, column 'y': 1000 is not a class; classes are 0, 1, 2, ... or words");
    check_set_fails("a,y\n1,0\n2,1e9\n", true,
                    "t.csv, line 3, column 'y': 1e9 is not a class; classes are 0, 1, 2, ... or words");
    check_set_fails("a,y\n1,red\n2,\n", true, "t.csv, line 3, column 'y': '' stands for no value; a class is expected");
    check_set_fails("a,y\n", true, "t.csv: the table has a header, but no rows");
    check_set_fails("y\n1\n", false, "t.csv: the table has no column besides the target 'y'; cells are separated by "
                                      ", ; | or tabs");
    ck_assert_ptr_null(set_of("5.1,3.5\n4.9,3.0\n", "3.5", false));
    check_error("t.csv: line 1 holds numbers; it must name the columns");
}
END_TEST

/* --- gzip --------------------------------------------------------------------------------------------------------- */

START_TEST(gz_damage) {
    char text[3000];
    for (size_t i = 0; i < sizeof text; i++) text[i] = "abcdefgh,\n"[(i * i + i / 7) % 10];
    write_gz("whole.gz", text, sizeof text);
    FILE *from = fopen(scratch_path("whole.gz"), "rb");
    unsigned char packed[4000];
    size_t size = fread(packed, 1, sizeof packed, from), unpacked;
    fclose(from);

    unsigned char *bytes = gz_read(scratch_path("whole.gz"), &unpacked);
    ck_assert_uint_eq(unpacked, sizeof text);
    ck_assert(memcmp(bytes, text, sizeof text) == 0 && bytes[unpacked] == '\0');
    free(bytes);
    for (size_t cut = 1; cut < 40; cut++) {
        ck_assert_ptr_null(gz_read(write_bytes("cut.gz", packed, size - cut), &unpacked));
        ck_assert_ptr_nonnull(strstr(t_error(), "/cut.gz: damaged gzip file: it breaks off after "));
    }
    packed[size - 8] ^= 1; /* the checksum */
    ck_assert_ptr_null(gz_read(write_bytes("sum.gz", packed, size), &unpacked));
    ck_assert_ptr_nonnull(strstr(t_error(), "/sum.gz: damaged gzip file: it goes wrong after "));
}
END_TEST

/* --- IDX ---------------------------------------------------------------------------------------------------------- */

static const unsigned char images[] = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, /* 2 images of 2 x 3 */
                                       0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6};
static const unsigned char labels[] = {0, 0, 8, 1, 0, 0, 0, 2, 9, 0};

START_TEST(idx_whole) {
    write_gz("images.gz", images, sizeof images);
    for (int packed = 0; packed < 2; packed++) {
        Tensor *x = idx_read(packed ? scratch_path("images.gz") : write_bytes("images", images, sizeof images));
        ck_assert_str_eq(t_shape_text(x), "(2,2,3)");
        ck_assert_int_eq(x->dtype, DTYPE_UINT8);
        ck_assert_int_eq(x->u8[5], 255);
        ck_assert_int_eq(x->u8[11], 6);
        t_free(x);
    }
    char labels_path[600];
    snprintf(labels_path, sizeof labels_path, "%s", write_bytes("labels", labels, sizeof labels));
    Dataset *d = data_idx(scratch_path("images"), labels_path, 10);
    ck_assert_str_eq(t_shape_text(d->x), "(2,1,2,3)");
    ck_assert(d->x->data[1] == (real)0.2 && d->x->data[5] == 1);
    ck_assert(d->y->i64[0] == 9 && d->y->i64[1] == 0);
    ck_assert_int_eq(d->classes, 10);
    dataset_free(d);
}
END_TEST

static void check_idx_fails(size_t at, unsigned char byte, size_t size, const char *expected) {
    unsigned char bytes[sizeof images + 1] = {0};
    memcpy(bytes, images, sizeof images);
    if (at < sizeof images) bytes[at] = byte;
    ck_assert_ptr_null(idx_read(write_bytes("x", bytes, size)));
    check_error(expected);
}

START_TEST(idx_damage) {
    enum { SIZE = sizeof images, NOWHERE = sizeof images };
    check_idx_fails(NOWHERE, 0, 0, "x: the file has 0 bytes; an IDX file has at least 4");
    check_idx_fails(1, 7, SIZE, "x: the file begins with 00 07; an IDX file begins with 00 00");
    ck_assert_ptr_null(idx_read(write_bytes("x", "<!DOCTYPE html>", 15)));
    check_error("x: the file begins with 3c 21; an IDX file begins with 00 00; this is HTML, a web page in place of "
                "the file");
    ck_assert_ptr_null(idx_read(write_bytes("x", "\x89PNG\r\n\x1a\n", 8)));
    check_error("x: the file begins with 89 50; an IDX file begins with 00 00; this is a PNG image");
    check_idx_fails(2, 0x0D, SIZE, "x, byte 2: the element type is 0d; only 08 (unsigned byte) can be read");
    check_idx_fails(3, 0, SIZE, "x, byte 3: the rank is 0; it must be from 1 to 6");
    check_idx_fails(3, 200, SIZE, "x, byte 3: the rank is 200; it must be from 1 to 6");
    check_idx_fails(NOWHERE, 0, 11, "x: the file ends at byte 11, within its header of 16 bytes");
    check_idx_fails(NOWHERE, 0, SIZE - 1,
                    "x: the file ends at byte 27; its header says that 12 elements follow byte 16");
    check_idx_fails(NOWHERE, 0, SIZE + 1,
                    "x, byte 28: 1 bytes follow the last of the 12 elements that the header names");
    check_idx_fails(7, 0, SIZE, "x, byte 4: the length is 0 for axis 0, which is not possible");
    check_idx_fails(8, 0x80, SIZE, "x, byte 8: the length is 2147483650 for axis 1, which is not possible");
    check_idx_fails(4, 0x7F, SIZE,
                    "x: the file ends at byte 28; its header says that 12784238604 elements follow byte 16");
}
END_TEST

/* Lengths whose product wraps around to the size of the file. */
START_TEST(idx_overflow) {
    unsigned char bytes[4 + 4 * 6 + 1] = {0, 0, 8, 6};
    for (int d = 0; d < 6; d++) bytes[4 + 4 * d] = 0x40;
    ck_assert_ptr_null(idx_read(write_bytes("x", bytes, sizeof bytes)));
    check_error("x, byte 12: the length is 1073741824 for axis 2, which is not possible");
}
END_TEST

START_TEST(idx_pairs_that_do_not_fit) {
    char images_path[600];
    snprintf(images_path, sizeof images_path, "%s", write_bytes("images", images, sizeof images));
    ck_assert_ptr_null(data_idx(images_path, write_bytes("labels", labels, sizeof labels), 9));
    check_error("labels, byte 8: the label is 9; labels run from 0 to 8");
    ck_assert_ptr_null(data_idx(images_path, images_path, 10));
    check_error("images, byte 3: the rank is 3; labels have rank 1");
    unsigned char three[] = {0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 2};
    const char *three_path = write_bytes("three", three, sizeof three);
    ck_assert_ptr_null(data_idx(images_path, three_path, 10));
    char expected[1300];
    snprintf(expected, sizeof expected, "%s has 3 labels, but %s has 2 images", three_path, images_path);
    ck_assert_str_eq(t_error(), expected);
    ck_assert_ptr_null(data_idx(three_path, three_path, 10));
    check_error("three, byte 3: the rank is 1; images have rank 3");
}
END_TEST

/* --- By name, in a folder of one's own ---------------------------------------------------------------------------- */

START_TEST(named_sets_in_a_folder) {
    ck_assert_int_eq(setenv("GRADLAB_DATA", scratch_folder, 1), 0);
    ck_assert_int_eq(chdir(scratch_folder), 0); /* no datasets/ here */
    ck_assert_ptr_null(data_named("mnist"));
    ck_assert_ptr_nonnull(strstr(t_error(), "mnist is not on this machine: make data DATA=mnist fetches it"));
    ck_assert_ptr_null(data_named("wine"));
    ck_assert_ptr_nonnull(strstr(t_error(), "wine: there is no datasets/wine.csv here"));
    ck_assert_ptr_null(data_named("minst"));
    ck_assert_str_eq(t_error(),
                     "there is no data set 'minst'; the choices are digits, wine, wine2, iris, mtcars, auto_mpg, "
                     "auto_mpg_all, mnist, fashion_mnist, cifar10, cifar10_subset");

    ck_assert_int_eq(mkdir("mnist", 0700), 0);
    write_gz("mnist/train-images-idx3-ubyte.gz", images, sizeof images);
    write_gz("mnist/train-labels-idx1-ubyte.gz", labels, sizeof labels);
    char path[DATA_PATH];
    ck_assert(data_find("mnist", "train-labels-idx1-ubyte.gz", path));
    ck_assert_str_eq(path, scratch_path("mnist/train-labels-idx1-ubyte.gz"));
    ck_assert(!data_find("mnist", "t10k-labels-idx1-ubyte.gz", path));
    ck_assert_str_eq(t_error(), "mnist is not on this machine: make data DATA=mnist fetches it");
    Dataset *train, *test;
    ck_assert(data_train_test("mnist", &train, NULL));
    ck_assert_str_eq(train->name, "mnist");
    ck_assert_int_eq(train->n, 2);
    dataset_free(train);
    ck_assert(!data_train_test("mnist", &train, &test)); /* half of it is missing */
    write_gz("mnist/t10k-images-idx3-ubyte.gz", images, sizeof images);
    write_gz("mnist/t10k-labels-idx1-ubyte.gz", labels, sizeof labels);
    ck_assert(data_train_test("mnist", &train, &test));
    ck_assert_int_eq(test->n, 2);
    dataset_free(train);
    dataset_free(test);

    const char *wine = "alcohol,class\n12,0\n13,1\n";
    write_bytes("wine.csv", wine, strlen(wine));
    ck_assert_ptr_null(data_named("wine"));
    ck_assert_str_eq(t_error(), "wine: the data have 2 classes, and 3 are expected");
    const char *digits = "p00,p01,digit\n1,2,9\n";
    write_gz("digits.csv.gz", digits, strlen(digits));
    ck_assert_ptr_null(data_named("digits"));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("files");
    TCase *tests = tcase_create("files");
    tcase_add_unchecked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_test(tests, csv_plain);
    tcase_add_test(tests, csv_quotes);
    tcase_add_test(tests, csv_of_spreadsheets);
    tcase_add_test(tests, csv_header_alone);
    tcase_add_test(tests, csv_large_and_packed);
    tcase_add_test(tests, csv_damage);
    tcase_add_test(tests, csv_leftovers);
    tcase_add_test(tests, csv_lookups);
    tcase_add_test(tests, csv_cells_that_are_no_numbers);
    tcase_add_test(tests, csv_beyond_float);
    tcase_add_test(tests, errors_have_no_control_characters);
    tcase_add_test(tests, table_of_numbers);
    tcase_add_test(tests, table_of_classes);
    tcase_add_test(tests, table_with_some_columns);
    tcase_add_test(tests, table_damage);
    tcase_add_test(tests, gz_damage);
    tcase_add_test(tests, idx_whole);
    tcase_add_test(tests, idx_damage);
    tcase_add_test(tests, idx_overflow);
    tcase_add_test(tests, idx_pairs_that_do_not_fit);
    tcase_add_test(tests, named_sets_in_a_folder);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
