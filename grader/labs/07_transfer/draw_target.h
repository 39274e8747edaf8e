/* draw_target.h: what a training of lab 7 is given and judged by: the weights that know the digits 0 to 4, a few images
 * of 5 to 9, and others. */
#pragma once
#include "digit_task.h"
#include "disguise.h"
#include "lab.h"
#include "transfer.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SHOTS = 20, BATCH = 10, HELD_OUT = 300, PAIRS = 5 };
static const int head_sizes[] = {56, TARGET_CLASSES}; /* features, classes */

typedef struct Target {
    Safetensors *weights;
    int          sets; /* of images to learn from, each with others to judge by, and the features of both */
    Dataset     *few[PAIRS], *held_out[PAIRS];
    Tensor      *few_features[PAIRS], *held_out_features[PAIRS];
} Target;

/* The weights that students are given, carried with the grader: the file in a student's folder may be another one. */
__asm__(".section .rodata\n"
        "pretrained: .incbin \"labs/07_transfer/pretrained.safetensors\"\n"
        "pretrained_end: .byte 0\n"
        ".text\n");
extern const char pretrained[], pretrained_end[];

static Safetensors *pretrained_weights(void) {
    const size_t size = (size_t)(pretrained_end - pretrained);
    const int    fd = memfd_create("pretrained", MFD_CLOEXEC);
    char         path[64];
    Safetensors *file = NULL;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (fd < 0 || write(fd, pretrained, size) != (ssize_t)size) t_error_set("no memory for the weights");
    else file = safetensors_read(path);
    if (fd >= 0) close(fd);
    return file;
}

/* The last block's channels in another order: a head that was learnt beforehand does not fit. */
static void shuffle_features(Safetensors *weights, Rng *rng) {
    const int channels = safetensors_find(weights, "features.4.0.weight")->shape[0];
    int64_t   order[channels];
    for (int i = 0; i < channels; i++) order[i] = i;
    rng_shuffle(rng, order, (size_t)channels);
    for (int t = 0; t < weights->n; t++) {
        Tensor *x = weights->tensors[t];
        if (strncmp(weights->keys[t], "features.4.", 11) != 0 || x->ndim == 0) continue;
        const Tensor *old = t_copy_of(x->data, DTYPE_REAL, x->ndim, x->shape);
        const size_t  row = x->size / (size_t)channels;
        for (int i = 0; i < channels; i++)
            memcpy(x->data + (size_t)i * row, old->data + (size_t)order[i] * row, row * sizeof(real));
    }
}

/* As a disguise all images are turned by quarters, mirrored or neither, and the classes have other numbers. */
static void disguise(Dataset *d, int turn, const int64_t class[]) {
    disguise_by_position(d->x, turn);
    for (int n = 0; n < d->n; n++) d->y->i64[n] = class[d->y->i64[n]];
}

static Tensor *body_features(const Safetensors *weights, const Dataset *d) {
    Module *m = digit_network(SOURCE_CLASSES);
    load_checkpoint(m, weights, true);
    Dataset *features = extract_features(m, d, 100, DEV_CPU);
    Tensor  *x = t_keep(features->x);
    dataset_free(features);
    nn_free(m);
    return x;
}

/* n samples of a set, of each class as many, scattered by the seed; *rest are the others. */
static Dataset *take(const Dataset *from, int n, uint64_t seed, Dataset **rest) {
    Dataset *some;
    data_split_stratified(from, (double)n / from->n, seed, &some, rest);
    return scattered(some, seed);
}

static void target_free(Target *of) {
    safetensors_free(of->weights);
    for (int i = 0; i < of->sets; i++) {
        dataset_free(of->few[i]);
        dataset_free(of->held_out[i]);
        t_free(of->few_features[i]);
        t_free(of->held_out_features[i]);
    }
    *of = (Target){.weights = NULL};
}

/* The choice of images, their order and the first weights are the same under every seed of a grading; the disguise is
 * not. false where something cannot be read. */
static bool draw_target(Case *begin, int sets, Target *of) {
    target_free(of);
    Dataset *digits = data_named("digits");
    if (!digits || !(of->weights = pretrained_weights())) {
        dataset_free(digits);
        return false;
    }
    Dataset  *all = plain_digits(digits, SOURCE_DIGITS, SOURCE_DIGITS + TARGET_CLASSES - 1), *rest, *others;
    const int turn = case_between(begin, 0, POSITIONS - 1);
    int64_t   class[] = {0, 1, 2, 3, 4};
    rng_shuffle(begin->rng, class, TARGET_CLASSES);
    shuffle_features(of->weights, begin->rng);
    for (int i = 0; i < sets; i++) {
        const uint64_t seed = (uint64_t)(begin->index * sets + i);
        of->few[i] = take(all, SHOTS, seed, &rest);
        of->held_out[i] = take(rest, HELD_OUT, seed, &others);
        dataset_free(rest);
        dataset_free(others);
        disguise(of->few[i], turn, class);
        disguise(of->held_out[i], turn, class);
        of->few_features[i] = body_features(of->weights, of->few[i]);
        of->held_out_features[i] = body_features(of->weights, of->held_out[i]);
    }
    of->sets = sets;
    dataset_free(digits);
    dataset_free(all);
    return true;
}

/* Images and labels of each set, then the state of the network that knows other digits. */
static void give_target(Case *begin, Case *more, const Target *of, int epochs, int rows) {
    for (int i = 0; i < of->sets; i++) {
        case_input(begin, "x", of->few[i]->x);
        case_input(begin, "labels", of->few[i]->y);
    }
    Module *m = digit_network(SOURCE_CLASSES);
    load_checkpoint(m, of->weights, true);
    case_state(begin, m, STATE);
    nn_free(m);
    case_int(begin, "sets", of->sets);
    case_int(begin, "batch_size", BATCH);
    case_int(begin, "seed", begin->index + 1);
    case_int(begin, "epochs", epochs);
    case_number(begin, "trained numbers");
    case_int(more, "epochs of this call", epochs / rows);
}

/* A whole network as the next output. */
static void output_network(Case *more) {
    Module *m = digit_network(TARGET_CLASSES);
    case_state_output(more, "", m, STATE);
    nn_free(m);
}
