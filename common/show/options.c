#include "options.h"
#include "error.h"
#include "number.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double most_exact = 0x1p53; /* up to here a double holds every whole number */

Option option_whole(const char *name, int *value, int low, int high, const char *help) {
    return (Option){OPTION_WHOLE, name, "N", value, low, high, NULL, help};
}
Option option_number(const char *name, double *value, double low, double high, const char *help) {
    return (Option){OPTION_NUMBER, name, "X", value, low, high, NULL, help};
}
Option option_seed(uint64_t *value, const char *help) {
    return (Option){OPTION_SEED, "seed", "N", value, 0, most_exact, NULL, help};
}
Option option_choice(const char *name, const char **value, const char *choices, const char *help) {
    return (Option){OPTION_CHOICE, name, "NAME", value, 0, 0, choices, help};
}
Option option_text(const char *name, const char **value, const char *word, const char *help) {
    return (Option){OPTION_TEXT, name, word, value, 0, 0, NULL, help};
}
Option option_device(Device *value, const char *help) {
    return (Option){OPTION_DEVICE, "device", "NAME", value, 0, 0, NULL, help};
}

Option option_flag(const char *name, bool *value, const char *help) {
    return (Option){OPTION_FLAG, name, "", value, 0, 0, NULL, help};
}

/* GRADLAB_WRONG_CALL names a file for the line, from where make train says it as make's own. */
static _Noreturn void wrong_call(const char *what) {
    const char *path = getenv("GRADLAB_WRONG_CALL");
    FILE       *file = path ? fopen(path, "w") : NULL, *to = file ? file : stderr;
    fprintf(to, "experiment: %s; --help lists the options\n", what);
    if (file) fclose(file);
    exit(2);
}

_Noreturn void option_wrong(const char *name, const char *text, const char *reason) {
    char what[512];
    snprintf(what, sizeof what, "--%s %.100s: %s", name, text, reason);
    wrong_call(what);
}

static double number(const Option *o, const char *text) {
    char       reason[128];
    double     value;
    const bool decimal = !number_read(text, &value), whole = o->kind != OPTION_NUMBER;
    if (decimal && value >= o->low && value <= o->high && (!whole || value == floor(value))) return value;
    snprintf(reason, sizeof reason, "a %snumber from %.16g to %.16g is expected", whole ? "whole " : "", o->low,
             o->high);
    option_wrong(o->name, text, reason);
}

static bool is_choice(const char *choices, const char *text) {
    for (const char *c = choices; *c; c += strspn(c, ", ")) {
        const size_t length = strcspn(c, ",");
        if (length == strlen(text) && strncmp(c, text, length) == 0) return true;
        c += length;
    }
    return false;
}

static void set(const Option *o, const char *text) {
    char reason[512];
    switch (o->kind) {
    case OPTION_WHOLE: *(int *)o->value = (int)number(o, text); break;
    case OPTION_NUMBER: *(double *)o->value = number(o, text); break;
    case OPTION_SEED: *(uint64_t *)o->value = (uint64_t)number(o, text); break;
    case OPTION_DEVICE:
        if (strcmp(text, "auto") == 0) *(Device *)o->value = dev_available(DEV_CUDA) ? DEV_CUDA : DEV_CPU;
        else if (!dev_parse(text, o->value)) wrong_call(t_error());
        break;
    case OPTION_CHOICE:
        if (!is_choice(o->choices, text)) {
            snprintf(reason, sizeof reason, "%s%s is expected", strchr(o->choices, ',') ? "one of " : "", o->choices);
            option_wrong(o->name, text, reason);
        }
        *(const char **)o->value = text;
        break;
    case OPTION_TEXT: *(const char **)o->value = text; break;
    case OPTION_FLAG: *(bool *)o->value = true; break;
    }
}

/* Its default, as it is typed; "" where there is none. */
static const char *default_of(const Option *o, char text[static 64]) {
    text[0] = '\0';
    switch (o->kind) {
    case OPTION_WHOLE: snprintf(text, 64, "%d", *(int *)o->value); break;
    case OPTION_NUMBER: snprintf(text, 64, "%g", *(double *)o->value); break;
    case OPTION_SEED: snprintf(text, 64, "%llu", (unsigned long long)*(uint64_t *)o->value); break;
    case OPTION_DEVICE:
        if (*(Device *)o->value != DEV_COUNT) return dev_name(*(Device *)o->value);
        break;
    case OPTION_TEXT:
    case OPTION_CHOICE: return *(const char **)o->value;
    case OPTION_FLAG: break;
    }
    return text;
}

static _Noreturn void help(const char *usage, const char *notes, size_t n, const Option options[]) {
    size_t width = strlen("help");
    for (size_t i = 0; i < n; i++) {
        const size_t one = strlen(options[i].name) + 1 + strlen(options[i].word);
        if (one > width) width = one;
    }
    puts(usage);
    for (size_t i = 0; i < n; i++) {
        const Option *o = &options[i];
        char          text[64];
        const char   *begins_as = default_of(o, text);
        printf("  --%s %-*s  %s", o->name, (int)(width - strlen(o->name) - 1), o->word, o->help);
        if (o->choices && strchr(o->choices, ',')) printf(": %s", o->choices);
        if (*begins_as) printf(" (%s)", begins_as);
        putchar('\n');
    }
    printf("  --%-*s  this list\n", (int)width, "help");
    if (notes) puts(notes);
    exit(0);
}

/* The text of argument i, when it is --name text (which is two arguments) or --name=text; else NULL. */
static const char *text_of(int argc, char **argv, int *i, const char *name) {
    const size_t length = strlen(name);
    const char  *a = argv[*i];
    if (strncmp(a, "--", 2) != 0 || strncmp(a + 2, name, length) != 0) return NULL;
    if (a[2 + length] == '=') return a + 3 + length;
    if (a[2 + length] != '\0') return NULL;
    if (++*i < argc) return argv[*i];
    char what[128];
    snprintf(what, sizeof what, "--%s: its value is missing", name);
    wrong_call(what);
}

/* "" when the argument is --name; else NULL. */
static const char *flag_of(const char *argument, const char *name) {
    return strncmp(argument, "--", 2) == 0 && strcmp(argument + 2, name) == 0 ? "" : NULL;
}

const char *option_given(int argc, char **argv, const char *name) {
    const char *given = NULL;
    for (int i = 1; i < argc; i++) {
        const char *text = text_of(argc, argv, &i, name);
        if (text) given = text;
    }
    return given;
}

static _Noreturn void unknown(const char *argument, size_t n, const Option options[]) {
    char   what[1024];
    size_t used = (size_t)snprintf(what, sizeof what, "%.100s is not an option; there are", argument);
    for (size_t i = 0; i < n && used < sizeof what; i++)
        used += (size_t)snprintf(what + used, sizeof what - used, "%s --%s", i ? "," : "", options[i].name);
    wrong_call(what);
}

void options_read(int argc, char **argv, const char *usage, const char *notes, size_t n, const Option options[]) {
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0) help(usage, notes, n, options);
    for (int i = 1; i < argc; i++) {
        const char *text = NULL;
        for (size_t k = 0; k < n && !text; k++)
            if ((text = options[k].kind == OPTION_FLAG ? flag_of(argv[i], options[k].name)
                                                       : text_of(argc, argv, &i, options[k].name)))
                set(&options[k], text);
        if (!text) unknown(argv[i], n, options);
    }
}
