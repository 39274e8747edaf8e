#!/usr/bin/env bash
# cuda_tasks.sh: the optional tasks for a GPU (labs/NN_lab/NN_cuda), graded on the emulated one. The solution has all
# its points, the stub none, other right ways all of theirs. Each wrong way loses points of its task and no others,
# and is told in words. Prints a line "ok ..." or "not ok ..." for each thing that it checks; status 1 when one is not
# ok. The ways stand in grader/labs/NN_lab/NN_cuda/ways.sh, which says
#
#   wrong NAME TASK SED WORDS   the solution, changed so, loses points of this task alone, and the report has the words.
#                               The first of each task is tried; FULL=1 tries all
#   right NAME SED              the solution, changed so, has all points. The first is tried; FULL=1 tries all
#
# "$(within tiled SED...)" changes tiled_kernel alone. $place is how the emulated GPU begins to tell where a mistake is.
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

if ! command -v g++ >/dev/null; then
    echo "skip - optional tasks for a GPU: g++, which compiles them, is not installed"
    exit 0
fi
units=(labs/*/*_cuda)
if ! MAKEFLAGS='' "$MAKE" --no-print-directory -s -f common/build.mk BUILD="$BUILD" CC=gcc \
    "${units[@]/#*\//grade-}" >"$scratch/log" 2>&1; then
    echo "not ok - the graders of the optional tasks are built"
    cat "$scratch/log"
    exit 1
fi
mkdir "$scratch/code"

grade() { # grade FOLDER
    "$BUILD/gcc/grader/grade-$unit" --code "$1" --kit "$BUILD/gcc/probe/$unit" --out "$scratch/out.d" --sanitize none \
        --box weak --seed "${seed:-1}" >"$scratch/out" 2>"$scratch/err"
    status=$?
}
scores() { # scores 0.11 3: the points of a task, as the report prints them
    grep -Eq "^ +$1 .* $2/[0-9]+( |$)" "$scratch/out"
}
full() { # full FOLDER
    grade "$1"
    [ $status -eq 0 ] && out_has "^Score: $total/$total"
}
none() {
    grade "$of"
    [ $status -eq 1 ] && out_has "^Score: 0/$total" && out_has 'not written yet'
}
changed() { # changed SED: the solution, changed so; false where nothing has changed
    sed "$1" "$solved/kernels.cu" >"$scratch/code/kernels.cu"
    ! cmp -s "$solved/kernels.cu" "$scratch/code/kernels.cu"
}
loses() { # loses TASK SED WORDS
    local other points
    changed "$2" || return 1
    grade "$scratch/code"
    [ $status -eq 1 ] || return 1
    while read -r other points; do
        [ "$other" = "$1" ] || scores "$other" "$points" || return 1
    done <"$scratch/points"
    tr '\n' ' ' <"$scratch/out" | sed 's/  */ /g' | grep -Eq -- "$3"
}
within() {
    echo "/^__global__ void $1_kernel/,/^}/{"
    printf '%s\n' "${@:2}" '}'
}
changed_and_full() { changed "$1" && full "$scratch/code"; }
wrong() {
    case $tried in *" $2 "*) [ -n "${FULL-}" ] || return 0 ;; esac
    tried="$tried $2 "
    verdict "$2, $1" loses "$2" "$3" "$4"
}
right() {
    case $tried in *' right '*) [ -n "${FULL-}" ] || return 0 ;; esac
    tried="$tried right "
    verdict "$unit, another way: $1" changed_and_full "$2"
}
in_readme() { # the table of the handout is that of lab.tsv
    awk -v show=readme -f labs/lab.awk "$of/lab.tsv" >"$scratch/table"
    [ "$(grep -cFxf "$scratch/table" "$of/README.md")" -eq "$(wc -l <"$scratch/table")" ]
}
hints_of_all() { # three for each task, and none for another
    cut -f 1 "$scratch/points" | sed 's/.*/@ &\n1\n2\n3/' >"$scratch/wanted"
    grep -Eo '^(@ .*|[1-9])' "$of/hints.txt" | cmp - "$scratch/wanted"
}

# shellcheck disable=SC2034 # for ways.sh
place='kernels\.cu:[0-9]+: thread [^:]*'
for of in "${units[@]}"; do
    unit=${of##*/} solved=reference/${of#labs/} tried=''
    awk -v show=points -f labs/lab.awk "$of/lab.tsv" >"$scratch/points"
    total=$(awk '{ sum += $2 } END { print sum }' "$scratch/points")
    verdict "$unit: the solution has all points" full "$solved"
    verdict "$unit: the stub has none" none
    verdict "$unit: the table of the handout" in_readme
    verdict "$unit: hints" hints_of_all
    # shellcheck disable=SC1090 # one of each lab
    . "grader/$of/ways.sh"
done

unit=00_cuda solved=reference/00_tensors/00_cuda
broken() {
    changed 's/y\[i\] += a \* x\[i\];/y[i] += a * z[i];/' && grade "$scratch/code"
    [ $status -eq 1 ] && out_has 'kernels\.cu:8:[0-9]+: error: .z. was not declared' && out_has '^Score: 0/10'
}
verdict 'what does not compile is told with its line' broken
by_command() {
    typed grade LAB=0 DEVICE=emulated CODE=reference BUILD="$BUILD" && [ "$status" -eq 0 ] &&
        out_has '^Score: 10/10' && typed grade LAB=0 TASK=0.11 CODE=reference BUILD="$BUILD" &&
        [ "$status" -eq 0 ] && out_has '^Score: 3/3'
}
verdict 'make grade LAB=0 DEVICE=emulated, and TASK=0.11' by_command
no_such() { typed grade LAB=1 DEVICE=emulated && one_line 2 'DEVICE=emulated: lab 1 has no tasks for a GPU'; }
verdict 'a lab without such tasks' no_such
hinted() { typed hint TASK=0.13 BUILD="$scratch" && [ "$status" -eq 0 ] && out_has 'Draw A and B'; }
verdict 'make hint TASK=0.13' hinted
exit $bad
