#!/usr/bin/env bash
# pages.sh: the report as a page, of a hand-in with a mistake and a curve, as a browser shows it. Prints a line
# "ok ...", "not ok ..." or "skip ..." for each thing that it checks; status 1 when one is not ok.
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1
# shellcheck source=common/tests/browser.sh
. common/tests/browser.sh

has_browser || { skip "a report in a browser: neither chromium nor google-chrome is installed"; exit 0; }
lab=03_softmax
"$MAKE" -s -f common/build.mk BUILD="$BUILD" CC=gcc "grade-$lab" >"$scratch/out" 2>&1 || { cat "$scratch/out"; exit 1; }
mistake=$(sh grader/tools/mutate --list grader/labs/$lab/misconceptions.txt | head -n 1)
sh grader/tools/mutate reference/$lab grader/labs/$lab/misconceptions.txt "$mistake" "$scratch/code"
GRADLAB_PROGRESS=none "$BUILD/gcc/grader/grade-$lab" --kit "$BUILD/gcc/probe/$lab" --code "$scratch/code" \
    --box weak --seed 1 --report html="$scratch/report.html" >"$scratch/out" 2>&1
verdict "a report fits a phone's width and a laptop's, and is not empty" looks_right "$scratch/report.html"
# A class of the toy lab, whose page has pictures, tables and lists.
if pkg-config --exists libarchive yaml-0.1; then
    toy=grader/tests/toy
    "$MAKE" -s -f common/build.mk BUILD="$BUILD" CC=gcc class-program "$BUILD/gcc/toy/grade-90_toy" toy-kits \
        >"$scratch/out" 2>&1 || { cat "$scratch/out"; exit 1; }
    for student in "a student with a long name, which has to be broken somewhere" s2; do
        mkdir -p "$scratch/hand/$student" && cp $toy/reference/90_toy/*.c "$scratch/hand/$student"
    done
    echo 'int broken = ;' >"$scratch/hand/s2/toy.c"
    GRADLAB_PROGRESS=none "$BUILD/gcc/grader/class" --lab 90_toy --table $toy/labs/90_toy/lab.tsv \
        --out "$scratch/class" --grader "$BUILD/gcc/toy/grade-90_toy" --kit "$BUILD/gcc/toy/probe/90_toy" \
        --reference $toy/reference/90_toy --submissions "$scratch/hand" >"$scratch/out" 2>&1
    verdict "so does the page of a class" looks_right "$scratch/class/class.html"
else
    skip "the page of a class: libarchive or libyaml is not installed"
fi
printf '<div style="width:600px">wide</div>' >"$scratch/wide.html"
verdict "a page that is too wide is found" eval '! looks_right "$scratch/wide.html"'
printf '<p></p>' >"$scratch/empty.html"
verdict "and one that is empty" eval '! looks_right "$scratch/empty.html"'
exit $bad
