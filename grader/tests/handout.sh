#!/usr/bin/env bash
# handout.sh: the tree that students get, looked through, unpacked elsewhere and used where this tree is out of sight.
# Prints a line "ok ...", "not ok ..." or "skip ..." for each thing that it checks; status 1 when one is not ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

lab=03_softmax
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
original=$PWD

labs=()
for file in grader/labs/[0-9][0-9]_*/checks.c; do labs+=("$(basename "$(dirname "$file")")"); done
# Beside the tree that make handout has made, which is somebody's.
made=$BUILD/test/handout static=$BUILD/static
make_here() {
    mkdir -p "$BUILD/test"
    "$MAKE" -s -f common/build.mk BUILD="$BUILD" CC=gcc HANDOUT="$made" GRADED="${labs[*]}" "$@" \
        >"$scratch/out" 2>&1
}

make_here -j2 handout
verdict "the tree is made" test -s "$made.tar.gz"
[ $bad -eq 0 ] || exit 1 # in a tree that is not there nothing would be found
tar -xzf "$made.tar.gz" -C "$scratch"
tree=$scratch/handout prebuilt=$scratch/handout/grader/prebuilt/$(uname -m)

# --- What is in it ----------------------------------------------------------------------------------------------------
squeezed() { sed 's/[[:space:]]\{1,\}/ /g; s/^ //; s/ $//'; }
# The lines between the marks of solved files; not those of a few words or heads of loops, nor those that are given too.
solution_lines() {
    awk '
    FNR == 1 { inside = 0 }
    { gsub(/[ \t]+/, " "); sub(/^ /, ""); sub(/ $/, "") }
    /SOLUTION BEGIN/ { inside = 1; next }
    /SOLUTION END/ { inside = 0; next }
    !inside { given[$0] = 1; next }
    /^for \(.*\{$/ { next }
    { words = $0; if (gsub(/[A-Za-z_]+/, "", words) >= 6) solved[++n] = $0 }
    END { for (i = 1; i <= n; i++) if (!(solved[i] in given)) print solved[i] }' "$@"
}
find common -name '*.[ch]' -exec cat {} + | squeezed | sort -u >"$scratch/public"
{
    for one in "${labs[@]}"; do solution_lines reference/"$one"/*.c; done
    # The index of a thread is the same line in all labs: one that is given in a lab is given.
    solution_lines reference/*/*_cuda/*.cu
} | sort -u |
    comm -23 - "$scratch/public" >"$scratch/lines"
no_lines() {
    [ -s "$scratch/lines" ] || return 1
    find "$tree" -type f -size -1000k ! -name '*.gz' ! -name '*.csv' -exec sed 's/[[:space:]]\{1,\}/ /g; s/^ //' {} + |
        grep -aFxf "$scratch/lines" >"$scratch/found"
    [ ! -s "$scratch/found" ]
}
verdict "no line of the solution is in it" no_lines
# device.cu launches the student's kernels; nvcc compiles it with them.
no_reference() {
    find "$tree" \( -path '*/reference/*' -o -path '*/grader/*' \) ! -path '*/stubs/*' ! -path '*/gpu/device.cu' \
        \( -name '*.c' -o -name '*.cu' -o -name '*.txt' -o -name 'embedded*' \) >"$scratch/found"
    [ ! -s "$scratch/found" ] && [ ! -e "$tree/grader/engine" ] && [ ! -e "$tree/common/ops/ops_one_hot.c" ]
}
verdict "no source of a solution, a check or a misconception" no_reference
as_handed_out() {
    local one file
    for one in "${labs[@]}"; do
        mkdir -p "$scratch/stubs/$one"
        sh grader/tools/mkstubs "reference/$one" "$scratch/stubs/$one" >/dev/null
        for file in "$scratch/stubs/$one"/*.c; do
            cmp "$file" "$tree/labs/$one/${file##*/}" || return 1
            cmp "$file" "$prebuilt/probe/$one/stubs/${file##*/}" || return 1
        done
    done
}
verdict "stubs are made from the solution, whatever is written in labs/ here" as_handed_out

# The README of the tree: its commands are those of make help there, and each path in it is there.
own_readme() {
    local one
    make -s --no-print-directory -C "$tree" help >"$scratch/help" || return 1
    grep -Eo 'make [a-z]+' "$tree/README.md" | sort -u >"$scratch/commands"
    [ "$(wc -l <"$scratch/commands")" -gt 6 ] || return 1
    while read -r one; do grep -qE "$one( |\$)" "$scratch/help" || { echo "$one"; return 1; }; done <"$scratch/commands"
    grep -Eo '`[A-Za-z_./]+(/|\.md|\.h|LICENSE)`' "$tree/README.md" | tr -d '`' | sort -u >"$scratch/paths"
    while read -r one; do
        case $one in build/* | card.md) ;; *) [ -e "$tree/$one" ] || { echo "$one"; return 1; } ;; esac
    done <"$scratch/paths"
    ! grep -E 'CODE=|reference/|selftest|calibrate|make (test|stubs|handout)' "$tree/README.md"
}
verdict "its README names what is there" own_readme

# Code that a program carries as text: what stands in a solution outside of comments and of its own messages.
spelled() {
    cat reference/[0-9]*/*.c | gcc -fpreprocessed -E -P -w -x c - | sed 's/"\([^"\\]\|\\.\)*"/ /g' |
        tr -s ' \t' ' ' >"$scratch/code"
    find "$prebuilt" -type f ! -name '*.[ch]' -exec strings -a -n 12 {} + | tr -s ' \t' ' ' | sort -u |
        grep '[(>=].*[a-z]' >"$scratch/strings"
    while IFS= read -r line; do grep -qF -e "$line" "$scratch/code" && printf '%s\n' "$line"; done <"$scratch/strings" \
        >"$scratch/found"
    [ -s "$scratch/strings" ] && [ ! -s "$scratch/found" ]
}
verdict "no expression of a solution is in a program or an object" spelled
nameless() {
    local one
    for one in "${labs[@]}"; do nm "$prebuilt/grade-$one" || return 1; done >"$scratch/found" 2>/dev/null
    [ ! -s "$scratch/found" ]
}
verdict "the graders have no symbols" nameless
symbols() { nm --defined-only "$@" 2>/dev/null | awk 'NF == 3 && $2 ~ /^[TtDdRrBb]$/ { print $3 }' | sort -u; }
# A lab's solution is in no object but those that later labs build on.
other_symbols() {
    local one later objects earlier
    for one in "${labs[@]}"; do
        symbols "$static"/gcc/probe-objects/double/reference/"$one"/*.o | grep -v '^[._]' >"$scratch/symbols"
        [ -s "$scratch/symbols" ] || return 1
        objects=("$prebuilt"/probe/"$one"/*/*.[oa]) earlier=()
        for later in "${labs[@]}"; do
            [[ $later < $one ]] && earlier+=("$prebuilt"/probe/"$later"/*/*.[oa])
        done
        [ "$one" != "${labs[-1]}" ] || objects+=("$prebuilt"/solved/*.a)
        # The optimisers of lab 4 are what labs before it train with: there, and nowhere else, they are expected.
        symbols "$static"/gcc/probe-objects/double/reference/"$one"/optimizers.o | sort -u >"$scratch/trains"
        { symbols "${objects[@]}"
            [ ${#earlier[@]} -eq 0 ] || symbols "${earlier[@]}" | sort -u | comm -23 - "$scratch/trains"
        } | sort -u | comm -12 - "$scratch/symbols" >"$scratch/found"
        [ ! -s "$scratch/found" ] || { echo "defined for $one or a lab before it" >>"$scratch/found"; return 1; }
    done
}
verdict "no object of a lab, or of one before it, defines what its solution defines" other_symbols
static() {
    local one
    for one in "${labs[@]}"; do ! readelf -l "$prebuilt/grade-$one" | grep -q INTERP || return 1; done
}
verdict "the graders are static programs" static

# --- Where this tree is not to be seen --------------------------------------------------------------------------------
away=(unshare -m)
[ "$(id -u)" -eq 0 ] || away=(unshare -rm)
# The build folder first: it may lie in the tree, and is gone when that is.
# shellcheck disable=SC2016 # expanded by the inner shell
away+=(sh -c 'mount -t tmpfs none "$2" && mount -t tmpfs none "$1" && cd "$3" && shift 3 && exec "$@"' - \
    "$original" "$BUILD" "$tree")
if "${away[@]}" true 2>/dev/null; then
    verdict "this tree is out of sight" "${away[@]}" test ! -e "$original/Makefile" -a ! -e "$static"
else
    echo "skip - this tree is out of sight: no mount namespace can be had here"
    away=(env -C "$tree")
fi
make_command=("${away[@]}" "$MAKE")
full() { [ "$status" -eq 0 ] && score 100; }
score() { grep -Eq "(^|[^0-9.])$1 ?/ ?100([^0-9]|$)" "$scratch/out"; }

typed grade LAB=3
zero() { [ "$status" -eq 1 ] && score 0 && grep -q 'not written yet' "$scratch/out"; }
verdict "the stubs get 0/100" zero
for one in "${labs[@]}"; do
    [ "$one" != "$lab" ] || continue
    typed grade LAB="$one"
    verdict "the stubs of $one get 0/100" zero
    cp -r "reference/$one" "$scratch/of_another"
    typed grade LAB="$one" CODE="$scratch/of_another"
    verdict "a solution of $one gets 100/100" full
    rm -rf "$scratch/of_another"
done
# The optional tasks: stubs, hints and an emulated GPU, and no solution.
if command -v g++ >/dev/null; then
    typed grade LAB=3 DEVICE=emulated
    no_bonus() { [ "$status" -eq 1 ] && out_has '^Bonus: 0/10' && out_has 'not written yet'; }
    verdict "the stubs of the optional tasks get no bonus" no_bonus
    cp -r "reference/$lab/03_cuda" "$scratch/kernels"
    typed grade LAB=3 DEVICE=emulated CODE="$scratch/kernels"
    bonus() { [ "$status" -eq 0 ] && out_has '^Bonus: 10/10'; }
    verdict "kernels get all of it" bonus
    typed hint TASK=3.13
    verdict "hints of the optional tasks" out_has '64 people hold a number'
fi
cp -r "reference/$lab" "$scratch/mine"
typed grade LAB=3 CODE="$scratch/mine"
verdict "a solution gets 100/100" full
written() { grep -q '"score"' "$tree/build/grade/$lab/results.json"; }
verdict "and its results.json" written
if command -v python3 >/dev/null; then
    verdict "which a parser reads" python3 -m json.tool "$tree/build/grade/$lab/results.json" /dev/null
else
    echo "skip - a parser reads results.json: python3 is not installed"
fi
rm -rf "$scratch/wrong" && cp -r "$scratch/mine" "$scratch/wrong"
first=$(sh grader/tools/mutate --list "grader/labs/$lab/misconceptions.txt" | awk '{ print $1 }')
sh grader/tools/mutate "reference/$lab" "grader/labs/$lab/misconceptions.txt" "${first%%[[:space:]]*}" \
    "$scratch/wrong" >/dev/null
says=$("$static/gcc/grader/grade-$lab" --code "$scratch/wrong" --kit "$static/gcc/probe/$lab" --seed 5 |
    sed -n 's/^ *x //p' | head -n 1)
typed grade LAB=3 CODE="$scratch/wrong" SEED=5
wrong() { [ "$status" -eq 1 ] && [ -n "$says" ] && grep -qF "$says" "$scratch/out"; }
verdict "a misconception loses what it loses here" wrong

typed grade LAB=3 TASK=9.9
verdict "a wrong task is told with the choices" one_line 2 'TASK=3\.1 '
typed grade LAB=3 CODE=reference
verdict "a solution that is not there is told in a line" one_line 2 'CODE=reference'
for command in test stubs selftest handout; do
    typed "$command" LAB=3
    verdict "make $command is told to be its maker's" one_line 2 "make $command"
done
mkdir "$scratch/bin"
printf '#!/bin/sh\n[ "$1" = -m ] && echo riscv64 && exit\nexec /usr/bin/uname "$@"\n' >"$scratch/bin/uname"
chmod +x "$scratch/bin/uname"
PATH=$scratch/bin:$PATH typed grade LAB=3
verdict "another processor is told in a line" one_line 2 'riscv64.*'"$(uname -m)"

verdict "each file is in handout.sha256 as it is" eval '(cd "$tree" && sha256sum --quiet -c handout.sha256)'
typed submit LAB=3
submitted() {
    [ "$status" -eq 0 ] && out_has '^build/submit/03_softmax\.zip is what you hand in' && out_has 'own grading: 0 of 100'
}
verdict "submit packs the stubs, graded" submitted
"${make_command[@]}" watch LAB=0 2>"$scratch/err" </dev/null | sed '/^first open/q' >"$scratch/out"
verdict "watch begins, and ends when nobody reads on" out_has '^graded all tasks in .*; 0/100$'

typed train LAB=3 ARGS="--epochs 1"
unwritten() { [ "$status" -eq 1 ] && grep -q 'not written yet' "$scratch/out" "$scratch/err"; }
verdict "train says what is not written" unwritten
typed train LAB=3 CODE="$scratch/mine" ARGS="--epochs 1"
verdict "train with a solution" test "$status" -eq 0

# --- A stage: the first two labs -------------------------------------------------------------------------------------
make_here handout GRADED="00_tensors 01_perceptron"
staged=$scratch/staged
mkdir "$staged" && tar -xzf "$made.tar.gz" -C "$staged"
two_labs() {
    local there=("$staged"/handout/labs/[0-9]* "$staged"/handout/grader/prebuilt/*/grade-*)
    case "${there[*]##*/}" in # with the optional tasks, where they can be compiled
        "00_tensors 01_perceptron grade-00_tensors grade-01_perceptron") ;;
        "00_tensors 01_perceptron grade-00_cuda grade-00_tensors grade-01_perceptron") ;;
        *) return 1 ;;
    esac
}
verdict "a stage has its labs and no other" two_labs
# Of the second lab and all later ones nothing but the optimisers, which trainings use.
nothing_later() {
    find "$static"/gcc/probe-objects/double/reference/0[1-9]_* -name '*.o' ! -name optimizers.o \
        -exec nm --defined-only {} + 2>/dev/null | awk 'NF == 3 && $2 ~ /^[TDRB]$/ { print $3 }' | sort -u \
        >"$scratch/symbols"
    [ -s "$scratch/symbols" ] || return 1
    symbols "$staged"/handout/grader/prebuilt/*/probe/*/*/*.[oa] "$staged"/handout/grader/prebuilt/*/solved/*.a |
        comm -12 - "$scratch/symbols" >"$scratch/found"
    [ ! -s "$scratch/found" ] && [ ! -e "$staged"/handout/labs/02_regression ] &&
        [ -z "$(find "$staged" -name 'linear.h' -o -name 'softmax.h')" ]
}
verdict "and no object and no header of a later one" nothing_later

# --- A lab that is released -------------------------------------------------------------------------------------------
make_here handout RELEASED=$lab
cp "$made.tar.gz" "$scratch/released.tar.gz"
echo '/* mine */' >>"$tree/labs/$lab/softmax.c"
typed update FROM="$scratch/released.tar.gz"
updated() {
    [ "$status" -eq 0 ] && out_has '^  new +reference/$' && out_has '^[0-9]+ new, .* removed; 0 of yours' &&
        (cd "$tree" && sha256sum --quiet -c handout.sha256 >"$scratch/found" 2>/dev/null
            [ "$(cat "$scratch/found")" = "labs/$lab/softmax.c: FAILED" ]) && [ ! -e "$prebuilt/solved/$lab.a" ]
}
verdict "make update brings it into a tree that is there, and leaves what was changed" updated
verdict "RELEASED adds the solution" cmp "reference/$lab/softmax.c" "$tree/reference/$lab/softmax.c"
typed grade LAB=3 CODE=reference
verdict "which gets 100/100" full

exit $bad
