# Wrong and right ways through the tasks; grader/tests/cuda_tasks.sh says what the lines mean.
# shellcheck shell=bash disable=SC2154,SC2016 # place is the test's
race="$place (reads|writes) part\[[0-9]+\], which .* at kernels\.cu:[0-9]+, and no barrier stands between the two"
unwritten="$place reads part\[[0-9]+\] before anything was written there"

wrong 'no barrier in the rounds' 3.13 "$(within max 's/__syncthreads();//')" "$race|$unwritten"
wrong 'barrier in a branch' 3.13 \
    "$(within max 's/__syncthreads();//' 's/if (t < half) \(.*\)/if (t < half) { __syncthreads(); \1 }/')" \
    'kernels\.cu:[0-9]+: thread .* waits at (this )?__syncthreads\(\), but thread'
wrong 'one element a thread' 3.13 "$(within max 's/for (.*j += THREADS) \(.*\)row\[j\]/if (t < C) \1row[t]/')" \
    'largest.* expected'
wrong 't >= C unguarded' 3.13 "$(within max 's/for (.*j += THREADS) \(.*\)row\[j\]/\1row[t]/')" \
    "$place reads x\[[0-9]+\], and x has [0-9]+ elements|largest.* expected"
wrong 'nothing from threads without an element' 3.13 "$(within max 's/part\[t\] = mine/if (t < C) part[t] = mine/')" \
    "$unwritten"
wrong 'the largest begins at 0' 3.13 "$(within max 's/-INFINITY/0/')" 'largest.* expected'
wrong 'a round too many' 3.13 "$(within max 's/half = THREADS \/ 2/half = THREADS/')" \
    "$place reads part\[[0-9]+\], and part has 64 elements"
wrong 'a round too few' 3.13 "$(within max 's/half > 0/half > 1/')" 'largest.* expected'
wrong 'blockIdx and threadIdx swapped' 3.13 \
    "$(within max 's/t = threadIdx.x/t = blockIdx.x/' 's/x + blockIdx.x/x + threadIdx.x/')" \
    "$place (reads|writes) (x|part)\[[0-9]+\], "

wrong 'the largest is not subtracted' 3.14 "$(within softmax 's/ - largest//')" \
    'rows far from 0, .* y.* expected .*, got (nan|inf)'
wrong 'no barrier in the rounds of the sum' 3.14 "$(within softmax '/sum += /,/part\[0\]/s/__syncthreads();//')" "$race"
wrong 'no barrier before the largest is read' 3.14 \
    "$(within softmax '/^    __syncthreads();$/{N' '/largest = /s/__syncthreads();//' '}')" "$race"
wrong 'no barrier after the largest is read' 3.14 "$(within softmax 's/__syncthreads(); .*anew.*//')" "$race"
wrong 'no barrier before the division' 3.14 \
    "$(within softmax '/^    __syncthreads();$/{N' '/for /s/__syncthreads();//' '}')" "$race"
wrong 'return before the barrier' 3.14 "$(within softmax 's/part\[t\] = sum;/if (t >= C) return; part[t] = sum;/')" \
    'kernels\.cu:[0-9]+: thread .* waits at __syncthreads\(\), but thread .* has ended without it'
wrong 'the sum of the thread alone' 3.14 "$(within softmax 's/ \/ part\[0\]/ \/ sum/')" 'y.* expected'
wrong 'one element a thread' 3.14 "$(within softmax 's/for (.*j += THREADS) y\[j\]/if (t < C) y[begin + t]/' \
    's/= exp(x\[j\]/= exp(x[begin + t]/')" 'y\[[0-9]+,[0-9]+\]: expected'

right 'shuffles of warps' "$(within max '/for (int half/,/^    }/d' '/largest\[block/d' \
    's/part\[t\] = mine;/for (int i = 16; i > 0; i \/= 2) mine = max(mine, __shfl_down_sync(0xffffffff, mine, i));\
    if (t % 32 == 0) part[t \/ 32] = mine;\
    __syncthreads();\
    if (t == 0) largest[blockIdx.x] = max(part[0], part[1]);/')"
right 'one thread takes in all' "$(within max 's/for (int half.*/{/' \
    's/if (t < half) .*/for (int i = 1; t == 0 \&\& i < THREADS; i++) part[0] = max(part[0], part[i]);/')"
right 'neighbours first' "$(within softmax 's/t < half/t % (2 * half) == 0/' \
    's/int half = THREADS \/ 2; half > 0; half \/= 2/int half = 1; half < THREADS; half *= 2/')"
right 'two arrays' "$(within softmax 's/part\[THREADS\]/&, sums[THREADS]/' 's/__syncthreads(); .*anew.*//' \
    '/sum += /,/^}/s/part\[/sums[/g')"
