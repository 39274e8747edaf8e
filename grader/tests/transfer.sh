#!/usr/bin/env bash
# transfer.sh: lab 7's file of weights is made the same bit for bit whatever the number of threads, and its experiment
# runs from end to end. Prints a line "ok ..." or "not ok ..." for each thing that it checks; status 1 when one is not
# ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

lab=07_transfer
build() {
    MAKEFLAGS='' "$MAKE" --no-print-directory -s -f common/build.mk BUILD="$BUILD" CC=gcc LAB_NAME="$lab" \
        CODE_DIR="reference/$lab" experiment
}
experiment() { "$BUILD/gcc/float/train/$lab/experiment" "$@" >"$scratch/out" 2>"$scratch/err"; }
verdict "the experiment is built with the solution" build

pretrain() { GRADLAB_THREADS=$1 experiment --pretrain yes --epochs 1 --seed "$2" --out "$scratch/$1-$2"; }
same_weights() { cmp "$scratch/1-0/pretrained.safetensors" "$scratch/3-0/pretrained.safetensors"; }
other_weights() {
    cmp -s "$scratch/1-0/pretrained.safetensors" "$scratch/1-1/pretrained.safetensors"
    [ $? -eq 1 ] # 2 is a file that is not there
}
for run in '1 0' '3 0' '1 1'; do
    # shellcheck disable=SC2086 # two words
    verdict "pre-training with threads and seed $run" pretrain $run
done
verdict "one thread and three make the same weights" same_weights
verdict "another seed makes others" other_weights

small() { experiment --sizes 5,10 --seeds 2 --steps 4 --out "$scratch/small"; }
tables() { [ "$(wc -l <"$scratch/small/sizes.tsv")" -eq 3 ] && [ "$(wc -l <"$scratch/small/history.tsv")" -eq 3 ]; }
verdict "four ways on a few images" small
verdict "it prints how many parameters are trained" out_has '^the head alone +285 of +18345$'
verdict "its tables have a line for each size and each epoch" tables
refused() { ! experiment --sizes 3 --out "$scratch/wrong" && err_has '--sizes 3: '; }
verdict "too few images are refused" refused
other() { ! experiment --weights datasets/wine.csv --out "$scratch/wrong" && err_has 'wine.csv'; }
verdict "a file that holds no weights is refused by its name" other
exit $bad
