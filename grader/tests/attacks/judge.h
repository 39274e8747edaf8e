/* judge.h: whether the result is the one that the attack must come to. */
#pragma once
#include "submission.h"
#include <cjson/cJSON.h>

/* What is wrong with the grading under way, a line each; "" when nothing is. */
extern char wrong[8192];
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

cJSON *read_json(const char *path); /* NULL when there is none */
double number(const cJSON *o, const char *key);       /* -1 when it is not there */
const char *string(const cJSON *o, const char *key);  /* "" when it is not there */

/* Each check has its points or none, as the attack's `loses` has it. *gained: some has more than it should. */
void judge_points(const Attack *a, const cJSON *root, bool *gained);
void judge_message(const Attack *a, const cJSON *root);
/* Escapes, control characters, and strings without end, anywhere below x. */
void look_at_strings(const cJSON *x, const char *where);
