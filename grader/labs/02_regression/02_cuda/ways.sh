# Wrong and right ways through the tasks; grader/tests/cuda_tasks.sh says what the lines mean.
# shellcheck shell=bash disable=SC2154,SC2016 # place is the test's

wrong 'j >= out unguarded' 2.13 "$(within column 's/if (j >= out) return;//')" \
    "$place (reads|writes) (dy|db)\[[0-9]+\], and (dy|db) has [0-9]+ elements"
wrong 'blockIdx and threadIdx swapped' 2.13 \
    "$(within column 's/blockIdx.x \* blockDim.x + threadIdx.x/threadIdx.x * blockDim.x + blockIdx.x/')" 'db.* expected'
wrong 'the number in the block alone' 2.13 "$(within column 's/blockIdx.x \* blockDim.x + threadIdx.x/threadIdx.x/')" \
    "db.* expected|$place (reads|writes) db\[[0-9]+\], which .* nothing orders two blocks"
wrong 'rows for columns' 2.13 "$(within column 's/dy\[n \* out + j\]/dy[j * N + n]/')" 'db.* expected'
wrong 'what db held is lost' 2.13 "$(within column 's/db\[j\] += sum/db[j] = sum/')" 'db.* expected'
wrong 'the mean' 2.13 "$(within column 's/db\[j\] += sum/db[j] += sum \/ N/')" 'db.* expected'

wrong 'no atomic addition' 2.14 "$(within piece 's/atomicAdd.*/db[j] += sum;/')" \
    "$place (reads|writes) db\[[0-9]+\], which .* (reads|writes) at kernels\.cu:[0-9]+, and nothing orders two blocks"
wrong 'a barrier for an atomic addition' 2.14 \
    "$(within piece 's/if (j >= out) return;//' 's/n < N; n++/n < N \&\& j < out; n++/' \
        's/atomicAdd.*/__syncthreads(); if (j < out) db[j] += sum;/')" \
    "$place (reads|writes) db\[[0-9]+\], which .* (reads|writes) at kernels\.cu:[0-9]+, and nothing orders two blocks"
wrong 'the last piece unguarded' 2.14 "$(within piece 's/ && n < N;/;/')" \
    "$place reads dy\[[0-9]+\], and dy has [0-9]+ elements"
wrong 'j >= out unguarded' 2.14 "$(within piece 's/if (j >= out) return;//')" \
    "$place (reads|writes|adds to|changes) (dy|db)\[[0-9]+\], and (dy|db) has [0-9]+ elements"
wrong 'all rows by each thread' 2.14 "$(within piece 's/n = first; n < first + ROWS && n < N/n = 0; n < N/')" \
    'db.* expected'
wrong 'x and y swapped' 2.14 \
    "$(within piece 's/blockIdx.x \* blockDim.x/blockIdx.y * blockDim.x/' 's/blockIdx.y \* ROWS/blockIdx.x * ROWS/')" \
    'db.* expected'

right 'each element by itself' \
    "$(within piece 's/real sum = 0;//' 's/atomicAdd.*//' 's/sum += \(.*\);/atomicAdd(\&db[j], \1);/')"
right 'columns from the end, in double' \
    "$(within column 's/\(int j = \)\(.*\);/\1out - 1 - (int)(\2);/' 's/j >= out/j < 0/' 's/real sum/double sum/')"
