#include "arrangement.h"

#include <math.h>

/* What has been added to what was there before. */
typedef struct Numbers {
    const Tensor *x, *before;
} Numbers;

static double number(const Numbers *n, size_t i) {
    return value_at(n->x, i) - (n->before != NULL ? value_at(n->before, i) : 0);
}

static double largest(const Numbers *n) {
    double most = 0;
    for (size_t i = 0; i < n->x->size; i++) most = fmax(most, fabs(number(n, i)));
    return most;
}

static bool near(double a, double b, double allowed) { return isfinite(a) && fabs(a - b) <= allowed; }

/* Element i holds the sum of all that belong there and before it. */
static bool is_running(const Numbers *got, const Numbers *expected, double allowed) {
    double sum = 0;
    for (size_t i = 0; i < got->x->size; i++) {
        sum += number(expected, i);
        if (!near(number(got, i), sum, allowed * (double)(i + 1))) return false;
    }
    return true;
}

/* The numbers stand in the order of the transposed matrix. */
static bool is_transposed(const Numbers *got, const Numbers *expected, double allowed) {
    const Tensor *x = expected->x;
    if (x->ndim != 2) return false;
    const size_t rows = (size_t)x->shape[0], columns = (size_t)x->shape[1];
    if (rows < 2 || columns < 2) return false;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++)
            if (!near(number(got, j * rows + i), number(expected, i * columns + j), allowed)) return false;
    return true;
}

/* Each element of a row holds what belongs one place further on, or one before; the ends are not looked at. */
static bool is_next_place(const Numbers *got, const Numbers *expected, double allowed) {
    const Tensor *x = expected->x;
    const size_t  length = x->ndim > 0 ? (size_t)x->shape[x->ndim - 1] : 0;
    size_t later = 0, earlier = 0, pairs = 0;
    if (length < 3) return false;
    for (size_t i = 0; i + 1 < x->size; i++) {
        if ((i + 1) % length == 0) continue;
        pairs++;
        later += near(number(got, i + 1), number(expected, i), allowed);
        earlier += near(number(got, i), number(expected, i + 1), allowed);
    }
    return later == pairs || earlier == pairs;
}

/* A row of zeros is no row. */
static bool has_numbers(const Numbers *n, size_t row, double allowed) {
    for (size_t i = 0; i < row; i++)
        if (fabs(number(n, i)) > allowed) return true;
    return false;
}

static bool is_first_row(const Numbers *got, const Numbers *expected, double allowed) {
    const Tensor *x = expected->x;
    if (x->ndim < 2 || x->shape[0] < 2) return false;
    const size_t row = x->size / (size_t)x->shape[0];
    if (!has_numbers(expected, row, allowed)) return false;
    for (size_t i = 0; i < x->size; i++)
        if (!near(number(got, i), number(expected, i % row), allowed)) return false;
    return true;
}

/* What is behind the point is cut off; some of the numbers have it. */
static bool is_whole(const Numbers *got, const Numbers *expected) {
    bool loses = false;
    if (expected->x->dtype != DTYPE_REAL) return false;
    for (size_t i = 0; i < got->x->size; i++) {
        const double value = number(expected, i);
        if (number(got, i) != trunc(value)) return false;
        loses = loses || (value != trunc(value) && trunc(value) != 0);
    }
    return loses;
}

static bool is_offset(const Numbers *got, const Numbers *expected, double allowed, double *difference) {
    *difference = number(got, 0) - number(expected, 0);
    for (size_t i = 1; i < got->x->size; i++)
        if (!near(number(got, i) - number(expected, i), *difference, allowed)) return false;
    return isfinite(*difference) && fabs(*difference) > 1e3 * allowed;
}

GuessKind arrangement_guess(const Tensor *got, const Tensor *expected, const Tensor *before, double tolerance,
                            double *difference) {
    const Numbers g = {got, before}, e = {expected, before};
    const double allowed = expected->dtype == DTYPE_REAL ? fmax(tolerance, 1e-9) * largest(&e) : 0;
    if (got->size == 0 || largest(&e) == 0) return GUESS_NONE;
    if (got->size > 1 && is_running(&g, &e, allowed)) return GUESS_RUNNING;
    if (is_transposed(&g, &e, allowed)) return GUESS_TRANSPOSED;
    if (is_first_row(&g, &e, allowed)) return GUESS_FIRST_ROW;
    if (largest(&g) > 0 && is_next_place(&g, &e, allowed)) return GUESS_NEXT_PLACE;
    if (is_whole(&g, &e)) return GUESS_WHOLE;
    if (is_offset(&g, &e, allowed, difference)) return GUESS_OFFSET;
    return GUESS_NONE;
}

bool arrangement_add(Text *to, const Guess *g, const Tensor *expected) {
    switch (g->kind) {
    case GUESS_RUNNING:
        text_add(to, "\neach value is the sum of all right ones up to it: the sum is not set back to 0 for the next "
                     "element");
        return true;
    case GUESS_TRANSPOSED:
        text_add(to, "\nthese are the right numbers, in the order of the transposed matrix: rows and columns have "
                     "changed places in an index");
        return true;
    case GUESS_NEXT_PLACE:
        text_add(to, "\nthese are the right numbers, one place off: an index is too large or too small by 1");
        return true;
    case GUESS_FIRST_ROW:
        text_add(to, "\nevery row is the first one: an index does not go on with the row");
        return true;
    case GUESS_WHOLE:
        text_add(to, "\nthe digits behind the point are lost: is something an int, or a division one of whole numbers?");
        return true;
    case GUESS_OFFSET:
        text_add(to, "\n%s%.6g too %s", expected->size > 1 ? "everywhere " : "", fabs(g->ratio),
                 g->ratio > 0 ? "large" : "small");
        return true;
    default: return false;
    }
}
