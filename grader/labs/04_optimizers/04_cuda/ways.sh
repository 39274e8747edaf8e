# Wrong and right ways through the tasks; grader/tests/cuda_tasks.sh says what the lines mean.
# shellcheck shell=bash disable=SC2154,SC2016 # place is the test's
wrong 'i >= n unguarded' 4.15 "$(within momentum 's/if (i >= n) return;//')" \
    "$place (reads|writes) (velocity|g|p)\[[0-9]+\], and (velocity|g|p) has [0-9]+ elements"
wrong 'blockIdx and threadIdx swapped' 4.15 \
    "$(within momentum 's/blockIdx.x \* blockDim.x + threadIdx.x/threadIdx.x * blockDim.x + blockIdx.x/')" 'expected'
wrong 'the number in the block alone' 4.15 "$(within momentum 's/blockIdx.x \* blockDim.x + //')" \
    "$place (reads|writes) (velocity|p)\[[0-9]+\], which .* nothing orders two blocks"
wrong 'p first' 4.15 "$(within momentum '/velocity\[i\] = /{h' 'd' '}' '/p\[i\] -=/{G' '}')" 'expected'
wrong 'no weight decay' 4.15 "$(within momentum 's/ + weight_decay \* p\[i\]//')" 'expected'

wrong 'no loop over the grid' 4.16 "$(within adam 's/for (\(int i = .*\); i < n; .*/\1; if (i < n) {/')" 'p.* expected'
wrong 'i >= n unguarded' 4.16 "$(within adam 's/i < n;/i < n + threads;/')" \
    "$place (reads|writes) [gpmv]\[[0-9]+\], and [gpmv] has [0-9]+ elements"
wrong 'all parameters by each thread' 4.16 "$(within adam 's/i += threads/i++/')" \
    "$place (reads|writes) [pmv]\[[0-9]+\], which .* kernels\.cu:[0-9]+"
wrong 'G is worked out with the new p' 4.16 \
    "$(within adam 's/const real G = .*/p[i] -= a.lr * a.weight_decay * p[i];\n&/')" 'expected'
wrong 'no correction' 4.16 "$(within adam 's/ \/ a.correction[12]//g')" 'p.* expected'
wrong 'no root' 4.16 "$(within adam 's/sqrt(v\[i\] \/ a.correction2)/v[i] \/ a.correction2/')" 'p.* expected'

right 'from the end, in variables of its own' "$(within adam \
    's/for (int i = \(.*\); i < n; .*/for (int i = n - 1 - (int)(\1); i >= 0; i -= threads) {/' \
    's/m\[i\] = \(.*\);/const real first = \1;\n m[i] = first;/' 's/(m\[i\] \/ /(first \/ /')"
right 'the velocity in a variable' "$(within momentum 's/velocity\[i\] = /const real step = /' \
    's/p\[i\] -= .*/velocity[i] = step; p[i] -= lr * step;/')"
