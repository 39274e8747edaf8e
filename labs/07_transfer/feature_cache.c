/* feature_cache.c: features are slow to make and quick to read, so they are kept in a file of safetensors:
 *
 *     features, labels    what extract_features has made
 *     made_from           SHA-256 of everything that the features depend on: the weights of the body, and each
 *                         photograph's file and label
 *     content             SHA-256 of features and labels, which finds out a damaged file
 *
 * Without made_from, another photograph or other weights would give the old features, and nobody would notice. */
#include "feature_cache.h"
#include "history.h"
#include "photographs.h"
#include "progress.h"
#include "safetensors.h"
#include "sha256.h"
#include "transfer.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DIGEST = 32, AT_A_TIME = 8 };
typedef struct Digest {
    unsigned char byte[DIGEST];
} Digest;

static Digest digest_of(const void *bytes, size_t n) {
    Digest d;
    sha256(bytes, n, d.byte);
    return d;
}

/* --- What the features depend on ---------------------------------------------------------------------------------- */
static Digest digest_of_tensor(const Tensor *x) { return digest_of(t_host(x), x->size * t_element_size(x->dtype)); }

/* All tensors of the model but the head's, which are those of its last child. */
static void write_body(FILE *to, const Module *model) {
    const char *head = model->children[model->n_children - 1].name;
    int         n;
    StateEntry *entries = nn_state(model, &n);
    for (int i = 0; i < n; i++) {
        const size_t length = strlen(head);
        if (strncmp(entries[i].key, head, length) == 0 && entries[i].key[length] == '.') continue;
        const Digest d = digest_of_tensor(entries[i].tensor);
        fprintf(to, "%s %s ", entries[i].key, t_shape_text(entries[i].tensor));
        fwrite(&d, 1, sizeof d, to);
    }
    free(entries);
}

/* A file that cannot be read is like an empty one here: whoever makes the features finds out why. */
static Digest digest_of_file(const char *path) {
    FILE  *file = fopen(path, "rb");
    char  *bytes = NULL;
    size_t size = 0;
    if (file) {
        char  part[1 << 14];
        FILE *all = open_memstream(&bytes, &size);
        if (!all) t_fail(NULL, "no memory for %s", path);
        for (size_t n; (n = fread(part, 1, sizeof part, file)) > 0;) fwrite(part, 1, n, all);
        fclose(all);
        fclose(file);
    }
    const Digest d = digest_of(bytes, size);
    free(bytes);
    return d;
}

static void write_photographs(FILE *to, const Dataset *photographs) {
    for (int i = 0; i < photographs->n; i++) {
        const Digest d = digest_of_file(dataset_file(photographs, i));
        fprintf(to, "%lld ", (long long)photographs->y->i64[i]);
        fwrite(&d, 1, sizeof d, to);
    }
}

static Digest made_from(const Module *model, const Dataset *photographs) {
    char  *text = NULL;
    size_t size = 0;
    FILE  *to = open_memstream(&text, &size);
    if (!to) t_fail(NULL, "no memory for the digest of %d photographs", photographs->n);
    fprintf(to, "shorter side %d, centre %d, %zu bytes a number, ", RESIZED_SIDE, INPUT_SIDE, sizeof(real));
    write_body(to, model);
    write_photographs(to, photographs);
    fclose(to);
    const Digest d = digest_of(text, size);
    free(text);
    return d;
}

static Digest content_of(const Tensor *features, const Tensor *labels) {
    const Digest two[] = {digest_of_tensor(features), digest_of_tensor(labels)};
    return digest_of(two, sizeof two);
}

/* --- The file ----------------------------------------------------------------------------------------------------- */
static bool has_digest(const Tensor *x, const Digest *d) {
    return x && x->dtype == DTYPE_UINT8 && x->size == DIGEST && memcmp(x->u8, d, DIGEST) == 0;
}

/* The file's features; NULL, and why they are not believed. */
static Dataset *read_cache(const char *cache, const Dataset *photographs, const Digest *from, const char **why) {
    Safetensors *file = safetensors_read(cache);
    if (!file) {
        *why = access(cache, F_OK) == 0 ? "the file is damaged" : "there is no such file yet";
        return NULL;
    }
    Dataset      *d = NULL;
    const Tensor *x = safetensors_find(file, "features"), *y = safetensors_find(file, "labels");
    if (!has_digest(safetensors_find(file, "made_from"), from)) {
        *why = "the file is of other photographs or other weights";
    } else if (!x || !y || x->dtype != DTYPE_REAL || y->dtype != DTYPE_INT64) {
        *why = "the file has no features";
    } else {
        const Digest content = content_of(x, y);
        *why = "the file is damaged";
        if (has_digest(safetensors_find(file, "content"), &content))
            d = dataset_new(photographs->name, t_keep(x), t_keep(y), photographs->classes);
    }
    safetensors_free(file);
    return d;
}

static bool write_cache(const char *cache, const Dataset *features, const Digest *from) {
    t_step();
    const Digest    content = content_of(features->x, features->y);
    const NamedView views[] = {{"features", features->x},
                               {"labels", features->y},
                               {"made_from", t_copy_of(from, DTYPE_UINT8, T_SHAPE(DIGEST))},
                               {"content", t_copy_of(&content, DTYPE_UINT8, T_SHAPE(DIGEST))}};
    return safetensors_write(cache, sizeof views / sizeof views[0], views);
}

/* --- Making them -------------------------------------------------------------------------------------------------- */
/* Moves a bar on whenever a photograph has been read. */
typedef struct Watched {
    Transform transform;
    Progress  progress;
    int       done;
} Watched;

static Tensor *watch(Tensor *image, Rng *rng, void *data) {
    Watched *w = data;
    progress_update(&w->progress, ++w->done, NULL);
    return w->transform.apply(image, rng, w->transform.data);
}

static Dataset *make_features(Module *model, const Dataset *photographs) {
    Watched w = {.transform = photographs->transform,
                 .progress = progress_begin(stderr, "photographs", photographs->n)};
    Dataset watched = *photographs; /* the same samples, and a bar */
    watched.transform = (Transform){watch, &w};
    Dataset *features = extract_features(model, &watched, AT_A_TIME, DEV_CPU);
    progress_end(&w.progress, NULL);
    if (w.done < photographs->n || features->n != photographs->n)
        t_fail("extract_features goes through all batches, and keeps every sample",
               "extract_features has read %d of %d photographs, and returns %d", w.done, photographs->n, features->n);
    return features;
}

Dataset *features_of(Module *model, const Dataset *photographs, const char *cache) {
    t_step();
    const Digest from = made_from(model, photographs);
    const char  *why;
    Dataset     *features = read_cache(cache, photographs, &from, &why);
    if (features) {
        printf("features  %s: read\n", cache);
        return features;
    }
    printf("features  %s: made, since %s\n", cache, why);
    features = make_features(model, photographs);
    if (!history_folders(cache) || !write_cache(cache, features, &from))
        printf("features  are not kept: %s\n", t_error());
    return features;
}
