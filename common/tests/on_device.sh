#!/usr/bin/env bash
# on_device.sh: make test DEVICE=cuda, or emulated: kernels, Ops, twins and replays on that device against the CPU, in
# float and double; and on a GPU what NVIDIA's compute-sanitizer says of them, where it is installed. A line for each
# program; status 1 when one has failed, or when the device is not there. REALS=float and TOOLS='memcheck' or TOOLS= choose
# among precisions and the sanitizer's tools.
set -u
cd "$(dirname "$0")/../.." || exit 1
MAKE=${MAKE:-make} BUILD=${BUILD:-build} device=$1 bad=0
built=$BUILD/gcc
export CK_TIMEOUT_MULTIPLIER=${CK_TIMEOUT_MULTIPLIER:-10}

programs=()
for source in common/tests/test_cuda*.c reference/*/tests/*_cuda.c; do
    for real in ${REALS:-float double}; do programs+=("$built/$real/${source%.c}"); done
done
plugins=("$built"/{float,double}/libgradlab_cuda_emulated.so)
[ "$device" = emulated ] || plugins=("$built"/{float,double}/libgradlab_cuda.so)
echo 'building the tests ...'
"$MAKE" --no-print-directory -s -f common/build.mk BUILD="$BUILD" CC=gcc "${plugins[@]}" "${programs[@]}" || exit 1

# on_it PROGRAM [BEFORE...]: the program on the device, and on no other.
on_it() {
    local plugin=${1%%/common/*}
    plugin=${plugin%%/reference/*}/libgradlab_cuda.so
    [ "$device" != emulated ] || plugin=${plugin%.so}_emulated.so
    GRADLAB_CUDA_PLUGIN=$plugin "${@:2}" "$1" >"$log" 2>&1
}
log=$(mktemp) && trap 'rm -f "$log"' EXIT
try() { # try WORDS PROGRAM [BEFORE...]
    if on_it "${@:2}" && grep -q '^100%: Checks: [1-9]' "$log"; then
        echo "  ✓ $1$(sed -n 's/^100%: Checks: \([0-9]*\),.*/: \1 checks/p' "$log" | head -n 1)"
    else
        bad=1
        echo "  ✗ $1"
        grep -v ':P:' "$log" | tail -n 20 | sed 's/^/      /'
    fi
}
for program in "${programs[@]}"; do try "${program#"$built"/}" "$program"; done
if [ "$device" = cuda ]; then
    if command -v compute-sanitizer >/dev/null; then
        # libcheck forks for each test, and CUDA does not outlive a fork.
        export CK_FORK=no
        for program in "${programs[@]}"; do
            for tool in ${TOOLS-memcheck racecheck initcheck synccheck}; do
                try "$tool: ${program#"$built"/}" "$program" compute-sanitizer --tool "$tool" --error-exitcode 9
            done
        done
    else
        echo '  - compute-sanitizer is not installed: it comes with the CUDA Toolkit'
    fi
fi
exit $bad
