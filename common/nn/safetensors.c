#include "safetensors.h"
#include "autograd.h"
#include "image.h"
#include "safetensors_private.h"
#include <cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "little-endian format: values are read as they lie");

/* The format's own limit; a length beyond it is a damaged file, not a model. */
#define HEADER_LIMIT (100u * 1000 * 1000)

typedef enum Stored { STORED_F64, STORED_F32, STORED_F16, STORED_BF16, STORED_I64, STORED_U8, STORED_COUNT } Stored;
static const struct {
    const char *key;
    size_t      size;
    DType       dtype;
} stored_types[STORED_COUNT] = {
    [STORED_F64] = {"F64", 8, DTYPE_REAL},  [STORED_F32] = {"F32", 4, DTYPE_REAL},
    [STORED_F16] = {"F16", 2, DTYPE_REAL},  [STORED_BF16] = {"BF16", 2, DTYPE_REAL},
    [STORED_I64] = {"I64", 8, DTYPE_INT64}, [STORED_U8] = {"U8", 1, DTYPE_UINT8},
};

/* What the header says of one tensor. */
typedef struct Entry {
    const char *key;
    Stored      stored;
    int         ndim, shape[T_MAX_NDIM];
    size_t      size;       /* elements */
    uint64_t    begin, end; /* bytes after the header */
    int         at;         /* place in the header */
} Entry;

typedef struct Reader {
    const char *path;
    int         fd;
    uint64_t    file_size, header_size;
    cJSON      *header;
    Entry      *entries;
    int         n;
} Reader;

static uint64_t data_start(const Reader *r) { return 8 + r->header_size; }

static bool read_at(const Reader *r, uint64_t offset, void *to, size_t size) {
    for (char *p = to; size > 0;) {
        ssize_t got = pread(r->fd, p, size, (off_t)offset);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return t_error_set("%s: byte %" PRIu64 ": %s", r->path, offset, strerror(errno));
        if (got == 0)
            return t_error_set("%s: byte %" PRIu64 ": the file ends here; %zu more bytes were expected", r->path,
                               offset, size);
        p += got;
        offset += (uint64_t)got;
        size -= (size_t)got;
    }
    return true;
}

/* --- The header --------------------------------------------------------------------------------------------------- */
/* A checkpoint of another program, a web page: the length of the header is nonsense then. */
static bool is_another_format(const Reader *r) {
    unsigned char first[16];
    const size_t  size = r->file_size < sizeof first ? (size_t)r->file_size : sizeof first;
    if (r->header_size <= HEADER_LIMIT || !read_at(r, 0, first, size)) return false;
    const char *known = file_format(first, size);
    if (known) t_error_set("%s: this is %s; safetensors.torch.save_file writes what can be read here", r->path, known);
    return known != NULL;
}

static bool read_header(Reader *r) {
    if (r->file_size < 8)
        return t_error_set("%s: the file has %" PRIu64 " bytes; a safetensors file begins with the length of "
                           "its header, which takes 8", r->path, r->file_size);
    if (!read_at(r, 0, &r->header_size, 8) || is_another_format(r)) return false;
    if (r->header_size > HEADER_LIMIT || r->header_size < 2)
        return t_error_set("%s: byte 0: the header is said to have %" PRIu64 " bytes; 2 to %u were expected: is this "
                           "a safetensors file?", r->path, r->header_size, HEADER_LIMIT);
    if (data_start(r) > r->file_size)
        return t_error_set("%s: byte 0: the header is said to have %" PRIu64 " bytes, but the file ends after %" PRIu64
                           ": it is cut short", r->path, r->header_size, r->file_size - 8);
    char *text = t_malloc(r->header_size + 1);
    if (!read_at(r, 8, text, r->header_size)) {
        free(text);
        return false;
    }
    text[r->header_size] = '\0';
    size_t      at;
    const char *wrong = safetensors_header_wrong(text, r->header_size, &at);
    if (!wrong) r->header = cJSON_Parse(text);
    free(text);
    if (wrong) return t_error_set("%s: byte %zu: %s", r->path, 8 + at, wrong);
    return r->header || t_error_set("%s: no memory for a header of %" PRIu64 " bytes", r->path, r->header_size);
}

/* A whole number from 0 to `limit`, which is at most 2^53: JSON's numbers are doubles. */
static bool whole_number(const cJSON *item, double limit, uint64_t *value) {
    if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0 && item->valuedouble <= limit)) return false;
    *value = (uint64_t)item->valuedouble;
    return (double)*value == item->valuedouble;
}

static bool read_dtype(const Reader *r, const cJSON *item, Entry *e) {
    const cJSON *dtype = cJSON_GetObjectItemCaseSensitive(item, "dtype");
    if (!cJSON_IsString(dtype)) return t_error_set("%s: key %s: the dtype is missing", r->path, e->key);
    for (e->stored = 0; e->stored < STORED_COUNT; e->stored++)
        if (strcmp(dtype->valuestring, stored_types[e->stored].key) == 0) return true;
    return t_error_set("%s: key %s: dtype %.20s cannot be read; F64, F32, F16, BF16, I64 and U8 can", r->path, e->key,
                       dtype->valuestring);
}

static bool read_shape(const Reader *r, const cJSON *item, Entry *e) {
    const cJSON *shape = cJSON_GetObjectItemCaseSensitive(item, "shape"), *axis;
    if (!cJSON_IsArray(shape)) return t_error_set("%s: key %s: the shape is missing", r->path, e->key);
    if (cJSON_GetArraySize(shape) > T_MAX_NDIM)
        return t_error_set("%s: key %s: %d axes; at most %d can be read", r->path, e->key, cJSON_GetArraySize(shape),
                           T_MAX_NDIM);
    e->size = 1;
    cJSON_ArrayForEach(axis, shape) {
        uint64_t length;
        if (!whole_number(axis, INT_MAX, &length))
            return t_error_set("%s: key %s: axis %d of the shape is not a length", r->path, e->key, e->ndim);
        e->shape[e->ndim++] = (int)length;
        if (__builtin_mul_overflow(e->size, (size_t)length, &e->size) || e->size > SIZE_MAX / 16)
            return t_error_set("%s: key %s: the shape has more elements than any file", r->path, e->key);
    }
    return true;
}

static bool read_offsets(const Reader *r, const cJSON *item, Entry *e) {
    const cJSON *offsets = cJSON_GetObjectItemCaseSensitive(item, "data_offsets");
    if (!cJSON_IsArray(offsets) || cJSON_GetArraySize(offsets) != 2 ||
        !whole_number(cJSON_GetArrayItem(offsets, 0), 0x1p53, &e->begin) ||
        !whole_number(cJSON_GetArrayItem(offsets, 1), 0x1p53, &e->end))
        return t_error_set("%s: key %s: data_offsets are not two byte positions", r->path, e->key);
    uint64_t available = r->file_size - data_start(r);
    if (e->begin > e->end || e->end > available)
        return t_error_set("%s: key %s: data_offsets %" PRIu64 " to %" PRIu64 " are not within the %" PRIu64
                           " bytes of data in the file: is it cut short?",
                           r->path, e->key, e->begin, e->end, available);
    size_t bytes = e->size * stored_types[e->stored].size;
    if (bytes != e->end - e->begin)
        return t_error_set("%s: key %s: data_offsets span %" PRIu64 " bytes; %zu elements of %s take %zu", r->path,
                           e->key, e->end - e->begin, e->size, stored_types[e->stored].key, bytes);
    return true;
}

static int by_key(const void *a, const void *b) { return strcmp(((const Entry *)a)->key, ((const Entry *)b)->key); }
static int by_place(const void *a, const void *b) { return ((const Entry *)a)->at - ((const Entry *)b)->at; }
static int by_data(const void *a, const void *b) {
    const Entry *x = a, *y = b;
    if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
    return x->end < y->end ? -1 : x->end > y->end;
}

/* No key twice, and the data belong to the tensors byte by byte: no overlap, no hole, nothing left over. */
static bool check_layout(Reader *r) {
    size_t n = (size_t)r->n;
    qsort(r->entries, n, sizeof *r->entries, by_key);
    for (int i = 1; i < r->n; i++)
        if (strcmp(r->entries[i - 1].key, r->entries[i].key) == 0)
            return t_error_set("%s: key %s: stands twice in the header", r->path, r->entries[i].key);
    qsort(r->entries, n, sizeof *r->entries, by_data);
    uint64_t end = 0;
    for (int i = 0; i < r->n; i++) {
        if (r->entries[i].begin != end)
            return t_error_set("%s: key %s: its data begin at byte %" PRIu64 ", those before it end at %" PRIu64,
                               r->path, r->entries[i].key, data_start(r) + r->entries[i].begin, data_start(r) + end);
        end = r->entries[i].end;
    }
    if (data_start(r) + end != r->file_size)
        return t_error_set("%s: byte %" PRIu64 ": the last tensor ends here, but the file has %" PRIu64 " bytes",
                           r->path, data_start(r) + end, r->file_size);
    qsort(r->entries, n, sizeof *r->entries, by_place);
    return true;
}

/* An object of the header has each of the fields once. */
static bool no_field_twice(const Reader *r, const cJSON *object) {
    static const char *const names[] = {"dtype", "shape", "data_offsets"};
    int          times[3] = {0};
    const cJSON *field;
    cJSON_ArrayForEach(field, object)
        for (int i = 0; i < 3; i++)
            if (strcmp(field->string, names[i]) == 0 && ++times[i] > 1)
                return t_error_set("%s: key %s: %s stands twice", r->path, object->string, names[i]);
    return true;
}

/* Texts by name, or null. */
static bool check_metadata(const Reader *r, const cJSON *metadata) {
    const cJSON *text;
    if (!cJSON_IsObject(metadata) && !cJSON_IsNull(metadata))
        return t_error_set("%s: __metadata__ is not an object of texts", r->path);
    cJSON_ArrayForEach(text, metadata)
        if (!cJSON_IsString(text)) return t_error_set("%s: __metadata__: %s is not a text", r->path, text->string);
    return true;
}

static bool read_entries(Reader *r) {
    r->entries = t_calloc((size_t)cJSON_GetArraySize(r->header) + 1, sizeof *r->entries);
    const cJSON *item;
    bool         metadata = false;
    cJSON_ArrayForEach(item, r->header) {
        if (strcmp(item->string, "__metadata__") == 0) {
            if (metadata) return t_error_set("%s: __metadata__ stands twice in the header", r->path);
            if (!check_metadata(r, item)) return false;
            metadata = true;
            continue;
        }
        Entry *e = &r->entries[r->n];
        e->key = item->string;
        e->at = r->n++;
        if (!cJSON_IsObject(item))
            return t_error_set("%s: key %s: not an object with dtype, shape and data_offsets", r->path, e->key);
        if (!no_field_twice(r, item) || !read_dtype(r, item, e) || !read_shape(r, item, e) || !read_offsets(r, item, e))
            return false;
    }
    return check_layout(r);
}

/* --- The values --------------------------------------------------------------------------------------------------- */
/* bfloat16 is the upper half of a float. */
static float from_bf16(uint16_t bits) {
    uint32_t wide = (uint32_t)bits << 16;
    float    value;
    memcpy(&value, &wide, sizeof value);
    return value;
}

/* IEEE 754 half precision: 1 sign, 5 exponent and 10 fraction bits. */
static float from_f16(uint16_t bits) {
    int   exponent = bits >> 10 & 31, fraction = bits & 1023;
    float size = exponent == 31 ? (fraction ? NAN : INFINITY)
                 : exponent == 0 ? ldexpf((float)fraction, -24)
                                 : ldexpf((float)(fraction + 1024), exponent - 25);
    return bits & 0x8000 ? -size : size;
}

enum { BUFFERED = 4096 };
typedef union Buffer {
    double   f64[BUFFERED];
    float    f32[BUFFERED];
    uint16_t b16[BUFFERED];
} Buffer;

/* Whether a finite number of 64 bits is beyond a float: not to be read as an infinity. */
static bool overflows(double x) { return isfinite(x) && !isfinite((real)x); }

static bool check_range(const Reader *r, const Entry *e, const double x[], size_t done, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (overflows(x[i]))
            return t_error_set("%s: key %s: element %zu is %g, too large for a float (the largest is 3.4e38)", r->path,
                               e->key, done + i, x[i]);
    return true;
}

static void convert(Stored stored, const Buffer *from, size_t n, real *to) {
    for (size_t i = 0; i < n; i++) {
        if (stored == STORED_F64) to[i] = (real)from->f64[i];
        else if (stored == STORED_F32) to[i] = (real)from->f32[i];
        else if (stored == STORED_BF16) to[i] = (real)from_bf16(from->b16[i]);
        else to[i] = (real)from_f16(from->b16[i]);
    }
}

static bool read_values(const Reader *r, const Entry *e, Tensor *x) {
    uint64_t at = data_start(r) + e->begin;
    size_t   element = stored_types[e->stored].size;
    if (x->dtype != DTYPE_REAL || e->stored == (sizeof(real) == sizeof(double) ? STORED_F64 : STORED_F32))
        return read_at(r, at, x->raw, e->size * element);
    Buffer buffer;
    for (size_t done = 0; done < e->size; done += BUFFERED) {
        size_t n = e->size - done < BUFFERED ? e->size - done : BUFFERED;
        if (!read_at(r, at + done * element, &buffer, n * element)) return false;
        if (e->stored == STORED_F64 && !check_range(r, e, buffer.f64, done, n)) return false;
        convert(e->stored, &buffer, n, x->data + done);
    }
    return true;
}

static Safetensors *read_tensors(const Reader *r) {
    Safetensors *file = t_calloc(1, sizeof *file);
    file->keys = t_calloc((size_t)r->n + 1, sizeof *file->keys);
    file->tensors = t_calloc((size_t)r->n + 1, sizeof *file->tensors);
    for (int i = 0; i < r->n; i++) {
        const Entry *e = &r->entries[i];
        size_t       length = strlen(e->key) + 1;
        file->keys[i] = memcpy(t_malloc(length), e->key, length);
        file->tensors[i] = t_own(stored_types[e->stored].dtype, DEV_CPU, e->ndim, e->shape);
        file->tensors[i]->name = file->keys[i];
        file->n = i + 1;
        if (!read_values(r, e, file->tensors[i])) {
            safetensors_free(file);
            return NULL;
        }
    }
    return file;
}

Safetensors *safetensors_read(const char *path) {
    Reader r = {.path = path, .fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (r.fd < 0) {
        t_error_set("cannot read %s: %s", path, strerror(errno));
        return NULL;
    }
    struct stat status;
    Safetensors *file = NULL;
    if (fstat(r.fd, &status) != 0) {
        t_error_set("cannot read %s: %s", path, strerror(errno));
    } else if (!S_ISREG(status.st_mode)) {
        t_error_set("cannot read %s: it is not a regular file", path);
    } else {
        r.file_size = (uint64_t)status.st_size;
        if (read_header(&r) && read_entries(&r)) file = read_tensors(&r);
    }
    close(r.fd);
    cJSON_Delete(r.header);
    free(r.entries);
    return file;
}

Tensor *safetensors_find(const Safetensors *file, const char *key) {
    for (int i = 0; i < file->n; i++)
        if (strcmp(file->keys[i], key) == 0) return file->tensors[i];
    return NULL;
}

void safetensors_free(Safetensors *file) {
    if (!file) return;
    for (int i = 0; i < file->n; i++) {
        t_free(file->tensors[i]);
        free(file->keys[i]);
    }
    free(file->tensors);
    free(file->keys);
    free(file);
}
