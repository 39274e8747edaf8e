#!/usr/bin/env bash
# full_disk.sh: what commands do when the disk is really full. A tmpfs of some KiB is mounted where a command writes, in
# a mount namespace that only this script sees. Each command ends with status 3 and says in its last line that it could
# not write; nothing that is half written has the name of what is whole. Prints a line "ok ...", "not ok ..." or
# "skip ...".
# shellcheck disable=SC2317 # functions are called by name
if [ -z "${FULL_DISK_MOUNTS-}" ]; then
    user=()
    [ "$(id -u)" -eq 0 ] || user=(--user --map-root-user)
    if ! unshare "${user[@]}" --mount sh -c 'mount -t tmpfs -o size=64k full /mnt' 2>/dev/null; then
        echo 'skip - a full disk: nothing can be mounted here'
        exit 0
    fi
    FULL_DISK_MOUNTS=yes exec unshare "${user[@]}" --mount bash "$0" "$@"
fi
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1
export GRADLAB_PROGRESS=none
disk=$scratch/disk
mkdir "$disk"
make_command=(sh common/commands/gradlab)
"$MAKE" -s -f common/build.mk BUILD="$BUILD" CC=gcc grade-03_softmax class-program command-tools runs experiment-kit \
    LAB_NAME=03_softmax CODE_DIR=reference/03_softmax >"$scratch/out" 2>&1 || { cat "$scratch/out"; exit 1; }

# on_disk KIB COMMAND...: with a disk of so many KiB, which is full then or in the middle.
on_disk() {
    mount -t tmpfs -o "size=$1k,mode=777" full "$disk" || exit 1
    shift
    typed "$@"
    ls -A "$disk" >"$scratch/left"
}
empty() { umount "$disk"; }
# The last line says so, no line is a shell's or make's own, and what is there under its real name is whole.
fails() { # PATTERN
    [ "$status" -eq 3 ] && tail -n 1 "$scratch/err" | grep -Eq -- "$1" &&
        ! grep -Eq '(^|/)(sh|bash|make|gradlab|run\.sh|build\.sh)(\[|: ).*(line|Error|[0-9]:)' "$scratch/err"
}
# try NAME KIB PATTERN CHECK COMMAND...
try() {
    local name=$1 size=$2 pattern=$3 check=$4
    shift 4
    on_disk "$size" "$@"
    verdict "a full disk, $name: one line, status 3" fails "$pattern"
    verdict "a full disk, $name: nothing half written is kept" "$check"
    empty
}
# Every report that is there can be read to its end.
whole() {
    local file
    while read -r file; do
        case $file in
        *.json) python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$file" ;;
        *.png) tail -c 16 "$file" | grep -qa IEND ;;
        *.svg) tail -c 16 "$file" | grep -q '</svg>' ;;
        *.zip) python3 -c 'import sys, zipfile; sys.exit(zipfile.ZipFile(sys.argv[1]).testzip() is not None)' "$file" ;;
        *.tar.gz) gzip -t "$file" ;;
        *) [ -s "$file" ] && [ -z "$(tail -c 1 "$file")" ] ;; # ends with a line
        esac || { echo "$file is not whole" && return 1; }
    done < <(find "$disk" -type f | grep -E '/[^./][^/]*\.(json|png|svg|zip|csv|html|tar\.gz|tsv)$')
}
run=$scratch/history.tsv
printf 'epoch\ttrain_loss\ttest_accuracy\n1\t0.5\t0.8\n2\t0.4\t0.9\n' >"$run"
mkdir -p "$scratch/class/anna" "$scratch/class/ben"
cp reference/03_softmax/*.c "$scratch/class/anna" && cp labs/03_softmax/*.c "$scratch/class/ben"

try "make grade, 4 KiB" 4 'could not do all' whole grade LAB=3 TASK=3.1 CODE=reference OUT="$disk/out"
for size in 4 24; do
    try "make plot, $size KiB" $size 'cannot be written|is not whole' whole plot RUN="$run" OUT="$disk/picture.png"
    try "make class, $size KiB" $size 'could not be graded' whole \
        class LAB=3 SUBMISSIONS="$scratch/class" OUT="$disk/class"
    try "make lib, $size KiB" $size 'cannot be written to|could not be built' true \
        lib BUILD="$disk/build"
    try "make handout, $size KiB" $size 'cannot be written to|could not be built' true \
        handout LABS=0-1 BUILD="$disk/build"
done
# These write below BUILD only: the disk is mounted there.
for folder in train submit; do
    mkdir -p "$BUILD/$folder"
done
disk=$BUILD/train
try 'make train' 4 'could not do all' whole train LAB=3 CODE=reference ARGS='--data wine --epochs 2'
disk=$BUILD/plots/dark
mkdir -p "$disk"
try 'make plots' 4 'cannot be written' whole plots FIGURE=tensor_ranks STYLE=dark
disk=$BUILD/submit
try 'make submit' 4 'could not be written' whole submit LAB=3
exit $bad
