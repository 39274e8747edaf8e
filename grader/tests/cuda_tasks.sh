#!/usr/bin/env bash
# cuda_tasks.sh: the optional tasks for a GPU (labs/NN_lab/NN_cuda), as they are typed: grading, bonus points in the lab's
# own reports and in a class's gradebook, handing in; kernels that do not end, that are slow, and that attack. Wrong and
# right kernels are the self test's (selftest.sh). Prints a line "ok ..." or "not ok ..." for each thing that it checks;
# status 1 when one is not ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

if ! command -v g++ >/dev/null; then
    echo "skip - optional tasks for a GPU: g++, which compiles them, is not installed"
    exit 0
fi
unit=00_cuda lab=00_tensors code=$scratch/code solved=reference/00_tensors/00_cuda
make_here() { MAKEFLAGS='' "$MAKE" --no-print-directory -s -f common/build.mk BUILD="$BUILD" CC=gcc "$@"; }
if ! make_here "grade-$unit" "grade-$lab" >"$scratch/log" 2>&1; then
    echo "not ok - the grader of the optional tasks is built"
    cat "$scratch/log"
    exit 1
fi

# --- What students read -------------------------------------------------------------------------------------------------
in_readme() { # the table of the handout is that of lab.tsv
    awk -v show=readme -f labs/lab.awk "$of/lab.tsv" >"$scratch/table"
    [ "$(grep -cFxf "$scratch/table" "$of/README.md")" -eq "$(wc -l <"$scratch/table")" ]
}
hints_of_all() { # three for each task, and none for another
    awk -v show=tasks -f labs/lab.awk "$of/lab.tsv" | sed 's/.*/@ &\n1\n2\n3/' >"$scratch/wanted"
    grep -Eo '^(@ .*|[1-9])' "$of/hints.txt" | cmp - "$scratch/wanted"
}
named_by_lab() { [ "$(awk -v show=bonus -f labs/lab.awk "${of%/*}/lab.tsv")" = "${of##*/}" ]; }
two_ways() { [ "$(find "grader/$of/alternatives" -mindepth 1 -maxdepth 1 -type d | wc -l)" -ge 2 ]; }
for of in labs/*/*_cuda; do
    verdict "${of##*/}: the table of the handout" in_readme
    verdict "${of##*/}: hints" hints_of_all
    verdict "${of##*/}: the lab's table names the folder" named_by_lab
    verdict "${of##*/}: two other right ways" two_ways
done
hinted() { typed hint TASK=0.13 BUILD="$scratch" && [ "$status" -eq 0 ] && out_has 'Draw A and B'; }
verdict 'make hint TASK=0.13' hinted
no_such() { typed grade LAB=1 DEVICE=emulated && one_line 2 'DEVICE=emulated: lab 1 has no tasks for a GPU'; }
verdict 'a lab without such tasks' no_such

# --- Bonus points -------------------------------------------------------------------------------------------------------
# A student who has written the kernels and nothing else.
mkdir "$code" "$code/$unit"
sh grader/tools/mkstubs "reference/$lab" "$code" >/dev/null
cp "$solved/kernels.cu" "$code/$unit/"
typed_lab() { typed grade LAB=0 CODE="$code" OUT="$BUILD/grade/$lab" BUILD="$BUILD"; }
optional='^Optional: tasks 0\.11, 0\.12, 0\.13 and 0\.14, kernels for a GPU, 10 bonus points: make grade LAB=0 DEVICE=emulated$'
rm -rf "$BUILD/grade/$unit"
told() { typed_lab && [ "$status" -eq 1 ] && out_has '^Score: 0/100' && out_has "$optional"; }
verdict 'a grading of the lab says that there are optional tasks, and counts none as a fail' told
by_command() {
    typed grade LAB=0 DEVICE=emulated CODE="$code" BUILD="$BUILD" && [ "$status" -eq 0 ] &&
        out_has '^Bonus: 10/10' && out_has 'ran on the emulated GPU'
}
verdict 'make grade LAB=0 DEVICE=emulated' by_command
beside() {
    typed_lab && [ "$status" -eq 1 ] && out_has '^Score: 0/100' && out_has '^Bonus: 10/10 beside the score' &&
        grep -q '"graded":[[:space:]]*true' "$BUILD/grade/$lab/results.json"
}
verdict 'from then on the lab says its bonus points beside the score' beside
echo '/* changed */' >>"$code/$unit/kernels.cu"
verdict 'until the kernels change' told
one_task() { typed grade LAB=0 TASK=0.11 CODE="$code" BUILD="$BUILD" && [ "$status" -eq 0 ] && out_has '^Bonus: 2/2'; }
verdict 'make grade TASK=0.11' one_task
packed() { # packed STATUS: whether the zip has kernels.cu
    typed submit LAB=0 CODE="$code" BUILD="$BUILD"
    grep -qa kernels.cu "$BUILD/submit/$lab.zip"
    [ $? -eq "$1" ]
}
verdict 'make submit packs kernels that were written' packed 0
cp "labs/$lab/$unit/kernels.h" "$scratch/" && sh grader/tools/mkstubs "$solved" "$code/$unit" >/dev/null 2>&1
FORCE=1 BACKUP=$scratch sh grader/tools/mkstubs "$solved" "$code/$unit" >/dev/null
verdict 'and none that were not' packed 1

# A class: a student with kernels, and one without.
in_gradebook() {
    local out=$scratch/class
    mkdir -p "$scratch/hand-ins/jane" "$scratch/hand-ins/john"
    cp "$code"/*.c "$scratch/hand-ins/jane/" && cp "$code"/*.c "$scratch/hand-ins/john/"
    cp "$solved/kernels.cu" "$scratch/hand-ins/jane/"
    typed class LAB=0 SUBMISSIONS="$scratch/hand-ins" OUT="$out" BUILD="$BUILD"
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
        NR > 1 { print $1, $column["total"], $column["bonus"] }' "$out/gradebook.csv" >"$scratch/found"
    [ "$(cat "$scratch/found")" = $'jane 0 10\njohn 0 ' ]
}
if pkg-config --exists libarchive yaml-0.1; then verdict "a column of the class's gradebook" in_gradebook
else skip "a column of the class's gradebook: libarchive and libyaml are not installed"; fi

# --- Kernels ------------------------------------------------------------------------------------------------------------
changed() { # changed SED: the solution, changed so; false where nothing has changed
    sed "$1" "$solved/kernels.cu" >"$code/kernels.cu"
    ! cmp -s "$solved/kernels.cu" "$code/kernels.cu"
}
rm -r "${code:?}/$unit"
grade() {
    "$BUILD/gcc/grader/grade-$unit" --code "$code" --kit "$BUILD/gcc/probe/$unit" --sanitize none --box weak --seed 1 \
        >"$scratch/out" 2>"$scratch/err"
    status=$?
    tr '\n' ' ' <"$scratch/out" | sed 's/  */ /g' >"$scratch/words"
}
# gets POINTS WORDS: all tasks together; the report, as one line, has the words.
gets() { out_has "^Bonus: $1/10" && grep -Eq -- "$2" "$scratch/words"; }
tried() { changed "$1" && grade && gets "$2" "$3"; }
verdict 'what does not compile is told with its line' \
    tried 's/y\[i\] += a \* x\[i\];/y[i] += a * z[i];/' 0 'kernels\.cu:8:[0-9]+: error: .z. was not declared'
verdict 'a kernel that does not end is told with its name, line and thread' \
    tried 's/i += threads) y/i += 0 * threads) y/' 8 'kernels\.cu:8: axpy_kernel does not end: after 1\.2 s thread'
verdict 'one that touches no memory in its loop, with name and launch' \
    tried 's/int threads = /volatile int forever = 1; while (forever) continue; const int threads = /' 8 \
    'axpy_kernel at kernels\.cu:[0-9]+ does not end: it ran out of its 2 s of CPU time'
pieces='const int each = (n + threads - 1) \/ threads, first = (blockIdx.x * blockDim.x + threadIdx.x) * each;'
verdict 'threads that touch memory in many pieces: a remark, and all points' \
    tried "s/for (int i = blockIdx.*/$pieces\\nfor (int i = first; i < n \\&\\& i < first + each; i++) y[i] += a * x[i];/" 10 \
    '0\.11, kernels\.cu:9: 32 neighbouring threads touch memory in 3[0-9] pieces of 32 bytes, and 4 would do'
# A probe is linked without what nobody names: the emulated GPU still knows where a variable ends.
constant='s/^__global__ void axpy_kernel/__constant__ const real factor[2] = {0, 1};\n&/; s/y\[i\] += a \* x/y[i] += factor['
verdict 'an array in constant memory: all points' tried "${constant}1] * a * x/" 10 'Bonus'
verdict 'an index outside of it: with its name' tried "${constant}2] * a * x/" 8 \
    'reads factor\[2\], and factor has 2 elements of 4 bytes'
no_remark() { cp "$solved/kernels.cu" "$code/" && grade && gets 10 'Bonus' && ! grep -q 'pieces of' "$scratch/words"; }
verdict 'none on the solution' no_remark

# --- Attacks: each in the launch of 0.11, which runs on the host ----------------------------------------------------------
attack() { # attack WHAT WORDS INCLUDE: task 0.11 has no points, and the other tasks theirs
    tried "s/^#include \"kernels.h\"/&\\n#include <$3>/; s/^void axpy(.*{ /&$1; /" 8 "$2"
}
verdict 'a file is not to be opened' \
    attack 'if (open("\/etc\/passwd", 0) < 0) return' '0\.11 .* 0/2 .* y.* expected' fcntl.h
no_process() { attack 'fork()' 'forbidden system call: (fork|clone)' unistd.h && ! grep -q Sanitizer "$scratch/words"; }
verdict 'a process is not to be started, and the crash is no matter of the sanitizers' no_process
verdict "an answer in the grader's own frames is none" \
    attack 'unsigned frame[6] = {0x53524c47u, 0, 1, 0, 4, 0}; write(3, frame, sizeof frame)' 'protocol violation' unistd.h
incbin() {
    changed "1s,^,__asm__(\".incbin \\\\\"$PWD/$solved/kernels.cu\\\\\"\");\\n," && grade && gets 0 'Assembler messages'
}
verdict "the solution is not to be read by the compiler" incbin
exit $bad
