/* print.c: tensors on paper, character for character as torch prints them (without grad_fn). */
#include "tensor.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* torch.set_printoptions' defaults. */
enum { PRECISION = 4, THRESHOLD = 1000, EDGE_ITEMS = 3, LINE_WIDTH = 80, INDENT = 7 /* of "tensor(" */ };

typedef struct Printer {
    FILE         *to;
    const Tensor *x;          /* on the CPU */
    bool          summarize;  /* three items at each end of an axis */
    bool          whole;      /* reals without a fraction: "4." */
    bool          scientific;
    int           width;      /* of every number */
} Printer;

/* The index after i that is printed. */
static int next_index(const Printer *p, int axis, int i) {
    int n = p->x->shape[axis];
    return p->summarize && n > 2 * EDGE_ITEMS && i == EDGE_ITEMS - 1 ? n - EDGE_ITEMS : i + 1;
}

static bool gap_before(const Printer *p, int axis, int i) {
    int n = p->x->shape[axis];
    return p->summarize && n > 2 * EDGE_ITEMS && i == n - EDGE_ITEMS;
}

/* Elements that one step along an axis passes. */
static size_t stride(const Tensor *x, int axis) {
    size_t step = 1;
    for (int d = axis + 1; d < x->ndim; d++) step *= (size_t)x->shape[d];
    return step;
}

/* --- Numbers ------------------------------------------------------------------------------------------------------ */

/* The number at an offset, without padding. Returns its length. */
static int format_number(const Printer *p, size_t offset, char text[static 64]) {
    const Tensor *x = p->x;
    switch (x->dtype) {
    case DTYPE_INT64: return snprintf(text, 64, "%" PRId64, x->i64[offset]);
    case DTYPE_UINT8: return snprintf(text, 64, "%d", x->u8[offset]);
    case DTYPE_REAL: break;
    }
    double value = (double)x->data[offset];
    if (isnan(value)) return snprintf(text, 64, "nan");
    if (isinf(value)) return snprintf(text, 64, value < 0 ? "-inf" : "inf");
    if (p->scientific) return snprintf(text, 64, "%.*e", PRECISION, value);
    if (p->whole) return snprintf(text, 64, "%.0f.", value);
    return snprintf(text, 64, "%.*f", PRECISION, value);
}

/* What decides the format of a real tensor: its printed values that are finite and not 0. */
typedef struct Range {
    double least, greatest; /* by magnitude; greatest is 0 when there are none */
    bool   whole;
    int    width;
} Range;

static void add_value(const Printer *p, size_t offset, Range *range) {
    if (p->x->dtype != DTYPE_REAL) return;
    double magnitude = fabs((double)p->x->data[offset]);
    if (!isfinite(magnitude) || magnitude == 0) return;
    if (range->greatest == 0 || magnitude < range->least) range->least = magnitude;
    if (magnitude > range->greatest) range->greatest = magnitude;
    if (magnitude != floor(magnitude)) range->whole = false;
}

static void add_width(const Printer *p, size_t offset, Range *range) {
    if (p->x->dtype == DTYPE_REAL && (!isfinite(p->x->data[offset]) || p->x->data[offset] == 0)) return;
    char text[64];
    int width = format_number(p, offset, text);
    if (width > range->width) range->width = width;
}

static void for_each_printed(const Printer *p, int axis, size_t offset,
                             void (*add)(const Printer *, size_t, Range *), Range *range) {
    if (axis == p->x->ndim) {
        add(p, offset, range);
        return;
    }
    for (int i = 0; i < p->x->shape[axis]; i = next_index(p, axis, i))
        for_each_printed(p, axis + 1, offset + (size_t)i * stride(p->x, axis), add, range);
}

static void choose_format(Printer *p) {
    Range range = {.whole = true, .width = 1};
    for_each_printed(p, 0, 0, add_value, &range);
    p->whole = range.whole;
    p->scientific = range.greatest > 0 && (range.greatest / range.least > 1000 || range.greatest > 1e8 ||
                                           range.least < 1e-4);
    for_each_printed(p, 0, 0, add_width, &range);
    p->width = range.width;
}

/* --- Brackets ----------------------------------------------------------------------------------------------------- */

static void print_number(const Printer *p, size_t offset) {
    char text[64];
    format_number(p, offset, text);
    fprintf(p->to, "%*s", p->width, text);
}

/* The innermost axis: as many numbers a line as fit. */
static void print_row(const Printer *p, size_t offset, int indent) {
    int axis = p->x->ndim - 1, per_line = (LINE_WIDTH - indent) / (p->width + 2), items = 0;
    if (per_line < 1) per_line = 1;
    for (int i = 0; i < p->x->shape[axis]; i = next_index(p, axis, i)) {
        for (int gap = gap_before(p, axis, i); gap >= 0; gap--) {
            if (items > 0 && items % per_line == 0) fprintf(p->to, ",\n%*s", indent + 1, "");
            else if (items > 0) fputs(", ", p->to);
            if (gap) fputs(" ...", p->to);
            else print_number(p, offset + (size_t)i);
            items++;
        }
    }
}

static void print_axis(const Printer *p, int axis, size_t offset, int indent) {
    if (axis == p->x->ndim) { /* rank 0 */
        print_number(p, offset);
        return;
    }
    fputc('[', p->to);
    if (axis == p->x->ndim - 1) print_row(p, offset, indent);
    else
        for (int i = 0; i < p->x->shape[axis]; i = next_index(p, axis, i)) {
            for (int gap = gap_before(p, axis, i); gap >= 0; gap--) {
                if (i > 0) {
                    fputc(',', p->to);
                    for (int d = axis; d < p->x->ndim - 1; d++) fputc('\n', p->to);
                    fprintf(p->to, "%*s", indent + 1, "");
                }
                if (gap) fputs("...", p->to);
                else print_axis(p, axis + 1, offset + (size_t)i * stride(p->x, axis), indent + 1);
            }
        }
    fputc(']', p->to);
}

/* --- The whole ---------------------------------------------------------------------------------------------------- */

/* ", requires_grad=True", on a line of its own when it would not fit the last one. */
static void print_suffix(FILE *to, size_t *line, const char *name, const char *value) {
    size_t length = strlen(name) + strlen(value);
    if (*line + length + 2 > LINE_WIDTH) {
        fprintf(to, ",\n%*s%s%s", INDENT, "", name, value);
        *line = INDENT + length;
    } else {
        fprintf(to, ", %s%s", name, value);
        *line += length + 2;
    }
}

/* What brackets and numbers do not show. `line` is the length of the last line so far. */
static void print_suffixes(FILE *to, const Tensor *x, size_t line) {
    char text[16 * T_MAX_NDIM];
    if (x->device != DEV_CPU) {
        snprintf(text, sizeof text, "'%s'", dev_name(x->device));
        print_suffix(to, &line, "device=", text);
    }
    if (x->size == 0 && x->ndim != 1) {
        int length = 0;
        for (int d = 0; d < x->ndim; d++) length += sprintf(text + length, "%s%d", d ? ", " : "(", x->shape[d]);
        strcpy(text + length, ")");
        print_suffix(to, &line, "size=", text);
    }
    if (x->dtype == DTYPE_UINT8 || (x->size == 0 && x->dtype == DTYPE_INT64))
        print_suffix(to, &line, "dtype=", t_dtype_name(x->dtype));
    if (x->requires_grad && !x->ctx) print_suffix(to, &line, "requires_grad=", "True");
}

static void print_brackets(FILE *to, const Tensor *x) {
    Printer p = {.to = to, .x = x, .summarize = x->size > THRESHOLD};
    if (x->size == 0) {
        fputs("[]", to);
        return;
    }
    choose_format(&p);
    print_axis(&p, 0, 0, INDENT);
}

/* Without the newline. */
static void print_tensor(FILE *to, const Tensor *x) {
    Tensor here = *x;
    here.raw = (void *)t_host(x);
    char  *text = NULL;
    size_t length = 0;
    FILE  *memory = open_memstream(&text, &length);
    if (memory) print_brackets(memory, &here);
    if (!memory || fclose(memory) != 0) t_fail(NULL, "no memory to print %s", t_label(x, "a tensor"));
    fprintf(to, "tensor(%s", text);
    /* Counted as torch counts: two more than there are. */
    const char *last_line = strrchr(text, '\n');
    print_suffixes(to, x, last_line ? strlen(last_line) + 1 : INDENT + length + 2);
    fputc(')', to);
    free(text);
}

void t_fprint(FILE *to, const Tensor *x) {
    t_check_alive(x, "t_print");
    print_tensor(to, x);
    fputc('\n', to);
}

void t_print(const Tensor *x) { t_fprint(stdout, x); }

const char *t_text(const Tensor *x) {
    static char *texts[8];
    static int   next;
    t_check_alive(x, "t_text");
    char **text = &texts[next++ % 8];
    size_t length;
    free(*text);
    FILE *memory = open_memstream(text, &length);
    if (memory) print_tensor(memory, x);
    if (!memory || fclose(memory) != 0) t_fail(NULL, "no memory for the text of %s", t_label(x, "a tensor"));
    return *text;
}
