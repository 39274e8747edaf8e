/* cjson_read.c: the part of cJSON that reads documents, for the static grader, which reads the header of a checkpoint.
 * The text has been found to be JSON to the letter (common/nn/safetensors_text.c); of another text it makes NULL. */
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 64 };

static const char *after_blanks(const char *p) { return p + strspn(p, " \t\r\n"); }

/* The four digits of \uXXXX; -1 when they are none. */
static long code_at(const char *p) {
    char digits[5] = "";
    if (strspn(p, "0123456789abcdefABCDEF") < 4) return -1;
    memcpy(digits, p, 4);
    return strtol(digits, NULL, 16);
}

static char *put_utf8(char *to, long c) {
    if (c < 0x80) {
        *to++ = (char)c;
        return to;
    }
    const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    *to++ = (char)(0xf0 << (3 - more) | c >> 6 * more);
    for (int i = more - 1; i >= 0; i--) *to++ = (char)(0x80 | (c >> 6 * i & 0x3f));
    return to;
}

/* A text in quotes, which begins at p, as a string to be freed; *end is behind it. NULL when it is none. */
static char *read_string(const char *p, const char **end) {
    static const char letters[] = "\"\\/bfnrt", characters[] = "\"\\/\b\f\n\r\t";
    char             *text = *p == '"' ? malloc(strlen(p)) : NULL, *to = text;
    while (text && *++p != '"') {
        const char *letter = *p == '\\' && p[1] ? strchr(letters, p[1]) : NULL;
        if (*p == '\0') break;
        if (*p != '\\') {
            *to++ = *p;
        } else if (letter) {
            *to++ = characters[letter - letters], p++;
        } else {
            long c = p[1] == 'u' ? code_at(p + 2) : -1, low;
            if (c < 0) break;
            p += 5;
            const bool pair = c >> 10 == 0xd800 >> 10 && p[1] == '\\' && p[2] == 'u';
            if (pair && (low = code_at(p + 3)) >> 10 == 0xdc00 >> 10) {
                c = 0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff));
                p += 6;
            }
            to = put_utf8(to, c);
        }
    }
    if (text && *p == '"') {
        *to = '\0';
        *end = p + 1;
        return text;
    }
    free(text);
    return NULL;
}

static cJSON *read_item(const char *p, const char **end, int depth);

/* The members of an object or an array, behind its bracket. */
static bool read_members(cJSON *item, const char *p, const char **end, int depth) {
    const bool object = item->type == cJSON_Object;
    const char close = object ? '}' : ']';
    p = after_blanks(p);
    for (bool first = true; *p != close; first = false) {
        char *key = NULL;
        if (!first && *p++ != ',') return false;
        p = after_blanks(p);
        if (object && !(key = read_string(p, &p))) return false;
        if (object && *(p = after_blanks(p)) != ':') return free(key), false;
        cJSON *member = read_item(object ? p + 1 : p, &p, depth + 1);
        if (!member) return free(key), false;
        cJSON_AddItemToArray(item, member);
        member->string = key;
        p = after_blanks(p);
    }
    *end = p + 1;
    return true;
}

static cJSON *read_word(const char *p, const char **end) {
    if (strncmp(p, "true", 4) == 0 || strncmp(p, "null", 4) == 0 || strncmp(p, "false", 5) == 0) {
        cJSON *item = cJSON_CreateNumber(0);
        item->type = *p == 't' ? cJSON_True : *p == 'f' ? cJSON_False : cJSON_NULL;
        *end = p + (*p == 'f' ? 5 : 4);
        return item;
    }
    char        *after;
    const double value = strtod(p, &after);
    if (after == p) return NULL;
    *end = after;
    return cJSON_CreateNumber(value);
}

static cJSON *read_item(const char *p, const char **end, int depth) {
    p = after_blanks(p);
    if (depth == DEEPEST) return NULL;
    if (*p == '"') {
        char *text = read_string(p, end);
        cJSON *item = text ? cJSON_CreateString(text) : NULL;
        free(text);
        return item;
    }
    if (*p != '{' && *p != '[') return read_word(p, end);
    cJSON *item = *p == '{' ? cJSON_CreateObject() : cJSON_CreateArray();
    if (read_members(item, p + 1, end, depth)) return item;
    cJSON_Delete(item);
    return NULL;
}

cJSON *cJSON_Parse(const char *text) {
    const char *end;
    return read_item(text, &end, 0);
}

/* --- Looking things up -------------------------------------------------------------------------------------------- */
cJSON_bool cJSON_IsNumber(const cJSON *item) { return item && item->type == cJSON_Number; }
cJSON_bool cJSON_IsString(const cJSON *item) { return item && item->type == cJSON_String; }
cJSON_bool cJSON_IsArray(const cJSON *item) { return item && item->type == cJSON_Array; }
cJSON_bool cJSON_IsObject(const cJSON *item) { return item && item->type == cJSON_Object; }
cJSON_bool cJSON_IsNull(const cJSON *item) { return item && item->type == cJSON_NULL; }

int cJSON_GetArraySize(const cJSON *array) {
    int n = 0;
    for (const cJSON *c = array ? array->child : NULL; c; c = c->next) n++;
    return n;
}

cJSON *cJSON_GetArrayItem(const cJSON *array, int i) {
    cJSON *c = array ? array->child : NULL;
    for (; c && i > 0; i--) c = c->next;
    return c;
}

cJSON *cJSON_GetObjectItemCaseSensitive(const cJSON *object, const char *key) {
    cJSON *c = object ? object->child : NULL;
    while (c && strcmp(c->string, key) != 0) c = c->next;
    return c;
}
