# lib.sh: what the tests that are scripts share; read by each of them, whose folder is two below the top.
#
#   verdict NAME COMMAND...   prints "ok - NAME" when the command succeeds, else "not ok - NAME" and what is known
#   skip NAME: WHY            prints the line of what is not tried here
#   typed ARGUMENTS...        make with these (make_command): leaves $status, and its words in $scratch/out and .../err
#   out_has, err_has PATTERN  whether a line of these words has this (grep -E)
#   silent out|err            whether there are none
#   one_line STATUS PATTERN   whether a call ended so, with one line on stderr and nothing else
#   at_end COMMAND...         is done before the scratch folder is removed
#
# $scratch is a folder of the script's own. A script ends with: exit $bad
# shellcheck shell=bash disable=SC2034,SC2317 # for the scripts; functions are called by name
set -u
cd "$(dirname "$0")/../.." || exit 1
MAKE=${MAKE:-make} BUILD=${BUILD:-build} bad=0 status=''
# What was typed for `make test` is not what these scripts type.
unset LAB TASK CODE DEVICE SEED ARGS RUN OUT BAND FIGURE STYLE LIST README AGAIN MAKEFLAGS MFLAGS MAKELEVEL CC
export LC_ALL=C
scratch=$(mktemp -d) && chmod 755 "$scratch" || exit 1
at_end() { before_the_end=("$@"); }
before_the_end=(:)
trap '"${before_the_end[@]}"; chmod -R u+rwX "$scratch"; rm -rf "$scratch"' EXIT

verdict() {
    local name=$1 file
    shift
    if "$@" >"$scratch/said" 2>&1; then
        echo "ok - $name"
        return
    fi
    bad=1
    echo "not ok - $name"
    [ -z "$status" ] || echo "    status $status"
    for file in said log found out err; do
        [ ! -s "$scratch/$file" ] || tail -n 12 "$scratch/$file" | sed "s/^/    $file: /"
    done
}
skip() { echo "skip - $*"; }
make_command=("$MAKE")
typed() {
    "${make_command[@]}" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
    status=$?
}
out_has() { grep -Eq -- "$1" "$scratch/out"; }
err_has() { grep -Eq -- "$1" "$scratch/err"; }
silent() { [ ! -s "$scratch/$1" ]; }
one_line() { [ "$status" -eq "$1" ] && silent out && [ "$(wc -l <"$scratch/err")" -eq 1 ] && err_has "$2"; }
