#!/usr/bin/env bash
# tables.sh: what a lab is stands once, in labs/NN_lab/lab.tsv: the tables in README.md and in labs/NN_lab/README.md are
# the ones that are made from it, and a mistake in it is found. Prints a line "ok ..." or "not ok ..." for each thing
# that it checks; status 1 when one is not ok.
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

shown() { awk -v show="$1" -f labs/lab.awk "${@:2}"; }

# same_table FILE HEAD WANTED: of FILE the table that begins with this line is what stands in WANTED.
same_table() {
    awk -v head="$2" '$0 == head { inside = 1 } inside && !/^\|/ { exit } inside' "$1" | diff - "$3"
}

for table in labs/[0-9][0-9]_*/lab.tsv; do
    folder=${table%/lab.tsv}
    shown readme "$table" >"$scratch/tasks"
    verdict "$folder/README.md has the table of its tasks" \
        same_table "$folder/README.md" '| task | what | points | file |' "$scratch/tasks"
    hundred() { [ "$(shown points "$table" | awk '{ n += $2 } END { print n }')" = 100 ]; }
    verdict "the points of ${folder#labs/} are 100 in all" hundred
    all_files() { shown files "$table" | sort | diff - <(cd "reference/${folder#labs/}" && ls -- *.c); }
    verdict "what is handed in of ${folder#labs/} are the files of its solution" all_files
done
# A README that says what a training has to reach says what gates.tsv has: each gate, and what the reference reaches in
# the mean of so many runs.
gates() { # gates README GATES.TSV
    awk -F'\t' '
    FNR == NR { text = text $0 " "; next }
    $1 == "quantity" { gsub(/ +/, " ", text); next }
    { at = index(text, " " $2); said = substr(text, at, 200) }
    !at { print $1 ": the gate " $2 " is not there"; bad = 1; next }
    !match(said, /The reference[a-z\x27 ]* [0-9.]+ in the mean( of [0-9]+ runs)?/) {
        print $1 ": nothing is said of the mean"; bad = 1; next }
    { said = substr(said, RSTART, RLENGTH); sub(/^[^0-9]*/, "", said); split(said, word, " ")
      mean = sprintf("%." length(word[1]) - 2 "f", $5)
      if (mean != word[1]) { print $1 ": the mean is " mean ", and " word[1] " is said"; bad = 1 }
      if (word[6] && word[6] != $4) { print $1 ": " $4 " runs, and " word[6] " are said"; bad = 1 } }
    END { exit bad }' "$@"
}
for readme in labs/[0-9][0-9]_*/README.md; do
    grep -q 'in the mean' "$readme" || continue
    lab=$(basename "$(dirname "$readme")")
    verdict "$readme has the gates of grader/labs/$lab/gates.tsv" gates "$readme" "grader/labs/$lab/gates.tsv"
done
seen() { ! gates <(sed "$1" labs/07_transfer/README.md) grader/labs/07_transfer/gates.tsv >/dev/null; }
verdict "a gate that is another one is found" seen 's/0\.5959/0.5958/'
verdict "so is a mean" seen 's/0\.42 in the mean/0.43 in the mean/'
verdict "so is a number of runs" seen 's/mean of 80 runs/mean of 40 runs/'

# Functions that lab.mk withholds are named, as students write them.
for list in grader/labs/*/lab.mk; do
    grep -q '^WITHHELD_' "$list" || continue
    lab=$(basename "$(dirname "$list")")
    # shellcheck disable=SC2046 # words
    sed -n 's/^[A-Za-z].*[ *]\([a-z0-9_]*\)(.*{$/\1/p' $(sed -e :a -e '/\\$/{N; s/\\\n//; ba' -e '}' "$list" |
        sed -n 's/^WITHHELD_[^ ]* := //p' | tr -s ' ' '\n' | sed 's,.*,common/&.c,') | sed 's/_at$//' | sort -u >"$scratch/defined"
    grep -Eo '\b(t|standardizer)_[a-z0-9_]+' common/ops/ops.h common/data/*.h | sed 's/.*://' | sort -u |
        comm -12 - "$scratch/defined" >"$scratch/withheld"
    named() {
        [ -s "$scratch/withheld" ] || return 1
        while read -r one; do grep -q "\`$one\`" "labs/$lab/README.md" || { echo "$one"; return 1; }; done \
            <"$scratch/withheld"
    }
    verdict "labs/$lab/README.md names what is withheld" named
done
head='| lab | what you write | what it trains |'
{ printf '%s\n|---|---|---|\n' "$head"; shown labs labs/[0-9][0-9]_*/lab.tsv; } >"$scratch/labs"
verdict "README.md has the table of the labs" same_table README.md "$head" "$scratch/labs"

# --- The cards of the API ---------------------------------------------------------------------------------------------
for table in labs/[0-9][0-9]_*/lab.tsv; do
    folder=${table%/lab.tsv}
    number=${folder#labs/} number=${number%%_*} number=${number#0}
    same_card() { awk -v lab="$number" -f labs/card.awk labs/cards.txt | diff - "$folder/card.md"; }
    verdict "awk -v lab=$number -f labs/card.awk labs/cards.txt >$folder/card.md changes nothing" same_card
done
# Each call is one that a public header has, with as many arguments; "..." stands for any number of them.
calls_of_cards() {
    awk -F'\t' '!/^#/ { print $2 }' labs/cards.txt | grep -Eo '\b[a-z]+_[a-z0-9_]+\([^()]*\)' | sort -u
}
declared() { # NAME: "2" or, of one with any number of them, "2+"
    cat common/*/*.h labs/[0-9]*/*.h | awk -v name="$1" '
    { line = $0; sub(/\/\*.*/, "", line) }
    match(line, "(^#define |^[A-Za-z_].*[ *])" name "\\(") {
        list = substr(line, RSTART + RLENGTH); sub(/\).*/, "", list)
        n = list == "" || list == "void" ? 0 : split(list, parts, ",")
        print (parts[n] ~ /\.\.\./ ? n - 1 "+" : n); exit
    }'
}
as_declared() {
    local call name list given has
    calls_of_cards >"$scratch/calls"
    [ "$(wc -l <"$scratch/calls")" -gt 30 ] || return 1
    while IFS= read -r call; do
        name=${call%%(*} list=${call#*(} list=${list%)}
        given=$(awk -F', ' '{ print NF }' <<<"$list") has=$(declared "$name")
        case $has in
        '') echo "$call: no header has it"; return 1 ;;
        *+) [ "$given" -ge "${has%+}" ] ;;
        *) [ "$given" -eq "$has" ] ;;
        esac || { echo "$call: the header has $has arguments"; return 1; }
    done <"$scratch/calls"
}
verdict "the calls on the cards are in the headers, with these arguments" as_declared

# --- Mistakes in a table are found where they are ---------------------------------------------------------------------
mkdir "$scratch/07_other"
wrong() { # wrong NAME PATTERN SED: the change of lab 3's table is refused with a line that has this pattern
    sed -e '/^[^#]/s/^3\./7./' -e "$3" labs/03_softmax/lab.tsv >"$scratch/07_other/lab.tsv"
    refused() {
        ! shown tasks "$scratch/07_other/lab.tsv" >/dev/null 2>"$scratch/err" && [ "$(wc -l <"$scratch/err")" -eq 1 ] &&
            grep -E "07_other/lab\.tsv:[0-9]+: .*$2" "$scratch/err"
    }
    verdict "refused: $1" refused "$@"
}
wrong "a task of another lab" 'task 7\.1 is expected, not 3\.1' 's/^7\.1\t/3.1\t/'
wrong "a task that is left out" 'task 7\.4 is expected, not 7\.5' '/^7\.4\t/d'
wrong "blanks for a tab" '4 columns' 's/\tsoftmax\.c\t14/ softmax.c\t14/'
wrong "points that are none" 'points 0: ' 's/\t14\t/\t0\t/'
wrong "a file in another folder" 'file \.\./softmax\.c: ' 's/\tsoftmax\.c\t14/\t..\/softmax.c\t14/'
wrong "no word on what it trains" 'trains come first' '/^trains/d'
wrong "no tasks" 'there is no task' '/^7/d'
exit $bad
