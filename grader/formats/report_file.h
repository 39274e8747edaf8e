/* report_file.h: files that are there as a whole or not at all. */
#pragma once
#include <stdbool.h>

/* Writes the text to a temporary file beside `path`, which then takes its place: who reads meanwhile sees the file as
 * it was before or as it is afterwards. false and t_error(); the file is then as it was. */
bool report_file_write(const char *path, const char *text);
