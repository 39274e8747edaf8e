#!/usr/bin/env bash
# emulated.sh: the emulated GPU (common/cuda/emulated). Kernels without a mistake run as on a GPU, in every order that
# is drawn. Each mistake of checks.cu is found, and told in the words of the table in common/cuda/README.md. What is not
# there is refused by its name. Prints a line "ok ..." or "not ok ..." for each thing that it checks; status 1 when one
# is not ok. FULL=1 does it with clang, too, and FULL=rest with clang alone.
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/lib.sh" || exit 1

readme=common/cuda/README.md emulated=common/cuda/emulated
build() { # build COMPILER
    MAKEFLAGS='' "$MAKE" --no-print-directory -s -f common/build.mk BUILD="$BUILD" CC="$1" emulated-tests
}
runs_right() { # runs_right PROGRAM SEED
    [ "$(GRADLAB_EMULATED_SEED=$2 "$1" 2>&1)" = 'all right' ]
}
# The words of a check as the table has them: LINE for the number of a line.
words_of() { # words_of PROGRAM CASE
    GRADLAB_EMULATED_SEED=1 "$1" "$2" 2>"$scratch/err" >/dev/null
    [ $? -eq 3 ] && sed -n 's/^error: //p' "$scratch/err" | sed 's/checks\.cu:[0-9]*/checks.cu:LINE/g'
}
is_in_table() { # is_in_table PROGRAM CASE
    words=$(words_of "$1" "$2") && [ -n "$words" ] && grep -qF "| \`$2\` |" "$readme" &&
        grep -F "| \`$2\` |" "$readme" | grep -qF "| $words |" || { echo "$words" && false; }
}
# The line that is told is the one that the mistake stands in.
tells_its_line() { # tells_its_line PROGRAM
    line=$(GRADLAB_EMULATED_SEED=1 "$1" outside 2>&1 | sed -n 's/^error: checks\.cu:\([0-9]*\): .*/\1/p')
    sed -n "${line:-1}p" "$emulated/tests/checks.cu" | grep -q 'y\[i\] = 2 \* x\[i\];'
}
other_orders() { # other_orders PROGRAM: threads run in another order under another seed
    words_of "$1" outside >/dev/null && cp "$scratch/err" "$scratch/one"
    GRADLAB_EMULATED_SEED=2 "$1" outside 2>"$scratch/two"
    ! cmp -s "$scratch/one" "$scratch/two"
}
# Whatever the emulated GPU lacks is refused by its name, all in one file here.
lacks=(cooperative_groups.h cuda.h cuda_fp16.h cuda_bf16.h mma.h curand_kernel.h thrust/device_vector.h cub/cub.cuh
    cudaMallocManaged __managed__ asm tex1Dfetch __nanosleep atomicAdd_block __syncthreads_count cudaFuncSetAttribute
    cudaLaunchCooperativeKernel cudaGraphExecUpdate)
refused_by_name() { # refused_by_name COMPILER
    local name
    for name in "${lacks[@]}"; do
        case $name in
            *.*) echo "#include <$name>" ;;
            __managed__) echo '__managed__ int shared_by_both;' ;;
            asm) echo 'void use_asm() { asm volatile("trap;"); }' ;;
            *) echo "void use_$name(float *p) { $name(p, 4); }" ;;
        esac
    done >"$scratch/missing.cu"
    ! "$1" -std=c++17 -I$emulated/include -I$emulated -include cuda_runtime.h -fsyntax-only -x c++ \
        "$scratch/missing.cu" 2>"$scratch/err" || return 1
    for name in "${lacks[@]}"; do
        grep -qF "$name: the emulated GPU does not have it" "$scratch/err" || { echo "$name" && return 1; }
    done
}
# Names that no header here knows: refused by translate, one at a time, in the line where they are used.
unknown=('clock64()' '2 * __fsqrt_rn(*p)' cudaDevAttrWarpSize '(cudaSetDeviceFlags(0), 1)' 'thrust::reduce(p, p)'
    'cub::Max()(1, 2)' '__fmul_rz(*p, 1)' 'atomicAdd_system(p, 1)' 'curand_uniform(p)')
translated() { # translated COMPILER EXPRESSION: of a file that has names of its own that look like CUDA's
    cat >"$scratch/names.cu" <<END
static void cudaCheck(cudaError_t e) { if (e != cudaSuccess) printf("%s", cudaGetErrorString(e)); }
struct cudaPair { int cudaFirst; };
static float *cudaSame(float *p) { cudaPair pair; pair.cudaFirst = 1; return p + pair.cudaFirst - 1; }
__global__ void kernel(float *p) { *p = $2; }
void use(float *p) { kernel<<<1, 1>>>(cudaSame(p)); cudaCheck(cudaGetLastError()); }
END
    "$1" -std=c++17 -I$emulated/include -I$emulated -include cuda_runtime.h -E -x c++ "$scratch/names.cu" |
        "$BUILD/gcc/emulated/translate" >"$scratch/names.ii" 2>"$scratch/err"
}
unknown_refused() { # unknown_refused COMPILER
    local one name
    for one in "${unknown[@]}"; do
        ! translated "$1" "$one" || { echo "$one passes" && return 1; }
        name=$(grep -oE '[a-zA-Z_]{3,}[A-Za-z0-9_]*' <<<"$one" | head -n 1)
        grep -qE "names\.cu:4:1: error: $name: the emulated GPU does not have it" "$scratch/err" || return 1
    done
}
own_names_pass() { translated "$1" 1 && "$1" -std=c++17 -fsyntax-only -w -x c++-cpp-output "$scratch/names.ii"; }
every_row_fires() { # every_row_fires PROGRAM: and the table has no row of a check that is not there
    sed -n 's/^| `\([a-z_]*\)` |.*checks\.cu.*/\1/p' "$readme" | sort >"$scratch/rows"
    "$1" | sort | comm -13 - "$scratch/rows" | grep . && return 1
    [ -s "$scratch/rows" ]
}

# twin_stands STEM OP: beside the .c file of an Op stands its twin, with a row in the table whose test calls it.
twin_stands() {
    local row test name=${2%_op}
    row=$(grep -F "| \`$1.cu\` |" "$readme") || { echo "$1.cu has no row" && return 1; }
    test=$(dirname "$1")/tests/$(sed -n 's/.*| `\(.*\)` |$/\1/p' <<<"$row")
    grep -qw "$2" <<<"$row" && grep -qE "^(OPTIM_)?TWIN\($2," "$1.cu" && grep -qE "f_$name\(|\b$2\b" "$test" ||
        { echo "$2: in the row of $1.cu, as a TWIN of it, or in $test it is missing" && return 1; }
}
every_op_has_its_twin() {
    local stem op all=''
    while IFS=: read -r stem op; do
        op=${op##* } all="$all $op"
        twin_stands "${stem%.c}" "$op" || return 1
    done < <(grep -HoE '^const (Op|OptimType) [a-z0-9_]+' reference/*/*.c)
    for op in $(sed -n 's/^| `reference\/.*\.cu` | \(.*\) | `.*/\1/p' "$readme" | tr -d ,); do
        case " $all " in *" $op "*) ;; *) echo "$op is in the table, and in no .c file" && return 1 ;; esac
    done
    [ -n "$all" ]
}

try_all() { # try_all COMPILER CXX
    local program=$BUILD/$1/emulated/tests case seed
    verdict "$1: the programs compile" build "$1"
    for seed in 1 2 3 4 5; do verdict "$1: no mistake, seed $seed" runs_right "$program/right" $seed; done
    verdict "$1: graphs, and what a capture does not allow" runs_right "$program/graphs" 1
    for case in $("$program/checks"); do verdict "$1: $case" is_in_table "$program/checks" "$case"; done
    verdict "$1: the line" tells_its_line "$program/checks"
    verdict "$1: another order under another seed" other_orders "$program/checks"
    verdict "$1: every row of the table has its kernel" every_row_fires "$program/checks"
    verdict "$1: what is missing is named" refused_by_name "$2"
    verdict "$1: so is any other name of CUDA's" unknown_refused "$2"
    verdict "$1: names of the file's own are not" own_names_pass "$2"
}

verdict "every Op and optimiser has a tested twin, and its row" every_op_has_its_twin
if [ "${FULL-}" = rest ]; then : # make test has done it
elif command -v g++ >/dev/null; then try_all gcc g++
else skip 'the emulated GPU: g++ is not installed'; fi
if [ -n "${FULL-}" ]; then
    if command -v clang++ >/dev/null; then try_all clang clang++
    else skip 'the emulated GPU by clang: clang++ is not installed'; fi
fi
exit $bad
