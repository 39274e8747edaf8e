#!/usr/bin/env bash
# new_lab.sh: a new lab is three folders and nothing else. Those below new_lab/, an op and a number, are put into a copy
# of this tree, and the graders' self test runs there. Prints a line "ok ..." or "not ok ..." for each thing that it
# checks; status 1 when one is not ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

lab=80_new
unset BUILD # of the copy

small() { [ "$(find grader/tests/new_lab -type f -exec cat {} + | wc -l)" -lt 150 ]; }
verdict "the lab is less than 150 lines, with a misconception of each task and an alternative" small

# The other labs' graders are left out: they would be built, too. Nothing is optimised, which takes long.
tree=$scratch/tree
mkdir "$tree"
tar -cf - --exclude=./build --exclude='./grader/labs/*' --exclude=./grader/tests/new_lab --exclude=./.git . |
    tar -xf - -C "$tree" && cp -r grader/tests/new_lab/* "$tree"
cd "$tree" || exit 1
stubs() { "$MAKE" stubs && grep -q 'TODO("80.2")' labs/$lab/new.c; }
verdict "make stubs writes its stub" stubs
known() { ! "$MAKE" grade LAB=80 TASK=80.3 && grep -q 'TASK=80\.1 TASK=80\.2' "$scratch/said"; }
verdict "make grade knows the lab by its number, and its tasks" known
export MAKEFLAGS=OPTIMIZE=-O0
verdict "its grader passes the self test" bash grader/tests/selftest.sh $lab
cp "$scratch/said" "$scratch/selftest"
for what in 'stubs score 0' 'references score full' '2 of 2 misconceptions' '1 of 1 alternatives'; do
    verdict "the self test says: $what" grep -q "$what" "$scratch/selftest"
done
exit $bad
