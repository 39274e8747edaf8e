#!/usr/bin/env bash
# run.sh: all that `make test` does, one line a suite, and a last line "N passed, N failed, N skipped". Status 1 when
# anything failed. What went wrong is shown; what went well is not. MAKE and BUILD come from the Makefile.
set -u
cd "$(dirname "$0")/../.." || exit 1
MAKE=${MAKE:-make} BUILD=${BUILD:-build}
jobs=$(getconf _NPROCESSORS_ONLN)
# libcheck's time limits are for what hangs, not for a machine that has other work, or sanitizers to carry.
export CK_TIMEOUT_MULTIPLIER=${CK_TIMEOUT_MULTIPLIER:-10}
logs=$BUILD/test
rm -rf "$logs" && mkdir -p "$logs" || exit 1
passed=0 failed=0 skipped=0

# result NAME PASSED FAILED [DETAILS]: one line for a suite, and its details when something failed.
result() {
    local mark='✓'
    [ "$3" -eq 0 ] || mark='✗'
    printf '  %s %-44s %4d passed %3d failed  %3d s\n' "$mark" "$1" "$2" "$3" $((SECONDS - started))
    [ "$3" -eq 0 ] || [ -z "${4-}" ] || sed 's/^/      /' "$4"
    passed=$((passed + $2)) failed=$((failed + $3))
}
skip() {
    printf '  - %-44s skipped: %s\n' "$1" "$2"
    skipped=$((skipped + 1))
}

build() { "$MAKE" --no-print-directory -f common/build.mk BUILD="$BUILD" -j"$jobs" -O "$@" 2>&1; }

# programs NAME GOAL VARIABLE=VALUE...: builds a goal, and runs the test programs that list-GOAL names, as many at a
# time as there are processors. A program's own last line counts its checks; one that ends without it has failed.
programs() {
    local name=$1 goal=$2 log=$logs/${1//[^a-z0-9]/_} good=0 bad=0 program
    shift 2
    started=$SECONDS
    mkdir -p "$log"
    build -s "$@" "list-$goal" >"$log/list"
    # shellcheck disable=SC2046 # one path a line, none with blanks
    if ! build "$@" "$goal" $(cat "$log/list") >"$log/build"; then
        grep -v '^make.*Error\|^gcc \|^clang ' "$log/build" | head -n 40 >"$log/details"
        result "$name" 0 1 "$log/details"
        return
    fi
    # shellcheck disable=SC2016 # expanded by the inner shell
    xargs -P "$jobs" -I{} sh -c \
        'o=$1/$(echo "$2" | tr / _).out; "$2" >"$o" 2>&1; echo "$?" >"$o.status"' - "$log" {} <"$log/list"
    : >"$log/details"
    while read -r program; do
        local out counts well ill
        out=$log/${program//\//_}.out
        counts=$(sed -n 's/^.*[0-9]%: Checks: \([0-9]*\), Failures: \([0-9]*\), Errors: \([0-9]*\)$/\1 \2 \3/p' "$out" |
            awk '{ n += $1; f += $2 + $3 } END { if (NR) print n - f, f }')
        read -r well ill <<<"${counts:-0 1}"
        # A status that contradicts the count: something broke after the last check.
        [ "$ill" -gt 0 ] || [ "$(cat "$out.status")" = 0 ] || ill=1
        good=$((good + well)) bad=$((bad + ill))
        [ "$ill" -eq 0 ] || {
            echo "$program, status $(cat "$out.status"):"
            grep -v ':P:' "$out" | tail -n 25
        } >>"$log/details"
    done <"$log/list"
    result "$name" "$good" "$bad" "$log/details"
    skipped=$((skipped + $(cat "$log"/*.out | grep -c '^skip:')))
    sed -n 's/^skip:/    - skipped:/p' "$log"/*.out
}

# lines NAME COMMAND...: a script that prints a line "ok ...", "not ok ..." or "skip ..." for each thing it checks.
lines() {
    local name=$1 log=$logs/${1//[^a-z0-9]/_}.out bad
    shift
    started=$SECONDS
    "$@" >"$log" 2>&1 || grep -q '^not ok' "$log" || echo "not ok: $* ended with a status that is not 0" >>"$log"
    bad=$(grep -c '^not ok' "$log")
    [ "$bad" -gt 0 ] || grep -q '^ok' "$log" || { bad=1; echo "not ok: $* checked nothing" >>"$log"; }
    grep -v '^ok' "$log" >"$log.details"
    result "$name" "$(grep -c '^ok' "$log")" "$bad" "$log.details"
    skipped=$((skipped + $(grep -c '^skip' "$log")))
    [ "$bad" -gt 0 ] || sed -n 's/^skip/    - skipped/p' "$log"
}

# Both plugins, whether there is a GPU or not: what they hand to the library is there.
cuda() {
    local plugin
    build device || return 1
    for plugin in "$BUILD"/gcc/{float,double}/libgradlab_cuda.so; do
        if nm -D "$plugin" | grep -q ' T gradlab_cuda_kernels'; then echo "ok: $plugin"; else echo "not ok: $plugin"; fi
    done
}

stubs() {
    local lab
    for lab in labs/*/; do
        lab=$(basename "$lab")
        if sh grader/tools/mkstubs --check "reference/$lab" "labs/$lab"; then echo "ok: labs/$lab"
        else echo "not ok: labs/$lab"; fi
    done
}

scripts() {
    local script
    for script in common/setup.sh common/tools/*.sh common/tests/run.sh datasets/*.sh datasets/tests/*.sh \
        labs/hint.sh grader/tools/mkstubs grader/tools/alternative grader/tests/*.sh plots/tools/draw plots/tools/readme plots/tests/compare \
        plots/tests/*.sh .ci/run; do
        if shellcheck -S warning "$script"; then echo "ok: $script"; else echo "not ok: $script"; fi
    done
}

echo "testing, with $jobs at a time; logs in $logs/"
programs "library, gcc, float and double" tests CC=gcc
compgen -G 'grader/tests/test_*.c' >/dev/null && programs "grader, gcc" grader-tests CC=gcc
for script in grader/tests/*.sh; do
    [ "$script" = grader/tests/commands.sh ] || lines "${script#grader/tests/}" bash "$script"
done
lines "stubs are what the reference makes" stubs
lines "data sets are fetched" bash datasets/tests/fetch.sh
lines "figures, from scratch" bash plots/tests/figures.sh
lines "training runs in one picture" bash plots/tests/runs.sh
# The plugin is nvcc's work, whatever compiles the rest: once is enough.
if command -v clang >/dev/null; then
    programs "library, clang, float and double" tests CC=clang NVCC=
else
    skip "library, clang, float and double" "clang is not installed"
fi
# What a test leaves to the end of its process is no leak worth a word.
export ASAN_OPTIONS=detect_leaks=0
programs "library, gcc, ASan and UBSan" tests CC=gcc SAN=1 REALS=float NVCC=
if command -v nvcc >/dev/null || [ -x /usr/local/cuda/bin/nvcc ]; then
    lines "CUDA plugin compiles and links" cuda
else
    skip "CUDA plugin compiles and links" "nvcc is not installed"
fi
if command -v shellcheck >/dev/null; then
    lines "shell scripts" scripts
else
    skip "shell scripts" "shellcheck is not installed"
fi
lines "commands, from end to end" bash grader/tests/commands.sh

echo
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
