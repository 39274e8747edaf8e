/* cjson.c: the part of cJSON that writes documents, for the static grader: distributions bring cJSON as a shared
 * library only. Names and results are cJSON's own, as its header declares them. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Making ------------------------------------------------------------------------------------------------------- */
static void *taken(void *memory) {
    if (memory != NULL) return memory;
    fputs("out of memory\n", stderr);
    exit(1);
}

static cJSON *new_item(int type) {
    cJSON *item = taken(calloc(1, sizeof *item));
    item->type = type;
    return item;
}

cJSON *cJSON_CreateObject(void) { return new_item(cJSON_Object); }
cJSON *cJSON_CreateArray(void) { return new_item(cJSON_Array); }

cJSON *cJSON_CreateNumber(double value) {
    cJSON *item = new_item(cJSON_Number);
    item->valuedouble = value;
    return item;
}

cJSON *cJSON_CreateString(const char *text) {
    cJSON *item = new_item(cJSON_String);
    item->valuestring = taken(strdup(text));
    return item;
}

cJSON *cJSON_CreateDoubleArray(const double *values, int n) {
    cJSON *array = cJSON_CreateArray();
    for (int i = 0; i < n; i++) cJSON_AddItemToArray(array, cJSON_CreateNumber(values[i]));
    return array;
}

cJSON *cJSON_CreateIntArray(const int *values, int n) {
    cJSON *array = cJSON_CreateArray();
    for (int i = 0; i < n; i++) cJSON_AddItemToArray(array, cJSON_CreateNumber(values[i]));
    return array;
}

/* The first item's prev is the last one, as in cJSON. */
cJSON_bool cJSON_AddItemToArray(cJSON *array, cJSON *item) {
    if (array->child == NULL) {
        array->child = item->prev = item;
        return 1;
    }
    cJSON *last = array->child->prev;
    last->next = item;
    item->prev = last;
    array->child->prev = item;
    return 1;
}

cJSON_bool cJSON_AddItemToObject(cJSON *object, const char *key, cJSON *item) {
    item->string = taken(strdup(key));
    return cJSON_AddItemToArray(object, item);
}

static cJSON *add(cJSON *object, const char *key, cJSON *item) {
    cJSON_AddItemToObject(object, key, item);
    return item;
}

cJSON *cJSON_AddNullToObject(cJSON *object, const char *key) { return add(object, key, new_item(cJSON_NULL)); }
cJSON *cJSON_AddObjectToObject(cJSON *object, const char *key) { return add(object, key, cJSON_CreateObject()); }
cJSON *cJSON_AddArrayToObject(cJSON *object, const char *key) { return add(object, key, cJSON_CreateArray()); }

cJSON *cJSON_AddBoolToObject(cJSON *object, const char *key, cJSON_bool value) {
    return add(object, key, new_item(value ? cJSON_True : cJSON_False));
}

cJSON *cJSON_AddNumberToObject(cJSON *object, const char *key, double value) {
    return add(object, key, cJSON_CreateNumber(value));
}

cJSON *cJSON_AddStringToObject(cJSON *object, const char *key, const char *text) {
    return add(object, key, cJSON_CreateString(text));
}

void cJSON_Delete(cJSON *item) {
    while (item != NULL) {
        cJSON *next = item->next;
        cJSON_Delete(item->child);
        free(item->valuestring);
        free(item->string);
        free(item);
        item = next;
    }
}

void cJSON_free(void *memory) { free(memory); }

/* --- Printing ----------------------------------------------------------------------------------------------------- */
static void print_string(FILE *to, const char *text) {
    fputc('"', to);
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        static const char special[] = "\"\\\b\f\n\r\t", letter[] = "\"\\bfnrt";
        const char *found = strchr(special, *c);
        if (found != NULL) fprintf(to, "\\%c", letter[found - special]);
        else if (*c < 0x20) fprintf(to, "\\u%04x", *c);
        else fputc(*c, to);
    }
    fputc('"', to);
}

/* As few digits as bring the number back. JSON has no infinity. */
static void print_number(FILE *to, double value) {
    char text[32];
    if (!isfinite(value)) {
        fputs("null", to);
        return;
    }
    snprintf(text, sizeof text, "%.15g", value);
    fprintf(to, strtod(text, NULL) == value ? "%.15g" : "%.17g", value);
}

static void new_line(FILE *to, int depth) {
    fputc('\n', to);
    for (int i = 0; i < depth; i++) fputc('\t', to);
}

/* Objects have a line for each key; arrays stand on one. */
static void print_item(FILE *to, const cJSON *item, int depth, bool lines) {
    switch (item->type) {
    case cJSON_NULL: fputs("null", to); return;
    case cJSON_True: fputs("true", to); return;
    case cJSON_False: fputs("false", to); return;
    case cJSON_Number: print_number(to, item->valuedouble); return;
    case cJSON_String: print_string(to, item->valuestring); return;
    default: break;
    }
    bool object = item->type == cJSON_Object;
    fputc(object ? '{' : '[', to);
    for (const cJSON *c = item->child; c != NULL; c = c->next) {
        if (object && lines) new_line(to, depth + 1);
        if (object) print_string(to, c->string);
        if (object) fputs(lines ? ":\t" : ":", to);
        print_item(to, c, depth + 1, lines);
        if (c->next != NULL) fputs(!object && lines ? ", " : ",", to);
    }
    if (object && lines) new_line(to, depth);
    fputc(object ? '}' : ']', to);
}

static char *printed(const cJSON *item, bool lines) {
    char *text = NULL;
    size_t size;
    FILE *to = taken(open_memstream(&text, &size));
    print_item(to, item, 0, lines);
    fclose(to);
    return taken(text);
}

char *cJSON_Print(const cJSON *item) { return printed(item, true); }
char *cJSON_PrintUnformatted(const cJSON *item) { return printed(item, false); }
