#!/usr/bin/env bash
# gpu.sh [FOLDER]: all that a GPU has to confirm, in one go of less than 8 minutes on a machine that has one:
#
#   1  kernels, twins and replays against the CPU, in float and double    make test DEVICE=cuda, without the sanitizer
#   2  the optional tasks' solutions, on the emulated GPU and then there   make grade LAB=n DEVICE=cuda CODE=reference
#   3  lab 3 trained with --graph and without, to the same bits            make train LAB=3 DEVICE=cuda
#   4  timings, beside PyTorch's with PYTHON=/a/venv/bin/python            make bench DEVICE=cuda
#   5  compute-sanitizer's four tools on what ran in 1, in float
#
# Each part has a time limit of its own, and its output is in FOLDER (build/gpu). A line for each; status 1 when one has
# failed, and 2 with one line where there is no GPU.
# shellcheck disable=SC2016,SC2317 # functions are called by name, in another shell
set -u
cd "$(dirname "$0")/../.." || exit 1
export MAKE=${MAKE:-make} BUILD=${BUILD:-build}
out=${1:-$BUILD/gpu} bad=0 whole=470
mkdir -p "$out" || exit 1
typed() { "$MAKE" --no-print-directory -s "$@" BUILD="$BUILD"; }
typed bench DEVICE=cuda -n >/dev/null || exit 2
nvidia-smi --query-gpu=name,driver_version --format=csv,noheader
part() { # part SECONDS NAME COMMAND...
    local began=$SECONDS limit=$((whole - SECONDS))
    [ "$limit" -le "$1" ] || limit=$1
    echo 'no time is left' >"$out/$2"
    if [ "$limit" -gt 0 ] && timeout "$limit" "${@:3}" >"$out/$2" 2>&1; then echo "✓ $2, $((SECONDS - began)) s"
    else
        bad=1
        echo "✗ $2, $((SECONDS - began)) s: the end of $out/$2"
        tail -n 5 "$out/$2" | sed 's/^/    /'
    fi
}
export -f typed

built=$BUILD/gcc
goals=("$built"/{float,double}/libgradlab_cuda.so grade-0{0,2,3,4,6}_cuda "$built/float/common/bench/bench")
part 240 build "$MAKE" -s -f common/build.mk BUILD="$BUILD" CC=gcc -j"$(nproc)" "${goals[@]}"
part 120 agreement env TOOLS= common/tests/on_device.sh cuda
for lab in 0 2 3 4 6; do # those with optional tasks
    on_both="typed grade LAB=$lab DEVICE=cuda CODE=reference | tee '$out/report' && grep -q 'then on ' '$out/report'"
    part 60 "tasks of lab $lab" bash -o pipefail -c "$on_both"
done
trained() { typed train LAB=3 CODE=reference DEVICE=cuda ARGS="--epochs 3 $1"; }
export -f trained
same='a=$(trained "" | grep Accuracy) && b=$(trained --graph | grep Accuracy) && echo "$a" &&
    [ -n "$a" ] && [ "$a" = "$b" ]'
part 60 graph bash -o pipefail -c "$same"
part 120 timings bash -c "typed bench DEVICE=cuda ${PYTHON:+PYTHON=$PYTHON}"
part 200 sanitizer env REALS=float common/tests/on_device.sh cuda
exit $bad
