# Wrong and right ways through the tasks; grader/tests/cuda_tasks.sh says what the lines mean.
# shellcheck shell=bash disable=SC2154,SC2016 # place is the test's
wrong 'no loop over the grid' 0.11 \
    's/for (int i = \(blockIdx.*threadIdx.x\); i < n; i += threads) y/const int i = \1; if (i < n) y/' \
    'y.* expected'
wrong 'i >= n unguarded' 0.11 's/i < n; i += threads/i < n + threads; i += threads/' \
    "$place (reads|writes) [xy](_there)?\[[0-9]+\], and [xy](_there)? has [0-9]+ elements"
wrong 'blockIdx and threadIdx swapped' 0.11 \
    's/blockIdx.x \* blockDim.x + threadIdx.x; i < n/threadIdx.x * blockDim.x + blockIdx.x; i < n/' \
    'y.* expected|no barrier|orders'
wrong 'all threads take all elements' 0.11 's/i < n; i += threads/i < n; i++/' \
    "$place (reads|writes) y\[[0-9]+\], which thread .* kernels\.cu:[0-9]+"
wrong 'threads outside of C unguarded' 0.12 's/^    if (row >= m || column >= n) return;$//' \
    "$place (reads|writes) [ABC]\[[0-9]+\], "
wrong 'rows and columns swapped' 0.12 '/naive_kernel(/,/row >= m/{s/row = /other = /;s/column = /row = /;s/other = /column = /}' \
    'C.* expected|before anything was written|no barrier'
wrong 'B transposed' 0.12 's/B\[l \* n + column\]/B[column * k + l]/' 'C.* expected|has [0-9]+ elements'
wrong 'no barrier before the sum' 0.13 '0,/__syncthreads/s/^        __syncthreads();$//' \
    "$place reads tile_[AB]\[[0-9]\]\[[0-9]\]( before anything was written there|, which .* and no barrier)"
wrong 'no barrier after the sum' 0.13 '/sum += tile_A/{n;s/__syncthreads();//}' \
    "$place (reads|writes) tile_[AB]\[[0-9]\]\[[0-9]\], which .* at kernels\.cu:[0-9]+, and no barrier stands between"
wrong 'return before the barrier' 0.13 's/^    real            sum = 0;$/&\n    if (row >= m || column >= n) return;/' \
    'kernels\.cu:[0-9]+: thread .* waits at __syncthreads\(\), but thread .* has ended without it'
wrong 'barrier in a branch' 0.13 '0,/^        __syncthreads();$/s//        if (row < m) __syncthreads();/' \
    "waits at .*__syncthreads\(\), but thread|$place reads tile_A\[[0-9]\]\[[0-9]\] before anything was written there"
wrong 'the last tiles unguarded' 0.13 's/row < m && first + x < k ? \(A.*\) : 0;/\1;/' "$place reads A\[[0-9]+\]"
wrong 'a pointer of the host' 0.11 's/^void axpy(.*$/static real mine[2000];\n&/; s/(n, a, x, y); }/(n, a, mine, y); }/' \
    "$place reads mine\[[0-9]+\], a variable of the host"
wrong 'too many threads in a block' 0.12 's/block(16, 4), grid(/block(64, 64), grid(/' \
    'a block of 4096 threads is asked for, and a GPU takes 1024'

right 'dynamic shared memory' \
    's/__shared__ real tile_A\[TILE\]\[TILE\], tile_B\[TILE\]\[TILE\];/extern __shared__ real tiles[]; real(*tile_A)[TILE] = (real(*)[TILE])tiles, (*tile_B)[TILE] = tile_A + TILE;/; s/tiled_kernel<<<grid, block>>>/tiled_kernel<<<grid, block, 2 * TILE * TILE * sizeof(real)>>>/'
right 'one loop, from the end' \
    's/for (int i = blockIdx.x.*$/for (int i = n - 1 - blockIdx.x * blockDim.x - threadIdx.x; i >= 0; i -= threads) y[i] += a * x[i];/'
right 'a product under an if' 's/if (row >= m || column >= n) return;/if (!(row < m \&\& column < n)) return;/; s/real sum = 0;/double sum = 0;/'
