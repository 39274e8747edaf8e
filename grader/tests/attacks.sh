#!/usr/bin/env bash
# attacks.sh: the attacks of grader/tests/attacks on the grader of lab 3. Prints a line "ok ...", "not ok ..." or
# "skip ..." for each; status 1 when one is not as it should be.
#
#   attacks.sh          those that prove each promise, as whoever calls
#   attacks.sh full     all of them, as root and as an ordinary user, with and without bubblewrap and user namespaces,
#                       with another student graded at the same time; the grader under ASan and UBSan against random
#                       frames; and with the boxes switched off, where they must do their harm
#   attacks.sh rest     these few in all these ways, and of all others the short set, as whoever calls
#   attacks.sh off      with the boxes switched off alone
#   attacks.sh seeds    the solution with 500 seeds, functions that do nothing and the handout's stubs with 1,000 each
#   attacks.sh NAME     one of them, or a pattern
#
# MAKE and BUILD come from the Makefile; JOBS gradings run at a time under `seeds`.
set -u
cd "$(dirname "$0")/../.." || exit 1
MAKE=${MAKE:-make} BUILD=${BUILD:-build} JOBS=${JOBS:-$(getconf _NPROCESSORS_ONLN)}
what=${1:-quick}
USER_ID=64000 # nobody's on any machine

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
chmod 755 "$scratch"
bad=0

build() { # build FOLDER [VARIABLE=VALUE]
    local cores folder=$1
    cores=$(getconf _NPROCESSORS_ONLN)
    shift
    "$MAKE" --no-print-directory -f common/build.mk BUILD="$BUILD" CC=gcc -j"$cores" "$@" \
        "$folder/grader/grade-03_softmax" grade-kits \
        >"$scratch/log" 2>&1 && return
    grep -v '^gcc ' "$scratch/log" | tail -n 20
    echo "not ok - the grader cannot be built"
    exit 1
}

# A copy that any user can read, and that no build changes meanwhile.
copy() { # copy TREE NAME
    mkdir "$scratch/$2" && cp -r "$1/grader" "$1/probe" datasets "$scratch/$2/" &&
        cp grader/labs/03_softmax/gates.tsv "$scratch/$2/" &&
        chmod -R a+rX "$scratch/$2"
}

build "$BUILD/gcc"
copy "$BUILD/gcc" kit
# shellcheck disable=SC2046 # words
gcc -std=c17 -D_GNU_SOURCE -O1 -o "$scratch/run" $(pkg-config --cflags libcjson) -Igrader/probe \
    $(find common -type d ! -name tests -printf '-I%p ') grader/tests/attacks/*.c \
    $(pkg-config --libs libcjson) -lm || exit 1

run() { # run LABEL OPTIONS...: in front of it, what stands in `before`
    local label=$1 kit=${KIT:-kit}
    shift
    "${before[@]}" "$scratch/run" --grader "$scratch/$kit/grader/grade-03_softmax" \
        --kit "$scratch/$kit/probe/03_softmax" \
        --gates "$scratch/$kit/gates.tsv" --data "$scratch/$kit/datasets" --reference reference/03_softmax \
        --corpus grader/tests/attacks --label "$label" "$@" || bad=1
}
before=() set=()

# A user namespace with all users in it, and in which none can be made.
enter_namespace() {
    unshare --user sleep 3600 2>/dev/null &
    holder=$!
    for _ in $(seq 50); do
        [ "$(readlink /proc/$holder/ns/user 2>/dev/null)" != "$(readlink /proc/$$/ns/user)" ] && break
        sleep 0.1
    done
    { echo "0 0 65536" >"/proc/$holder/gid_map" &&
        echo "0 0 65536" >"/proc/$holder/uid_map"; } 2>/dev/null || return 1
    # shellcheck disable=SC2016 # expanded by the inner shell
    before=(nsenter --user --target "$holder" --setuid 0 --setgid 0
        sh -c 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"' -)
    "${before[@]}" true 2>/dev/null
}
leave_namespace() {
    before=()
    kill "$holder" 2>/dev/null
    wait "$holder" 2>/dev/null
}

# As root and as an ordinary user, with and without bubblewrap and namespaces: all but the way of whoever calls.
other_ways() {
    # Of a few attacks, those that meet the compile box: the run box is the same beside either of them.
    local compiled=("${set[@]}")
    [ ${#set[@]} -eq 0 ] || compiled=(--only '@(the_solution|in*_reference|kit_of_another_lab|sanitizer_*)')
    if command -v bwrap >/dev/null; then run "no bubblewrap: " --with --compile-box --with landlock "${compiled[@]}"
    else echo "skip - with bubblewrap: it is not installed"; fi
    if [ "$(id -u)" -eq 0 ]; then
        run "as a user: " --uid $USER_ID "${set[@]}"
        run "as a user, no bubblewrap: " --uid $USER_ID --with --compile-box --with landlock "${compiled[@]}"
        if enter_namespace; then
            run "as a user, no namespaces: " --uid $USER_ID "${set[@]}"
            run "as root, no namespaces: " "${set[@]}"
        else
            echo "skip - without user namespaces: none could be made to close them in"
        fi
        leave_namespace
    else
        echo "skip - as another user: this is not root"
        if unshare --user --map-root-user true 2>/dev/null; then
            # shellcheck disable=SC2016
            before=(unshare --user --map-root-user
                sh -c 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"' -)
            run "no namespaces: " "${set[@]}"
            before=()
        else
            echo "skip - without user namespaces: there are none here"
        fi
    fi
    off
}

full() { # full N: with N random frames for the sanitizers; test_frames sends more, without the processes
    run "" --neighbours "${set[@]}"
    other_ways
    build "$BUILD/gcc-sanitize" SAN=1
    copy "$BUILD/gcc-sanitize" sanitize
    KIT=sanitize run "sanitized: " --memory 500 --only frame_random --repeat "$1"
    KIT=sanitize run "sanitized: " --memory 500 "${set[@]}"
}

# In a process namespace of their own, which ends with them.
off() {
    if ! "$scratch/kit/grader/grade-03_softmax" --help | grep -q -e --run-box; then
        echo "skip - with the boxes off: this grader cannot be told so"
        return
    fi
    if ! unshare --pid --fork --mount-proc true 2>/dev/null; then
        echo "skip - with the boxes off: no process namespace to do it in"
        return
    fi
    before=(unshare --pid --fork --mount-proc --kill-child prlimit --nproc=300 --fsize=100000000)
    local as=()
    [ "$(id -u)" -ne 0 ] || as=(--uid "$USER_ID")
    run "boxes off: " --off "${as[@]}" --with --box --with weak --with --run-box --with off --with --compile-box \
        --with rlimits "${set[@]}"
    before=()
}

# The seeds are shared out among processes.
seeds() { # seeds NAME N
    local each=$((($2 + JOBS - 1) / JOBS)) job pids=()
    for job in $(seq 0 $((JOBS - 1))); do
        run "" --only "$1" --repeat $each --first-seed $((1 + job * each)) &
        pids+=($!)
    done
    for job in "${pids[@]}"; do wait "$job" || bad=1; done
}

case $what in
quick) run "" --modes ;;
full) full 100 ;;
rest)
    run "" --quick
    set=(--modes)
    full 10
    ;;
off) off ;;
seeds)
    seeds the_solution 500
    seeds zero_answers 1000
    seeds todo_everywhere 1000
    ;;
*) run "" --only "$what" --neighbours ;;
esac
exit $bad
