/* idx.c: MNIST's file format: two bytes 0, the type, the rank r, r lengths of four bytes, big-endian, the elements. */
#include "autograd.h"
#include "data_private.h"
#include "image.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { TYPE_UBYTE = 0x08 };

static bool check_magic(const char *path, const unsigned char *bytes, size_t size) {
    if (size < 4) return t_error_set("%s: the file has %zu bytes; an IDX file has at least 4", path, size);
    if (bytes[0] != 0 || bytes[1] != 0) {
        const char *known = file_format(bytes, size);
        return t_error_set("%s: the file begins with %02x %02x; an IDX file begins with 00 00%s%s", path, bytes[0],
                           bytes[1], known ? "; this is " : "", known ? known : "");
    }
    if (bytes[2] != TYPE_UBYTE)
        return t_error_set("%s, byte 2: the element type is %02x; only %02x (unsigned byte) can be read", path,
                           bytes[2], TYPE_UBYTE);
    if (bytes[3] < 1 || bytes[3] > T_MAX_NDIM)
        return t_error_set("%s, byte 3: the rank is %d; it must be from 1 to %d", path, bytes[3], T_MAX_NDIM);
    size_t header = 4 + 4 * (size_t)bytes[3];
    if (size < header) return t_error_set("%s: the file ends at byte %zu, within its header of %zu bytes", path, size,
                                          header);
    return true;
}

/* The sizes, which must describe exactly the bytes that are there. */
static bool read_shape(const char *path, const unsigned char *bytes, size_t size, int shape[]) {
    size_t header = 4 + 4 * (size_t)bytes[3], elements = 1;
    for (int d = 0; d < bytes[3]; d++) {
        const unsigned char *b = bytes + 4 + 4 * d;
        uint32_t length = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
        if (length == 0 || length > INT_MAX || elements > SIZE_MAX / length)
            return t_error_set("%s, byte %d: the length is %lu for axis %d, which is not possible", path, 4 + 4 * d,
                               (unsigned long)length, d);
        elements *= length;
        shape[d] = (int)length;
    }
    if (size - header < elements)
        return t_error_set("%s: the file ends at byte %zu; its header says that %zu elements follow byte %zu", path,
                           size, elements, header);
    if (size - header > elements)
        return t_error_set("%s, byte %zu: %zu bytes follow the last of the %zu elements that the header names", path,
                           header + elements, size - header - elements, elements);
    return true;
}

Tensor *idx_read(const char *path) {
    size_t size;
    unsigned char *bytes = gz_read(path, &size);
    if (!bytes) return NULL;
    Tensor *x = NULL;
    int     shape[T_MAX_NDIM];
    if (check_magic(path, bytes, size) && read_shape(path, bytes, size, shape)) {
        x = t_own(DTYPE_UINT8, DEV_CPU, bytes[3], shape);
        memcpy(x->u8, bytes + 4 + 4 * bytes[3], x->size);
    }
    free(bytes);
    return x;
}

static Tensor *idx_read_rank(const char *path, int rank, const char *what) {
    Tensor *x = idx_read(path);
    if (x && x->ndim != rank) {
        t_error_set("%s, byte 3: the rank is %d; %s have rank %d", path, x->ndim, what, rank);
        t_free(x);
        x = NULL;
    }
    return x;
}

static bool check_labels(const char *images, int n, const char *labels, const Tensor *y, int classes) {
    if (y->shape[0] != n)
        return t_error_set("%s has %d labels, but %s has %d images", labels, y->shape[0], images, n);
    for (size_t i = 0; i < y->size; i++)
        if (y->u8[i] >= classes)
            return t_error_set("%s, byte %zu: the label is %d; labels run from 0 to %d", labels, 8 + i, y->u8[i],
                               classes - 1);
    return true;
}

/* (N,H,W) of 0..255 -> (N,1,H,W) of 0..1. */
static Tensor *scaled(const Tensor *u8) {
    real level[256];
    for (int v = 0; v < 256; v++) level[v] = (real)(v / 255.0);
    Tensor *x = t_own(DTYPE_REAL, DEV_CPU, T_SHAPE(u8->shape[0], 1, u8->shape[1], u8->shape[2]));
    for (size_t i = 0; i < x->size; i++) x->data[i] = level[u8->u8[i]];
    return x;
}

Dataset *data_idx(const char *images, const char *labels, int classes) {
    Tensor *u8 = idx_read_rank(images, 3, "images"), *y8 = u8 ? idx_read_rank(labels, 1, "labels") : NULL;
    Dataset *d = NULL;
    if (u8 && y8 && check_labels(images, u8->shape[0], labels, y8, classes)) {
        Tensor *y = t_own(DTYPE_INT64, DEV_CPU, T_SHAPE(y8->shape[0]));
        for (size_t i = 0; i < y->size; i++) y->i64[i] = y8->u8[i];
        const char *slash = strrchr(images, '/');
        d = dataset_new(slash ? slash + 1 : images, scaled(u8), y, classes);
    }
    t_free(u8);
    t_free(y8);
    return d;
}
