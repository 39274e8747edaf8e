#!/usr/bin/env bash
# similarity.sh: make similarity, on a small class of lab 3: a copy with other names is on top, what the stub or the
# solution has is not counted, and an earlier year is compared. Prints a line "ok ...", "not ok ..." or "skip ..." for
# each thing that it checks; status 1 when one is not ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

if ! command -v sim_c >/dev/null; then
    skip "who has written alike: sim_c is not installed"
    exit 0
fi
lab=03_softmax program=$BUILD/gcc/grader/similarity
"$MAKE" -s -f common/build.mk BUILD="$BUILD" CC=gcc "$program" "$BUILD/gcc/stubs/$lab/.made" >"$scratch/out" 2>&1
verdict "the program is built" test -x "$program"
class=$scratch/class
mkdir -p "$class" "$scratch/pages" "$scratch/earlier/somebody"
student() { # student NAME STYLE: hands in a right solution of this style
    mkdir -p "$class/$1" && sh grader/tools/alternative "reference/$lab" "grader/labs/$lab/alternatives/$2" \
        "$class/$1" >/dev/null
}
for style in columns formulas helpers blas noisy; do student "$style" $style; done
# A copy, as copies are made: other names, other comments, other layout, another order of functions, deep in folders.
copy=$class/copy/a/b
mkdir -p "$copy"
sed -E 's/\brow\b/zeile/g; s/\bsum\b/total/g; s/\bmax\b/largest/g; s/\bn\b/q/g; s/ \{$/\n{/; s,^    ,/* my own */\t,' \
    "$class/helpers/softmax.c" >"$copy/softmax.c"
cp "$class/helpers/classifier.c" "$copy/"
mkdir "$class/unwritten" "$class/right" "$class/right_too" "$class/-odd <name> &amp"
cp "$BUILD/gcc/stubs/$lab"/*.c "$class/unwritten/"
for one in right right_too; do cp reference/$lab/*.c "$class/$one/"; done
cp "$class/columns"/*.c "$scratch/earlier/somebody/" && cp "$class/columns"/*.c "$class/-odd <name> &amp/"
ln -s /etc "$class/link"

compare() { # compare FOLDER...: with these
    rm -rf "$scratch/pieces" && mkdir "$scratch/pieces"
    "$program" $lab "$class" "$scratch/pages" "$scratch/pieces" "$BUILD/gcc/stubs/$lab" reference/$lab softmax.c \
        classifier.c -- "$@" >"$scratch/out" 2>"$scratch/err"
    status=$?
}
list() { cut -d, -f 2,3,4 "$scratch/pages/similarity.csv"; }
compare
fine() { [ "$status" -eq 0 ] && silent err && out_has '^10 hand-ins: [0-9]+ pairs'; }
verdict "a class is compared" fine
on_top() {
    list | sed -n 2,3p | sort | paste -sd ' ' |
        grep -qx "\"'-odd <name> &amp\",\"columns\",\"\" \"copy\",\"helpers\",\"\""
}
verdict "the two copies are on top, whatever their names and layout" on_top
share() { awk -F, -v pair="$1" '$2 "," $3 == pair { print int($6) }' "$scratch/pages/similarity.csv"; }
whole() { [ "$(share '"copy","helpers"')" -ge 90 ]; }
verdict "of a copy nearly all is alike" whole
far() { awk -F, 'NR > 3 && ($6 > 15 || $7 > 15) { exit 1 } END { exit NR < 5 }' "$scratch/pages/similarity.csv"; }
verdict "of other styles little" far
nothing_given() { ! list | grep -Eq 'right|unwritten'; }
verdict "what the stub and the solution have is in no pair" nothing_given
page=$scratch/pages/index.html
escaped() { grep -q '&lt;name&gt; &amp;amp' "$page" && ! grep -rq '<name>' "$scratch/pages" --include='*.html'; }
verdict "names are text in a page" escaped
noted() { grep -q 'What this list cannot show' "$page" && grep -q 'It is no proof' "$scratch/pages/pair-1.html"; }
verdict "the pages say what the list cannot show" noted
sides() {
    grep -q '<mark>' "$scratch/pages/pair-1.html" && [ "$(grep -c '^<div>$' "$scratch/pages/pair-1.html")" -eq 4 ]
}
verdict "a pair stands side by side, with what is alike marked" sides
if command -v xmllint >/dev/null; then
    verdict "the pages are well-formed" xmllint --noout "$page" "$scratch/pages/pair-1.html"
else
    skip "the pages are well-formed: xmllint is not installed"
fi
tasks() { awk -F, '$2 == "\"copy\"" && $3 == "\"helpers\""' "$scratch/pages/similarity.csv" | grep -Eq '3\.1 .*3\.9'; }
verdict "and the tasks are named" tasks
compare "$scratch/earlier"
earlier() {
    list | grep -q "\"columns\",\"somebody\",\"$scratch/earlier\"" &&
        out_has '^10 hand-ins, and 1 of earlier years' && out_has "columns and somebody of $scratch/earlier: "
}
verdict "an earlier year is compared with" earlier
# As make class leaves a class: hand-ins under their hashes.
mkdir -p "$scratch/out_folder/state/code"
cp -r "$class/helpers" "$scratch/out_folder/state/code/aa" && cp -r "$copy" "$scratch/out_folder/state/code/bb"
printf '{"lab": "%s", "students": [{"id": "7", "attempts": [{"hash": "xx"}, {"hash": "aa"}]},
    {"id": "9", "attempts": [{"hash": "bb"}]}, {"id": "11", "attempts": []}]}' $lab \
    >"$scratch/out_folder/state/class.json"
class=$scratch/out_folder
compare
verdict "a class that make class has taken in" \
    eval 'out_has "^2 hand-ins: 1 pairs" && list | grep -qx "\"7\",\"9\",\"\""'
sed -i s/03_softmax/02_regression/ "$class/state/class.json"
compare
verdict "and one of another lab is refused" one_line 2 'is a class of 02_regression, and not of 03_softmax'
mkdir "$scratch/empty" && class=$scratch/empty
compare
verdict "a folder without hand-ins is refused" one_line 2 'no folder in it holds softmax\.c'
exit $bad
