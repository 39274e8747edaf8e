#include "device.h"
#include "replace.h"
#include "safetensors.h"
#include <cJSON.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "little-endian format: values are written as they lie");

static const char *dtype_key(DType dtype) {
    return dtype == DTYPE_INT64 ? "I64" : dtype == DTYPE_UINT8 ? "U8" : sizeof(real) == sizeof(double) ? "F64" : "F32";
}

static void check_entries(int n, const NamedView tensors[]) {
    for (int i = 0; i < n; i++) {
        if (!tensors[i].key) t_fail(NULL, "safetensors_write: tensor %d has no key", i);
        if (strcmp(tensors[i].key, "__metadata__") == 0)
            t_fail(NULL, "safetensors_write: __metadata__ is no key for a tensor");
        t_check_alive(tensors[i].tensor, tensors[i].key);
        for (int j = 0; j < i; j++)
            if (strcmp(tensors[i].key, tensors[j].key) == 0)
                t_fail(NULL, "safetensors_write: two tensors have the key %s", tensors[i].key);
    }
}

/* Big elements first, so that every tensor is aligned to its element size; otherwise in the caller's order. */
static void file_order(int n, const NamedView tensors[], int order[]) {
    int filled = 0;
    for (size_t size = sizeof(int64_t); size >= 1; size /= 2)
        for (int i = 0; i < n; i++)
            if (t_element_size(tensors[i].tensor->dtype) == size) order[filled++] = i;
}

/* The header as text, padded with blanks to a multiple of 8. free() it. */
static char *header_text(int n, const NamedView tensors[], const int order[], size_t *length) {
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(cJSON_AddObjectToObject(root, "__metadata__"), "format", "pt");
    size_t end = 0;
    for (int i = 0; i < n; i++) {
        const Tensor *x = tensors[order[i]].tensor;
        size_t        begin = end;
        end += x->size * t_element_size(x->dtype);
        cJSON *entry = cJSON_AddObjectToObject(root, tensors[order[i]].key);
        cJSON_AddStringToObject(entry, "dtype", dtype_key(x->dtype));
        cJSON_AddItemToObject(entry, "shape", cJSON_CreateIntArray(x->shape, x->ndim));
        double offsets[] = {(double)begin, (double)end};
        cJSON_AddItemToObject(entry, "data_offsets", cJSON_CreateDoubleArray(offsets, 2));
    }
    char *text = cJSON_PrintUnformatted(root);
    cJSON_Delete(root);
    if (!text) t_fail(NULL, "out of memory while writing the header of %d tensors", n);
    size_t used = strlen(text);
    *length = (used + 7) / 8 * 8;
    char *padded = t_malloc(*length);
    memset(padded, ' ', *length);
    memcpy(padded, text, used);
    free(text);
    return padded;
}

static bool write_all(FILE *to, const void *bytes, size_t size) { return fwrite(bytes, 1, size, to) == size; }

static bool write_tensor(FILE *to, const Tensor *x) {
    size_t bytes = x->size * t_element_size(x->dtype);
    if (x->device == DEV_CPU) return write_all(to, x->raw, bytes);
    void *host = t_malloc(bytes);
    dev_kernels(x->device)->to_host(host, x->raw, bytes);
    bool written = write_all(to, host, bytes);
    free(host);
    return written;
}

static bool write_file(FILE *to, int n, const NamedView tensors[]) {
    int *order = t_malloc((size_t)n * sizeof *order);
    file_order(n, tensors, order);
    size_t   length;
    char    *header = header_text(n, tensors, order, &length);
    uint64_t prefix = length;
    bool     written = write_all(to, &prefix, sizeof prefix) && write_all(to, header, length);
    for (int i = 0; i < n && written; i++) written = write_tensor(to, tensors[order[i]].tensor);
    free(header);
    free(order);
    return written && fflush(to) == 0 && fsync(fileno(to)) == 0;
}

bool safetensors_write(const char *path, int n, const NamedView tensors[]) {
    check_entries(n, tensors);
    Replace file;
    return replace_begin(&file, path) && replace_end(&file, write_file(file.to, n, tensors));
}
