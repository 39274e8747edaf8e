#!/usr/bin/env bash
# update.sh: make update, in a small tree: what nobody has changed becomes the handout's, what the student has changed
# stays, and an archive that is damaged or no handout changes nothing. Prints a line "ok ..." or "not ok ..." for each
# thing that it checks; status 1 when one is not ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

case $BUILD in /*) program=$BUILD ;; *) program=$PWD/$BUILD ;; esac
program=$program/gcc/float/common/tools/update
"$MAKE" -s -f common/build.mk BUILD="$BUILD" CC=gcc "$program" >"$scratch/out" 2>&1
verdict "the program is built" test -x "$program"
cd "$scratch" || exit 1

# manifest FOLDER LAB...: handout.sha256 of what is in the folder
manifest() {
    local folder=$1
    shift
    rm -f "$folder/handout.sha256"
    (cd "$folder" && find . -type f | sed 's,^\./,,' | xargs sha256sum) >listed
    { echo "# labs $*" && cat listed; } >"$folder/handout.sha256"
}
packed() { tar --format=ustar --owner=0 --group=0 --numeric-owner -czf "${1-new.tar.gz}" handout; }
update() { # update ARCHIVE
    rm -rf unpacked && mkdir unpacked
    "$program" "$1" tree unpacked >out 2>err
    status=$?
}
listing() { (cd tree && find . -type f -exec sha256sum {} + | sort); }
says() { printf '%s\n' "$2" >"$1"; }

# --- Three states of a file -------------------------------------------------------------------------------------------
mkdir -p tree/labs/00_tensors tree/common/ops tree/grader/old
for file in labs/00_tensors/{same,fixed,mine,both,gone_mine,deleted}.c common/ops/ops.c grader/old/grade; do
    says "tree/$file" "$file, as it was handed out"
done
chmod +x tree/grader/old/grade
manifest tree 00_tensors
cp -r tree handout
for file in labs/00_tensors/{fixed,both}.c common/ops/ops.c; do says "handout/$file" "$file, mended"; done
rm handout/labs/00_tensors/gone_mine.c && rm -r handout/grader/old
mkdir handout/labs/01_perceptron && says handout/labs/01_perceptron/xor.c "a new lab"
says handout/grade "a program" && chmod +x handout/grade
manifest handout 00_tensors 01_perceptron
packed
for file in mine both gone_mine; do says "tree/labs/00_tensors/$file.c" "the student's $file"; done
rm tree/labs/00_tensors/deleted.c
says tree/labs/00_tensors/notes.txt "notes"
update new.tar.gz
fine() { [ "$status" -eq 0 ] && silent err; }
verdict "an update" fine
same() { for one; do cmp "handout/$one" "tree/$one" || return 1; done; }
verdict "what nobody has changed is the handout's" same labs/00_tensors/fixed.c common/ops/ops.c labs/00_tensors/same.c
verdict "what is new, or was deleted, is there" same labs/01_perceptron/xor.c labs/00_tensors/deleted.c grade
verdict "a program is one" test -x tree/grade
verdict "what the handout has no more is gone, its folder too" test ! -e tree/grader
the_students() {
    local one
    for one in mine both gone_mine; do grep -q "student's $one" "tree/labs/00_tensors/$one.c" || return 1; done
    grep -q notes tree/labs/00_tensors/notes.txt &&
        cmp handout/labs/00_tensors/both.c tree/labs/00_tensors/both.c.new &&
        [ ! -e tree/labs/00_tensors/mine.c.new ]
}
verdict "the student's files stay, with the handout's beside what both have changed" the_students
told() {
    out_has '^  new +labs/01_perceptron/xor\.c$' && out_has '^  changed +labs/00_tensors/fixed\.c$' &&
        out_has '^  changed +common/$' &&
        out_has '^  yours +labs/00_tensors/both\.c stays; .* labs/00_tensors/both\.c\.new$' &&
        out_has '^  yours +labs/00_tensors/gone_mine\.c stays; ' && ! out_has '/mine\.c' &&
        out_has '^3 new, 2 changed, 1 removed; 2 of yours stay'
}
verdict "all of that is told, and what has no news is not" told
listing >before
update new.tar.gz
again() { fine && out_has '^This tree is up to date\.$' && listing | cmp - before; }
verdict "the same update again changes nothing" again
says handout/labs/00_tensors/both.c "mended once more" && manifest handout 00_tensors 01_perceptron && packed
says tree/labs/00_tensors/both.c.new "the student's own, under that name"
update new.tar.gz
beside() {
    fine && cmp handout/labs/00_tensors/both.c tree/labs/00_tensors/both.c.new2 &&
        grep -q own tree/labs/00_tensors/both.c.new
}
verdict "nor is a file of the student's called .new overwritten" beside

# --- Archives that are refused ----------------------------------------------------------------------------------------
listing >before
refused() { # refused NAME PATTERN [ARCHIVE]
    local archive=${3-bad.tar.gz}
    update "$archive"
    untouched() { one_line 2 "^$archive: $2" && listing | cmp - before && [ ! -e stranger ]; }
    verdict "refused: $1" untouched "$@"
    rm -f bad.tar.gz
}
size=$(wc -c <new.tar.gz)
head -c $((size / 2)) new.tar.gz >bad.tar.gz
refused "one that breaks off" 'a damaged archive: it breaks off'
{ head -c $((size / 2)) new.tar.gz && printf 'xxxx' && tail -c +$((size / 2 + 5)) new.tar.gz; } >bad.tar.gz
refused "one with wrong bytes" 'a damaged archive: '
says bad.tar.gz 'an HTML page, say'
refused "what is no archive" 'no handout: it is no \.tar\.gz'
says handout/labs/00_tensors/same.c "not as listed" && packed bad.tar.gz
refused "a file that is not what the manifest says" 'a damaged handout: labs/00_tensors/same\.c is not '
cp tree/labs/00_tensors/same.c handout/labs/00_tensors/ && says handout/more.c "not listed" && packed bad.tar.gz
refused "a file that is not listed" 'a damaged handout: it holds '
rm handout/more.c && cp handout/handout.sha256 listed && rm handout/handout.sha256 && packed bad.tar.gz
refused "no manifest" 'no handout: handout\.sha256 is missing'
says stranger "outside" && sha256sum stranger | sed 's,stranger,../stranger,' >line && rm stranger
cat listed line >handout/handout.sha256 && packed bad.tar.gz
refused "a manifest that leads out of the tree" 'no handout: handout\.sha256 names a file as no '
cp listed handout/handout.sha256
sed 's/ 01_perceptron//; /01_perceptron/d' listed >handout/handout.sha256
mv handout/labs/01_perceptron away && packed bad.tar.gz
refused "an older handout" 'this handout has no lab 01_perceptron'
mv away handout/labs/01_perceptron && cp listed handout/handout.sha256
says stranger "outside"
tar --format=ustar -P -czf bad.tar.gz --transform 's,^stranger,handout/../../stranger,' handout stranger && rm stranger
refused "a name with .." 'no handout: it holds a name that '
says stranger "outside" && tar --format=ustar -P -czf bad.tar.gz handout "$scratch/stranger" && rm stranger
refused "an absolute name" 'no handout: it holds a name that '
touch $'handout/a\033[2Jb' && packed bad.tar.gz && rm $'handout/a\033[2Jb'
refused "a name with an escape" 'no handout: it holds a name that '
ln -s /etc handout/link && packed bad.tar.gz && rm handout/link
refused "a symbolic link" 'no handout: handout/link is neither a file nor a folder'
ln handout/grade handout/link && packed bad.tar.gz && rm handout/link
refused "a hard link" 'no handout: handout/.* is neither a file nor a folder'
mkfifo handout/pipe && packed bad.tar.gz && rm handout/pipe
refused "a pipe" 'no handout: handout/pipe is neither a file nor a folder'
cp -r handout second && tar --format=ustar -czf bad.tar.gz handout second
refused "two folders" 'no handout: not all of it lies in one folder'
truncate -s 600M handout/bomb && tar --format=ustar -cf - handout/bomb | head -c 20000 | gzip >bad.tar.gz
rm handout/bomb
refused "one that says it is large" 'no handout: it unpacks to more than 512 MiB'
exit $bad
