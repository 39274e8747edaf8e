#!/usr/bin/env bash
# cuda_tasks.sh: the optional tasks for a GPU (labs/NN_lab/NN_cuda), graded on the emulated one. The solution has all
# its points, the stub none, other right ways all of theirs. Each wrong way loses the points of its task and no others,
# and is told in words. Prints a line "ok ..." or "not ok ..." for each thing that it checks; status 1 when one is not
# ok.
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

if ! command -v g++ >/dev/null; then
    echo "skip - optional tasks for a GPU: g++, which compiles them, is not installed"
    exit 0
fi
unit=00_cuda of=00_tensors/00_cuda
if ! MAKEFLAGS='' "$MAKE" --no-print-directory -s -f common/build.mk BUILD="$BUILD" CC=gcc grade-$unit \
    >"$scratch/log" 2>&1; then
    echo "not ok - the grader of $unit is built"
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
    [ $status -eq 0 ] && out_has '^Score: 10/10'
}
none() {
    grade labs/$of
    [ $status -eq 1 ] && out_has '^Score: 0/10' && out_has 'not written yet'
}
# wrong TASK SED WORDS: the solution, changed so, loses the points of this task alone, and the report has the words.
loses() {
    local task other
    task=$1
    sed "$2" reference/$of/kernels.cu >"$scratch/code/kernels.cu"
    ! cmp -s reference/$of/kernels.cu "$scratch/code/kernels.cu" || return 1
    grade "$scratch/code"
    [ $status -eq 1 ] && scores "$task" 0 || return 1
    for other in '0.11 3' '0.12 3' '0.13 4'; do
        # shellcheck disable=SC2086 # a task and its points
        [ "${other% *}" = "$task" ] || scores $other || return 1
    done
    tr '\n' ' ' <"$scratch/out" | sed 's/  */ /g' | grep -Eq -- "$3"
}
# The first of each task; FULL=1 tries all.
tried=''
wrong() { # wrong NAME TASK SED WORDS
    case $tried in *" $2 "*) [ -n "${FULL-}" ] || return 0 ;; esac
    tried="$tried $2 "
    verdict "$2, $1" loses "$2" "$3" "$4"
}
right() { # right NAME SED: the solution in another way
    [ -n "${FULL-}" ] || [ "$1" = 'dynamic shared memory' ] || return 0
    sed "$2" reference/$of/kernels.cu >"$scratch/code/kernels.cu"
    verdict "another way: $1" changed_and_full
}
changed_and_full() { ! cmp -s reference/$of/kernels.cu "$scratch/code/kernels.cu" && full "$scratch/code"; }

verdict "the solution has all points" full reference/$of
verdict "the stub has none" none

place='kernels\.cu:[0-9]+: thread [^:]*'
wrong 'no loop over the grid' 0.11 \
    's/for (int i = \(blockIdx.*threadIdx.x\); i < n; i += threads) y/const int i = \1; if (i < n) y/' \
    'y.* expected'
wrong 'i >= n unguarded' 0.11 's/i < n; i += threads/i < n + threads; i += threads/' \
    "$place (reads|writes) [xy](_there)?\[[0-9]+\], and [xy](_there)? has [0-9]+ elements"
wrong 'blockIdx and threadIdx swapped' 0.11 \
    's/blockIdx.x \* blockDim.x + threadIdx.x; i < n/threadIdx.x * blockDim.x + blockIdx.x; i < n/' \
    'y.* expected|no barrier|orders'
wrong 'all threads take all elements' 0.11 's/i < n; i += threads/i < n; i++/' \
    "$place (reads|writes) y\[[0-9]+\], which thread .* kernels\.cu:[0-9]+"
wrong 'threads outside of C unguarded' 0.12 's/^    if (row >= m || column >= n) return;$//' \
    "$place (reads|writes) [ABC]\[[0-9]+\], "
wrong 'rows and columns swapped' 0.12 '/naive_kernel(/,/row >= m/{s/row = /other = /;s/column = /row = /;s/other = /column = /}' \
    'C.* expected|before anything was written|no barrier'
wrong 'B transposed' 0.12 's/B\[l \* n + column\]/B[column * k + l]/' 'C.* expected|has [0-9]+ elements'
wrong 'no barrier before the sum' 0.13 '0,/__syncthreads/s/^        __syncthreads();$//' \
    "$place reads tile_[AB]\[[0-9]\]\[[0-9]\]( before anything was written there|, which .* and no barrier)"
wrong 'no barrier after the sum' 0.13 '/sum += tile_A/{n;s/__syncthreads();//}' \
    "$place (reads|writes) tile_[AB]\[[0-9]\]\[[0-9]\], which .* at kernels\.cu:[0-9]+, and no barrier stands between"
wrong 'return before the barrier' 0.13 's/^    real            sum = 0;$/&\n    if (row >= m || column >= n) return;/' \
    'kernels\.cu:[0-9]+: thread .* waits at __syncthreads\(\), but thread .* has ended without it'
wrong 'barrier in a branch' 0.13 '0,/^        __syncthreads();$/s//        if (row < m) __syncthreads();/' \
    "waits at .*__syncthreads\(\), but thread|$place reads tile_A\[[0-9]\]\[[0-9]\] before anything was written there"
wrong 'the last tiles unguarded' 0.13 's/row < m && first + x < k ? \(A.*\) : 0;/\1;/' "$place reads A\[[0-9]+\]"
wrong 'a pointer of the host' 0.11 's/^void axpy(.*$/static real mine[2000];\n&/; s/(n, a, x, y); }/(n, a, mine, y); }/' \
    "$place reads mine\[[0-9]+\], a variable of the host"
wrong 'too many threads in a block' 0.12 's/block(16, 4), grid(/block(64, 64), grid(/' \
    'a block of 4096 threads is asked for, and a GPU takes 1024'
broken() {
    sed 's/y\[i\] += a \* x\[i\];/y[i] += a * z[i];/' reference/$of/kernels.cu >"$scratch/code/kernels.cu"
    grade "$scratch/code"
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
in_readme() { # the table of the handout is that of lab.tsv
    awk -v show=readme -f labs/lab.awk labs/$of/lab.tsv >"$scratch/table"
    [ "$(grep -cFxf "$scratch/table" labs/$of/README.md)" -eq "$(wc -l <"$scratch/table")" ]
}
verdict 'the table of the handout' in_readme
hinted() { typed hint TASK=0.13 BUILD="$scratch" && [ "$status" -eq 0 ] && out_has 'Draw A and B'; }
verdict 'make hint TASK=0.13' hinted

right 'one loop, from the end' \
    's/for (int i = blockIdx.x.*$/for (int i = n - 1 - blockIdx.x * blockDim.x - threadIdx.x; i >= 0; i -= threads) y[i] += a * x[i];/'
right 'a product under an if' 's/if (row >= m || column >= n) return;/if (!(row < m \&\& column < n)) return;/; s/real sum = 0;/double sum = 0;/'
right 'dynamic shared memory' \
    's/__shared__ real tile_A\[TILE\]\[TILE\], tile_B\[TILE\]\[TILE\];/extern __shared__ real tiles[]; real(*tile_A)[TILE] = (real(*)[TILE])tiles, (*tile_B)[TILE] = tile_A + TILE;/; s/tiled_kernel<<<grid, block>>>/tiled_kernel<<<grid, block, 2 * TILE * TILE * sizeof(real)>>>/'
exit $bad
