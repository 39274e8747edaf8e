#!/bin/sh
# class_make.sh: hand-ins of lab 3 as a class of N might make them, the same ones each time: a folder a student in FOLDER.
#
#   class_make.sh N FOLDER
#
# Of 20 students 1 is hostile: one attack of grader/tests/attacks after the other. 6 have the solution, or a right one in
# another style; 8 have one misconception; 3 have it in one file, and the other as it was handed out; 2 have written
# nothing in one file. No two hand-ins are equal, but those of the hostile, whose attacks come again.
set -eu
cd "$(dirname "$0")/../.."
[ $# -eq 2 ] || { echo 'class_make.sh: N and FOLDER are expected' >&2; exit 2; }
n=$1 folder=$2
lab=03_softmax attacks=grader/tests/attacks wrong=grader/labs/$lab/misconceptions.txt
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

# --- What they are made from ------------------------------------------------------------------------------------------
mkdir -p "$made/right" "$made/wrong" "$made/hostile" "$made/stubs"
cp -r reference/$lab "$made/right/reference" && rm -rf "$made/right/reference/tests" "$made/right/reference/experiment.c"
sh grader/tools/mkstubs reference/$lab "$made/stubs" >/dev/null
for style in grader/labs/$lab/alternatives/*/; do
    sh grader/tools/alternative "$made/stubs" "$style" "$made/right/$(basename "$style")"
done
names=$(sh grader/tools/mutate --list $wrong)
for name in $names; do sh grader/tools/mutate reference/$lab $wrong "$name" "$made/wrong/$name"; done

# An attack, as submission.c puts it together, without the places that belong to its run.
hostile() { # NAME BASE FILE REPLACES
    to=$made/hostile/$1
    mkdir "$to"
    {
        echo '#define CANARY_DIR "/tmp"'
        for place in VICTIM NEIGHBOUR GRADER_CWD SUBMISSION HOME_DIR RESULTS REFERENCE_FILE MARK ABSTRACT_NAME; do
            echo "#define $place \"/nonexistent\""
        done
        echo '#define REFERENCE_BARE /nonexistent'
        printf '#define %s 9\n' TCP_PORT UDP_PORT SEMAPHORES ATTACK_SEED
        [ "$2" = alone ] || cat $attacks/frames.h $attacks/prelude.h
        if [ "$2" = good ]; then
            [ "$4" = - ] || echo "#define $4 reference_$4"
            cat "reference/$lab/$3"
            [ "$4" = - ] || echo "#undef $4"
        fi
        cat "$attacks/corpus/$1.c"
        [ "$2" != zero ] || cat "$attacks/zero/$3"
    } >"$to/$3"
    for file in softmax.c classifier.c; do
        [ -e "$to/$file" ] || [ "$2" = alone ] || cp "$attacks/zero/$file" "$to/$file"
    done
    if [ "$2" = good ]; then
        for file in softmax.c classifier.c; do [ "$file" = "$3" ] || cp reference/$lab/$file "$to/$file"; done
    fi
}
grep -v '^#' $attacks/attacks.tsv | while IFS="$(printf '\t')" read -r name base file replaces _; do
    case $base in alone | zero | good) [ ! -e "$attacks/corpus/$name.c" ] || hostile "$name" "$base" "$file" "$replaces" ;; esac
done

# --- The class --------------------------------------------------------------------------------------------------------
nth() { # I NAME...: one after the other, and again from the first
    at=$(($1 % ($# - 1) + 1))
    shift $at
    printf '%s\n' "$1"
}
i=0
while [ $i -lt "$n" ]; do
    student=$folder/$(printf 's%04d' $i)
    turn=$((i / 20))
    mkdir -p "$student"
    right=$(nth $((i + turn)) "$made"/right/*) mistake=$(nth $((turn * 8 + i % 20)) "$made"/wrong/*)
    case $((i % 20)) in
    0) cp "$(nth $turn "$made"/hostile/*)"/*.c "$student" ;;
    [1-6]) cp "$right"/softmax.c "$right"/classifier.c "$student" ;;
    7 | 8 | 9 | 1[0-4]) cp "$mistake"/softmax.c "$mistake"/classifier.c "$student" ;;
    1[5-7]) cp "$mistake"/softmax.c "$made"/stubs/classifier.c "$student" ;;
    *) cp "$made"/stubs/softmax.c "$right"/classifier.c "$student" ;;
    esac
    [ $((i % 20)) -eq 0 ] || for file in softmax.c classifier.c; do
        printf '/* handed in by student %d */\n' $i >>"$student/$file"
    done
    i=$((i + 1))
done
