#include "json.h"

#include "report_text.h"
#include <stdio.h>
#include <stdlib.h>

void json_add_text(cJSON *to, const char *key, const char *text, size_t limit) {
    if (text == NULL) {
        cJSON_AddNullToObject(to, key);
        return;
    }
    char *clean = report_clean(text, limit);
    cJSON_AddStringToObject(to, key, clean);
    free(clean);
}

void json_add_name(cJSON *to, const char *key, const Result *r, const CheckResult *c) {
    char *name = report_name(r, c);
    cJSON_AddStringToObject(to, key, name);
    free(name);
}

void json_add_reason(cJSON *to, const char *key, const CheckResult *c) {
    char *reason = report_reason(c);
    if (*reason != '\0') cJSON_AddStringToObject(to, key, reason);
    free(reason);
}

void json_add_seed(cJSON *to, uint64_t seed) {
    char text[32];
    snprintf(text, sizeof text, "%llu", (unsigned long long)seed);
    cJSON_AddStringToObject(to, "seed", text);
}

void json_finish(cJSON *root, bool on_one_line, Text *to) {
    char *text = on_one_line ? cJSON_PrintUnformatted(root) : cJSON_Print(root);
    cJSON_Delete(root);
    text_add(to, "%s\n", text);
    cJSON_free(text);
}
