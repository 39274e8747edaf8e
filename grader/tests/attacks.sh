#!/usr/bin/env bash
# attacks.sh: the attacks of grader/tests/attacks on the grader of lab 3. Prints a line "ok ...", "not ok ..." or
# "skip ..." for each; status 1 when one is not as it should be.
#
#   attacks.sh          those that prove each promise, as whoever calls
#   attacks.sh full     all of them, as root and as an ordinary user, with and without bubblewrap and user namespaces,
#                       with another student graded at the same time; the grader under ASan and UBSan against random
#                       frames; and with the boxes switched off, where they must do their harm
#   attacks.sh rest     of the few, in each of these ways those that it can make a difference to; and the short set of
#                       all others, as whoever calls
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

build() { # build GOAL...
    "$MAKE" --no-print-directory -f common/build.mk BUILD="$BUILD" CC=gcc -j"$(getconf _NPROCESSORS_ONLN)" "$@" \
        >"$scratch/log" 2>&1 && return
    grep -v '^gcc ' "$scratch/log" | tail -n 20
    echo "not ok - the grader cannot be built"
    exit 1
}

# A copy that any user can read, and that no build changes meanwhile: the kit, and graders in folders of their own.
copy() { # copy NAME GRADER
    mkdir -p "$scratch/$1" && cp "$2" "$scratch/$1/" && chmod -R a+rX "$scratch/$1"
}

build "$BUILD/gcc/grader/grade-03_softmax" grade-kits
copy grader "$BUILD/gcc/grader/grade-03_softmax"
cp -r "$BUILD/gcc/probe" datasets grader/labs/03_softmax/gates.tsv "$scratch/" &&
    chmod -R a+rX "$scratch"/{probe,datasets,gates.tsv}
# shellcheck disable=SC2046 # words
gcc -std=c17 -D_GNU_SOURCE -O1 -o "$scratch/run" $(pkg-config --cflags libcjson) -Igrader/probe \
    $(find common -type d ! -name tests -printf '-I%p ') grader/tests/attacks/*.c \
    $(pkg-config --libs libcjson) -lm || exit 1

run() { # run LABEL OPTIONS...: in front of it, what stands in `before`; by the grader in the folder $grader
    local label=$1
    shift
    "${before[@]}" "$scratch/run" --grader "$scratch/$grader/grade-03_softmax" --kit "$scratch/probe/03_softmax" \
        --gates "$scratch/gates.tsv" --data "$scratch/datasets" --reference reference/03_softmax \
        --corpus grader/tests/attacks --label "$label" "$@" || bad=1
}
before=() grader=grader few=false

# of PATTERN: the few whose names are so, or else all attacks: options in $these.
of() {
    if $few; then these=(--only "$1"); else these=(); fi
}
# What meets the compile box: the run box is the same beside either of them.
compiled='the_solution|in*_reference|kit_of_another_lab|sanitizer_*'
# What rights and limits of the probe's user hold back. The run box asks for no namespace.
lowered='kill_all|parent_limits|read_files'
# What the grader itself reads, waits for and tells in its own way: of several that come to the same, one.
read_by_it='ctor_exit0|include_reference|frame_own_loop|overrun_output|output_escapes|hang_asleep|fork_bomb|kill_all'
read_by_it+='|sanitizer_semget|file_symlink_to_victim'
# What could reach another student's grading.
reaching='the_solution|write_results|parent_limits|kill_all|read_files|fork_bomb|daemon|hang_asleep|overrun_output'
reaching+='|file_symlink_to_victim'

# A user namespace with all users in it, and in which none can be made.
enter_namespace() {
    unshare --user sleep 3600 2>/dev/null &
    holder=$!
    for _ in $(seq 600); do
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
    of "@($compiled)"
    if command -v bwrap >/dev/null; then run "no bubblewrap: " --with --compile-box --with landlock "${these[@]}"
    else echo "skip - with bubblewrap: it is not installed"; fi
    if [ "$(id -u)" -eq 0 ]; then
        if $few; then these=(--modes); else these=(); fi
        run "as a user: " --uid $USER_ID "${these[@]}"
        local no_bubblewrap=(run "as a user, no bubblewrap: " --uid "$USER_ID" --with --compile-box --with landlock)
        $few || "${no_bubblewrap[@]}"
        of "@($compiled|$lowered)"
        if enter_namespace; then # which leaves no bubblewrap either
            run "as a user, no namespaces: " --uid $USER_ID "${these[@]}"
            run "as root, no namespaces: " "${these[@]}"
        else
            echo "skip - without user namespaces: none could be made to close them in"
            ! $few || "${no_bubblewrap[@]}" "${these[@]}"
        fi
        leave_namespace
    else
        echo "skip - as another user: this is not root"
        of "@($compiled|$lowered)"
        if unshare --user --map-root-user true 2>/dev/null; then
            # shellcheck disable=SC2016
            before=(unshare --user --map-root-user
                sh -c 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"' -)
            run "no namespaces: " "${these[@]}"
            before=()
        else
            echo "skip - without user namespaces: there are none here"
        fi
    fi
    off
}

full() { # full N: with N random frames for the sanitizers; test_frames sends more, without the processes
    local these
    of "@($reaching)"
    run "beside another: " --neighbours "${these[@]}"
    other_ways
    build "$BUILD/gcc/checked/grade-03_softmax"
    copy checked "$BUILD/gcc/checked/grade-03_softmax"
    grader=checked
    run "sanitized: " --memory 500 --only frame_random --repeat "$1"
    of "@($read_by_it)"
    run "sanitized: " --memory 500 "${these[@]}"
}

# In a process namespace of their own, which ends with them.
off() {
    if ! "$scratch/grader/grade-03_softmax" --help | grep -q -e --run-box; then
        echo "skip - with the boxes off: this grader cannot be told so"
        return
    fi
    if ! unshare --pid --fork --mount-proc true 2>/dev/null; then
        echo "skip - with the boxes off: no process namespace to do it in"
        return
    fi
    before=(unshare --pid --fork --mount-proc --kill-child prlimit --nproc=300 --fsize=100000000)
    local as=() these=()
    ! $few || these=(--modes --quick)
    [ "$(id -u)" -ne 0 ] || as=(--uid "$USER_ID")
    run "boxes off: " --off "${as[@]}" --with --box --with weak --with --run-box --with off --with --compile-box \
        --with rlimits "${these[@]}"
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
    few=true
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
