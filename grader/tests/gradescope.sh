#!/usr/bin/env bash
# gradescope.sh: the autograder for Gradescope, unpacked, set up and run in folders laid out as Gradescope's. Prints a
# line "ok ...", "not ok ..." or "skip ..." for each thing that it checks; status 1 when one is not ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

# A lab that trains, since data and gates are packed, too. What it has is read from its table, not known here.
lab=03_softmax
table() { awk -v show="$1" -f labs/lab.awk "$2"; }
mapfile -t files < <(table files labs/$lab/lab.tsv)
first=${files[0]} second=${files[1]} bonus=$(table bonus labs/$lab/lab.tsv)
export GRADLAB_AUTOGRADER=$scratch/autograder
source=$GRADLAB_AUTOGRADER/source submission=$GRADLAB_AUTOGRADER/submission
results=$GRADLAB_AUTOGRADER/results/results.json
mkdir -p "$source" "$submission" "$GRADLAB_AUTOGRADER/results"

zip=$BUILD/gradescope/$lab.zip
"$MAKE" -s -f common/build.mk BUILD="$BUILD" CC=gcc "$zip" grade >"$scratch/log" 2>&1
verdict "the zip is made" test -s "$zip"
if command -v unzip >/dev/null; then
    unpack() { unzip -q "$zip" -d "$source"; }
elif command -v python3 >/dev/null; then # which leaves permissions out
    unpack() { python3 -m zipfile -e "$zip" "$source" && chmod +x "$source/setup.sh" "$source/run_autograder"; }
else
    echo "skip - the zip is unpacked and run: neither unzip nor python3 is installed"
    exit $bad
fi
verdict "it is unpacked by another program" unpack
runnable() { [ -x "$source/setup.sh" ] && [ -x "$source/run_autograder" ]; }
verdict "setup.sh and run_autograder can be run" runnable
no_others() { ! find "$source" -name tests -o -name .git -o -path "*/labs/*/experiment.c" -o -name '*.o' | grep -q .; }
verdict "nothing in it but what grading needs" no_others

# What is built here for this processor serves there, so that setup.sh finds little to do.
mkdir -p "$source/build"
tar -C "$BUILD" --exclude='*/tests/*' -cf - gcc | tar -C "$source/build" -xpf -

GRADLAB_ARCH=native "$source/setup.sh" >"$scratch/log" 2>&1 </dev/null
status=$?
verdict "setup.sh installs and builds" test "$status" -eq 0
bare() { [ ! -e "$source/reference" ] && ! find "$source" -name '*.c' ! -path '*/stubs/*' | grep -q .; }
verdict "no source but the stubs is left in the image" bare
closed() { [ -z "$(find "$source" -path "$source/build/gcc/probe" -prune -o -type f -perm /077 -print -quit)" ]; }
verdict "nothing but the public kit can be read by other users" closed

# hand_in NAME: the folder $scratch/NAME is what Gradescope found; then as Gradescope does it, from its own folder.
hand_in() {
    rm -rf "$submission" "$GRADLAB_AUTOGRADER/results"
    cp -a "$scratch/$1" "$submission" && mkdir "$GRADLAB_AUTOGRADER/results"
    (cd "$GRADLAB_AUTOGRADER" && "$source/run_autograder") >"$scratch/log" 2>&1 </dev/null
    status=$?
}
score() { sed -n 's/^[{[:space:]]*"score":[[:space:]]*\([0-9.]*\),.*/\1/p' "$results" | head -n 1; }
if command -v python3 >/dev/null; then
    is_json() { python3 -c 'import json, sys; json.load(open(sys.argv[1], encoding="utf-8"))' "$results"; }
else
    is_json() { [ -s "$results" ]; }
fi
alone() { [ "$(ls "$GRADLAB_AUTOGRADER/results")" = results.json ]; }
gets() { [ "$status" -eq 0 ] && is_json && [ "$(score)" = "$1" ] && alone; }
between() { gets "$(score)" && awk -v s="$(score)" 'BEGIN { exit !(s > 0 && s < 100) }'; }
says() { grep -q -- "$1" "$results"; }

mkdir "$scratch/reference" "$scratch/stubs"
cp "reference/$lab/"*.c "$scratch/reference/"
sh grader/tools/mkstubs "reference/$lab" "$scratch/stubs" >/dev/null
hand_in reference
verdict "the reference gets 100" gets 100
hand_in stubs
verdict "the stubs get 0" gets 0
verdict "and are said to be unwritten" says 'not written yet'

if command -v g++ >/dev/null; then
    cp -r "$scratch/reference" "$scratch/kernels" && cp "reference/$lab/$bonus/kernels.cu" "$scratch/kernels/"
    extra=$(table points "labs/$lab/$bonus/lab.tsv" | awk '{ sum += $2 } END { print sum }')
    hand_in kernels
    verdict "optional tasks are extra credit" gets $((100 + extra))
    verdict "and are named" says "Bonus, $(table tasks "labs/$lab/$bonus/lab.tsv" | sed -n '1s/\./\\./p')"
fi

mkdir -p "$scratch/deep/some one's folder/labs"
cp -r "$scratch/reference" "$scratch/deep/some one's folder/labs/$lab"
hand_in deep
verdict "a folder handed in whole gets 100" gets 100

mkdir "$scratch/missing" && cp "$scratch/reference/$first" "$scratch/missing/"
hand_in missing
verdict "a missing file costs its own tasks" between
verdict "and is named" says "${second%.c}\.c"

cp -r "$scratch/reference" "$scratch/broken"
echo 'int broken(void) { return undeclared_thing; }' >>"$scratch/broken/$first"
hand_in broken
verdict "a file that does not compile costs its own tasks" between
verdict "and the compiler is quoted" says 'undeclared_thing'

mkdir "$scratch/empty"
hand_in empty
verdict "an empty submission gets 0" gets 0
mkdir -p "$scratch/odd/"$'new\nline' "$scratch/odd/$first" && ln -s /etc/passwd "$scratch/odd/$second"
hand_in odd
verdict "folders and links in the place of files get 0" gets 0

mkdir -p "$scratch/linked/labs" "$scratch/linked_above" "$scratch/odd_names/-delete/zz"$'\n'
ln -s "$PWD/reference/$lab" "$scratch/linked/labs/$lab"
hand_in linked
verdict "a folder that is a link gets 0" gets 0
ln -s "$PWD/reference" "$scratch/linked_above/labs"
hand_in linked_above
verdict "a folder behind a link gets 0" gets 0
cp "$scratch/reference/"*.c "$scratch/odd_names/-delete/zz"$'\n'
hand_in odd_names
verdict "folders of odd names are only folders" gets 100

# The world goes wrong: a results.json all the same, in which somebody is told.
mv "$source/build/gcc/grader/grade-$lab" "$scratch/grader"
hand_in reference
verdict "no grader: 0 and a word for the instructor" gets 0
verdict "which is said" says 'tell your instructor'
printf '#!/bin/sh\nkill -9 $$\n' >"$source/build/gcc/grader/grade-$lab"
chmod +x "$source/build/gcc/grader/grade-$lab"
hand_in reference
verdict "a grader that is killed: 0" gets 0
mv "$scratch/grader" "$source/build/gcc/grader/grade-$lab"
: >"$source/lab"
hand_in reference
verdict "a setup that was cut off: 0" gets 0
verdict "which is said too" says 'incomplete'
exit $bad
