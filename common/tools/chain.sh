#!/bin/sh
# chain.sh: a kit for a lab's probe in which the labs before it are the student's own. `make grade CHAIN=mine` calls it.
#
#   chain.sh CC KITS OUT LABS LAB
#
# KITS has include/, blas.a and LAB/{float,double}/{core.o,others.a,libgradlab.a}; OUT gets the same. LABS is the folder
# of the student's labs. In KITS core.o holds solutions of earlier labs as far as the lab's calls use them, and others.a
# has them all. In OUT's core.o the student's functions have taken their place: the solutions' are made weak there, and
# the linker takes the other ones. A file that does not compile, or lacks a function that others call, is left out
# whole, and the solution stays. OUT/LAB/words says which labs these are, and what was left out. Status 1 when nothing can be
# made, with a reason.
set -u
cc=$1 kits=$2 out=$3 labs=$4 lab=$5
kit=$out/$lab objects=$out/objects
die() {
    echo "$*" >&2
    exit 1
}
command -v objcopy >/dev/null || die 'CHAIN=mine needs objcopy, of the package binutils'

# symbols OBJECT: what it defines for others, one a line; with a $2, of this member of an archive.
symbols() {
    nm -g --defined-only "$1" | awk -v wanted="${2-}" '
        /:$/ { member = $1; sub(/:$/, "", member); next }
        NF == 3 && (wanted == "" || member == wanted) { print $3 }' | LC_ALL=C sort -u
}
newer() { [ -n "$(find "$1" -newer "$2" 2>/dev/null)" ]; }

# take FILE: objects/LAB/REAL/NAME.o of it in both precisions; status 1 when it cannot take the solution's place, with
# the reason in $why.
take() {
    name=$(basename "$1" .c) why=''
    for real in double float; do
        made=$objects/$(basename "$(dirname "$1")")/$real
        object=$made/$name.o
        # Kernels for a GPU that belong to the solution are not the student's to write.
        symbols "$kits/$lab/$real/others.a" "$name.o" | grep -v '^twins_' >"$out/wanted"
        [ -s "$out/wanted" ] || return 1 # nothing of it is called
        if [ ! -e "$object" ] || newer "$1" "$object" || newer "$kits/$lab/$real/core.o" "$object"; then
            mkdir -p "$made" && rm -f "$object"
            $cc -std=c17 -O2 -g -ffunction-sections -fdata-sections -DREAL=$real -D_GNU_SOURCE -w \
                -Werror=implicit-function-declaration -I"$kits/include" -c -o "$object.new" "$1" 2>"$out/log" || {
                why="does not compile: $(grep -m 1 'error' "$out/log")"
                return 1
            }
            # Its other functions are nobody's business: a later file may have some of the same name.
            objcopy --keep-global-symbols="$out/wanted" "$object.new" "$object" && rm "$object.new"
        fi
        lacks=$(symbols "$object" | LC_ALL=C comm -13 - "$out/wanted" | head -n 1)
        [ -z "$lacks" ] || { why="has no $lacks"; return 1; }
    done
}

mkdir -p "$kit/stubs" "$objects" "$kit/double" "$kit/float" || die "$out/ cannot be written to"
rm -rf "$out/include" && cp -r "$kits/include" "$out/" && cp "$kits/blas.a" "$out/" &&
    cp "$kits/$lab"/stubs/* "$kit/stubs/" ||
    die "$out/ cannot be written to"
taken='' left='' first='' last=''
for folder in "$labs"/[0-9][0-9]_*/; do
    folder=${folder%/} one=$(basename "$folder")
    [ "$one" != "$lab" ] || break
    [ -e "$folder/lab.tsv" ] || continue
    number=${one%%_*} last=${number#0} first=${first:-$last}
    for file in $(awk -v show=files -f "$(dirname "$0")/../../labs/lab.awk" "$folder/lab.tsv"); do
        if take "$folder/$file"; then taken="$taken $one/$name"
        elif [ -n "$why" ]; then
            echo "$folder/$file $why. The solution stays in its place." >&2
            left="$left${left:+, }$one/$file"
        fi
    done
done
[ -n "$taken" ] || die "no file of an earlier lab can take the solution's place"
for real in double float; do
    set --
    for one in $taken; do set -- "$@" "$objects/${one%/*}/$real/${one#*/}.o"; done
    for object; do symbols "$object"; done >"$out/weak"
    objcopy --weaken-symbols="$out/weak" "$kits/$lab/$real/core.o" "$out/core.o" &&
        $cc -r -nostdlib -o "$kit/$real/core.o" "$out/core.o" "$@" ||
        die 'the kit with your earlier labs cannot be linked'
    cp "$kits/$lab/$real/others.a" "$kits/$lab/$real/libgradlab.a" "$kit/$real/" || die "$out/ cannot be written to"
done
words="labs $first to $last"
[ "$first" != "$last" ] || words="lab $first"
echo "$words${left:+ (without $left)}" >"$kit/words"
