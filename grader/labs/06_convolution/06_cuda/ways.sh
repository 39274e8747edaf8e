# Wrong and right ways through the tasks; grader/tests/cuda_tasks.sh says what the lines mean.
# shellcheck shell=bash disable=SC2154,SC2016 # place is the test's
wrong 'threads outside of y unguarded' 6.15 "$(within conv 's/if (i >= s.OH .*//')" \
    "$place (reads|writes) [xy]\[[0-9]+\], (and [xy] has [0-9]+ elements|which .* (reads|writes) at)"
wrong 'x and y swapped' 6.15 "$(within conv 's/int i = \(.*\), j = \(.*\);/int i = \2, j = \1;/')" \
    'y.* expected|before anything was written'
wrong 'blockIdx and threadIdx swapped' 6.15 \
    "$(within conv 's/blockIdx.x \* blockDim.x + threadIdx.x/threadIdx.x * blockDim.x + blockIdx.x/')" 'expected'
wrong 'the edge is not asked for' 6.15 "$(within conv 's/if (row < 0 .*//')" \
    "$place reads x\[-?[0-9]+\], and x has|y.* expected"
wrong 'the right edge is not asked for' 6.15 "$(within conv 's/ || column >= s.W//')" \
    "$place reads x\[[0-9]+\], and x has|y.* expected"
wrong 'pictures and filters mixed up' 6.15 "$(within conv 's/n = \(.*\), f = \(.*\);/n = \2, f = \1;/')" \
    "$place (reads|writes) [xy]\[[0-9]+\], and [xy] has [0-9]+ elements|y.* expected"
wrong 'the kernel is turned round' 6.15 \
    "$(within conv 's/s.K + k) \* s.K + l\]/s.K + s.K - 1 - k) * s.K + s.K - 1 - l]/')" 'y.* expected'
wrong 'no bias' 6.15 "$(within conv 's/sum = b\[f\]/sum = 0/')" 'y.* expected'

wrong 'threads behind the last window unguarded' 6.16 "$(within pool 's/if (number .*//')" \
    "$place (reads|writes) [xy]\[[0-9]+\], and [xy] has [0-9]+ elements"
wrong 'the largest begins at 0' 6.16 "$(within pool 's/largest = window\[0\]/largest = 0/')" 'y.* expected'
wrong 'windows overlap' 6.16 "$(within pool 's/i \* size/i/; s/j \* size/j/')" 'y.* expected'
wrong 'planes left out' 6.16 "$(within pool 's/plane \* H + //')" 'y.* expected'
wrong 'rows of the output for rows of x' 6.16 "$(within pool 's/\[k \* W/[k * OW/')" 'y.* expected'

right 'the bias at the end, in double' "$(within conv 's/sum = b\[f\]/sum = 0/' 's/= sum;/= b[f] + sum;/' \
    's/real sum/double sum/')"
right 'pictures first in z' "$(within conv 's/z \/ s.F/z % s.N/' 's/z % s.F/z \/ s.N/')"
right 'rows and columns the other way' "$(within pool \
    's/for (int k = 0; k < size; k++)/for (int l = size - 1; l >= 0; l--)/' \
    's/for (int l = 0; l < size; l++)/for (int k = 0; k < size; k++)/')"
