#!/usr/bin/env bash
# formats.sh: the reports that the command line asks for, read by other people's programs where they are installed.
# Prints a line "ok ...", "not ok ..." or "skip ..." for each thing that it checks; status 1 when one is not ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

export GRADLAB_PROGRESS=none
toy=grader/tests/toy
with() { command -v "$1" >/dev/null || { echo "skip - $2: $1 is not installed"; return 1; }; }

"$MAKE" -s -f common/build.mk BUILD="$BUILD" CC=gcc grader-tests >"$scratch/out" 2>&1 || { cat "$scratch/out"; exit 1; }
cp -r $toy/reference/90_toy "$scratch/half" && cp $toy/labs/90_toy/more.c "$scratch/half/"
graded() { # graded ARGUMENTS...: leaves $status, out and err
    "$BUILD/gcc/toy/grade-90_toy" --kit "$BUILD/gcc/toy/probe/90_toy" --code "$scratch/half" --box weak --seed 1 "$@" \
        >"$scratch/out" 2>"$scratch/err" </dev/null
    status=$?
}

formats='json gradescope classroom50 autolab junit tap html'
reports=()
for f in $formats; do reports+=(--report "$f=$scratch/$f"); done
graded "${reports[@]}" --json "$scratch/json2" --report autolab=-
all_there() { for f in $formats json2; do [ -s "$scratch/$f" ] || return 1; done; }
verdict "every report is written" all_there
no_rest() { ! ls "$scratch"/*.part 2>/dev/null; }
verdict "nothing else is left" no_rest
points=$(sed -n 's/^Score: \([0-9.]*\)\/.*/\1/p' "$scratch/out")
partly() { [ "$status" -eq 1 ] && awk -v p="$points" 'BEGIN { exit !(p > 0 && p < 100) }'; }
verdict "half a solution gets a part of the points" partly
last_line() {
    tail -n 1 "$scratch/out" | grep -Fq "\"scoreboard\":[$points]" &&
        tail -n 2 "$scratch/out" | cmp - "$scratch/autolab"
}
verdict "autolab=- is what is printed last" last_line
same() { cmp "$scratch/json" "$scratch/json2" && grep -Fq "\"score\":	$points," "$scratch/json" "$scratch/gradescope"; }
verdict "the reports agree" same

if with python3 "JSON read by Python"; then
    for f in json gradescope classroom50; do verdict "$f is JSON to Python" python3 -m json.tool "$scratch/$f"; done
fi
if with xmllint "XML read by libxml2"; then
    for f in junit html; do verdict "$f is XML to libxml2" xmllint --noout --nonet "$scratch/$f"; done
elif with python3 "XML read by Python"; then
    xml() { python3 -c 'import sys, xml.etree.ElementTree as e; e.parse(sys.argv[1])' "$1"; }
    for f in junit html; do verdict "$f is XML to Python" xml "$scratch/$f"; done
fi
if with prove "TAP read by Perl's harness"; then
    # Many a harness knows version 13 only, of which all that is written here is a part.
    sed '1s/14/13/' "$scratch/tap" >"$scratch/tap13"
    failed=$(grep -c '^not ok ' "$scratch/tap") passed=$(grep -c '^ok ' "$scratch/tap")
    harness() {
        prove -e cat "$scratch/tap13" >"$scratch/prove"
        grep "Failed $failed/$((failed + passed)) subtests" "$scratch/prove" && ! grep 'Parse errors' "$scratch/prove"
    }
    verdict "TAP counts the same to Perl's harness" harness
fi

wrong() { # wrong NAME ARGUMENTS...: status 2 and one line
    local name=$1
    shift
    graded "$@"
    verdict "wrong call: $name" one_line 2 '--report'
}
wrong "another format" --report xml="$scratch/x"
wrong "no file" --report junit
wrong "an empty file name" --report junit=
wrong "a file's format on the screen" --report html=-
graded --report html="$scratch/none/x" --report json="$scratch/json3"
told_once() {
    [ "$(grep -c 'cannot write' "$scratch/err")" -eq 1 ] &&
        cmp <(wc -l <"$scratch/json") <(wc -l <"$scratch/json3")
}
verdict "a report that cannot be written is told once, and costs nothing else" told_once
status_of() { graded --code $toy/reference/90_toy --report json="$1" && [ "$status" -eq "$2" ]; }
verdict "full points without their report: the grader failed" eval \
    'status_of "$scratch/json4" 0 && status_of "$scratch/none/x" 3'
exit $bad
