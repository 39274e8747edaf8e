#!/usr/bin/env bash
# runs.sh: make plot, one's own training runs in one picture. Prints a line "ok ...", "not ok ..." or "skip ..." for
# each thing that it checks; status 1 when one is not ok.
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

if ! command -v gnuplot >/dev/null; then
    echo "skip - make plot: gnuplot is not installed"
    exit 0
fi
"$MAKE" --no-print-directory -s -f common/build.mk BUILD="$BUILD" runs || exit 1
mkdir "$scratch/build" && touch "$scratch/build/.gradlab" && cp -a "$BUILD/gcc" "$scratch/build/"
plot() {
    "$MAKE" --no-print-directory BUILD="$scratch/build" plot "$@" >"$scratch/out" 2>"$scratch/err"
    status=$?
}
wrong() { # wrong NAME PATTERN ARGUMENTS...: one line, status 2
    local name=$1 pattern=$2
    shift 2
    plot "$@"
    verdict "wrong call: $name" one_line 2 "$pattern"
}
good=$scratch/03_softmax.tsv
printf 'epoch\ttrain_loss\ttest_loss\ttest_accuracy\n1\t2.1\t2.2\t0.5\n2\t1.4\t\t0.8\n3\t0.7\t0.9\t0.9\n' >"$good"
printf 'epoch\tloss\n1\t0.5\n2\t0.4\n' >"$scratch/loss.tsv"
printf 'epoch\ttrain_loss\n1\t0.5\n2\tmany\n' >"$scratch/word.tsv"
printf 'epoch\tspeed\n1\t0.5\n' >"$scratch/speed.tsv"

wrong "no RUN" 'RUN='
wrong "no such file" 'nothing\.tsv: No such file' RUN="$scratch/nothing.tsv"
wrong "a word among the numbers" 'word\.tsv: line 3: many' RUN="$good $scratch/word.tsv"
wrong "no losses" 'speed\.tsv: line 1: .*train_loss' RUN="$scratch/speed.tsv"
wrong "a picture of another kind" 'OUT=.*\.png' RUN="$good" OUT="$good"
wrong "no such band" "no band 'nothing'" RUN="$good" BAND=nothing
wrong "no such lab" 'LAB=42: .*LAB=3' RUN="$good" LAB=42

drawn() { [ "$status" -eq 0 ] && [ -s "$1" ] && ! grep -v '^building' "$scratch/err"; }
for format in png svg pdf; do
    plot LAB=3 RUN="$good $scratch/loss.tsv" OUT="$scratch/runs.$format"
    verdict "two runs on the band, as $format" drawn "$scratch/runs.$format"
done
names() { grep -q 'reference, [0-9]* runs: .*(train loss, test accuracy)' "$1" && grep -q '03_softmax\.tsv' "$1" && grep -q 'loss\.tsv' "$1"; }
verdict "the key names the runs and the band" names "$scratch/runs.svg"
plot RUN="$good" OUT="$scratch/alone.svg"
verdict "no band where none is asked for" eval '[ "$status" -eq 0 ] && ! grep -q reference, "$scratch/alone.svg"'
# history NAME LINE...: the rows of a history, drawn.
history() {
    local name=$1 file=$scratch/$1.tsv
    shift
    printf '%s\n' "$@" | tr ' ' '\t' >"$file"
    plot RUN="$file" OUT="$scratch/$name.png"
    verdict "drawn: $name" drawn "$scratch/$name.png"
}
history percent 'epoch train_loss test_accuracy' '1 0.5 50' '2 0.4 60' '3 0.3 70'
history zeros 'epoch loss' '1 0' '2 0'
history one_point 'epoch train_loss test_loss' '1 0.5 0.6'
history tiny 'epoch loss' '1 1e-08' '2 2e-09'
history huge 'epoch train_loss' '1 1e30' '2 5'
history negative 'epoch train_loss test_loss' '1 -0.5 -0.6' '2 -1 -1'
history all_right 'epoch loss accuracy' '1 0.5 1' '2 0.4 1'
touch "$scratch/file"
plot RUN="$good" OUT="$scratch/file/p.png"
verdict "where no picture can be written" one_line 2 'file/p\.png cannot be written there'
sh common/commands/gradlab plot BUILD="$scratch/build" RUN="$good" OUT="$scratch/file/p.png" >/dev/null 2>&1
verdict "and the status is 3" [ $? -eq 3 ]
plot RUN="$scratch/loss.tsv"
verdict "without OUT it is in the build folder" drawn "$scratch/build/plots/runs.png"
[ $bad -eq 0 ]
