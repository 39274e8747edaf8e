/* photographs.c: photographs in files become inputs of an ImageNet network. */
#include "photographs.h"
#include "image.h"
#include "transforms.h"
#include <string.h>
#include <sys/stat.h>

/* --- One photograph ----------------------------------------------------------------------------------------------- */
Tensor *photograph_crop(const Tensor *image) {
    Tensor *resized = image_shorter_side(image, RESIZED_SIDE);
    if (!resized) return NULL;
    Tensor *crop = image_centre(resized, INPUT_SIDE, INPUT_SIDE);
    t_free(resized);
    if (crop->shape[0] == 3) return crop;
    Tensor *colours = t_own(DTYPE_UINT8, DEV_CPU, T_SHAPE(3, INPUT_SIDE, INPUT_SIDE));
    for (size_t c = 0; c < 3; c++) memcpy(colours->u8 + c * crop->size, crop->u8, crop->size);
    t_free(crop);
    return colours;
}

Tensor *photograph_input(const Tensor *crop) {
    Normalization imagenet = {.mean = {0.485, 0.456, 0.406}, .std = {0.229, 0.224, 0.225}};
    Tensor       *bytes = t_copy_of(crop->u8, DTYPE_UINT8, crop->ndim, crop->shape);
    return normalize(transform_to_tensor(bytes, NULL, NULL), NULL, &imagenet);
}

static Tensor *input_of(Tensor *image, Rng *rng, void *data) {
    (void)rng, (void)data;
    Tensor *crop = photograph_crop(image);
    if (!crop) t_fail("leave this photograph out", "%s: %s", t_label(image, "photograph"), t_error());
    Tensor *x = photograph_input(crop);
    t_free(crop);
    return x;
}

/* --- Folders of them ---------------------------------------------------------------------------------------------- */
static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static Dataset *read_folder(const char *folder) {
    Dataset *d = data_image_folder(folder);
    if (d) d->transform = (Transform){.apply = input_of};
    return d;
}

/* The same classes in both, else a label would mean one thing in training and another in validation. */
static bool same_classes(const Dataset *train, const Dataset *val, const char *folder) {
    for (int c = 0; c < train->classes && c < val->classes; c++)
        if (strcmp(train->class_names[c], val->class_names[c]) != 0)
            return t_error_set("%s: class %d is %s in train/ and %s in val/; both need the same folders", folder, c,
                               train->class_names[c], val->class_names[c]);
    if (train->classes != val->classes)
        return t_error_set("%s: %d classes in train/ and %d in val/; both need the same folders", folder,
                           train->classes, val->classes);
    return true;
}

static bool read_two_parts(const char *folder, const char *train_folder, const char *val_folder, Dataset **train,
                           Dataset **val) {
    *val = NULL;
    *train = read_folder(train_folder);
    if (*train) *val = read_folder(val_folder);
    if (*val && same_classes(*train, *val, folder)) return true;
    dataset_free(*train);
    dataset_free(*val);
    return false;
}

static bool read_and_split(const char *folder, uint64_t seed, Dataset **train, Dataset **val) {
    Dataset *all = read_folder(folder);
    if (!all) return false;
    int *counts = t_calloc((size_t)all->classes, sizeof *counts), few = -1;
    dataset_class_counts(all, counts);
    for (int c = 0; c < all->classes && few < 0; c++)
        if (counts[c] < 5) few = c;
    const bool enough = few < 0 && all->classes > 1;
    if (all->classes < 2) t_error_set("%s: one class, %s; two are the least", folder, all->class_names[0]);
    else if (few >= 0)
        t_error_set("%s/%s: %d photographs; at least 5 a class are needed, of which 1 is for validation", folder,
                    all->class_names[few], counts[few]);
    if (enough) data_split_stratified(all, 0.8, seed, train, val);
    free(counts);
    dataset_free(all);
    return enough;
}

bool photographs_read(const char *place, uint64_t seed, Dataset **train, Dataset **val, bool *split) {
    char found[DATA_PATH], train_folder[DATA_PATH + 8], val_folder[DATA_PATH + 8];
    if (is_folder(place)) {
        if (snprintf(found, sizeof found, "%s", place) >= (int)sizeof found)
            return t_error_set("%.60s...: this path is too long", place);
    } else if (strchr(place, '/')) {
        return t_error_set("%s: there is no such folder", place);
    } else if (!data_find(place, "", found)) {
        return false;
    } else {
        found[strlen(found) - 1] = '\0'; /* the slash before an empty name */
    }
    snprintf(train_folder, sizeof train_folder, "%s/train", found);
    snprintf(val_folder, sizeof val_folder, "%s/val", found);
    *split = !is_folder(train_folder) || !is_folder(val_folder);
    if (*split) return read_and_split(found, seed, train, val);
    return read_two_parts(found, train_folder, val_folder, train, val);
}
