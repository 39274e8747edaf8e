/* checkpoint.h: a file of weights, and a model that it may or may not fit. Given; your code goes into checkpoint.c. */
#pragma once
#include "gradlab.h"
#include "safetensors.h"

/* A list of keys, "features.0.0.weight" and the like. add_key puts one behind the others. */
enum { MAX_KEYS = 256, MAX_KEY = 128 };
typedef struct Keys {
    int  n;
    char key[MAX_KEYS][MAX_KEY];
} Keys;
void add_key(Keys *keys, const char *key); /* given */
bool has_key(const Keys *keys, const char *key); /* given */

/* How the keys of a model and of a file differ. */
typedef struct KeyReport {
    Keys missing;    /* in the model, but not in the file */
    Keys unexpected; /* in the file, but not in the model */
    Keys unlike;     /* in both, of another shape or dtype */
} KeyReport;
void compare_keys(const Module *m, const Safetensors *file, KeyReport *report);       /* 7.3 */

/* The file's values into the model's tensors. false, and t_error() with the keys, when it does not fit. */
bool load_checkpoint(Module *m, const Safetensors *file, bool strict);                     /* 7.4 */
