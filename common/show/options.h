/* options.h: the options of an experiment. Each is declared once: its name, the variable that holds the default and
 * gets the value, its range, its help. */
#pragma once
#include "device.h"
#include <stddef.h>
#include <stdint.h>

typedef enum OptionKind {
    OPTION_WHOLE,
    OPTION_NUMBER,
    OPTION_SEED,
    OPTION_TEXT,
    OPTION_CHOICE,
    OPTION_DEVICE,
    OPTION_FLAG
} OptionKind;

typedef struct Option {
    OptionKind  kind;
    const char *name; /* "lr" is typed as --lr 0.1 or --lr=0.1 */
    const char *word; /* what help calls the value: N, X, NAME */
    void       *value;
    double      low, high;
    const char *choices; /* "mlp, softmax" */
    const char *help;
} Option;

/* --name N, a whole number from low to high. */
Option option_whole(const char *name, int *value, int low, int high, const char *help);
/* --name X, a number from low to high. Numbers are decimal: no 0x10, no inf. */
Option option_number(const char *name, double *value, double low, double high, const char *help);
/* --seed N, a whole number from 0 to 2^53. */
Option option_seed(uint64_t *value, const char *help);
/* --name NAME, one of the choices, which are separated by ", ", as data_names has them. */
Option option_choice(const char *name, const char **value, const char *choices, const char *help);
/* --name WORD, any text; whoever reads it checks it, and calls option_wrong. */
Option option_text(const char *name, const char **value, const char *word, const char *help);
/* --device NAME: cpu, cuda, or auto, the lectures' idiom: cuda where there is one, else cpu. A device that this machine
 * lacks ends the program with status 1. With the default DEV_COUNT the variable keeps DEV_COUNT where nothing is said.
 */
Option option_device(Device *value, const char *help);

/* --name, which takes no value: the variable becomes true. */
Option option_flag(const char *name, bool *value, const char *help);

/* The text that the command line has for --name; NULL where it has none. For defaults that depend on an option. */
const char *option_given(int argc, char **argv, const char *name);
/* Reads the command line into the options' variables. --help prints `usage`, all options with their defaults, and
 * `notes` (NULL: none), and ends the program. */
void options_read(int argc, char **argv, const char *usage, const char *notes, size_t n, const Option options[]);
/* Ends the program with status 2: "experiment: --name text: reason; --help lists the options". */
_Noreturn void option_wrong(const char *name, const char *text, const char *reason);
