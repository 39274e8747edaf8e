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
awk -v out="$scratch/edited" -v table="$scratch/table" -f grader/tools/edits.awk "$scratch/sum.c"
edits=$(grep -c '^    {"' "$scratch/table")
echo 'int edit_chosen;' >"$scratch/chosen.c"
gcc -w -DEDITS="$edits" -o "$scratch/all" "$scratch/edited/sum.c" "$scratch/chosen.c" -lm &&
    gcc -w -o "$scratch/one" "$scratch/sum.c" -lm && "$scratch/all" >"$scratch/values" && "$scratch/one" >"$scratch/value"
as_before() { [ "$(head -n 1 "$scratch/values")" = "$(cat "$scratch/value")" ]; }
verdict "with no mistake switched on the program is as it was" as_before
mistake() { # mistake KIND VALUE: one of this kind makes the function return this
    grep '^    {"' "$scratch/table" | paste - <(tail -n +2 "$scratch/values") |
        grep -Fq "{\"1.1\", \"sum\", \"$1\"},	$2"
}
value() { awk -v s="$1" -v most="$2" 'BEGIN { printf "%g", sqrt(s) - most }'; }
verdict "+= is =" mistake 'one += is =' "$(value 1 7)"
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
    awk -v out="$scratch/at_edited" -v table="$scratch/at_table" -f grader/tools/edits.awk "$scratch/at.c"
    grep -Fq 'one product is a quotient' "$scratch/at_table"
}
no_quotient() { ! quotient size_t; }
verdict "a product of numbers is a quotient" quotient double
verdict "a product of sizes is not" no_quotient
no_text() { ! grep -q 'x\[\|most\|/ n' "$scratch/table"; }
verdict "the sentences have no text of the solution" no_text

# --- A grading that tells one -----------------------------------------------------------------------------------------
lab=00_tensors
"$MAKE" -s --no-print-directory -f common/build.mk BUILD="$BUILD" CC=gcc "$BUILD/gcc/grader/grade-$lab" "grade-$lab" \
    >"$scratch/log" 2>&1
hand_in() { # hand_in SED_SCRIPT: lab 0 with this change of gradcheck.c, one task graded
    rm -rf "$scratch/code" && mkdir "$scratch/code" && cp reference/$lab/*.c "$scratch/code/"
    sed "$1" reference/$lab/gradcheck.c >"$scratch/code/gradcheck.c"
    "$BUILD/gcc/grader/grade-$lab" --code "$scratch/code" --box weak --kit "$BUILD/gcc/probe/$lab" --task 0.10 \
        --sanitize none >"$scratch/said" 2>&1
    tr -s ' \n' ' ' <"$scratch/said" >"$scratch/out"
}
told='In every case your answers are those of a right solution with one mistake in numerical_gradient: one term is missing'
hand_in 's/before - (real)h/before/'
verdict "one small mistake is told" out_has "$told"
hand_in 's/before - (real)h/before/; s/(2 \* h)/(5 * h)/'
not_told() { out_has ' 0\.10 ' && ! out_has 'one mistake in'; }
verdict "of two none is told" not_told
exit $bad
