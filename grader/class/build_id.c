#include "build_id.h"

#include "error.h"
#include "sha256.h"
#include "store.h"
#include "text.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

/* As many as SEED= takes. */
#define SEEDS 1000000000000000000u

static bool find_key(const Settings *s, BuildId *to) {
    if (s->key != NULL && s->key[0] != '\0') {
        to->key_file = text_format("%s", s->key);
        return true;
    }
    to->key_file = class_path(s, "state/key");
    if (store_exists(to->key_file)) return true;
    unsigned char bytes[32];
    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        return t_error_set("the system gives no random numbers: %s", strerror(errno));
    const mode_t before = umask(077);
    const bool   ok = store_file(to->key_file, bytes, sizeof bytes);
    umask(before);
    return ok;
}

static bool hash_kit(const char *kit, char hex[65]) {
    static const char *const parts[] = {"", "../include", "../blas.a"};
    char  one[65], *all = text_format("%s", "");
    bool  ok = true;
    for (int i = 0; ok && i < 3; i++) {
        char *path = text_format("%s/%s", kit, parts[i]), *more;
        ok = store_hash(path, one);
        more = text_format("%s%s", all, ok ? one : "");
        free(all);
        free(path);
        all = more;
    }
    if (ok) sha256_hex(all, strlen(all), hex);
    free(all);
    return ok;
}

bool build_id(const Settings *s, const LabTable *lab, BuildId *to) {
    char program[65], gates[65] = "", bonus[65] = "", bonus_kit[65] = "";
    *to = (BuildId){0};
    if (!find_key(s, to) || !store_hash(s->grader, program) || !hash_kit(s->kit, to->kit)) return false;
    if (s->bonus != NULL && (!store_hash(s->bonus, bonus) || !hash_kit(s->bonus_kit, bonus_kit))) return false;
    /* A lab without training has no gates. */
    if (store_exists(s->gates) && !store_hash(s->gates, gates)) return false;
    size_t size;
    char  *secret = store_read(to->key_file, &size), hex[65];
    if (secret == NULL) return false;
    unsigned char drawn[32];
    sha256_hex(secret, size, to->key);
    free(secret);
    char *text = text_format("%s seed of a class %s", to->key, lab->name);
    sha256(text, strlen(text), drawn);
    free(text);
    for (int i = 0; i < 8; i++) to->seed = to->seed << 8 | drawn[i];
    to->seed %= SEEDS;
    text = text_format("%s%s%s%s", program, gates, bonus, bonus_kit);
    sha256_hex(text, strlen(text), to->grader);
    free(text);
    text = text_format("%s%s", to->grader, to->kit);
    sha256_hex(text, strlen(text), hex);
    snprintf(to->build, sizeof to->build, "%.12s", hex);
    free(text);
    text = text_format("%s%s%s%llu", to->grader, to->kit, to->key, (unsigned long long)to->seed);
    sha256_hex(text, strlen(text), hex);
    snprintf(to->stamp, sizeof to->stamp, "%.16s", hex);
    free(text);
    return true;
}
