#!/usr/bin/env bash
# figures.sh: the facts of all figures, the table in README.md, and a figure of each lab made from scratch, without a
# word from gnuplot; with FULL=1 all figures, and what is known of their numbers. Prints a line "ok ...", "not ok ..."
# or "skip ..." for each thing that it checks; status 1 when one is not ok.
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1
# shellcheck source=common/tests/browser.sh
. common/tests/browser.sh

# --- Scripts ----------------------------------------------------------------------------------------------------------
has_facts() {
    local fact
    for fact in title shows serves data; do
        grep -q "^# $fact: ." "$1" || { echo "$1 does not say '# $fact: ...'"; return 1; }
    done
    grep -Eq '^# lab: ([0-9]+|-)$' "$1" || { echo "$1 does not say '# lab: N', or -"; return 1; }
    [ -f "plots/compute/$(sed -n 's/^# data: //p' "$1").c" ] || { echo "its program is missing"; return 1; }
    ! grep -n 'with labels' "$1" | grep -v 'tc rgb' || { echo "words are black on dark slides"; return 1; }
    ! grep -nE 'using [0-9(]*[0-9]+:' "$1" || { echo "columns are read by their names"; return 1; }
}
for script in plots/*.gp; do
    verdict "$script has its facts" has_facts "$script"
done
is_used() { grep -qx "# data: $1" plots/*.gp; }
for program in plots/compute/*.c; do
    [ -f "${program%.c}.h" ] || verdict "$program has a figure" is_used "$(basename "$program" .c)"
done
verdict "the table in README.md (make plots README=1 writes it)" diff plots/README.md <(sh plots/tools/readme)

# --- Figures ----------------------------------------------------------------------------------------------------------
if ! command -v gnuplot >/dev/null; then
    echo "skip - figures: gnuplot is not installed"
    exit $bad
fi
# The library is not compiled again.
mkdir "$scratch/build" && touch "$scratch/build/.gradlab" && cp -a "$BUILD/gcc" "$scratch/build/" 2>/dev/null
make_plots() { "$MAKE" --no-print-directory BUILD="$scratch/build" plots "$@" >"$scratch/out" 2>"$scratch/err"; }
# Those that are looked at below, quick ones of other labs, and the first of each lab of which none is among these.
some=$(printf '%s\n' neuron bce_both_targets penalty_log_p raw_and_standardised_fit gradient_descent_parabola \
    diamond_and_circle ilsvrc_winners)
some+=$'\n'$({ for figure in $some; do grep -H '^# lab: [0-9]' "plots/$figure.gp"; done
    echo; grep -H '^# lab: [0-9]' plots/*.gp; } |
    awk -F '[/.:]' 'NF == 0 { others = 1; next } !seen[$NF]++ && others { print $2 }')
[ -z "${FULL-}" ] || some=''
make_all() { make_plots ${some:+FIGURE="$(echo $some)"}; }
verdict "figures from scratch" eval 'make_all || { cat "$scratch/err"; false; }'
# Of what is built, each part of it has its line there.
verdict "gnuplot has nothing to say" eval '! grep -Ev "^building|^ *[0-9]+ of [0-9]+ " "$scratch/err"'
pictures=$scratch/build/plots
# Those that need a GPU are skipped where there is none; then make plots says so.
figures=$(for figure in ${some:-$(basename -s .gp plots/*.gp)}; do
    grep -q "^skipped.* $figure\b" "$scratch/out" || echo "$figure"
done)
all_there() {
    local figure format
    for figure in $figures; do
        for format in png svg pdf; do
            [ -s "$pictures/$figure.$format" ] || { echo "$figure.$format is missing"; return 1; }
        done
    done
}
verdict "a PNG, an SVG and a PDF of each" all_there
png_size() { od -An -j16 -N8 -tx1 "$1" | tr -d ' \n'; }
sizes() {
    for figure in $figures; do
        [ "$(png_size "$pictures/$figure.png")" = 00000640000003e8 ] || { echo "$figure.png is not"; return 1; }
    done
}
verdict "PNGs are 1600x1000" sizes
verdict "nothing is drawn a second time" eval 'make_all && grep -q "^0 of" "$scratch/out"'
if command -v xmllint >/dev/null; then
    verdict "SVG and the gallery are well-formed" xmllint --noout "$pictures"/*.svg "$pictures/index.html"
else
    echo "skip - SVG and the gallery are well-formed: xmllint is not installed"
fi
linked() {
    for figure in $figures; do
        grep -q "<img src=\"$figure.png\"" "$pictures/index.html" || { echo "$figure is not in it"; return 1; }
    done
}
verdict "the gallery shows all figures" linked
if [ -z "${FULL-}" ]; then : # a browser takes long
elif has_browser; then
    verdict "it fits a phone's width and a laptop's, and is not empty" looks_right "$pictures/index.html"
else
    skip "the gallery in a browser: neither chromium nor google-chrome is installed"
fi

# --- What is made again -----------------------------------------------------------------------------------------------
redrawn() { grep -c '^\[' "$scratch/out"; }
verdict "a program's figures only" eval 'touch "$scratch/build/plots/data/log_loss/facts.tsv" && make_all &&
    [ "$(redrawn)" = "$(grep -lx "# data: log_loss" plots/*.gp | wc -l)" ]'
verdict "dark figures compute nothing" eval 'cp -p "$pictures/data/neuron/facts.tsv" "$scratch/before" &&
    make_plots STYLE=dark FIGURE=neuron && [ -s "$pictures/dark/neuron.svg" ] &&
    [ ! "$pictures/data/neuron/facts.tsv" -nt "$scratch/before" ]'
elsewhere=$scratch/elsewhere
mkdir -p "$elsewhere/auto_mpg"
printf 'weight,mpg\n3504,18\n3693,15\n3436,18\n3433,16\n' >"$elsewhere/auto_mpg/mpg.csv"
touch -t 200001010000 "$elsewhere/auto_mpg/mpg.csv"
verdict "other data draw anew" eval 'GRADLAB_DATA="$elsewhere" make_plots FIGURE=neuron && [ "$(redrawn)" = 1 ]'
verdict "and not again" eval 'GRADLAB_DATA="$elsewhere" make_plots FIGURE=neuron && [ "$(redrawn)" = 0 ]'
rm "$elsewhere/auto_mpg/mpg.csv"
verdict "nor without them: those of before" eval 'GRADLAB_DATA="$elsewhere" make_plots FIGURE=neuron &&
    [ "$(redrawn)" = 1 ]'

# --- What goes wrong --------------------------------------------------------------------------------------------------
wrong() { # wrong PATTERN ARGUMENTS...: one line, status 2
    local pattern=$1
    shift
    make_plots "$@"
    [ $? -eq 2 ] && [ "$(wc -l <"$scratch/err")" -eq 1 ] && grep -q "$pattern" "$scratch/err"
}
verdict "a name that is nearly right" wrong 'FIGURE=nuron: .*neuron' FIGURE=nuron
verdict "no such lab" wrong 'LAB=42: .*LAB=3' LAB=42
verdict "no such style" wrong 'STYLE=blue: .*STYLE=dark' STYLE=blue
verdict "a list" eval 'make_plots LIST=1 && grep -Eq "^1 +neuron +[0-9.]+ " "$scratch/out"'
broken() { # broken LINE: a script that ends so is named, and leaves no picture
    mkdir -p "$scratch/broken"
    printf 'set title "x"\nplot x\n%s\n' "$1" >"$scratch/broken/figure.gp"
    sh plots/tools/draw "$scratch/broken/figure.gp" "$pictures/data/neuron" light "$scratch/broken/picture.png" \
        2>"$scratch/err"
    [ $? -eq 1 ] && grep -q 'broken/figure.gp, as png' "$scratch/err" && [ "$(ls -A "$scratch/broken")" = figure.gp ]
}
verdict "a mistake in a script" broken 'plit x'
verdict "a fact that is not there" broken 'print fact("nothing")'
verdict "a table that is not there" broken 'plot data."nothing.tsv" using "x":"y"'
verdict "a warning" broken 'plot [0:1] data."facts.tsv" using (NaN):(NaN)'

# --- Calibrated figures -----------------------------------------------------------------------------------------------
mkdir -p "$scratch/known/toy"
printf 'fact\tvalue\nhalf\t0.5\nlost\tnan\n' >"$scratch/known/toy/facts.tsv"
printf 'x\ty\n1\t10\n2\t20\n' >"$scratch/known/toy/table.tsv"
holds() { sh plots/tests/compare "$scratch/known" "$1"; }
for line in "half = 0.5" "half = 0.51 0.02" "half = 0.49 0.02" "half < 0.6" "half > 0.4" ":table y[2] = 20"; do
    case $line in :*) line=toy$line ;; *) line="toy $line" ;; esac
    verdict "compare: what holds: $line" holds "$line"
done
for line in "half = 0.501" "half = 0.53 0.02" "half = 0.47 0.02" "half < 0.5" "half > 0.5" "half ! 0.5" "lost = 0" \
    "none = 0" ":table y[1] = 20" ":table y[3] = 0" ":table z[1] = 1" ":nothing y[1] = 10"; do
    case $line in :*) line=toy$line ;; *) line="toy $line" ;; esac
    verdict "compare: what does not: $line" eval '! holds "$line"'
done

# A file that begins "# needs: N cars" is for that set of them (plots/compute/cars.h).
cars=$(sed -n 's/^cars\t//p' "$pictures/data/feature_scale/facts.tsv")
for check in plots/tests/*.check; do
    needs=$(sed -n 's/^# needs: \([0-9]*\) cars$/\1/p' "$check")
    [ "${needs:-$cars}" = "$cars" ] || continue
    while read -r line; do
        case $line in '' | '#'*) continue ;; esac
        program=${line%% *}
        [ -z "$some" ] || [ -d "$pictures/data/${program%%:*}" ] || continue
        verdict "$(basename "$check" .check): $line" sh plots/tests/compare "$pictures/data" "$line"
    done <"$check"
done
[ $bad -eq 0 ]
