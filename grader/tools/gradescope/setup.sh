#!/bin/sh
# Gradescope runs this once, as root, when it makes the image of the autograder: it installs what is missing and builds
# the grader. Grading itself needs no network.
set -eu
cd "${GRADLAB_AUTOGRADER:-/autograder}/source"
sh common/setup.sh

# The machine that builds the image need not be the one that grades: nothing that only newer processors have.
case $(uname -m) in
x86_64) arch=x86-64-v2 ;;
aarch64) arch=armv8-a ;;
*) arch=native ;;
esac
lab=$(sed -n 1p lab) bonus=$(sed -n 3p lab)
command -v g++ >/dev/null || bonus='' # kernels are C++
make -f common/build.mk -j"$(getconf _NPROCESSORS_ONLN)" CC=gcc BUILD=build ARCH="${GRADLAB_ARCH:-$arch}" grade \
    ${bonus:+"grade-$bonus"}

# The image keeps what grading needs, and no solution or check in source: a link to one would lead nowhere.
keep() { # keep FILE...
    for file; do
        mkdir -p "kept/$(dirname "$file")"
        mv "$file" "kept/$file"
    done
}
keep "build/gcc/grader/grade-$lab" build/gcc/probe/include build/gcc/probe/blas.a "build/gcc/probe/$lab"
[ -z "$bonus" ] || keep "build/gcc/grader/grade-$bonus" "build/gcc/probe/$bonus"
for file in grader/labs/"$lab"/*.tsv; do [ ! -e "$file" ] || keep "$file"; done
rm -rf build common grader labs plots reference
mv kept/* . && rmdir kept

# Submissions are compiled and run as nobody, who has no business here but with the public kit.
chmod -R go-rwx .
chmod go+x . build build/gcc
chmod -R go+rX build/gcc/probe
