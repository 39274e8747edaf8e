#!/usr/bin/env bash
# edits.sh: the small mistakes of grader/tools/edits.awk: a program with all of them, each switched on in turn, and a
# grading that tells one. Prints a line "ok ..." or "not ok ..." for each thing that it checks; status 1 when one is not
# ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

# --- A function with all of its mistakes ------------------------------------------------------------------------------
cat >"$scratch/sum.c" <<'END'
#include <math.h>
#include <stdio.h>

double sum(int n, const double *x) {
    /* SOLUTION BEGIN 1.1 */
    double s = 0, most = x[0];
    for (int i = 1; i < n; i++) most = fmax(most, x[i]);
    for (int i = 0; i < n; i++) {
        if (x[i] < 0) continue;
        s += 2 * x[i] / n; /* the mean, twice */
    }
    return sqrt(s) - most;
    /* SOLUTION END 1.1 */
}

int main(void) {
    const double x[] = {3, -1, 7, 2, 100};
#ifdef EDIT
    for (edit_chosen = -1; edit_chosen < EDITS; edit_chosen++) printf("%g\n", sum(4, x));
#else
    printf("%g\n", sum(4, x));
#endif
}
END
mkdir "$scratch/edited"
edits() { awk -v out="$1" -v table="$2" -f grader/tools/edits_expressions.awk -f grader/tools/edits.awk "${@:3}"; }
edits "$scratch/edited" "$scratch/table" "$scratch/sum.c"
number=$(grep -c '^    {"' "$scratch/table")
echo 'int edit_chosen;' >"$scratch/chosen.c"
gcc -w -DEDITS="$number" -o "$scratch/all" "$scratch/edited/0/sum.c" "$scratch/chosen.c" -lm &&
    gcc -w -o "$scratch/one" "$scratch/sum.c" -lm && "$scratch/all" >"$scratch/values" && "$scratch/one" >"$scratch/value"
as_before() { [ "$(head -n 1 "$scratch/values")" = "$(cat "$scratch/value")" ]; }
verdict "with no mistake switched on the program is as it was" as_before
mistake() { # mistake KIND VALUE: one of this kind makes the function return this
    grep '^    {"' "$scratch/table" | paste - <(tail -n +2 "$scratch/values") |
        grep -q "{\"1.1\", \"sum\", \"$1\", 0, [01]},	$2"
}
value() { awk -v s="$1" -v most="$2" 'BEGIN { printf "%g", sqrt(s) - most }'; }
verdict "= for +=" mistake '= stands where += belongs' "$(value 1 7)"
verdict "a loop begins late" mistake 'one loop begins a step too early or too late' "$(value 4.5 7)"
verdict "a loop ends late" mistake 'one loop ends a step too early or too late' "$(value 56 7)"
verdict "a factor is missing" mistake 'one factor is missing' "$(value 3 7)"
verdict "a division is missing" mistake 'one division is missing' "$(value 24 7)"
verdict "a divisor is off by 1" mistake 'one divisor is off by 1' "$(value 8 7)"
verdict "a sign is wrong" mistake 'one sign is wrong: a + for a -, or a - for a +' "$(value 6 -7)"
verdict "a term is missing" mistake 'one term is missing' "$(value 6 0)"
verdict "fmax is fmin" mistake 'fmax and fmin are exchanged in one place' "$(value 6 -1)"
verdict "a bound is missing" mistake 'one fmax is missing' "$(value 6 3)"
verdict "sqrt is missing" mistake 'one sqrt is missing' -1
verdict "a statement is missing" mistake 'one statement is missing' "$(value 0 7)"
verdict "a condition is missing" mistake 'one condition is missing' "$(value 0 7)"
# A quotient of sizes is 0 as often as not, and then answers as if the term were left out.
printf '%s\n' 'int at(int n, int k) {' '    /* SOLUTION BEGIN 1.1 */' '    KIND a = (KIND)n * (KIND)k;' '    return (int)a;' \
    '    /* SOLUTION END 1.1 */' '}' >"$scratch/at"
quotient() { # quotient TYPE: a product of this type becomes a quotient, too
    sed "s/KIND/$1/g" "$scratch/at" >"$scratch/at.c"
    mkdir -p "$scratch/at_edited"
    edits "$scratch/at_edited" "$scratch/at_table" "$scratch/at.c"
    grep -Fq 'one product is a quotient' "$scratch/at_table"
}
no_quotient() { ! quotient size_t; }
verdict "a product of numbers is a quotient" quotient double
verdict "a product of sizes is not" no_quotient
# A quotient in an index stays a whole number, and of a number times a tensor the tensor is left.
cat >"$scratch/kinds.c" <<'END'
typedef struct Tensor Tensor;
Tensor *t_mul(double number, Tensor *x), *t_div(double number, Tensor *x);
double at(int n, int k, const double *x) {
    /* SOLUTION BEGIN 1.1 */
    return x[n / k % 3];
    /* SOLUTION END 1.1 */
}
Tensor *scaled(Tensor *x, double lambda) {
    /* SOLUTION BEGIN 1.2 */
    return t_mul(lambda, x);
    /* SOLUTION END 1.2 */
}
END
mkdir "$scratch/kinds"
of_one_kind() {
    edits "$scratch/kinds" "$scratch/kinds_table" "$scratch/kinds.c" &&
        grep -Fq '"one factor is missing"' "$scratch/kinds_table" &&
        gcc -w -c -o "$scratch/kinds.o" "$scratch/kinds/0/kinds.c"
}
verdict "mistakes in an index and in a call have the right types" of_one_kind
no_text() { ! grep -q 'x\[\|most\|/ n' "$scratch/table"; }
verdict "the sentences have no text of the solution" no_text

# --- What a solution may be written with ------------------------------------------------------------------------------
# A mistake that is no C would keep a new lab from being built.
cat >"$scratch/forms.c" <<'END'
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Pair { double a, b; int n; } Pair;

double forms(int n, const double *restrict x1, const double *x2) {
    /* SOLUTION BEGIN 1.1 */
    const double a = 0.5;
    double const half = 0.5;
    double       last = 0, y[8] = {0};
    for (int i = 0; i < n; i++) y[i] = (double)(last = a * last + x1[i]);
    for (int i = n; i-- > 0;) y[i] += (last = x2[i] + a * last);
    double (*f)(double) = n > 2 ? fabs : sqrt;
    unsigned long long k = 3, k2 = 4;
    long           double wide = 1;
    double (*rows)[2] = malloc(2 * sizeof *rows);
    rows[0][1] = rows[1][0] = x1[0];
    (n > 2 ? rows[0] : rows[1])[0] = half;
    double s1 = 0, s2 = 0;
    for (const double *p = x1, *const end = x1 + n; p < end; p++) s1 += *p;
    s2 = s1 > (s2 = x2[0]) ? s1-- : --s2;
    static int calls = 0;
    calls++;
    struct Pair local = {.n = n}, *there = &local;
    do there->n *= 2; while (there->n < 8);
    wide += rows[0][1] + rows[0][0];
    free(rows);
    if (!(s1 > 0) || isnan(s2)) return -HUGE_VAL;
    return f(last) + (double)wide + s1 * s2 + (double)(k << 1 | k2) + there->n + y[n - 1];
    /* SOLUTION END 1.1 */
}

int main(void) {
    const double x[] = {3, -1, 7, 2, 5};
    printf("%.9g\n", forms(5, x, x));
}
END
mkdir "$scratch/forms"
edits "$scratch/forms" "$scratch/forms_table" "$scratch/forms.c"
echo 'int edit_chosen = -1;' >"$scratch/none.c"
all_forms() {
    gcc -w -o "$scratch/one" "$scratch/forms.c" -lm &&
        gcc -w -o "$scratch/all" "$scratch/forms/0/forms.c" "$scratch/none.c" -lm &&
        [ "$("$scratch/all")" = "$("$scratch/one")" ] && [ "$(grep -c '{"1.1"' "$scratch/forms_table")" -gt 50 ]
}
verdict "whatever a solution is written with, its mistakes are C" all_forms

# --- Mistakes that are written by hand, too --------------------------------------------------------------------------
cat >"$scratch/rows.c" <<'END'
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

double rows(int n, int size, const double *x, const double *w) {
    /* SOLUTION BEGIN 1.2 */
    double all = 0, means = 0, last = x[1];
    for (int i = 0; i < n; i++) {
        double row = 0;
        for (int j = 0; j < size; j++) row += w[j] * (x[i * size + j] - 1);
        all += fabs(row);
        if (row > last) last = row;
        means += row / size;
    }
    all += 10;
    all = all * means;
    return all - last;
    /* SOLUTION END 1.2 */
}

int main(void) {
    const double x[] = {3.5, -1, 7, 2.25, 100, 8, 9.5, -4, 5, 6.5, 7, 8}, w[] = {2, 0.5, 4, 3};
#ifdef EDIT
    for (edit_chosen = -1; edit_chosen < EDITS; edit_chosen++) printf("%.9g\n", rows(4, 3, x, w));
#else
    printf("%.9g\n", rows(4, 3, x, w));
#endif
}
END
edits "$scratch/edited" "$scratch/table" "$scratch/rows.c"
number=$(grep -c '^    {"' "$scratch/table")
gcc -w -DEDITS="$number" -o "$scratch/all" "$scratch/edited/0/rows.c" "$scratch/chosen.c" -lm &&
    "$scratch/all" >"$scratch/values"
by_hand() { # by_hand SED_SCRIPT KIND: a mistake of this kind answers as the function with this change
    sed "$1" "$scratch/rows.c" >"$scratch/by_hand.c"
    ! cmp -s "$scratch/rows.c" "$scratch/by_hand.c" && gcc -w -o "$scratch/one" "$scratch/by_hand.c" -lm || return 1
    grep '^    {"' "$scratch/table" | paste - <(tail -n +2 "$scratch/values") |
        sed 's/, [01]},/},/' | grep -Fqx "    {\"1.2\", \"rows\", \"$2\", 0},	$("$scratch/one")"
}
verdict "a sum is not set back for each row" by_hand 's/^        double row = 0;//; s/last = x/row = 0, last = x/' \
    'one value is set before a loop; it has to be set again in each step of the loop'
verdict "a sum is an int" by_hand 's/double all = 0, means = 0,/int means = 0; double all = 0,/' \
    'one variable is a whole number; its values are real'
verdict "a quotient is one of whole numbers" by_hand 's,row / size,row * (1 / size),' \
    'a division is of whole numbers, and its rest is lost: 1 / 4 is 0, 1.0 / 4 is not'
verdict "brackets are missing" by_hand 's/(x\[i \* size + j\] - 1)/x[i * size + j] - 1/' \
    'one pair of brackets is missing'
verdict "abs for fabs" by_hand 's/fabs(row)/abs((int)row)/' \
    'abs stands where fabs belongs; abs is for whole numbers, and cuts the rest off'
verdict "two statements in the other order" \
    by_hand '/all += 10/d; s/^    all = all \* means;/    all = all * means; all += 10;/' \
    'two statements stand in the wrong order'
verdict "a statement inside a loop" by_hand '/^        all += fabs/d; s/\(j++) \)\(.*\)/\1{ \2 all += fabs(row); }/' \
    'one statement stands inside a loop, and belongs behind the loop'
verdict "a loop that ends after its first step" by_hand 's/i < n/i < 1/' 'one loop ends after its first step'
verdict "a row that is always the first" by_hand 's/x\[i \* size + j\]/x[j]/' 'one term is missing'
verdict "an index that stays 0" by_hand 's/w\[j\]/w[0]/' 'one index is 0 in every step of a loop'
verdict "a condition the wrong way round" by_hand 's/row > last/row < last/' 'one condition is the wrong way round'
verdict "a value that begins at 0" by_hand 's/last = x\[1\]/last = 0/' 'one variable begins at 0'
verdict "one number for another" by_hand 's/all - last/all - means/' 'one number is taken for another'
verdict "a term that is too large" by_hand 's/means += row/means += 2 * row/' \
    'one term is twice as large as it has to be'
mkdir "$scratch/another" && cp "$scratch/rows.c" "$scratch/another/"
edits "$scratch/edited" "$scratch/table" "$scratch/rows.c" "$scratch/another/rows.c"
of_way() { grep -c ", $1, [01]},\$" "$scratch/table"; }
two_ways() { [ "$(of_way 0)" = "$number" ] && [ "$(of_way 1)" = "$number" ]; }
verdict "each of two ways to write a solution has its mistakes" two_ways

# --- A grading that tells one -----------------------------------------------------------------------------------------
lab=00_tensors
for one in $lab 04_optimizers 07_transfer; do
    "$MAKE" -s --no-print-directory -f common/build.mk BUILD="$BUILD" CC=gcc "$BUILD/gcc/grader/grade-$one" "grade-$one"
done >"$scratch/log" 2>&1
hand_in() { # hand_in SED_SCRIPT [FILE TASK]: the lab with this change of a file, one task graded
    local file=${2:-gradcheck.c}
    rm -rf "$scratch/code" && mkdir "$scratch/code" && cp reference/$lab/*.c "$scratch/code/"
    sed "$1" "reference/$lab/$file" >"$scratch/code/$file"
    "$BUILD/gcc/grader/grade-$lab" --code "$scratch/code" --box weak --kit "$BUILD/gcc/probe/$lab" --task "${3:-0.10}" \
        --sanitize none >"$scratch/said" 2>&1
    tr -s ' \n' ' ' <"$scratch/said" >"$scratch/out"
}
told='In every case your answers are those of a right solution with one mistake in numerical_gradient. Either one term is missing\.'
hand_in 's/before - (real)h/before/'
verdict "one small mistake is told" out_has "$told"
hand_in 's/before - (real)h/before/; s/(2 \* h)/(5 * h)/'
not_told() { out_has ' 0\.10 ' && ! out_has 'one mistake in'; }
verdict "of two none is told" not_told
hand_in 's/A->data\[i \* k + l\]/A->data[i * n + l]/' matmul.c 0.3
verdict "one that crashes is told" out_has 'one mistake in matmul_loops: one length is that of another axis'
hand_in 's/CblasNoTrans, CblasTrans, N, out, in/CblasNoTrans, CblasTrans, out, N, in/' matmul.c 0.4
verdict "one of a call is told" out_has 'mistake in linear_once'
hand_in 's/(int)(flat % (size_t)shape\[d\])/(int)flat/' indexing.c 0.1,0.2
verdict "a remainder that is missing is told" out_has 'one mistake in multi_index'
cause() { out_has '0.1 is the cause: one mistake in multi_index. One remainder \(%\) is missing\.'; }
verdict "in a later task the earlier one is said to be the cause" cause
hand_in 's/size_t elements = 1;/size_t elements = 0;/' indexing.c 0.1
zeros() { out_has 'in every case the answer is 0, or what was there before' && ! out_has 'mistake in strides_of'; }
verdict "of answers of zeros alone no mistake is told" zeros
hand_in 's/y->data\[i\] = 1 /y->data[i] == 1 /' activations.c 0.8
verdict "the compiler's warning is told" \
    out_has 'the compiler warns at activations.c:19, in sigmoid_forward: value computed is not used'
hand_in 's/x\[i\] : slope \* x\[i\]/x[i] : (real)0.1 * x[i]/' activations.c 0.9
verdict "a declared mistake of two functions is told where one of them has it" out_has 'The slope is always 0\.1'
hand_in 's/A->data, k, B->data, m, 0/A->data, k, B->data, m - 1, 0/' matmul.c 0.3
verdict "a call that BLAS refuses is told" out_has 'BLAS refuses the call, and computes nothing'
hand_in '/c\[j\] = 0;/,/c\[j\] += /d' matmul.c 0.3
never_set() { out_has ' 0\.3 ' && out_has 'it is never set' && ! out_has 'one mistake in'; }
verdict "an output that is never set is told no mistake" never_set
lab=04_optimizers
hand_in '/SOLUTION BEGIN 4.3/,/SOLUTION END 4.3/d' optimizers.c 4.3
nothing_told() {
    out_has ' 4\.3 ' && out_has 'a right solution in which sgd_step does nothing' && ! out_has 'one mistake in'
}
verdict "a function that does nothing is told no mistake" nothing_told
lab=07_transfer
hand_in '/^void set_requires_grad/,/^}/{/SOLUTION BEGIN/,/SOLUTION END/d}' freezing.c 7.1,7.6
nothing_later() {
    out_has 'a right solution in which set_requires_grad does nothing' &&
        out_has '7\.1 is the cause: one mistake in set_requires_grad. It does nothing' && ! out_has 'choose_trained'
}
verdict "a later task names the function that does nothing" nothing_later
# In the checks of files that do not fit this answers as a declared mistake does: all is loaded, and false is returned.
lab=07_transfer
hand_in '/^bool load_checkpoint/a return false;' checkpoint.c 7.4
contradicted() { out_has ' 7\.4 ' && ! out_has 'The values are in the model'; }
verdict "a declared mistake that another check of the task contradicts is not told" contradicted
exit $bad
