/* image_dataset.c: data sets of image files, which are read when they are asked for. */
#include "autograd.h"
#include "data_private.h"
#include "image.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- The files ---------------------------------------------------------------------------------------------------- */

typedef struct Images {
    int    n;
    char **paths;
    char **places; /* for messages: "labels.csv, line 7: images/a.png" */
} Images;

static void images_free(void *data) {
    Images *images = data;
    names_free(images->paths, images->n);
    names_free(images->places, images->n);
    free(images);
}

static bool images_get(void *data, int64_t i, Tensor **x, Tensor **y) {
    (void)y; /* the labels are in memory */
    const Images *images = data;
    const char *path = images->paths[i], *place = images->places[i];
    Tensor *image = image_read(path);
    if (!image) {
        size_t before = strlen(place) - strlen(path); /* t_error() begins with the path itself */
        return t_error_set("%.*s%s", (int)before, place, t_error());
    }
    *x = t_named(t_copy_of(image->raw, image->dtype, image->ndim, image->shape), place);
    t_free(image);
    return true;
}

static const char *images_file(void *data, int64_t i) { return ((const Images *)data)->paths[i]; }

static Dataset *dataset_of_images(const char *path, Images *images, Tensor *y, int classes, char **class_names) {
    char name[64];
    path_stem(path, name);
    const SampleSource files = {images_get, images, images_free, images_file};
    Dataset *d = dataset_map(name, images->n, files, y, classes);
    d->class_names = class_names;
    return d;
}

static char *joined(const char *folder, const char *file) {
    size_t size = strlen(folder) + strlen(file) + 2;
    char  *path = t_malloc(size);
    const char *slash = *folder && folder[strlen(folder) - 1] != '/' ? "/" : "";
    snprintf(path, size, "%s%s%s", folder, slash, file);
    return path;
}

/* --- Annotations in a CSV file ------------------------------------------------------------------------------------ */

static bool check_header(const Csv *csv, const char *folder) {
    if (csv->columns < 2)
        return t_error_set("%s: the table has one column; it needs two, the file's name and its label", csv->path);
    if (csv->rows == 0) return t_error_set("%s: the table has a header, but names no image", csv->path);
    char *path = joined(folder, csv->header[0]);
    bool  is_file = *csv->header[0] && access(path, F_OK) == 0;
    free(path);
    if (is_file)
        return t_error_set("%s: line 1 names the file '%s'; it must name the columns", csv->path, csv->header[0]);
    return true;
}

static bool annotated_file(const Csv *csv, int row, const char *folder, char **path, char **place) {
    const char *file = csv->cells[row][0];
    if (!*file) return t_error_set("%s, line %d: the first cell is empty; it must name a file", csv->path,
                                   csv->lines[row]);
    *path = joined(folder, file);
    size_t size = strlen(csv->path) + strlen(*path) + 32;
    *place = t_malloc(size);
    snprintf(*place, size, "%s, line %d: %s", csv->path, csv->lines[row], *path);
    struct stat status;
    if (stat(*path, &status) != 0) return t_error_set("%s: %s", *place, strerror(errno));
    if (!S_ISREG(status.st_mode)) return t_error_set("%s: this is not a regular file", *place);
    return true;
}

static Dataset *annotated(const Csv *csv, const char *folder) {
    if (!check_header(csv, folder)) return NULL;
    Images *images = t_calloc(1, sizeof *images);
    images->n = csv->rows;
    images->paths = t_calloc((size_t)images->n, sizeof *images->paths);
    images->places = t_calloc((size_t)images->n, sizeof *images->places);
    bool good = true;
    for (int r = 0; r < csv->rows && good; r++)
        good = annotated_file(csv, r, folder, &images->paths[r], &images->places[r]);
    int     classes;
    char  **class_names;
    Tensor *y = good ? csv_labels(csv, 1, &classes, &class_names) : NULL;
    if (y) return dataset_of_images(csv->path, images, y, classes, class_names);
    images_free(images);
    return NULL;
}

Dataset *data_images_csv(const char *annotations, const char *folder) {
    Csv     *csv = csv_read(annotations);
    Dataset *d = csv ? annotated(csv, folder) : NULL;
    csv_free(csv);
    return d;
}

/* --- A folder a class --------------------------------------------------------------------------------------------- */

static int by_bytes(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }
static int is_shown(const struct dirent *entry) { return entry->d_name[0] != '.'; }

static bool is_image_name(const char *name) {
    const char *dot = strrchr(name, '.');
    return dot && (!strcasecmp(dot, ".png") || !strcasecmp(dot, ".jpg") || !strcasecmp(dot, ".jpeg"));
}

static bool is_kind(const char *path, mode_t kind) {
    struct stat status;
    return stat(path, &status) == 0 && (status.st_mode & S_IFMT) == kind;
}

/* The names in a folder that begin with no dot and lead to this kind of file (images only, of regular files), sorted;
 * names_free frees them. -1 and t_error() when the folder cannot be read. */
static int names_in(const char *folder, mode_t kind, char ***names) {
    struct dirent **entries;
    int found = scandir(folder, &entries, is_shown, by_bytes), n = 0;
    if (found < 0) {
        t_error_set("%s: %s", folder, strerror(errno));
        return -1;
    }
    *names = t_calloc((size_t)found + 1, sizeof **names);
    for (int i = 0; i < found; i++) {
        char *path = joined(folder, entries[i]->d_name);
        if (is_kind(path, kind) && (kind == S_IFDIR || is_image_name(path)))
            (*names)[n++] = name_copy(entries[i]->d_name);
        free(path);
        free(entries[i]);
    }
    free(entries);
    return n;
}

/* The images of each class: counts[c] names in files[c]. */
static bool list_classes(const char *folder, int classes, char *const class_names[], char **files[], int counts[]) {
    if (classes == 0) return t_error_set("%s: there is no subfolder; each class needs one, with its images in it",
                                         folder);
    for (int c = 0; c < classes; c++) {
        char *path = joined(folder, class_names[c]);
        counts[c] = names_in(path, S_IFREG, &files[c]);
        if (counts[c] == 0) t_error_set("%s: no .png, .jpg or .jpeg file in this class", path);
        free(path);
        if (counts[c] <= 0) return false;
    }
    return true;
}

static Dataset *from_classes(const char *folder, int classes, char **class_names, char **files[], const int counts[]) {
    Images *images = t_calloc(1, sizeof *images);
    for (int c = 0; c < classes; c++) images->n += counts[c];
    images->paths = t_malloc((size_t)images->n * sizeof *images->paths);
    Tensor *y = t_own(DTYPE_INT64, DEV_CPU, T_SHAPE(images->n));
    for (int c = 0, i = 0; c < classes; c++) {
        char *path = joined(folder, class_names[c]);
        for (int k = 0; k < counts[c]; k++, i++) {
            images->paths[i] = joined(path, files[c][k]);
            y->i64[i] = c;
        }
        free(path);
    }
    images->places = names_copy(images->paths, images->n);
    return dataset_of_images(folder, images, y, classes, class_names);
}

Dataset *data_image_folder(const char *folder) {
    char **class_names;
    int    classes = names_in(folder, S_IFDIR, &class_names);
    if (classes < 0) return NULL;
    char   ***files = t_calloc((size_t)classes + 1, sizeof *files);
    int      *counts = t_calloc((size_t)classes + 1, sizeof *counts);
    Dataset  *d = NULL;
    if (list_classes(folder, classes, class_names, files, counts))
        d = from_classes(folder, classes, class_names, files, counts);
    else names_free(class_names, classes);
    for (int c = 0; c < classes; c++) names_free(files[c], counts[c]);
    free(counts);
    free(files);
    return d;
}
