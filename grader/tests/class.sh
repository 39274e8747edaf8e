#!/usr/bin/env bash
# class.sh: a whole class of the toy lab: the exports of learning platforms, hostile archives, late policies, what the
# gradebook and the other files hold, a run that is killed and goes on, and what is graded again when something has
# changed. Prints a line "ok ...", "not ok ..." or "skip ..." for each thing that it checks; status 1 when one is not
# ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

pkg-config --exists libarchive yaml-0.1 || { skip "a class: libarchive or libyaml is not installed"; exit 0; }
command -v python3 >/dev/null || { skip "a class: python3 is not installed"; exit 0; }
"$MAKE" -s -f common/build.mk BUILD="$BUILD" CC=gcc class-program "$BUILD/gcc/toy/grade-90_toy" toy-kits \
    >"$scratch/out" 2>&1 || { cat "$scratch/out"; echo "not ok - the program is built"; exit 1; }
toy=grader/tests/toy
solved=$toy/reference/90_toy
export GRADLAB_PROGRESS=none
head -c 32 /dev/urandom >"$scratch/key"

class() { # class OUT ARGUMENTS...
    local out=$scratch/$1
    shift
    "$BUILD/gcc/grader/class" --lab 90_toy --table $toy/labs/90_toy/lab.tsv --grader "$BUILD/gcc/toy/grade-90_toy" \
        --kit "$BUILD/gcc/toy/probe/90_toy" --reference $solved --key "$scratch/key" --jobs 2 --out "$out" "$@" \
        >"$scratch/out" 2>"$scratch/err"
    status=$?
}

# --- Who has handed in what -------------------------------------------------------------------------------------------
cat >"$scratch/roster.csv" <<'E'
Section;E-Mail;Last Name;First Name;Student ID;GitHub;Login;Extension
A;jane@example.edu;Doe;Jane;s1;janedoe;jdoe;
B;joerg@example.edu;Müller;Jörg;s2;jmueller;jmueller;1
A;pat@example.edu;O'Brien;Pat;s3;patob;pobrien;
B;kim@example.edu;Roe;Kim;s4;kimroe;kroe;
A;lee@example.edu;Poe;Lee;s5;;;
A;ada@example.edu;Ray;Ada;s6;;;
E
look() { python3 grader/tests/class_look.py "$@"; }
layout() { # layout KIND WANTED: of an archive, where there is one, else of the folder
    local from=$scratch/in-$1
    python3 grader/tests/class_archives.py "$1" "$from" $solved
    [ "$1" = folders ] || ! ls "$from"/*.zip >/dev/null 2>&1 || from=$(echo "$from"/*.zip)
    class "take-$1" --step intake --submissions "$from" --roster "$scratch/roster.csv" \
        --deadline 2026-11-30T23:59+01:00
    look taken "$scratch/take-$1" $solved >"$scratch/found"
    verdict "the export of $1" grep -Fxq "$2" "$scratch/found"
}
layout canvas 'Canvas s1:1:solved s2:1:solved s3:1:solved s4:1:empty s5:0:nothing s6:0:nothing'
layout moodle 'Moodle s1:1:solved s2:1:solved s3:1:solved s4:1:empty s5:1:other s6:0:nothing'
layout blackboard 'Blackboard s1:2:solved s2:1:solved s3:1:solved s4:0:nothing s5:0:nothing s6:0:nothing'
layout gradescope 'Gradescope s1:1:solved s2:1:solved s3:1:solved s4:0:nothing s5:0:nothing s6:0:nothing'
layout classroom 'folders s1:1:solved s2:1:solved s3:1:solved s4:0:nothing s5:0:nothing s6:0:nothing'
layout folders 'folders s1:1:solved s2:1:solved s3:1:solved s4:2:solved s5:1:empty s6:1:unclear'
# remarked OUT WHERE WHAT: there is exactly one line on it, and it says this
remarked() { look remarked "$scratch/$1" "$2" "$3"; }
verdict "whoever is not on the roster is listed" remarked take-canvas strange_99_4717_ 'nobody on the roster'
verdict "a folder of nobody's is listed" remarked take-folders 'nobody knows/' 'nobody on the roster'
verdict "a file under a wrong name is shown" remarked take-moodle s5 'without more\.c,.* There is: my_more_final\.c$'
verdict "what was handed in instead is shown" remarked take-canvas s4 'none of the lab.s files is in it: text\.html$'
verdict "two files that may be one are a human's to choose" remarked take-folders s6 'toy\.c.* differ'
verdict "a submission without a submitter is listed" \
    remarked take-gradescope assignment_9_export/submission_13/ 'names nobody'

printf 'id,name\nt1,Jane Doe\nt2,Jane Doe\n' >"$scratch/twins.csv"
class take-twins --step intake --submissions "$scratch/in-moodle/moodle.zip" --roster "$scratch/twins.csv"
twins() { look taken "$scratch/take-twins" $solved | grep -Fxq 'Moodle t1:0:unclear t2:0:unclear'; }
verdict "of two with one name nobody is told to have handed in nothing" twins
printf 'id,name,platform id\nt1,Jane Doe,\nt2,Jane Doe,101\n' >"$scratch/twins.csv"
class take-told --step intake --submissions "$scratch/in-moodle/moodle.zip" --roster "$scratch/twins.csv"
told() { look taken "$scratch/take-told" $solved | grep -Fxq 'Moodle t1:0:nothing t2:1:solved'; }
verdict "the platform's number tells them apart" told
printf 'id,name,platform id\nt1,Jane Doe,999\nt2,Jane Doe,\n' >"$scratch/twins.csv"
class take-told --step intake --submissions "$scratch/in-moodle/moodle.zip" --roster "$scratch/twins.csv"
verdict "and so does the other one's" told
printf 'Identifier,Full name,Grade\nParticipant 101,,\nParticipant 102,,\n' >"$scratch/worksheet.csv"
python3 grader/tests/class_archives.py blind "$scratch/in-blind" $solved
class take-blind --step intake --submissions "$scratch/in-blind/blind.zip" --roster "$scratch/worksheet.csv"
look taken "$scratch/take-blind" $solved | sed 's/Participant //g' >"$scratch/found"
verdict "Moodle's blind marking with its worksheet as the roster" \
    grep -Fxq 'Moodle 101:1:solved 102:1:solved' "$scratch/found"
printf 'id,first name,last name\nm1,Madonna,\n' >"$scratch/one.csv"
class take-one --step intake --submissions "$scratch/in-folders" --roster "$scratch/one.csv"
verdict "a name of one word has no blank behind it" grep -q '"Madonna"' "$scratch/take-one/state/class.json"

# --- Archives that mean harm ------------------------------------------------------------------------------------------
python3 grader/tests/class_archives.py hostile "$scratch/in-hostile" $solved
class take-hostile --step intake --submissions "$scratch/in-hostile"
verdict "hostile archives do not end the intake" test "$status" -eq 0
refused() { verdict "$1 is refused in one line" remarked take-hostile "$1" "$2"; }
refused absolute.tar.gz '2 entries are not taken: /tmp/class-was-here leads out'
refused traversal.zip '3 entries are not taken: \.\./\.\./toy\.c leads out of the archive'
refused drive.zip 'C:/toy.c leads out of the archive'
refused symlink.tar.gz 'toy.c is a link'
refused hardlink.tar.gz 'toy.c is a link'
refused ziplink.zip 'toy.c is a link'
refused device.tar.gz '2 entries are not taken: toy\.c is no regular file'
refused bomb.zip 'grows more than 100 times'
refused bomb.tar.gz 'more than 256 MiB'
refused many.tar.gz 'more than 10000 entries'
refused nested.zip/next.zip/next.zip/next.zip 'lies in 3 other archives'
refused huge.zip 'toy.c has more than 256 KiB'
refused noise.7z 'not taken'
refused linked/toy.c 'it is a link'
refused linked/more.c 'no regular file'
of_hostile() { look taken "$scratch/take-hostile" $solved | tr ' ' '\n' | grep -Fxq "$1"; }
verdict "the archive beside them is taken" of_hostile well:1:solved
verdict "names with escapes are taken" of_hostile escapes:1:solved
verdict "an id is no formula" of_hostile _cmd_calc_A0:1:solved
verdict "nothing was written elsewhere" test ! -e /tmp/class-was-here

# --- A class, graded --------------------------------------------------------------------------------------------------
mkdir -p "$scratch/hand"/{s1,s2,s3,s4}
cp $solved/*.c "$scratch/hand/s1"
cp $solved/*.c "$scratch/hand/s2"
cp $toy/labs/90_toy/*.c "$scratch/hand/s3"
cp $solved/more.c "$scratch/hand/s4"
echo 'int broken = ;' >"$scratch/hand/s4/toy.c"
touch -d '2026-11-30T22:58Z' "$scratch/hand"/s1/* "$scratch/hand"/s3/*
touch -d '2026-12-02T12:00Z' "$scratch/hand"/s2/* "$scratch/hand"/s4/*
whole() { # whole OUT MORE...
    local out=$1
    shift
    class "$out" --submissions "$scratch/hand" --roster "$scratch/roster.csv" --deadline 2026-11-30T23:59+01:00 "$@"
}
policy='grace=1 percent=10 cutoff=30'
whole first --late "$policy"
book=$scratch/first/gradebook.csv
verdict "a class is graded" test "$status" -eq 0
# cells COLUMN WANTED: of all students
cells() { [ "$(look cells "$book" "$1")" = "$2" ]; }
verdict "its points" cells total '100 100 0 40 - -'
verdict "points of a task" cells 90.2 '40 40 0 40 - -'
# s2 has a day more: half a day is left. s4 is late by a day and a half. One day is free.
verdict "days late" cells 'late days' '0 1 0 2 - -'
verdict "what they cost" cells penalty '0 0 0 4 - -'
verdict "final points" cells final '100 100 0 36 - -'
verdict "who has nothing has no 0" cells status 'graded graded graded graded missing missing'
header='id,name,email,section,90.1,90.2,total,late days,penalty,final,status,attempts,note,seed,build,protections'
verdict "the columns of the gradebook" test "$(head -n 1 "$book")" = "$header"
verdict "what Canvas imports, field by field" look canvas "$scratch/first/canvas.csv"
verdict "what Moodle imports, field by field" look moodle "$scratch/first/moodle.csv"
no_paths() { ! grep -rlE "$scratch|$PWD|/tmp/|@hand-in@" "$scratch/first/reports" "$scratch/first/class.html"; }
verdict "reports hold no path of this machine" no_paths
reports() { [ "$(cd "$scratch/first/reports" && echo s*)" = "$(echo s{1,2,3,4}.{html,json})" ]; }
verdict "a report for each who has a grade" reports
verdict "with the student's id in it" grep -q '"s4/toy.c"' "$scratch/first/reports/s4.json"
page() {
    local page=$scratch/first/class.html
    grep -q '6 students, 4 graded, <span>2 missing' "$page" && grep -q 'Mean 59, median 68, from 0 to 100' "$page" &&
        [ "$(grep -o "toy.c does not compile" "$page" | wc -l)" = 1 ] && ! grep -qi "<script" "$page"
}
verdict "the page of the class" page
results() { find "$scratch/first/state/results" -name result.json "$@" | wc -l; }
verdict "equal hand-ins are graded once" test "$(results)" = 4 # three, and the reference

# --- Again ------------------------------------------------------------------------------------------------------------
same_as_first() {
    for file in gradebook canvas moodle; do
        cmp "$scratch/first/$file.csv" "$scratch/killed/$file.csv" || return 1
    done
}
for moment in 0.2 0.6 1.1; do
    whole killed --late "$policy" & # in a shell, which the program's end does not end
    sleep $moment
    pid=$(pgrep -f -- "--out $scratch/killed" | head -n 1)
    [ -z "$pid" ] || kill -9 "$pid"
    wait
done 2>/dev/null
whole killed --late "$policy"
verdict "killed three times and called again: the same gradebook, byte by byte" same_as_first
cut=$(find "$scratch/killed/state/results" -name result.json | grep -v /reference/ | sort | head -n 1)
truncate -s 200 "$cut"
header=$(find "$scratch/killed/state/headers" -name '*.gch' | sort | head -n 1)
truncate -s 200 "$header"
whole killed --late "$policy"
verdict "a result that was cut is graded again" same_as_first
size=$(stat -c %s "$header" 2>/dev/null) # it is compiled again where some file needs it
verdict "a compiled header that was cut is gone" test "${size:-0}" -ne 200
verdict "nothing of the killed runs is left" test -z "$(ls "$scratch/killed/state/tmp")"
find "$scratch/first/state/results" -name result.json -exec touch -d 2026-01-01 {} +
cp $solved/toy.c "$scratch/hand/s4/toy.c"
printf '/* and a remark */\n' >>"$scratch/hand/s4/toy.c"
touch -d '2026-12-02T12:00Z' "$scratch/hand"/s4/*
whole first --late "$policy"
verdict "what has changed is graded again, and nothing else" test "$(results -newermt 2026-06-01)" = 1
changes() {
    [ "$(cat "$scratch/first/changes.csv")" = 'id,before,after,status before,status after,why
s4,36,90,graded,graded,"the hand-in changed"' ]
}
verdict "whose points have changed is said, and why" changes
whole first --late 'grace=1 percent=10 cutoff=1'
cut() { cells final '100 100 0 0 - -' && cells status 'graded graded graded too late missing missing'; }
verdict "behind the cut-off nothing counts, and that is said" cut
verdict "the change of the policy is the reason" grep -q 's4,90,0,graded,too late,"deadline or late policy changed"' \
    "$scratch/first/changes.csv"
cat >"$scratch/policy" <<'E'
#!/usr/bin/env python3
import json, sys
for line in sys.stdin:
    s = json.loads(line)
    print(json.dumps({"penalty": 7 * s["late_days"], "note": "by a program"}))
E
chmod +x "$scratch/policy"
whole first --late "$scratch/policy"
verdict "a policy of one's own" cells final '100 93 0 86 - -'
printf '#!/bin/sh\n' >"$scratch/policy"
whole first --late "$scratch/policy"
ended() { [ "$status" -eq "$1" ] && err_has "$2" && [ "$(wc -l <"$scratch/err")" -eq 1 ]; }
verdict "one that says nothing is a wrong call, in one line" ended 2 '^LATE=.* no line for s1'
misbehaves() { # WORDS WHAT [OPTION...]: a policy that does this is a wrong call, which says so in one line
    local words=$1 what=$2
    shift 2
    printf '#!/bin/sh\n%s\n' "$what" >"$scratch/policy"
    whole first --late "$scratch/policy" "$@"
    verdict "a policy that does '$what'" ended 2 "$words"
}
misbehaves '^LATE=.* for s1 it answers garbage, where' 'while read -r l; do echo garbage; done'
misbehaves '^LATE=.* has not ended within 2 s' 'sleep 1000' --late-seconds 2
misbehaves '^LATE=.* ended with status 1$' 'exit 1'
misbehaves '^LATE=.* prints more than 16 MiB' 'yes 0'
whole first --deadline 2026-11-30T23:59
verdict "a deadline without a zone is refused" ended 2 'the zone is missing'
whole first --deadline 2026-02-30T23:59Z
verdict "a day that the calendar does not have is refused" ended 2 'DEADLINE=2026-02-30T23:59Z: a day of the calendar'
whole first --late 'grace=inf'
verdict "a grace without end is refused" ended 2 'grace=inf is not understood'
whole first --anonymous
anonymous() {
    [ ! -e "$scratch/first/reports/s1.html" ] && ! grep -q '\bs[1-6]\b\|Jane\|Doe' "$scratch/first/class.html" &&
        [ "$(wc -l <"$scratch/first/anonymous.csv")" = 7 ]
}
verdict "without names where that is asked" anonymous

# --- Below the floor --------------------------------------------------------------------------------------------------
printf '#!/bin/sh\nexec "%s/gcc/toy/grade-90_toy" "$@" --run-box off\n' "$(realpath "$BUILD")" >"$scratch/weak-grader"
chmod +x "$scratch/weak-grader"
whole floor --grader "$scratch/weak-grader"
refused_here() {
    ended 3 'no class is graded here.* (below its floor|under resource limits alone)' &&
        [ ! -e "$scratch/floor/gradebook.csv" ]
}
verdict "below the sandbox's floor no class is graded" refused_here

# --- A grader that fails ----------------------------------------------------------------------------------------------
cat >"$scratch/grader" <<E
#!/bin/sh
case \$* in
*state/code/*)
    all=\$*; shared=\${all#*--shared }
    ls "\${shared%% *}"/headers/*/*.gch >>"$scratch/seen"
    echo run >>"$scratch/runs"
    [ -e "$scratch/well" ] || { echo the disk is full >&2; exit 3; }
    ;;
esac
exec "$(realpath "$BUILD")/gcc/toy/grade-90_toy" "\$@"
E
chmod +x "$scratch/grader"
failing() { whole failing --grader "$scratch/grader"; }
failing
book=$scratch/failing/gradebook.csv
no_points() {
    [ "$status" -eq 1 ] && cells total '- - - - - -' &&
        cells status 'tool failed tool failed tool failed tool failed missing missing'
}
verdict "a grader that fails gives no points, and the status says so" no_points
verdict "headers that a run has compiled are there for the next one" test -s "$scratch/seen"
verdict "it is tried twice" test "$(wc -l <"$scratch/runs")" -eq 6 # three hand-ins differ
verdict "a human is told" grep -q '^s3,"*was not graded, since the grader failed' "$scratch/failing/attention.csv"
touch "$scratch/well"
failing
graded_now() { [ "$status" -eq 0 ] && cells total '100 100 0 100 - -'; }
verdict "and the same command grades them" graded_now
exit $bad
