#!/usr/bin/env bash
# hints.sh: every task of every lab has its three hints, and make hint gives them one by one. Prints a line "ok ..." or
# "not ok ..." for each thing that it checks; status 1 when one is not ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

make_command+=(BUILD="$scratch/build")
# --- What is written --------------------------------------------------------------------------------------------------
# Each task of the lab's table, in their order, with hints 1, 2, 3, and nothing else.
three_hints() {
    awk -v show=tasks -f labs/lab.awk "labs/$1/lab.tsv" >"$scratch/tasks" || return 1
    awk '
    /^#/ || /^$/ { next }
    /^@ [0-9]+\.[0-9]+$/ {
        if (task && last != 3) print task " has " last " hints"
        task = $2; last = 0
        print task > tasks
        next
    }
    /^[1-9] [^ ]/ {
        if (!task || $1 != last + 1) print FILENAME ":" FNR ": hint " $1 " after " last
        last = $1
        next
    }
    /^  [^ ]/ { if (!last) print FILENAME ":" FNR ": goes on with no hint"; next }
    { print FILENAME ":" FNR ": neither a task, a hint nor a line that goes on" }
    END { if (last != 3) print task " has " last " hints" }' tasks="$scratch/hinted" "labs/$1/hints.txt" \
        >"$scratch/out" 2>"$scratch/err"
    [ ! -s "$scratch/out" ] && [ ! -s "$scratch/err" ] && diff "$scratch/tasks" "$scratch/hinted" >"$scratch/out"
}
for table in labs/[0-9][0-9]_*/lab.tsv; do
    lab=$(basename "$(dirname "$table")")
    verdict "three hints for every task of $lab" three_hints "$lab"
done

# --- As they are asked for --------------------------------------------------------------------------------------------
lab=03_softmax
fine() { [ "$status" -eq 0 ] && [ ! -s "$scratch/err" ]; }
task=3.2
unset COLUMNS
shows() { # shows HINT...: exactly these hints of $task, whole, in lines of 80 columns
    local hint words
    fine && [ "$(grep -c "^Task ${task/./\\.}, hint" "$scratch/out")" -eq $# ] || return 1
    ! grep -q '.\{81\}' "$scratch/out" || return 1
    words=$(tr -s ' \n' ' ' <"$scratch/out")
    for hint in "$@"; do
        case $words in
            *"Task $task, hint $hint of 3: $(awk -v wanted="$task" -v n="$hint" '
                /^@ / { task = $2; number = 0 } /^[1-9] / { number = $1; sub(/^[1-9] /, "") }
                task "" == wanted "" && number == n && NF { gsub(/^ +/, ""); printf "%s ", $0 }' \
                "labs/$lab/hints.txt" | sed 's/ $//')"*) ;;
            *) return 1 ;;
        esac
    done
}
narrow() {
    COLUMNS=40 sh labs/hint.sh "$scratch/narrow" labs/03_softmax/hints.txt 3.2 3 >"$scratch/out"
    [ "$(grep -c . "$scratch/out")" -gt 12 ] && ! grep -E '.{41}' "$scratch/out"
}
verdict "40 columns are enough" narrow
typed hint TASK=3.2 AGAIN=1
none_yet() { fine && grep -q 'no hint of task 3\.2 yet' "$scratch/out"; }
verdict "AGAIN before the first says that there was none" none_yet
for n in 1 2; do
    typed hint TASK=3.2
    verdict "call $n gives hint $n" shows $n
done
typed hint LAB=3
counted() { fine && grep -q '3\.2 .*2 of 3' "$scratch/out" && grep -q '3\.1 .*0 of 3' "$scratch/out"; }
verdict "LAB lists how many were taken" counted
typed hint TASK=3.2 AGAIN=1
verdict "AGAIN shows those, and takes none" shows 1 2
typed hint LAB=3 TASK=3.2
verdict "LAB beside TASK" shows 3
typed hint TASK=3.2
all_of_them() { shows 1 2 3 && grep -q 'all 3 hints' "$scratch/out"; }
verdict "after the last, all of them" all_of_them
task=3.1
typed hint TASK=$task
verdict "a task whose name begins others' names" shows 1
task=3.4
typed hint TASK=$task HINTS=2
verdict "HINTS=2 gives two at once" shows 1 2
typed hint TASK=$task
verdict "and the next one is the third" shows 3
sh labs/hint.sh "$scratch/seen" /dev/null 3.1 >"$scratch/out" 2>"$scratch/err"
verdict "a handout without hints says so" eval 'silent err && out_has "gives no hint of task 3\.1"'
# In a report: of each task that is not full, so many; with HINTS=0 not even what to look at.
"$MAKE" -s -f common/build.mk BUILD="$BUILD" CC=gcc "$BUILD/gcc/toy/grade-90_toy" toy-kits >"$scratch/out" 2>&1
printf '@ 90.1\n1 One,\n  and more.\n2 Two.\n@ 90.2\n1 Not this.\n' >"$scratch/hints.txt"
mkdir "$scratch/code" && cp grader/tests/toy/reference/90_toy/more.c "$scratch/code/"
sed 's,/ 2;,/ 4;,' grader/tests/toy/reference/90_toy/toy.c >"$scratch/code/toy.c"
reported() {
    "$BUILD/gcc/toy/grade-90_toy" --code "$scratch/code" --kit "$BUILD/gcc/toy/probe/90_toy" --sanitize none \
        --hints-file "$scratch/hints.txt" --json "$scratch/results.json" "$@" >"$scratch/out" 2>"$scratch/err"
    ! out_has 'Not this'
}
hinted() { reported --hints "$1" && [ "$(grep -c '^ *hint [12]: ' "$scratch/out")" -eq "$1" ]; }
in_full() { hinted 2 && out_has "hint 1: One, and more\.$" && grep -q 'One, and more\.\\nhint 2: Two' "$scratch/results.json"; }
verdict "HINTS=1: the first in the report" hinted 1
verdict "HINTS=2: two, in the JSON too" in_full
verdict "HINTS=0: none" hinted 0
verdict "and not what to look at" eval '! out_has "look at:"'
verdict "which stands there without HINTS" eval 'reported && out_has "look at:" && ! out_has "hint [12]:"'

wrong() { # wrong NAME PATTERN ARGUMENTS...: one line, status 2
    local name=$1 pattern=$2
    shift 2
    typed hint "$@"
    verdict "wrong call: $name" one_line 2 "$pattern"
}
wrong "neither LAB nor TASK" 'which lab\?.*LAB=3 '
wrong "TASK=3.99" 'TASK=3\.99: .*TASK=3\.1 .*TASK=3\.11' TASK=3.99
wrong "TASK=%" 'TASK=%: .*TASK=3\.1 ' TASK=%
wrong "a task of another lab" 'TASK=9\.1: .*lab 3.*TASK=3\.1 ' LAB=3 TASK=9.1
wrong "LAB=42" 'LAB=42: .*LAB=3 ' LAB=42
exit $bad
