#include "compare.h"

#include "arrangement.h"
#include <stdlib.h>
#include <string.h>

enum { TABLE_ROWS = 20 };
/* Relative to the largest: what differs by less may do so by the order of sums. */
#define ROUNDING 1e-9

static Reveal revealed = REVEAL_FIRST;

const char *reveal_name(Reveal reveal) {
    static const char *const names[] = {[REVEAL_FIRST] = "first", [REVEAL_ALL] = "all", [REVEAL_NONE] = "none"};
    return names[reveal];
}

void compare_reveal(Reveal reveal) { revealed = reveal; }

Reveal compare_revealed(void) { return revealed; }

/* Of the finite values; 1 where all are 0, so that the tolerance is an absolute one there. */
static double magnitude(const Tensor *x) {
    double largest = 0;
    for (size_t i = 0; i < x->size; i++)
        if (isfinite(value_at(x, i))) largest = fmax(largest, fabs(value_at(x, i)));
    return largest > 0 ? largest : 1;
}

/* Written so that a NaN on either side is a difference. */
static bool near(double got, double expected, double allowed) {
    return got == expected || (isfinite(expected) && fabs(got - expected) <= allowed);
}

static bool same_kind(const Tensor *a, const Tensor *b) { return a->dtype == b->dtype && t_same_shape(a, b); }

bool compare_equal(const Tensor *got, const Tensor *expected, double tolerance) {
    if (!same_kind(got, expected)) return false;
    double allowed = expected->dtype == DTYPE_REAL ? tolerance * magnitude(expected) : 0;
    for (size_t i = 0; i < expected->size; i++)
        if (!near(value_at(got, i), value_at(expected, i), allowed)) return false;
    return true;
}

bool compare_answer(const Check *check, const Case *k, Tensor *const answer[]) {
    Judged wrong;
    return !compare_first_wrong(check, k, answer, &wrong);
}

bool compare_first_wrong(const Check *check, const Case *k, Tensor *const answer[], Judged *wrong) {
    for (const Judged *j = views_judged(check, k, answer); j->name != NULL; j++) {
        if (compare_equal(j->got, j->expected, check->tolerance)) continue;
        *wrong = *j;
        return true;
    }
    return false;
}

/* --- Where -------------------------------------------------------------------------------------------------------- */
void compare_name_element(Text *to, const char *name, const Tensor *x, size_t index) {
    text_add(to, "%s", name);
    if (x->ndim == 0) return;
    size_t stride = x->size;
    for (int d = 0; d < x->ndim; d++) {
        stride /= (size_t)x->shape[d];
        text_add(to, "%s%zu", d == 0 ? "[" : ",", index / stride);
        index %= stride;
    }
    text_add(to, "]");
}

/* The grader and the library fill fresh memory with bytes of 0xff, a NaN that no computation makes. */
static bool is_unset(const Tensor *x, size_t i) {
    uint8_t unset[sizeof(real)];
    memset(unset, 0xff, sizeof unset);
    return x->dtype == DTYPE_REAL && memcmp(&x->data[i], unset, sizeof unset) == 0;
}

/* The compiler fills variables that are never set with bytes of 0xfe, the library whole numbers with 0xa5; a few may
 * have been added. */
static bool is_near_unset(const Tensor *x, size_t i) {
    static const int64_t patterns[] = {-16843010, -72340172838076674, -6510615555426900571, -1515870811};
    if (x->dtype == DTYPE_REAL) return isfinite((double)x->data[i]) && fabs((double)x->data[i]) > 1e300;
    for (size_t p = 0; x->dtype == DTYPE_INT64 && p < sizeof patterns / sizeof patterns[0]; p++)
        if (x->i64[i] >= patterns[p] - 1000 && x->i64[i] <= patterns[p] + 1000) return true;
    return false;
}

bool compare_unset(const Tensor *x, size_t i) { return is_unset(x, i) || is_near_unset(x, i); }

static size_t unset_in(const Tensor *x) {
    size_t n = 0;
    for (size_t i = 0; i < x->size; i++) n += is_unset(x, i);
    return n;
}

/* As many digits as it takes to tell the two apart, and no fewer than six. */
typedef struct Pair {
    char expected[40], got[40];
} Pair;

static Pair pair_of(double expected, double got, DType dtype) {
    Pair p;
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(p.expected, sizeof p.expected, "%.*g", dtype == DTYPE_REAL ? digits : 17, expected);
        snprintf(p.got, sizeof p.got, "%.*g", dtype == DTYPE_REAL ? digits : 17, got);
        if (strcmp(p.expected, p.got) != 0) break;
    }
    if (isnan(got)) strcpy(p.got, "nan");
    return p;
}

static void add_pair(Text *to, double expected, double got, DType dtype) {
    Pair p = pair_of(expected, got, dtype);
    text_add(to, "expected %s, got %s", p.expected, p.got);
}

/* The values that differ, one a line, as a table. */
static void add_table(Text *to, const char *name, const Tensor *got, const Tensor *expected, double allowed,
                      size_t wrong) {
    text_add(to, "\n%-22s %24s %24s", "element", "expected", "got");
    int rows = 0;
    for (size_t i = 0; i < expected->size && rows < TABLE_ROWS; i++) {
        if (near(value_at(got, i), value_at(expected, i), allowed)) continue;
        Text where = {0};
        compare_name_element(&where, name, expected, i);
        Pair p = pair_of(value_at(expected, i), value_at(got, i), expected->dtype);
        text_add(to, "\n%-22s %24s %24s", text_of(&where), p.expected, p.got);
        text_free(&where);
        rows++;
    }
    if (wrong > TABLE_ROWS) text_add(to, "\nand %zu more", wrong - TABLE_ROWS);
}

/* --- Why ---------------------------------------------------------------------------------------------------------- */
/* What an element has been given beyond what it held before, where the gradient of an input is accumulated. */
static double part(const Tensor *x, const Tensor *before, size_t i) {
    return value_at(x, i) - (before != NULL ? value_at(before, i) : 0);
}

/* got = ratio * expected in every element, each without what was there before: false when there is no such ratio.
 * *carried: the elements that tell of it, those that are not 0. */
static bool constant_ratio(const Tensor *got, const Tensor *expected, const Tensor *before, double *ratio,
                           size_t *carried) {
    size_t largest = 0;
    for (size_t i = 1; i < expected->size; i++)
        if (fabs(part(expected, before, i)) > fabs(part(expected, before, largest))) largest = i;
    if (expected->size == 0 || part(expected, before, largest) == 0) return false;
    *ratio = part(got, before, largest) / part(expected, before, largest);
    if (!isfinite(*ratio)) return false;
    double allowed = 1e-6 * fabs(part(expected, before, largest)) * fmax(1, fabs(*ratio));
    *carried = 0;
    for (size_t i = 0; i < expected->size; i++) {
        if (!near(part(got, before, i), *ratio * part(expected, before, i), allowed)) return false;
        *carried += fabs(part(expected, before, i)) > 1e3 * allowed;
    }
    return true;
}

static bool is_number(double x, double number) { return fabs(x - number) <= 1e-6 * fabs(number); }

/* "the length of axis 0 of x": the first quantity of the case that equals n. */
static bool find_origin(Guess *g, double n, const Case *k) {
    const View *inputs = k != NULL ? views_of_inputs(k) : NULL;
    for (int i = 0; k != NULL && inputs[i].name != NULL; i++) {
        const Tensor *x = inputs[i].x;
        for (int d = 0; d < x->ndim; d++)
            if (x->shape[d] > 1 && is_number(n, x->shape[d])) {
                const char *batch = d == 0 && i == 0 && x->ndim > 1 ? ", the batch" : "";
                snprintf(g->origin, sizeof g->origin, "the length of axis %d of %.40s%s", d, inputs[i].name, batch);
                return g->counts = true;
            }
        if (x->size > 1 && is_number(n, (double)x->size)) {
            snprintf(g->origin, sizeof g->origin, "the number of elements of %.40s", inputs[i].name);
            return g->counts = true;
        }
    }
    for (int i = 0; k != NULL && i < k->call.n_args; i++) {
        const Argument *a = &k->call.arg[i];
        if (a->name[0] == '-' || a->whole || a->value == 0 || a->value == 1 || !is_number(n, a->value)) continue;
        snprintf(g->origin, sizeof g->origin, "%.60s", a->name);
        return true;
    }
    return false;
}

static Guess guess_of_ratio(double ratio, const Case *k) {
    static const struct { double ratio; GuessKind kind; } known[] = {
        {1, GUESS_ROUNDING}, {-1, GUESS_SIGN}, {2, GUESS_TWICE}};
    Guess g = {.kind = GUESS_RATIO, .ratio = ratio};
    if (fabs(ratio) < 1e-12) g.kind = GUESS_ZERO;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (is_number(ratio, known[i].ratio)) g.kind = known[i].kind;
    if (is_number(ratio, 1 / log(2.0))) g.kind = GUESS_LOG_2;
    if (is_number(ratio, 1 / log(10.0))) g.kind = GUESS_LOG_10;
    if (g.kind != GUESS_RATIO || find_origin(&g, fabs(ratio), k)) return g;
    g.inverse = find_origin(&g, 1 / fabs(ratio), k);
    return g;
}

/* In words that hold for every case with the same cause: the numbers are those of the case that is shown. */
static void add_ratio(Text *to, const char *lead, const Guess *g, bool one) {
    const char *where = one ? "" : "everywhere ", *what = one ? "the expected value" : "what is expected";
    const char *sign = g->ratio < 0 ? ", and the sign is wrong" : "";
    text_add(to, "%s", lead);
    switch (g->kind) {
    case GUESS_ZERO: text_add(to, "%s", one ? "it is 0" : "all of it is 0"); return;
    case GUESS_ROUNDING:
        text_add(to, "right but for rounding: is something in it a float (expf, 0.1f, float x)? Write real, and exp");
        return;
    case GUESS_SIGN: text_add(to, "the sign is wrong%s", one ? "" : " everywhere"); return;
    case GUESS_LOG_2: text_add(to, "looks like a logarithm to base 2 in the place of the natural one"); return;
    case GUESS_LOG_10: text_add(to, "looks like a logarithm to base 10 in the place of the natural one"); return;
    case GUESS_TWICE: text_add(to, "%stwice %s: added twice, or a factor of 2 too much?", where, what); return;
    default: break;
    }
    const double times = fabs(g->ratio);
    if (g->origin[0] == '\0') text_add(to, "%s%.6g times %s", where, g->ratio, what);
    else if (!g->counts)
        text_add(to, "%s%.6g times %s%s; %.6g is %s: is it used once too %s?", where, times, what, sign,
                 g->inverse ? 1 / times : times, g->origin, g->inverse ? "seldom" : "often");
    else if (g->inverse)
        text_add(to, "%s1/%g of %s%s; %g is %s: is a mean taken where a sum is asked for?", where, round(1 / times),
                 what, sign, round(1 / times), g->origin);
    else
        text_add(to, "%s%g times %s%s; %g is %s: is a sum taken where a mean is asked for?", where, round(times), what,
                 sign, round(times), g->origin);
}

/* The values that the gradient `name` held before: an input of the case; NULL when it is no such output. */
static const Tensor *before_of(const char *name, const Tensor *expected, const Case *k) {
    char before[64];
    snprintf(before, sizeof before, "%.40s before", name);
    for (const View *v = views_of_inputs(k); v->name != NULL; v++)
        if (strcmp(v->name, before) == 0 && same_kind(v->x, expected)) return v->x;
    return NULL;
}

/* expected = what was there + the gradient; an answer that lacks the first part has overwritten it. */
static GuessKind overwritten(const Tensor *got, const Tensor *expected, const Tensor *before, double tolerance) {
    double allowed = fmax(tolerance, 1e-9) * magnitude(expected);
    bool overwrites = true, untouched = true;
    for (size_t i = 0; i < before->size; i++) {
        overwrites = overwrites && near(value_at(got, i) + value_at(before, i), value_at(expected, i), allowed);
        untouched = untouched && near(value_at(got, i), value_at(before, i), allowed);
    }
    return overwrites ? GUESS_OVERWRITTEN : untouched ? GUESS_UNTOUCHED : GUESS_NONE;
}

/* Whether every row of x is the input. */
static bool repeats(const Tensor *x, const Tensor *input, double tolerance) {
    const double allowed = tolerance * magnitude(input);
    if (x->ndim != input->ndim + 1 || x->dtype != input->dtype || input->size == 0) return false;
    for (int d = 0; d < input->ndim; d++)
        if (x->shape[d + 1] != input->shape[d]) return false;
    for (size_t i = 0; i < x->size; i++)
        if (!near(value_at(x, i), value_at(input, i % input->size), allowed)) return false;
    return true;
}

static bool is_copy(Guess *g, const Tensor *got, double tolerance, const Case *k) {
    for (const View *v = views_of_inputs(k); v->name != NULL; v++) {
        const bool whole = same_kind(v->x, got) && compare_equal(got, v->x, tolerance);
        if (got->size < 2 || !(whole || repeats(got, v->x, tolerance))) continue;
        *g = (Guess){.kind = GUESS_COPY, .elements = got->size, .rows = !whole};
        snprintf(g->origin, sizeof g->origin, "%.60s", v->name);
        return true;
    }
    return false;
}

/* --- Texts -------------------------------------------------------------------------------------------------------- */
static void add_line(Text *to, const char *label, const uint8_t *bytes, size_t n) {
    char *safe = text_escape((const char *)bytes, n, 200);
    text_add(to, "\n%s|%s|", label, safe);
    free(safe);
}

static size_t length_of(const Tensor *x) { return strnlen((const char *)x->u8, x->size); }

static size_t line_length(const uint8_t *s, size_t left) {
    size_t n = 0;
    while (n < left && s[n] != '\n') n++;
    return n;
}

static void explain_text(Text *to, const char *name, const Tensor *got, const Tensor *expected) {
    size_t n = length_of(expected), m = length_of(got), i = 0, j = 0;
    for (int line = 1;; line++) {
        size_t a = line_length(expected->u8 + i, n - i), b = line_length(got->u8 + j, m - j);
        bool last_a = i + a == n, last_b = j + b == m;
        if (a != b || memcmp(expected->u8 + i, got->u8 + j, a) != 0) {
            text_add(to, "%s: line %d differs", name, line);
            add_line(to, "expected ", expected->u8 + i, a);
            add_line(to, "got      ", got->u8 + j, b);
            return;
        }
        if (last_a || last_b) {
            text_add(to,
                     last_a && last_b ? "%s: bytes after the end of the text differ"
                     : last_a         ? "%s: more than the %d lines that are expected"
                                      : "%s: an end after line %d, where more is expected",
                     name, line);
            return;
        }
        i += a + 1;
        j += b + 1;
    }
}

/* Of the elements that differ, the first by more than rounding; the first where there is none. */
static size_t first_to_show(const Tensor *got, const Tensor *expected, double allowed) {
    const double rounding = expected->dtype == DTYPE_REAL ? ROUNDING * magnitude(expected) : 0;
    size_t first = expected->size;
    for (size_t i = 0; i < expected->size; i++) {
        if (near(value_at(got, i), value_at(expected, i), allowed)) continue;
        if (!near(value_at(got, i), value_at(expected, i), fmax(allowed, rounding))) return i;
        if (first == expected->size) first = i;
    }
    return first;
}

void compare_show(Text *to, const char *name, const Tensor *got, const Tensor *expected, double tolerance) {
    if (!same_kind(got, expected)) {
        text_add(to, "%s: expected %s %s, got %s %s", name, t_shape_text(expected), t_dtype_name(expected->dtype),
                 t_shape_text(got), t_dtype_name(got->dtype));
        return;
    }
    if (revealed == REVEAL_NONE) {
        text_add(to, "%s: not what is expected", name);
        return;
    }
    if (expected->dtype == DTYPE_UINT8) {
        explain_text(to, name, got, expected);
        return;
    }
    const double allowed = expected->dtype == DTYPE_REAL ? tolerance * magnitude(expected) : 0;
    const size_t first = first_to_show(got, expected, allowed), unset = unset_in(got);
    size_t wrong = 0;
    for (size_t i = 0; i < expected->size; i++) wrong += !near(value_at(got, i), value_at(expected, i), allowed);
    if (wrong == 0) return;
    compare_name_element(to, name, expected, first);
    text_add(to, ": ");
    add_pair(to, value_at(expected, first), value_at(got, first), expected->dtype);
    if (expected->size > 1) text_add(to, " (%zu of %zu values differ)", wrong, expected->size);
    if (revealed == REVEAL_ALL && wrong > 1) add_table(to, name, got, expected, allowed, wrong);
    if (is_near_unset(got, first) && !is_near_unset(expected, first))
        text_add(to, "\na variable or an element begins without a value: set it before you add to it");
    if (unset > 0)
        text_add(to, "\n%s never set, or added to (+=) before it was set",
                 unset == expected->size ? "it is" : "some of it is");
}

Guess compare_guess(const char *name, const Tensor *got, const Tensor *expected, double tolerance, const Case *k) {
    Guess  g = {.elements = expected->size};
    double ratio;
    if (!same_kind(got, expected) || expected->dtype == DTYPE_UINT8 || unset_in(got) > 0) return g;
    const Tensor *before = k != NULL ? before_of(name, expected, k) : NULL;
    if (before != NULL) g.kind = overwritten(got, expected, before, tolerance);
    if (g.kind != GUESS_NONE || (k != NULL && is_copy(&g, got, tolerance, k))) return g;
    size_t carried;
    if (expected->dtype != DTYPE_REAL || !constant_ratio(got, expected, before, &ratio, &carried)) {
        g.kind = arrangement_guess(got, expected, before, tolerance, &g.ratio);
        return g;
    }
    g = guess_of_ratio(ratio, k);
    g.elements = carried;
    return g;
}

bool compare_guesses_agree(const Guess *a, const Guess *b) {
    if (a->kind != b->kind || strcmp(a->origin, b->origin) != 0) return false;
    if (a->kind == GUESS_OFFSET) return fabs(a->ratio - b->ratio) <= 1e-6 * fabs(a->ratio);
    return a->kind != GUESS_RATIO || (a->inverse == b->inverse && (a->ratio < 0) == (b->ratio < 0) &&
                                      (a->origin[0] != '\0' || is_number(a->ratio, b->ratio)));
}

void compare_add_guess(Text *to, const Guess *g, const char *name, const Tensor *expected, const Case *k) {
    char lead[96] = "\n";
    if (k != NULL && before_of(name, expected, k) != NULL)
        snprintf(lead, sizeof lead, "\nin what has been added to %.40s: ", name);
    switch (g->kind) {
    case GUESS_NONE: return;
    case GUESS_OVERWRITTEN:
        text_add(to,
                 "\nright but for what was in %s before: add to it (+=), other uses of the input have their part there",
                 name);
        return;
    case GUESS_UNTOUCHED: text_add(to, "\nthis is what was in %s before: nothing has been added", name); return;
    case GUESS_COPY:
        text_add(to, "\n%s equals the input %s", g->rows ? "every row of it" : "it", g->origin);
        return;
    default:
        if (!arrangement_add(to, g, expected)) add_ratio(to, lead, g, expected->size == 1);
    }
}

const char *check_compare(const char *name, const Tensor *got, const Tensor *expected, double tolerance) {
    static Text text;
    text_free(&text);
    if (compare_equal(got, expected, tolerance)) return "";
    const Guess g = compare_guess(name, got, expected, tolerance, NULL);
    compare_show(&text, name, got, expected, tolerance);
    if (revealed != REVEAL_NONE && g.elements > 1) compare_add_guess(&text, &g, name, expected, NULL);
    return text_of(&text);
}

/* --- The case ----------------------------------------------------------------------------------------------------- */
/* Whole numbers are short, and are what an answer depends on: indices, lengths, labels. */
enum { VALUES_SHOWN = 6, WHOLE_NUMBERS_SHOWN = 24, TENSORS_WITH_VALUES = 3 };

/* Of real numbers, too. */
static bool are_whole(const Tensor *x) {
    for (size_t i = 0; i < x->size; i++)
        if (!(fabs(value_at(x, i)) < 1000 && value_at(x, i) == round(value_at(x, i)))) return false;
    return true;
}

static void add_input(Text *to, const char *name, const Tensor *x, bool values) {
    text_add(to, "%s%s%s%s", to->size > 0 ? ", " : "", name, x->ndim > 0 ? " " : "",
             x->ndim > 0 ? t_shape_text(x) : "");
    const size_t most = x->dtype == DTYPE_INT64 || are_whole(x) ? WHOLE_NUMBERS_SHOWN : VALUES_SHOWN;
    if (!values || x->size > most || x->size == 0) return;
    text_add(to, " = %s", x->ndim > 0 ? "[" : "");
    for (size_t i = 0; i < x->size; i++) {
        bool row = i > 0 && x->ndim > 1 && i % (size_t)x->shape[x->ndim - 1] == 0;
        text_add(to, "%s%.5g", i == 0 ? "" : row ? "; " : ", ", value_at(x, i) + 0.0); /* no -0 */
    }
    text_add(to, "%s", x->ndim > 0 ? "]" : "");
}

/* A name that begins with a dash means nothing to a student. */
static void add_arguments(Text *to, const Case *k) {
    const char *between = to->size > 0 ? "; " : "";
    for (int i = 0; i < k->call.n_args; i++) {
        const Argument *a = &k->call.arg[i];
        if (a->name[0] == '-') continue;
        text_add(to, "%s%s = %.*g", between, a->name, a->whole ? 10 : 6, a->value);
        between = ", ";
    }
}

/* The upstream gradient, and what was in the gradients before, belong to the backward. */
static bool matters(const Check *check, const char *name) {
    const char *end = name + strlen(name);
    bool of_backward = strcmp(name, "dy") == 0 || (end - name > 7 && strcmp(end - 7, " before") == 0);
    return !(check->output == 0 && of_backward);
}

/* "W, b want no gradient here: dx[1], dx[2] are NULL". */
static void add_unwanted(Text *to, const Case *k) {
    Text names = {0}, gradients = {0};
    int n = 0;
    for (int i = 0; i < k->differentiable && k->want != WANT_ALL; i++) {
        if (k->call.in[i]->requires_grad) continue;
        text_add(&names, "%s%s", n > 0 ? ", " : "", k->in_name[i]);
        text_add(&gradients, "%sdx[%d]", n++ > 0 ? ", " : "", i);
    }
    if (n > 0)
        text_add(to, "\n%s want%s no gradient here: %s %s NULL", text_of(&names), n == 1 ? "s" : "",
                 text_of(&gradients), n == 1 ? "is" : "are");
    text_free(&names);
    text_free(&gradients);
}

void compare_describe_case(Text *to, const Check *check, const Case *k) {
    if (revealed == REVEAL_NONE) {
        if (k->cases > 1) text_add(to, "\nin case %d of %d", k->index + 1, k->cases);
        return;
    }
    Text inputs = {0};
    const View *all = views_of_inputs(k);
    for (int i = 0; all[i].name != NULL; i++)
        if (matters(check, all[i].name))
            add_input(&inputs, all[i].name, all[i].x, i < TENSORS_WITH_VALUES || all[i].x->dtype == DTYPE_INT64);
    add_arguments(&inputs, k);
    if (k->cases > 1) text_add(to, "\nin case %d of %d: %s", k->index + 1, k->cases, text_of(&inputs));
    else if (inputs.size > 0) text_add(to, "\nfor %s", text_of(&inputs));
    text_free(&inputs);
    add_unwanted(to, k);
}
