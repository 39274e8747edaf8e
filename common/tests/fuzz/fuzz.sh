#!/usr/bin/env bash
# fuzz.sh: feeds the readers of files with what libFuzzer makes of small whole files. Needs Linux, and clang with
# libFuzzer. Prints a line "ok ..." or "not ok ..." for each reader; status 1 when one is not ok.
#
#   fuzz.sh                          a short run of each reader, always the same: `make test` makes it
#   fuzz.sh SECONDS [READER...]      as long as one likes, and another run each time
#
# The readers are png, jpeg, idx, csv, safetensors, cifar10, gz, history and results, and those of make class: archive,
# roster, layout and names (grader/tests/fuzz). What a long run finds worth keeping is in $BUILD/fuzz/READER/, where the
# next one begins. A file that breaks a reader is $BUILD/fuzz/broken-READER-..., and
#   $BUILD/gcc/fuzz/fuzz --reader=READER FILE
# shows it again (fuzz-class for those of make class).
set -u
cd "$(dirname "$0")/../../.." || exit 1
MAKE=${MAKE:-make} BUILD=${BUILD:-build} bad=0
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
seconds=${1:-}
[ $# -eq 0 ] || shift
if ! "$MAKE" --no-print-directory -s -f common/build.mk BUILD="$BUILD" CC=gcc -j"$(getconf _NPROCESSORS_ONLN)" fuzz \
    >"$scratch/log" 2>&1; then
    echo "not ok - the harness is compiled"
    tail -n 20 "$scratch/log"
    exit 1
fi
programs=("$BUILD/gcc/fuzz/fuzz")
[ ! -x "$BUILD/gcc/fuzz/fuzz-class" ] || programs+=("$BUILD/gcc/fuzz/fuzz-class")
program_of() { # READER: the program that has it
    local one
    for one in "${programs[@]}"; do "$one" --list | grep -qx -- "$1" && echo "$one"; done
}
# shellcheck disable=SC2046 # a word each
[ $# -gt 0 ] || set -- $(for one in "${programs[@]}"; do "$one" --list; done)
export ASAN_OPTIONS=detect_leaks=1:quarantine_size_mb=16
for reader in "$@"; do
    fuzz=$(program_of "$reader")
    seeds=$scratch/$reader found=$scratch/$reader-found
    case $reader in png | jpeg | safetensors) runs=10000 ;; *) runs=1000 ;; esac # these ask for 1 MiB at once
    limit=(-runs="$runs" -seed=1)
    [ -z "$seconds" ] || found=$BUILD/fuzz/$reader limit=(-max_total_time="$seconds")
    mkdir -p "$seeds" "$found" "$BUILD/fuzz"
    limit+=(-max_len=8192 -timeout=20 -artifact_prefix="$BUILD/fuzz/broken-$reader-")
    if [ -n "$fuzz" ] && "$fuzz" --reader="$reader" --seeds="$seeds" >"$scratch/log" 2>&1 &&
        "$fuzz" --reader="$reader" "${limit[@]}" "$found" "$seeds" >"$scratch/log" 2>&1; then
        echo "ok - $reader: $(grep '^#.*DONE' "$scratch/log" | tr -s ' \t' ' ')"
    else
        bad=1
        echo "not ok - $reader"
        grep -v '^#' "$scratch/log" | tail -n 60
    fi
done
exit $bad
