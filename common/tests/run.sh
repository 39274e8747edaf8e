#!/usr/bin/env bash
# run.sh: all that `make test` does: a line for each suite, where the time went, and a last line "N passed, N failed, N
# skipped". Status 1 when anything failed. What went wrong is shown, and what was skipped; what went well is not.
#
#   run.sh               what a change may break, in a few minutes
#   FULL=1 run.sh        that and the rest: another compiler, a misconception of each file as source, every way to run
#                        an attack, every figure, the handout of all labs
#   FULL=rest run.sh     the rest alone
#   run.sh --suite NAME  one suite of these; all that it needs is built first. Status 1 when it failed
#
# First everything is built, then suites run side by side: two more than there are processors, since some sleep, or wait
# for what they have started. MAKE and BUILD come from the Makefile.
set -u
cd "$(dirname "$0")/../.." || exit 1
export MAKE=${MAKE:-make} BUILD=${BUILD:-build} FULL=${FULL:-}
processors=$(getconf _NPROCESSORS_ONLN) at_a_time=$(($(getconf _NPROCESSORS_ONLN) + 2))
# libcheck's time limits are for what hangs, not for a machine that has other work, or sanitizers to carry.
export CK_TIMEOUT_MULTIPLIER=${CK_TIMEOUT_MULTIPLIER:-30}
# What a test leaves to the end of its process is no leak worth a word.
export ASAN_OPTIONS=detect_leaks=0
logs=$BUILD/test

labs=()
for table in grader/labs/[0-9][0-9]_*/misconceptions.txt; do labs+=("$(basename "$(dirname "$table")")"); done
# It is often there and not in PATH.
has_nvcc() { command -v nvcc >/dev/null || [ -x /usr/local/cuda/bin/nvcc ]; }

# Where clang has no libFuzzer, a program that needs it cannot be linked.
has_fuzzer() {
    [ "$(uname -s)" = Linux ] && command -v clang >/dev/null &&
        echo 'int LLVMFuzzerTestOneInput(const char *bytes, unsigned long size) { return !bytes && size; }' |
        clang -fsanitize=fuzzer,address,undefined -x c - -o "$log.probe" 2>/dev/null
}

# --- The suites: the long ones first, so that none is left over when all others have ended ----------------------------
suites() {
    local lab script long=(devices class cuda_tasks calls new_lab edits)
    [ -z "$FULL" ] || printf '%s\n' clang attacks-rest handout grader-rest
    if [ "$FULL" != rest ]; then
        printf '%s\n' grader sanitized commands attacks
        for lab in "${labs[@]}"; do echo "selftest:$lab"; done
        [ -n "$FULL" ] || printf '%s\n' figures cuda
        printf 'script:grader/tests/%s.sh\n' "${long[@]}"
        printf '%s\n' fuzz library gradescope runs
        for script in grader/tests/*.sh; do
            script=${script##*/} script=${script%.sh}
            case " ${long[*]} attacks class_slurm commands full_disk gradescope handout pages selftest " in
                *" $script "*) ;;
                *) echo "script:grader/tests/$script.sh" ;;
            esac
        done
        printf '%s\n' fetch scripts emulated stubs
    fi
    if [ -n "$FULL" ]; then
        printf '%s\n' figures cuda
        for lab in "${labs[@]}"; do echo "selftest-rest:$lab"; done
        printf '%s\n' library-float script:grader/tests/class_slurm.sh script:grader/tests/full_disk.sh pages
        [ "$FULL" != rest ] || echo emulated # with FULL=1 it is among those above
    fi
}

suite() {
    case $1 in
        selftest:*) lines "self test of ${1#*:}" env FULL= bash grader/tests/selftest.sh "${1#*:}" ;;
        selftest-rest:*)
            lines "self test of ${1#*:}, from source" env FULL=rest bash grader/tests/selftest.sh "${1#*:}" ;;
        attacks) lines "attacks" bash grader/tests/attacks.sh quick ;;
        attacks-rest) lines "attacks, more, and in other ways" bash grader/tests/attacks.sh rest ;;
        commands) lines "commands, from end to end" bash grader/tests/commands.sh ;;
        gradescope) lines "autograder of Gradescope" bash grader/tests/gradescope.sh ;;
        handout) lines "handout of all labs" bash grader/tests/handout.sh ;;
        pages) lines "a report in a browser" bash grader/tests/pages.sh ;;
        figures) lines "figures${FULL:+, all of them}" bash plots/tests/figures.sh ;;
        script:*) lines "$(basename "${1#*:}" .sh)" bash "${1#*:}" ;;
        # Float is tested under the sanitizers; FULL=1 tests it as it is used, too.
        library) programs "library, gcc, double" tests CC=gcc REALS=double ;;
        library-float) programs "library, gcc, float" tests CC=gcc REALS=float ;;
        grader) programs "grader, gcc" grader-tests CC=gcc ;;
        grader-rest) programs "grader, noise for answers, and sanitizers" grader-rest CC=gcc ;;
        sanitized) programs "library, gcc, float, ASan and UBSan" tests CC=gcc SAN=1 REALS=float NVCC= ;;
        # The plugin is nvcc's work, whatever compiles the rest: once is enough.
        clang) with clang programs "library, clang, float and double" tests CC=clang NVCC= ;;
        fuzz)
            if has_fuzzer; then lines "readers of files" bash common/tests/fuzz/fuzz.sh
            else with libFuzzer false "readers of files"; fi ;;
        emulated) lines "emulated GPU$([ "$FULL" != rest ] || echo ', clang')" bash common/tests/emulated.sh ;;
        fetch) lines "data sets are fetched" bash datasets/tests/fetch.sh ;;
        runs) lines "training runs in one picture" bash plots/tests/runs.sh ;;
        stubs) lines "stubs are what the reference makes" stubs ;;
        scripts) with shellcheck lines "shell scripts" scripts ;;
        cuda)
            if has_nvcc; then
                lines "CUDA$(if has_gpu; then echo ' plugin'; elif [ -n "$FULL" ]; then echo ', plugin and kernels'
                    else echo ', the kernels'; fi)" cuda
            else with nvcc false "CUDA plugin"; fi ;;
        *) echo "run.sh: there is no suite $1" >&2 ;;
    esac
}

# --- What a suite comes to --------------------------------------------------------------------------------------------
# $spent: the processor's seconds of the processes that this one has waited for. A subshell would have waited for none.
set_spent() {
    times >"$log.times"
    spent=$(awk 'NR == 2 { gsub(/[ms]/, " "); print int($1 * 60 + $2 + $3 * 60 + $4) }' "$log.times")
}
# result TITLE PASSED FAILED SKIPPED [DETAILS]: one line for a suite, its details when something failed, and a line for
# all others to add up.
result() {
    local mark='✓'
    [ "$3" -eq 0 ] || mark='✗'
    printf '  %s %-44s %4d passed %3d failed  %3d s\n' "$mark" "$1" "$2" "$3" "$SECONDS"
    if [ "$3" -ne 0 ] && [ -n "${5-}" ]; then sed 's/^/      /' "$5"; fi
    set_spent
    printf '%d\t%d\t%d\t%d\t%d\t%s\n' "$2" "$3" "$4" "$SECONDS" "$spent" "$1" >"$log.result"
}
with() { # with TOOL COMMAND... TITLE...: the command where there is the tool, else its suite is skipped
    if command -v "$1" >/dev/null; then
        shift
        "$@"
    else
        printf '  - %-44s skipped: %s is not installed\n' "$3" "$1"
        printf '0\t0\t1\t0\t0\t%s\n' "$3" >"$log.result"
    fi
}

build() { "$MAKE" --no-print-directory -f common/build.mk BUILD="$BUILD" -j"$processors" -O "$@" 2>&1; }

# programs TITLE GOAL VARIABLE=VALUE...: builds a goal, and runs the test programs that list-GOAL names. A program's own
# last line counts its checks; one that ends without it has failed.
programs() {
    local name=$1 goal=$2 good=0 bad=0 program
    shift 2
    mkdir -p "$log"
    build -s "$@" "list-$goal" >"$log/list"
    # shellcheck disable=SC2046 # one path a line, none with blanks
    if ! build "$@" "$goal" $(cat "$log/list") >"$log/build"; then
        grep -v '^make.*Error\|^gcc \|^clang ' "$log/build" | head -n 40 >"$log/details"
        result "$name" 0 1 0 "$log/details"
        return
    fi
    while read -r program; do
        "$program" >"$log/${program//\//_}.out" 2>&1 </dev/null
        echo $? >"$log/${program//\//_}.out.status"
    done <"$log/list"
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
    result "$name" "$good" "$bad" "$(cat "$log"/*.out | grep -c '^skip:')" "$log/details"
    sed -n 's/^skip:/    - skipped:/p' "$log"/*.out
}

# lines TITLE COMMAND...: a script that prints a line "ok ...", "not ok ..." or "skip ..." for each thing it checks.
lines() {
    local name=$1 out=$log.out bad
    shift
    "$@" >"$out" 2>&1 </dev/null || grep -q '^not ok' "$out" ||
        echo "not ok: $* ended with a status that is not 0" >>"$out"
    bad=$(grep -c '^not ok' "$out")
    [ "$bad" -gt 0 ] || grep -q '^ok\|^skip' "$out" || { bad=1; echo "not ok: $* checked nothing" >>"$out"; }
    grep -v '^ok' "$out" >"$log.details"
    result "$name" "$(grep -c '^ok' "$out")" "$bad" "$(grep -c '^skip' "$out")" "$log.details"
    [ "$bad" -gt 0 ] || sed -n 's/^skip/    - skipped/p' "$out"
}

# nvcc takes long: 8 s for a file in one precision for all GPUs. Where no test can run the plugin, nvcc is shown each
# file's kernels alone, without optimisation; what else is in these files, g++ compiles for the other tests. FULL=1
# shows it these in double, too, and makes the plugin in float for the oldest GPU, and one file for all GPUs. Where
# there is a GPU, both precisions are compiled as they are used.
has_gpu() { nvidia-smi -L >/dev/null 2>&1; }
cuda() {
    if has_gpu; then
        build CC=gcc device || return 1
        plugins "$BUILD"/gcc/{float,double}/libgradlab_cuda.so
    else
        [ "$FULL" = rest ] || kernels ptx || return 1
        [ -n "$FULL" ] || return 0
        kernels ptx-double && build CC=gcc cuda-tried || return 1
        plugins "$BUILD"/gcc/tried/libgradlab_cuda.so
    fi
}
kernels() { # kernels GOAL: its files are made, and are PTX
    local file
    build CC=gcc "$1" || return 1
    for file in $(build -s CC=gcc "list-$1"); do
        if grep -q '^\.target' "$file"; then echo "ok: $file"; else echo "not ok: $file"; fi
    done
}
plugins() { # plugins FILE...: they have what a plugin hands to the library
    local file
    for file; do
        if nm -D "$file" | grep -q ' T gradlab_cuda_kernels'; then echo "ok: $file"; else echo "not ok: $file"; fi
    done
}

stubs() {
    local lab
    for lab in labs/*/ labs/*/*_cuda/; do
        lab=${lab#labs/} lab=${lab%/}
        if sh grader/tools/mkstubs --check "reference/$lab" "labs/$lab"; then echo "ok: labs/$lab"
        else echo "not ok: labs/$lab"; fi
    done
}

scripts() {
    local script
    for script in common/setup.sh common/tools/*.sh common/tests/*.sh common/tests/fuzz/*.sh \
        datasets/*.sh datasets/tests/*.sh labs/hint.sh common/commands/gradlab common/commands/*.sh \
        grader/tools/mkstubs grader/tools/mutate grader/tools/compile_mutants grader/tools/make_class \
        grader/tools/alternative grader/tools/new_lab/new \
        grader/tests/*.sh plots/tools/draw plots/tools/readme plots/tests/compare \
        plots/tests/*.sh .ci/run; do
        if shellcheck -x -S warning "$script"; then echo "ok: $script"; else echo "not ok: $script"; fi
    done
}

if [ "${1-}" = --suite ]; then
    log=$logs/${2//[^a-z0-9_]/-}
    mkdir -p "$logs"
    # All at once, since others print, too.
    suite "$2" >"$log.said"
    cat "$log.said"
    read -r _ ill _ <"$log.result"
    exit $((ill > 0))
fi

# --- Everything is built, then the suites run -------------------------------------------------------------------------
rm -rf "$logs" && mkdir -p "$logs" || exit 1
echo "testing, $at_a_time suites at a time; logs in $logs/"
# What cannot be built fails in its own suite, with the compiler's words.
build_all() {
    local goals=(selftests)
    [ "$FULL" = rest ] || goals+=(grader-tests runs command-tools similarity-program emulated-tests)
    if has_nvcc && has_gpu; then goals+=(device); fi
    # Of two suites that need these, each would build them.
    if command -v g++ >/dev/null; then goals+=(emulated); fi
    if pkg-config --exists libarchive yaml-0.1; then goals+=(class-program); fi
    build -k CC=gcc "${goals[@]}"
    [ -z "$FULL" ] || build -k CC=gcc grader-rest
    if [ "$FULL" != rest ]; then
        build -k CC=gcc REALS=double tests
        build -k CC=gcc SAN=1 REALS=float NVCC= tests
    fi
}
log=$logs/build
build_all >"$log.out"
printf '  %-45s %26d s\n' "everything built" "$SECONDS"
set_spent
printf '0\t0\t0\t%d\t%d\tbuilding\n' "$SECONDS" "$spent" >"$log.result"

# shellcheck disable=SC2016 # expanded by the inner shell
suites | JOBS=1 xargs -P "$at_a_time" -n 1 bash "$0" --suite
passed=0 failed=0 skipped=0
for name in $(suites); do
    log=$logs/${name//[^a-z0-9_]/-}
    [ -s "$log.result" ] || {
        echo "  ✗ $name has ended without a result"
        printf '0\t1\t0\t0\t0\t%s\n' "$name" >"$log.result"
    }
    IFS=$'\t' read -r well ill left _ <"$log.result"
    passed=$((passed + well)) failed=$((failed + ill)) skipped=$((skipped + left))
done

echo
echo "where the time went (suites run side by side; compilers in a box are not in the processor's seconds):"
printf '  %7s %9s\n' seconds processor
cat "$logs"/*.result | sort -t "$(printf '\t')" -k4,4nr | awk -F '\t' '{ printf "  %7d %9d  %s\n", $4, $5, $6 }'
printf '  %7d %9s  all in all\n' "$SECONDS" ''
echo
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
