#!/usr/bin/env bash
# submit.sh: make submit: what is packed, what is said of it, and that the same files make the same bytes. Prints a line
# "ok ...", "not ok ..." or "skip ..." for each thing that it checks; status 1 when one is not ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

program=$BUILD/gcc/float/common/tools/submit
"$MAKE" -s -f common/build.mk BUILD="$BUILD" CC=gcc "$program" "$BUILD/gcc/toy/grade-90_toy" toy-kits \
    >"$scratch/out" 2>&1
verdict "the program is built" test -x "$program"
toy=grader/tests/toy code=$scratch/code results=$scratch/results.json zip=$scratch/toy.zip
mkdir "$code" && cp "$toy"/reference/90_toy/*.c "$code/" && cp "$toy/labs/90_toy/more.c" "$code/"
graded() { # graded ARGUMENTS...: by the toy lab's grader
    "$BUILD/gcc/toy/grade-90_toy" --code "$code" --kit "$BUILD/gcc/toy/probe/90_toy" --json "$results" --sanitize none \
        "$@" >/dev/null 2>&1
}
packed() {
    "$program" pack 90_toy "$code" "$results" "$zip" toy.c more.c >"$scratch/out" 2>"$scratch/err"
    status=$?
}
is_graded() { "$program" is-graded "$code" "$results" toy.c more.c; }

packed
unscored() { [ "$status" -eq 0 ] && out_has '^  packed +toy\.c ' && out_has 'manifest\.json .* no score'; }
verdict "files without a grading have no score" unscored
graded --task 90.1
verdict "a grading of one task is none" eval '! is_graded'
graded --chain "labs 0 to 2"
verdict "nor is one on the student's own earlier labs" eval '! is_graded'
graded
verdict "a grading of all tasks is one" is_graded
echo >"$code/notes.txt"
packed
scored() {
    [ "$status" -eq 0 ] && out_has "^$zip is what you hand in" && out_has 'your own grading: 60 of 100 points' &&
        out_has '^  not packed +notes\.txt$'
}
verdict "what is packed, with its score, and what is not" scored
if command -v unzip >/dev/null; then
    contents() {
        mkdir "$scratch/unpacked" && unzip -q "$zip" -d "$scratch/unpacked" &&
            [ "$(cd "$scratch/unpacked" && echo *)" = 'manifest.json more.c toy.c' ] &&
            cmp "$code/toy.c" "$scratch/unpacked/toy.c" && cmp "$code/more.c" "$scratch/unpacked/more.c" &&
            grep -q "$(sha256sum "$code/toy.c" | cut -c 1-64)" "$scratch/unpacked/manifest.json" &&
            grep -Eq '"score":[[:space:]]60,' "$scratch/unpacked/manifest.json"
    }
    verdict "unzip finds the files and the manifest, with hashes and score" contents
else
    skip "unzip finds the files: it is not installed"
fi
cp "$zip" "$scratch/first.zip"
touch -d 2001-01-01 "$code"/*.c && chmod 600 "$code/toy.c" && graded && packed
verdict "the same files, graded again under another seed, make the same bytes" cmp "$zip" "$scratch/first.zip"
echo '/* more */' >>"$code/toy.c"
verdict "a file that has changed since is not graded" eval '! is_graded'
printf 'int broken(void) { return undeclared_thing; }\n' >"$code/more.c"
graded
packed
broken() { [ "$status" -eq 0 ] && out_has '^ +its tasks get no points: .*undeclared_thing'; }
verdict "a file that does not compile is packed, and that is said" broken
rm "$code/more.c" && ln -s toy.c "$code/more.c"
packed
short() {
    [ "$status" -eq 1 ] && out_has '^  NOT PACKED .*/more\.c is a symbolic link$' &&
        out_has '^The hand-in is not whole: 1 of 2'
}
verdict "a link is not packed: status 1" short
rm "$code/more.c" && cp "$toy/labs/90_toy/more.c" "$code/More.c"
packed
verdict "a file in capitals is told its name" out_has '^ +More\.c is there: give it the name more\.c$'
zip=$scratch/nowhere/toy.zip
packed
verdict "a zip that cannot be written: status 3" eval '[ "$status" -eq 3 ] && err_has nowhere/toy.zip'
exit $bad
