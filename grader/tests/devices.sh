#!/usr/bin/env bash
# devices.sh: on a second device an Op runs as its author wrote it. Experiments of lab 3 are run on the emulated GPU:
# with the solution, with a student's code that has no twin, and with one that has its own. Prints a line "ok ..." or
# "not ok ..." for each thing that it checks; status 1 when one is not ok.
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

lab=03_softmax
built=$BUILD/gcc/float train=$BUILD/gcc/float/train/$lab
if ! command -v g++ >/dev/null; then
    echo "skip - a second device: g++, which compiles the emulated GPU, is not installed"
    exit 0
fi

build() { # build FOLDER GOALS...: what make train builds for the code in FOLDER
    local code=$1
    shift
    : >"$scratch/out"
    : >"$scratch/err"
    MAKEFLAGS='' "$MAKE" --no-print-directory -s -f common/build.mk BUILD="$BUILD" CC=gcc LAB_NAME=$lab \
        CODE_DIR="$code" "$@" >"$scratch/log" 2>&1
}
run() { # run PLUGIN: the experiment that was built last, on the device
    GRADLAB_CUDA_PLUGIN=$1 "$train/experiment" --device cuda --data wine --epochs 1 --out "$scratch/train" \
        >"$scratch/out" 2>"$scratch/err"
    status=$?
}
prints() { grep -qxF -- "$1" "$scratch/out"; }

shared=$built/libgradlab_cuda_emulated.so mine=$train/libgradlab_cuda_emulated.so code=$scratch/code
linear='  reference/02_regression/linear.cu: linear_op'
mkdir "$code" && cp reference/$lab/*.c "$code" || exit 1

# --- The solution -----------------------------------------------------------------------------------------------------
solution_runs() {
    build reference/$lab experiment "$shared" || return 1
    run "$shared"
    [ $status -eq 0 ] && prints "on cuda:0 (emulated): the library's operations" && prints "$linear" &&
        prints "  reference/$lab/softmax.cu: softmax_op, log_softmax_op, cross_entropy_op, bce_with_logits_op"
}
verdict "the solution runs its twins" solution_runs

# --- A step that is replayed; the last batch of each epoch is short --------------------------------------------------
replayed() {
    "$train/experiment" --device cuda --data wine --epochs 3 --out "$scratch/written" >"$scratch/out" 2>"$scratch/err" &&
        "$train/experiment" --device cuda --data wine --epochs 3 --graph --out "$scratch/replayed" >"$scratch/found" \
            2>>"$scratch/err" && cmp "$scratch/written/history.tsv" "$scratch/replayed/history.tsv" &&
        cmp "$scratch/written/model.safetensors" "$scratch/replayed/model.safetensors"
}
export GRADLAB_CUDA_PLUGIN=$shared
verdict "--graph trains as without, to the bit" replayed
not_replayed() {
    "$train/experiment" --graph "$@" >"$scratch/out" 2>"$scratch/err"
    status=$?
    one_line 2 '^experiment: --graph (on the CPU|with two classes): '
}
verdict "--graph on the CPU is refused" not_replayed --device cpu
verdict "--graph with two classes is refused" not_replayed --device cuda --data wine2
unset GRADLAB_CUDA_PLUGIN

# --- A student's code: the same functions under the same names, so that names cannot tell them apart ------------------
without_twin() {
    build "$code" experiment || return 1
    run "$shared"
    [ $status -eq 2 ] || [ $status -eq 3 ] || return 1
    [ "$(wc -l <"$scratch/err")" -eq 1 ] && prints "$linear" && ! grep -q 'softmax\.cu' "$scratch/out" &&
        grep -q '^error: cross_entropy has no code for cuda:0: .*\.cu file.*, or leave DEVICE out$' "$scratch/err"
}
verdict "without a twin it ends with one line, and the solution's twin does not stand in" without_twin

sed 's/^static Tensor \*cross_entropy_forward(Ctx \*c) {$/&\n    printf("my cross_entropy\\n");/' \
    reference/$lab/softmax.cu >"$code/softmax.cu"
with_twin() {
    build "$code" experiment "$mine" || return 1
    run "$mine"
    [ $status -eq 0 ] && prints 'my cross_entropy' && prints "$linear" && ! grep -qF "reference/$lab" "$scratch/out" &&
        prints "  $code/softmax.cu: softmax_op, log_softmax_op, cross_entropy_op, bce_with_logits_op"
}
verdict "a twin of its own is compiled and used, beside the other labs' twins" with_twin

on_the_solutions_plugin() {
    run "$shared"
    [ $status -ne 0 ] && grep -q '^error: cross_entropy has no code for cuda:0: ' "$scratch/err"
}
verdict "with a twin of its own the solution's does not stand in either" on_the_solutions_plugin

by_command() {
    typed train LAB=3 CODE="$code" DEVICE=emulated BUILD="$BUILD" ARGS='--data wine --epochs 1'
    [ "$status" -eq 0 ] && prints "on cuda:0 (emulated): the library's operations" && prints 'my cross_entropy'
}
verdict "make train DEVICE=emulated runs it" by_command

cp "$code/softmax.cu" "$scratch/right.cu"
sed -i '/^static void cross_entropy_backward/,/^}/ s/k < n; k++/k <= n; k++/' "$code/softmax.cu"
explained() {
    build "$code" experiment "$mine" || return 1
    run "$mine"
    [ $status -eq 3 ] && err_has '^error: softmax\.cu:[0-9]+: thread [0-9]+ of block 0 reads element [0-9]+ of an array'
}
verdict "a twin that reads behind its array is told so, with its line" explained
cp "$scratch/right.cu" "$code/softmax.cu"

sed -i 's/^TWIN(softmax_op/TWIN(sofmax_op/' "$code/softmax.cu"
wrong_name() {
    build "$code" experiment "$mine" || return 1
    run "$mine"
    [ $status -ne 0 ] && grep -qF "$code/softmax.cu has a twin for sofmax_op, but" "$scratch/err"
}
verdict "a twin for an Op that does not exist is refused" wrong_name

mv "$code/softmax.cu" "$code/softmx.cu"
lonely() { ! build "$code" experiment && grep -qF "$code/softmx.cu: there is no softmx.c in this lab" "$scratch/log"; }
verdict "a .cu file without its .c file is refused" lonely

rm "$code/softmx.cu"
verdict "when the twin is taken away, the code is as it was" without_twin

exit $bad
