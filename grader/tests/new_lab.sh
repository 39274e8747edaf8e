#!/usr/bin/env bash
# new_lab.sh: a new lab is three folders and nothing else. make new makes them in a copy of this tree, an op and a number,
# and the graders' self test runs there. Prints a line "ok ..." or "not ok ..." for each thing that it
# checks; status 1 when one is not ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

lab=80_new
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac

small() { [ "$(find grader/tools/new_lab/*/ -type f -exec cat {} + | wc -l)" -lt 150 ]; }
verdict "the lab is less than 150 lines, with a misconception of each task and an alternative" small

# The self test of one lab builds nothing of another one.
alone() {
    local others
    others=$("$MAKE" -n -f common/build.mk BUILD="$scratch/none" selftest-02_regression 2>/dev/null |
        grep -o '[a-z]*/labs/[0-9][0-9]_[a-z]*/[a-z]*\.[co]\b' | grep '^grader' | sort -u)
    [ -n "$others" ] && ! grep -v /02_regression/ <<<"$others"
}
verdict "the self test of a lab builds no other lab's grader" alone

# The other labs' graders are left out: they would be built, too. What is compiled already is as old as the original,
# and up to date there, too: a new lab compiles nothing of the others again.
tree=$scratch/tree
mkdir -p "$tree/build/gcc"
tar -cf - --exclude=./build --exclude='./grader/labs/*' --exclude=./.git . | tar -xpf - -C "$tree"
compiled=$(find "$BUILD/gcc/double/common" "$BUILD/gcc/probe-objects" -name '*.o' 2>/dev/null | head -n 1)
for objects in double float probe-objects; do
    [ ! -d "$BUILD/gcc/$objects" ] || cp -a "$BUILD/gcc/$objects" "$tree/build/gcc/"
done
unset BUILD # of the copy
cd "$tree" || exit 1
made() { "$MAKE" new LAB="$lab" && grep -q 'TODO("80.2")' labs/$lab/new.c; }
verdict "make new makes it, with its stub" made
again() { ! "$MAKE" new LAB=80_other && grep -q 'there is a lab 80 already, 80_new' "$scratch/said"; }
verdict "and no second one of its number" again
unnamed() { ! "$MAKE" new LAB=80 && ! "$MAKE" new LAB=81_Name && grep -q 'a number and a name' "$scratch/said"; }
verdict "a lab without a name is refused" unnamed
known() { ! "$MAKE" grade LAB=80 TASK=80.3 && grep -q 'TASK=80\.1 TASK=80\.2' "$scratch/said"; }
verdict "make grade knows the lab by its number, and its tasks" known
untrained() { ! "$MAKE" train LAB=80 && grep -q 'there is no labs/80_new/experiment\.c' "$scratch/said"; }
verdict "what it does not train is told" untrained
# A static function of its own may have the name of one in an earlier lab.
sed -i 's/square_forward/leaky_forward/' reference/$lab/new.c grader/labs/$lab/alternatives/other/new.c
verdict "its grader passes the self test" bash grader/tests/selftest.sh $lab
cp "$scratch/said" "$scratch/selftest"
for what in 'stubs score 0' 'references score full' '2 of 2 misconceptions' '1 of 1 alternatives'; do
    verdict "the self test says: $what" grep -q "$what" "$scratch/selftest"
done
if [ -n "$compiled" ]; then
    nothing_again() { [ -z "$(find build/gcc -path '*/common/*.o' -newer labs/$lab/lab.tsv)" ]; }
    verdict "nothing of the library is compiled again" nothing_again
else
    skip "nothing of the library is compiled again: nothing was compiled before"
fi

# What its author gets wrong is said without the commands of the build.
changed() { # changed FILE FROM TO PATTERN: the lab is not graded, and all that is said has the pattern and is short
    cp "$1" "$scratch/before" && sed -i "s/$2/$3/" "$1"
    GRADLAB_PROGRESS=plain "$MAKE" grade LAB=80 CODE=reference >"$scratch/words" 2>&1 && return 1
    cp "$scratch/before" "$1"
    grep -v '^  *[0-9]* of ' "$scratch/words" >"$scratch/told"
    cat "$scratch/told"
    grep -q "$4" "$scratch/told" && [ "$(wc -l <"$scratch/told")" -le 8 ]
}
verdict "a misconception of what is not there" changed grader/labs/$lab/misconceptions.txt \
    '^- return sum;' '- return s;' 'mutate: .*mean_for_total: "return s;" is in task 80\.2 .* 0 times'
verdict "a call that returns more than its check asks for" changed grader/labs/$lab/calls.c \
    'call_return_number(c, 0, total' 'call_return_number(c, 1, total' 'check 80\.2, total: the call returns output 1'

# A loss that is not declared is found, by the short look that a check gets of which none is declared.
undeclared() {
    sed -i 's/^loses  80.1 gradient/loses  80.2/' grader/labs/$lab/misconceptions.txt
    ! bash grader/tests/selftest.sh $lab >"$scratch/selftest" &&
        grep -q 'not ok: .*half_a_derivative: loses what it must not: 80.1 gradient' "$scratch/selftest"
}
verdict "the self test finds a loss that is not declared" undeclared
exit $bad
