/* CSV files and the tables in them, whole and damaged: each damage is named with its file and its place. */
#include "data_private.h"
#include "scratch_files.h"

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
    check_csv_fails("name,y\n\"J\xc3\xb6rg\nK\",1\nJ\xf6rg,2\n", "t.csv, line 4: the byte 0xf6 is no UTF-8 (the table "
                    "may be in Latin 1 or Windows-1252); save the table as UTF-8");
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
    check_csv_fails("# mine\nx,y\n", "t.csv, line 2: this line has 2 cells, and the header has 1; the header begins "
                                     "with #: remove it if it is a comment");
    check_csv_fails("\xef\xbb\xbf\n <!DOCTYPE html>\n",
                    "t.csv: this is HTML, a web page in place of the file; a table as CSV is expected");
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
    ck_assert_int_eq(csv_column(csv_of("a\x1b[2J,b\xc2\x9b,\"c\n\td\",\xc3\x9c\xe2\x80\x93\n1,2,3,4\n"), "x"), -1);
    check_error("t.csv: there is no column 'x'; the columns are a\\x1b[2J, b\xc2\\x9b, c\\x0a\\x09d, "
                "\xc3\x9c\xe2\x80\x93");
    t_error_set("c\x9b.csv: no such file");
    ck_assert_str_eq(t_error(), "c\\x9b.csv: no such file");
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
    /* An accent as a character of its own: of one word in two ways, of another word, of none. */
    ck_assert_ptr_null(set_of("a,class\n1,caf\xc3\xa9\n2,cafe\xcc\x81\n", "class", true));
    check_error("t.csv, column 'class': of 'cafe\xcc\x81' and 'caf\xc3\xa9' one has an accent as a character of its "
                "own (Unicode's NFD); save the table in NFC");
    d = set_of("a,class\n1,th\xc3\xa9\n2,cafe\xcc\x81\n3,cafe\n", "class", true);
    ck_assert_int_eq(d->classes, 3);
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
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
