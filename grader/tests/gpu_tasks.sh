#!/usr/bin/env bash
# gpu_tasks.sh: optional tasks on a GPU (grader/engine/real_gpu.c), on machines that have none. Here nvcc is a script
# that compiles for the emulated GPU. All else is as it is with a GPU: the choice of the device, the compile box, the
# run box that opens devices, the comparison, the words. With FULL=1 nvcc compiles the solutions in the box, where it
# is installed. Prints a line "ok ..." or "not ok ..." for each thing that it checks; status 1 when one is not ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

if ! command -v g++ >/dev/null; then
    echo "skip - tasks on a GPU: g++, which compiles them, is not installed"
    exit 0
fi
unit=00_cuda code=$scratch/code solved=reference/00_tensors/00_cuda grader=$BUILD/gcc/grader/grade-00_cuda
make_here() { MAKEFLAGS='' "$MAKE" --no-print-directory -s -f common/build.mk BUILD="$BUILD" CC=gcc "$@"; }
if ! make_here "grade-$unit" >"$scratch/log" 2>&1; then
    echo "not ok - the grader of the optional tasks is built"
    cat "$scratch/log"
    exit 1
fi

# --- Which device -----------------------------------------------------------------------------------------------------
# A machine with a GPU, as far as commands see it: nvidia-smi and nvcc. With make's -n all is said and nothing is done.
mkdir -p "$scratch/bin" "$scratch/cuda/bin" "$code"
cat >"$scratch/bin/nvidia-smi" <<'END'
#!/bin/sh
case $1 in
-L) echo 'GPU 0: NVIDIA Toy (UUID: GPU-0)' ;;
--query-gpu=name,compute_cap) echo 'NVIDIA Toy, 9.0' ;;
esac
END
chmod +x "$scratch/bin/nvidia-smi"
would() { # would PATH ARGUMENTS...: what make grade would start
    local path=$1
    shift
    PATH=$path NVCC='' CUDA_HOME='' typed -n grade BUILD="$scratch/build" CODE="$PWD/$solved" "$@"
}
given() {
    [ "$status" -eq 0 ] &&
        out_has "grade-$unit .*--nvcc '?$scratch/cuda/bin/nvcc'? --gpu '?NVIDIA Toy'? --gpu-arch '?sm_90'?"
}
not_given() { [ "$status" -eq 0 ] && out_has "grade-$unit" && ! out_has '--nvcc|--gpu'; }
ln -s "$scratch/cuda/bin/nvcc" "$scratch/bin/nvcc"
with=$scratch/bin:$PATH
on_gpu() { would "$with" "$@" && given; }
emulated_alone() { would "$@" && not_given; }
# Compiles for the emulated GPU, and is called like nvcc.
cp -r common/cuda/emulated/include common/cuda/emulated/emulator.h "$BUILD/gcc/emulated/translate" "$scratch/cuda/"
cp "$BUILD"/gcc/emulated/probe/*.o "$scratch/cuda/"
cat >"$scratch/cuda/bin/nvcc" <<END
#!/bin/sh
cuda=$scratch/cuda
[ "\$1" != --dryrun ] || { echo "#\\\$ TOP=\$cuda" >&2 && exit; }
END
cat >>"$scratch/cuda/bin/nvcc" <<'END'
flags='' out='' file='' objects='' libraries=''
for argument; do
    case $argument in
    -I*) flags="$flags $argument" ;;
    *.cu) file=$argument ;;
    *.o) if [ "$before" = -o ]; then out=$argument; else objects="$objects $argument"; fi ;;
    *.a) libraries="$libraries $argument" ;;
    */probe) out=$argument ;;
    esac
    before=$argument
done
if [ -n "$file" ]; then
    g++ -std=c++17 -D_GNU_SOURCE -DREAL=float -D__CUDACC__ -I$cuda -I$cuda/include -include cuda_runtime.h $flags \
        -fno-exceptions -fno-rtti -E -x c++ -o $out.i $file && $cuda/translate $out.i $out.ii &&
        g++ -std=c++17 -fno-exceptions -fno-rtti -O1 -g -fsanitize=thread -x c++-cpp-output -c -o $out $out.ii
else g++ -no-pie -o $out $objects $cuda/*.o $libraries -lm; fi
END
chmod +x "$scratch/cuda/bin/nvcc"
verdict 'DEVICE=cuda: nvcc, the name and the kind of the GPU go to the grader' on_gpu LAB=0 DEVICE=cuda
verdict 'a task by its number runs on the GPU, too, where there is one' on_gpu TASK=0.11
verdict 'DEVICE=emulated: on the emulated GPU alone' emulated_alone "$with" LAB=0 DEVICE=emulated
if [ ! -e /dev/nvidia0 ] && [ ! -e /dev/dxg ] && ! command -v nvidia-smi >/dev/null; then
    verdict 'without a GPU a task runs on the emulated one' emulated_alone "$PATH" TASK=0.11
    none() { would "$PATH" LAB=0 DEVICE=cuda && one_line 2 'no NVIDIA GPU here\. DEVICE=emulated runs the same'; }
    verdict 'and DEVICE=cuda is one line' none
    nothing_to_confirm() {
        BUILD="$scratch/build" bash common/tests/gpu.sh "$scratch/gpu" >"$scratch/out" 2>"$scratch/err"
        status=$?
        one_line 2 'there is no NVIDIA GPU here'
    }
    verdict 'so is what confirms all that needs one' nothing_to_confirm
fi
sed -i 's/9\.0/[N\/A]/' "$scratch/bin/nvidia-smi"
unknown() { would "$with" LAB=0 DEVICE=cuda && one_line 2 'nvidia-smi does not say which GPU this is'; }
verdict 'a GPU of no known kind' unknown
verdict 'is no reason not to grade a task' emulated_alone "$with" TASK=0.11
no_tasks() { would "$with" LAB=1 DEVICE=cuda && one_line 2 'DEVICE=cuda: lab 1 has no tasks for a GPU'; }
verdict 'a lab without such tasks' no_tasks

# --- The grading ------------------------------------------------------------------------------------------------------
grade() { # grade [ARGUMENTS]: $code
    "$grader" --code "$code" --kit "$BUILD/gcc/probe/$unit" --sanitize none --box weak --seed 1 \
        --nvcc "$scratch/cuda/bin/nvcc" --gpu 'NVIDIA Toy' --gpu-arch sm_90 "$@" >"$scratch/out" 2>"$scratch/err"
    status=$?
    tr '\n' ' ' <"$scratch/out" | sed 's/  */ /g' >"$scratch/words"
}
gets() { out_has "^Bonus: $1/10" && grep -Eq -- "$2" "$scratch/words"; } # gets POINTS WORDS
changed() { # changed SED: the solution, changed so; false where nothing has changed
    sed "$1" "$solved/kernels.cu" >"$code/kernels.cu"
    ! cmp -s "$solved/kernels.cu" "$code/kernels.cu"
}
tried() { changed "$1" && grade && gets "$2" "$3"; } # tried SED POINTS WORDS
solution() {
    cp "$solved/kernels.cu" "$code/" && grade "$@" &&
        gets 10 'ran on the emulated GPU; those of 0\.11, 0\.12, 0\.13, 0\.14 then on NVIDIA Toy, too'
}
verdict 'the solution runs on both, and the report says so' solution
verdict 'without bubblewrap, too' solution --compile-box landlock
# What only nvcc compiles.
there='#ifdef __CUDACC__\n'
verdict 'what is wrong on the GPU alone has no points, and is shown' \
    tried "s/^ *const int threads = .*/${there}if (threadIdx.x + blockIdx.x == 0) y[0] = 7;\\n#endif\\n&/" 8 \
    '0\.11 .*right on the emulated GPU, and wrong on NVIDIA Toy .*y\[0\].*7'
mistake() { # what the emulated GPU finds is its own, and nothing runs on the GPU
    changed 's/i < n; i += threads/i <= n; i += threads/' && grade --task 0.11 &&
        out_has '^Bonus: 0/2' && grep -q 'Threads go on at n and behind it' "$scratch/words" &&
        grep -q 'and not on a real one' "$scratch/words" && ! grep -q 'Toy' "$scratch/words"
}
verdict 'the emulated GPU has the first word' mistake
verdict 'what ends there is told with the GPU' \
    tried "s/^void axpy(.*{ /&\\n${there}abort();\\n#endif\\n/" 8 \
    '0\.11 .*right on the emulated GPU, and not on NVIDIA Toy: crashed: abort'
verdict 'what nvcc refuses loses nothing, and is told with its line' \
    tried "s/^ *const int threads = .*/${there}int q = z;\\n#endif\\n&/" 10 \
    'nothing runs on NVIDIA Toy: nvcc refuses the kernels: .*kernels\.cu:8:[0-9]+: error: .z. was not declared'
verdict 'a GPU that cannot be used loses nothing, and is told' \
    tried "s/^#include \"kernels.h\"/&\\nextern \"C\" void t_fail(const char *, const char *, ...);/
        s/^void axpy(.*{ /&\\n${there}t_fail(0, \"the GPU cannot be used: no device\");\\n#endif\\n/" 10 \
    'no kernel runs on NVIDIA Toy from here on: no device\. .* and not on a real one'

# --- Attacks: on the GPU alone, where the box opens devices -----------------------------------------------------------
# y is wrong where one of them succeeds: a file of the course, another file, a new file, a process.
opened="open(\"$PWD/reference/00_tensors/matmul.c\", 0) >= 0 || open(\"/etc/passwd\", 0) >= 0"
made='open("/tmp/made", O_CREAT | O_WRONLY, 0600) >= 0 || fork() >= 0'
verdict 'no file is opened or made there, and no process started' \
    tried "s%^#include \"kernels.h\"%&\\n#include <fcntl.h>\\n#include <unistd.h>%
        s%^void axpy(.*{ %&\\n${there}if ($opened || $made) return;\\n#endif\\n%" 10 'then on NVIDIA Toy'

# --- nvcc itself ------------------------------------------------------------------------------------------------------
by_nvcc() { # by_nvcc LAB/UNIT: there is no driver here, or it runs there
    local nvcc
    make_here "grade-${1#*/}" || return 1
    nvcc=$(nvcc --dryrun -E -x cu /dev/null 2>&1 | sed -n 's/^#\$ TOP=//p')/bin/nvcc
    "$BUILD/gcc/grader/grade-${1#*/}" --code "reference/$1" --kit "$BUILD/gcc/probe/${1#*/}" --sanitize none \
        --nvcc "$nvcc" --gpu 'NVIDIA Toy' --gpu-arch sm_90 >"$scratch/out" &&
        out_has 'no kernel runs on NVIDIA Toy from here on: |then on NVIDIA Toy' && ! out_has 'nvcc refuses'
}
if [ -n "${FULL-}" ] && command -v nvcc >/dev/null; then
    for one in reference/*/*_cuda; do verdict "nvcc compiles ${one##*/} in the box" by_nvcc "${one#reference/}"; done
fi
exit $bad
