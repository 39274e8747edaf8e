/* files.h: reading whole files, for the programs behind commands. */
#pragma once
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The bytes of a regular file that is no symbolic link, and a zero that `size` does not count; free() it. NULL and
 * t_error(), "is missing", without the path, when it cannot be had or is larger than `most` bytes. */
char *file_read(const char *path, size_t most, size_t *size);

/* The report that a grader has written with --json; NULL when there is none. */
cJSON *results_read(const char *path);
/* What it says of a file that was handed in, by its name without folders; NULL for nothing. */
const cJSON *results_source(const cJSON *results, const char *name);
/* A text or a number of an object; "" or 0 when it has none. */
const char *results_text(const cJSON *object, const char *key);
double      results_number(const cJSON *object, const char *key);
/* A name of a file with a ? for each control character, which would be one for the terminal. */
void name_print(const char *name, FILE *to);
