#!/usr/bin/env bash
# chain.sh: make grade CHAIN=mine, on the toy lab: what an earlier lab of the student's does is what a later one gets,
# and the report says so. Prints a line "ok ..." or "not ok ..." for each thing that it checks; status 1 when one is not
# ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

"$MAKE" -s -f common/build.mk BUILD="$BUILD" CC=gcc "$BUILD/gcc/toy/grade-90_toy" toy-kits >"$scratch/out" 2>&1
kits=$BUILD/gcc/toy/probe code=$scratch/code labs=$scratch/labs
mkdir -p "$code" "$labs/01_perceptron"
own=$labs/01_perceptron/perceptron.c
printf '%s\t%s\n' lab Perceptron writes 'a unit' trains - >"$labs/01_perceptron/lab.tsv"
printf '%s\t%s\t%s\t%s\t%s\n' task title file points what 1.1 unit perceptron.c 100 'a unit' \
    >>"$labs/01_perceptron/lab.tsv"
# The hand-in is right where heaviside(1), of lab 1, is 1.
sed 's,^#include "toy.h",&\n#include "perceptron.h"\nint helper(void) { return 1; },
    s,/ 2;,/ (helper() + heaviside(1));,' \
    grader/tests/toy/reference/90_toy/toy.c >"$code/toy.c"
cp grader/tests/toy/reference/90_toy/more.c "$code/"

chain() {
    sh common/tools/chain.sh gcc "$kits" "$scratch/chain" "$labs" 90_toy >"$scratch/said" 2>"$scratch/err"
    words=$(cat "$scratch/chain/90_toy/words")
}
graded() { # graded ARGUMENTS...: the hand-in on that chain
    "$BUILD/gcc/toy/grade-90_toy" --code "$code" --kit "$scratch/chain/90_toy" --sanitize none --chain "$words" \
        --json "$scratch/results.json" "$@" >"$scratch/out" 2>>"$scratch/err"
    status=$?
}
on() { # on WORDS POINTS: what the chain is said to be, and the points
    [ "$words" = "$1" ] && out_has "^Score: $2" && out_has "^Lab 90: Toys .*, on your own $1\)" &&
        grep -Eq "\"chain\":[[:space:]]\"$1\"" "$scratch/results.json"
}

# A function of the same name as one of the hand-in's is no conflict: nobody else has called it before.
{ cat reference/01_perceptron/perceptron.c; echo 'int helper(void) { return 7; }'; } >"$own"
chain && graded
verdict "on a right earlier lab a right hand-in is full" on 'lab 1' 100/100
verdict "the report says whose labs these are" out_has '^built on your own lab 1\. Points that count'
sed 's/^int heaviside(double z) {/&\n    if (z > 0) return 3;/' reference/01_perceptron/perceptron.c >"$own"
chain && graded
verdict "on a wrong one it is wrong" on 'lab 1' 40/100
graded --kit "$kits/90_toy"
verdict "while the reference's is as right as before" out_has '^Score: 100/100'
sed 's/^int heaviside(double z) {/&\n    TODO("1.1");/' reference/01_perceptron/perceptron.c >"$own"
chain && graded
unwritten() { on 'lab 1' 40/100 && out_has 'needs 1\.1 of your own lab 1, which is not written yet'; }
verdict "what is not written there is named" unwritten
sed 's/heaviside/heavyside/' reference/01_perceptron/perceptron.c >"$own"
chain
none() { grep -q 'perceptron\.c has no heaviside\. The solution stays' "$scratch/err"; }
verdict "a file without a function that others call is left out" none
mkdir "$labs/02_regression" && cp labs/02_regression/lab.tsv reference/02_regression/*.c "$labs/02_regression/"
echo 'int broken(void) { return undeclared_thing; }' >>"$labs/02_regression/linear.c"
chain && graded
left_out() {
    [ "$words" = 'labs 1 to 2 (without 01_perceptron/perceptron.c, 02_regression/linear.c)' ] &&
        grep -q 'linear\.c does not compile: .*undeclared_thing' "$scratch/err" && out_has '^Score: 100/100'
}
verdict "and one that does not compile; the solution stays in its place" left_out
exit $bad
