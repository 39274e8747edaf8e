#!/usr/bin/env bash
# commands.sh: the commands as a student types them, from end to end, in a copy of the tree that is removed again. Most
# of them go to a small lab that make new makes there, so that they depend on no lab that there is. Prints a line
# "ok ...", "not ok ..." or "skip ..." for each thing that it checks; status 1 when one is not ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

export GRADLAB_PROGRESS=none
mirror=${GRADLAB_MIRROR:-../shared/datasets}
mirror=$(cd "$mirror" 2>/dev/null && pwd || echo "$mirror")
unset GRADLAB_MIRROR

tree=$scratch/gradlab
mkdir -p "$tree"
# The copy is as old as the original, so what is built already is up to date there too.
tar -cf - --exclude=./build --exclude=./.git . | tar -xpf - -C "$tree"
mkdir -p "$tree/build"
for built in gcc gcc-sanitize; do
    [ ! -d "$BUILD/$built" ] || tar -C "$BUILD" --exclude='*/tests/*' -cf - $built | tar -C "$tree/build" -xpf -
done
cd "$tree" || exit 1
lab=90_small
"$MAKE" new LAB=$lab >"$scratch/out" 2>"$scratch/err" || exit 1
# Its experiment: one row an epoch, and in each the square and the sum of a million numbers.
cat >labs/$lab/experiment.c <<'END'
#include "experiment.h"
#include "small.h"

int main(int argc, char **argv) {
    int epochs = 10;
    experiment_begin(argc, argv, "90_small", NULL, option_whole("epochs", &epochs, 1, 1000000, "rows of the table"));
    History *history = experiment_table("history", (const char *const[]){"epoch", "total", NULL});
    for (int epoch = 1; epoch <= epochs; epoch++) {
        t_step();
        history_row(history, (double[]){epoch, total(t_apply(&square_op, t_ones(1000, 1000)))});
    }
    experiment_table_end(history);
}
END
listing() { find . -path ./build -prune -o -type f -exec cksum {} + | sort; }
listing >"$scratch/before"

# What make says of its own accord when a recipe fails: never on a student's screen.
noise() { grep -q '^make.*\(Error\|Stop\|Nothing\|Entering\)' "$scratch/out" "$scratch/err"; }
score() { out_has "(^|[^0-9.])$1(\.0*)? ?/ ?100([^0-9]|$)"; }

# --- A wrong call: one line, the choices in it, status 2 --------------------------------------------------------------
wrong() { # wrong NAME PATTERN ARGUMENTS...
    local name=$1 pattern=$2
    shift 2
    typed "$@"
    verdict "wrong call: $name" one_line 2 "$pattern"
}
wrong "LAB missing" 'which lab\?.*LAB=3 ' grade
wrong "LAB missing, train" 'which lab\?.*LAB=3 ' train
wrong "LAB=42" 'LAB=42: .*LAB=3 ' grade LAB=42
wrong "LAB=abc" 'LAB=abc: .*LAB=3 ' grade LAB=abc
wrong "LAB=%" 'LAB=%: .*LAB=3 ' grade LAB=%
wrong "two labs" 'LAB=90 3: .*LAB=3 ' grade "LAB=90 3"
wrong "LAB=42 beside setup" 'LAB=42: .*LAB=3 ' setup grade LAB=42
wrong "TASK=9.9" 'TASK=9.9: .*TASK=90.1 ' grade LAB=90 TASK=9.9
wrong "TASK=%" 'TASK=%: .*TASK=90.1 ' grade LAB=90 TASK=%
wrong "CODE=nowhere" 'CODE=nowhere: ' grade LAB=90 CODE=nowhere
wrong "CODE=nowhere, train" 'CODE=nowhere: ' train LAB=90 CODE=nowhere
wrong "CODE with a quote" "CODE=it's: " grade LAB=90 "CODE=it's"
wrong "CODE is a file" 'CODE=Makefile: ' grade LAB=90 CODE=Makefile
wrong "DEVICE=tpu" 'DEVICE=tpu: .*DEVICE=cpu.*DEVICE=cuda' grade LAB=90 DEVICE=tpu
wrong "SEED=xyz" 'SEED=xyz: ' grade LAB=90 SEED=xyz
wrong "SEED=-1" 'SEED=-1: ' grade LAB=90 SEED=-1
wrong "SEED too long" 'SEED=99999999999999999999: ' grade LAB=90 SEED=99999999999999999999
wrong "KEY=nowhere" 'KEY=nowhere: .*head -c 32' grade LAB=90 KEY=nowhere
wrong "KEY is a folder" 'KEY=labs: ' grade LAB=90 KEY=labs
wrong "REVEAL=some" 'REVEAL=some: .*REVEAL=all.*REVEAL=none' grade LAB=90 REVEAL=some
wrong "two values of REVEAL" 'REVEAL=all none: ' grade LAB=90 REVEAL="all none"
wrong "two devices" 'DEVICE=cpu cuda: ' grade LAB=90 DEVICE="cpu cuda"
wrong "BUILD with a blank" 'BUILD=a b: ' grade LAB=90 BUILD="a b"
wrong "BUILD with a quote" "BUILD=it's: " grade LAB=90 "BUILD=it's"
wrong "BUILD with a colon" "BUILD=a:b: " grade LAB=90 BUILD=a:b
wrong "ARGS with a lone quote" "ARGS=--data 'wine: .*quote" train LAB=90 "ARGS=--data 'wine"
wrong "SEED=xyz, selftest" 'SEED=xyz: ' selftest LAB=90 SEED=xyz
wrong "SEEDS=0" 'SEEDS=0: ' calibrate LAB=90 SEEDS=0
wrong "REPEAT=x" 'REPEAT=x: ' selftest LAB=90 REPEAT=x
wrong "RELEASE=42" 'RELEASE=42: .*RELEASE=3 ' handout LABS=0-3 RELEASE=42
wrong "RELEASE=3 where lab 3 is not handed out" 'RELEASE=3: .*RELEASE=1 ' handout LABS=0-1 RELEASE=3
wrong "LABS=0-42" 'LABS=0-42: .*LABS=3 ' handout LABS=0-42
wrong "LABS=3-1" 'LABS=3-1: .*the smaller number first' handout LABS=3-1
wrong "a day before the plan's first" "no lab's day .* 2001-01-01" handout TODAY=2001-01-01
wrong "TODAY=monday" 'TODAY=monday: ' handout TODAY=monday
wrong "BOX=strong" 'BOX=strong: .*BOX=weak' grade LAB=90 BOX=strong
ln -s "$PWD/reference/$lab" "$scratch/link"
wrong "a hand-in that is a link" 'link is a symbolic link' grade LAB=90 CODE="$scratch/link"
ln -s "$PWD/reference" "$scratch/labs"
wrong "a hand-in behind a link" 'labs is a symbolic link' grade LAB=90 CODE="$scratch/labs/$lab"
wrong "STYLE=blue, plot" 'STYLE=blue: .*STYLE=dark' plot RUN=any.tsv STYLE=blue
if nvidia-smi -L >/dev/null 2>&1; then
    echo "skip - DEVICE=cuda without a GPU: there is one"
else
    wrong "DEVICE=cuda without a GPU, grade" 'DEVICE=cuda: .*DEVICE=emulated' grade LAB=90 DEVICE=cuda
    wrong "DEVICE=cuda without a GPU, train" 'DEVICE=cuda: .*DEVICE=emulated' train LAB=90 DEVICE=cuda
fi

# --- Help, and a variable that only the environment has ---------------------------------------------------------------
typed help
listed() {
    local c
    for c in setup grade train stubs lib test clean; do out_has "^make $c " || return 1; done
    [ "$status" -eq 0 ]
}
verdict "help lists the commands" listed
cp "$scratch/out" "$scratch/help"
typed
verdict "no goal is help" cmp -s "$scratch/help" "$scratch/out"
SEED=xyz DEVICE=tpu LAB=42 typed help
verdict "the environment's LAB, DEVICE, SEED do not count" test "$status" -eq 0

# --- setup ------------------------------------------------------------------------------------------------------------
# The installer on a machine that has nothing but the base system and a package manager which notes how it is called.
bare() { # bare USER_ID MANAGER...
    local id=$1 tool
    shift
    rm -rf "${scratch:?}/bin" && mkdir "$scratch/bin"
    for tool in sh env awk cat dirname grep head id ls mktemp rm sed tail tr uname; do
        ln -s "$(command -v $tool)" "$scratch/bin/$tool"
    done
    rm "$scratch/bin/id" && printf '#!/bin/sh\necho %s\n' "$id" >"$scratch/bin/id"
    for tool in "$@"; do printf '#!/bin/sh\necho "%s $*" >>%s/calls\n' "$tool" "$scratch" >"$scratch/bin/$tool"; done
    # What apt's lists hold: $listed.
    [ -z "${listed-}" ] || printf '#!/bin/sh\nprintf "%%s | 1 | here\\n" %s\n' "$listed" >"$scratch/bin/apt-cache"
    chmod +x "$scratch/bin/"*
    : >"$scratch/calls"
    (cd "$tree" && PATH=$scratch/bin sh common/setup.sh >"$scratch/out" 2>"$scratch/err" </dev/null)
    status=$?
}
called() { grep -Eq -- "$1" "$scratch/calls"; }
bare 0
unknown() { [ "$status" -eq 1 ] && err_has 'neither apt' && err_has 'OpenBLAS' && out_has '✗ compiler'; }
verdict "setup on an unknown system names the libraries and stops" unknown
bare 0 apt-get
by_apt() {
    called '^apt-get update' && called '^apt-get install -y .*libopenblas-dev .*libpng-dev' && out_has 'apt-get install'
}
verdict "setup by apt" by_apt
listed='make bubblewrap' bare 0 apt-get
not_here() { called '^apt-get install -y .*libopenblas-dev .*bubblewrap' && ! called 'similarity-tester|gnuplot'; }
verdict "setup does without a package that apt does not list, unless nothing can be built without it" not_here
bare 0 dnf
verdict "setup by dnf" called '^dnf install -y .*openblas-devel'
bare 0 pacman
verdict "setup by pacman" called '^pacman -S --needed --noconfirm .*openblas'
bare 501 brew
verdict "setup by brew, not as root" called '^brew install .*openblas'
bare 1000 apt-get
no_root() {
    [ "$status" -eq 1 ] && err_has 'administrator' && err_has 'apt-get install -y .*libopenblas-dev' &&
        [ ! -s "$scratch/calls" ]
}
verdict "setup without root or sudo names the command" no_root
bare 1000 apt-get sudo
verdict "setup by sudo" called '^sudo env DEBIAN_FRONTEND=noninteractive apt-get install'
typed setup
verdict "setup says what there is" out_has '✓ compiler '

# --- grade ------------------------------------------------------------------------------------------------------------
results=build/grade/03_softmax/results.json
full() { [ "$status" -eq 0 ] && score 100 && ! noise; }
typed grade LAB=3 CODE=reference
verdict "the reference gets 100/100" full
verdict "results.json is written" test -s $results
curves() { ls build/grade/03_softmax/*.png && ls build/grade/03_softmax/*.svg; } >/dev/null 2>&1
if command -v gnuplot >/dev/null; then
    verdict "the curve is drawn, as PNG and SVG" curves
else
    echo "skip - the curve is drawn: gnuplot is not installed"
fi
typed setup grade LAB=$lab CODE=reference TASK=90.1 SEED=7 -j2
one_task() { [ "$status" -eq 0 ] && ! noise && out_has '✓ compiler' && ! out_has '(^| )90\.2 '; }
verdict "setup and grade in one make, one task" one_task

# The stubs as they are given out, whatever has been written in labs/ here.
mkdir "$scratch/stubs"
sh grader/tools/mkstubs reference/$lab "$scratch/stubs" >/dev/null
typed grade LAB=90 CODE="$scratch/stubs"
nothing() { [ "$status" -eq 1 ] && score 0 && out_has 'not written yet' && ! noise; }
verdict "untouched stubs get 0/100, status 1" nothing
# Its training begins with given code, and ends in what is not written.
mkdir "$scratch/stubs-4"
sh grader/tools/mkstubs reference/04_optimizers "$scratch/stubs-4" >/dev/null
typed grade LAB=4 TASK=4.14 CODE="$scratch/stubs-4"
without_a_run() { [ "$status" -eq 1 ] && out_has 'not written yet' && ! out_has 'no row to draw|0% 0/'; }
verdict "a training that is not written has no bar and no curve" without_a_run
cp -r "$scratch/stubs" "$scratch/a folder"
typed grade LAB=90 CODE="$scratch/a folder"
verdict "a folder with a blank in its name" nothing

# only TASK: the stubs, with this task as in the reference.
only() {
    rm -rf "$scratch/only" && cp -r "$scratch/stubs" "$scratch/only"
    awk -v keep="$1" '
        /SOLUTION BEGIN/ { skip = ($4 "") != (keep ""); if (skip) printf "TODO(\"%s\");\n", $4; next }
        /SOLUTION END/ { skip = 0; next }
        !skip' reference/$lab/small.c >"$scratch/only/small.c"
}
points_of() { # of a task
    awk -v show=points -f labs/lab.awk labs/$lab/lab.tsv | awk -v task="$1" '$1 "" == task "" { print $2 }'
}
only 90.1
typed grade LAB=90 CODE="$scratch/only"
exactly() { [ "$status" -eq 1 ] && [ -n "$(points_of 90.1)" ] && score "$(points_of 90.1)" && ! noise; }
verdict "only one task written: exactly its $(points_of 90.1) points" exactly

cp -r "$scratch/only" "$scratch/broken"
printf '\nint broken(void) { return undeclared_thing; }\n' >>"$scratch/broken/small.c"
line=$(wc -l <"$scratch/broken/small.c")
typed grade LAB=90 CODE="$scratch/broken"
compiler() { [ "$status" -eq 1 ] && score 0 && out_has "small\.c:$line" && out_has undeclared_thing && ! noise; }
verdict "a file that does not compile: the compiler's line, 0/100" compiler

# An op that fills no gradient: what the report shows of its cases is what was drawn. (The line with the time is not.)
cp -r reference/$lab "$scratch/wrong"
sed 's/dx\[0\]->data\[i\] += .*/;/' reference/$lab/small.c >"$scratch/wrong/small.c"
head -c 32 /dev/urandom >"$scratch/a key"
head -c 32 /dev/urandom >"$scratch/another key"
head -c 8 /dev/urandom >"$scratch/short key"
drawn() { # drawn ARGUMENTS...: what is said of the cases of seed 7
    typed grade LAB=90 TASK=90.1 CODE="$scratch/wrong" SEED=7 REVEAL=all "$@"
    [ "$status" -eq 1 ] && out_has 'in case .* x ' && ! noise && grep -v '^Score' "$scratch/out"
}
keyed() {
    local without with again other
    without=$(drawn) && with=$(drawn KEY="$scratch/a key") && again=$(drawn KEY="$scratch/a key") &&
        other=$(drawn KEY="$scratch/another key") && [ "$with" = "$again" ] && [ "$with" != "$without" ] &&
        [ "$with" != "$other" ]
}
verdict "KEY draws other cases, the same every time" keyed
typed grade LAB=90 CODE=reference KEY="$scratch/short key"
short_key() {
    [ "$status" -eq 2 ] && [ "$(wc -l <"$scratch/err")" -eq 1 ] && err_has 'short key: a key has 16 to .*head -c 32'
}
verdict "a key that is too short: one line" short_key

overflow='int most = __INT_MAX__; most += x->ndim;'
# shellcheck disable=SC2034 # read by its name
overrun='volatile real row[3]; const volatile real *p = row; row[0] = p[x->ndim + 2];'
for name in overflow overrun; do
    cp -r reference/$lab "$scratch/$name"
    awk -v put="${!name}" '{ print } /Tensor .*\*y = t_like\(x\);/ && !n++ { print put }' \
        reference/$lab/small.c >"$scratch/$name/small.c"
done
at=$(grep -nF "$overflow" "$scratch/overflow/small.c" | cut -d: -f1)
typed grade LAB=90 TASK=90.1 CODE=reference SANITIZE=1
if out_has 'AddressSanitizer and UBSan could not be asked'; then
    echo "skip - SANITIZE=1: $(grep 'could not be asked' "$scratch/out")"
else
    sane() { [ "$status" -eq 0 ] && ! noise && out_has '^AddressSanitizer and UBSan find nothing wrong in [1-9][0-9]* checks$'; }
    verdict "SANITIZE=1 says what it has looked at" sane
    typed grade LAB=90 TASK=90.1 CODE="$scratch/overflow" SANITIZE=1
    overflows() { [ "$status" -eq 0 ] && out_has "^90\.1, values: small\.c:$at: signed integer overflow"; }
    verdict "SANITIZE=1 names the line of what is left open, and takes no point" overflows
    typed grade LAB=90 TASK=90.1 CODE="$scratch/overrun"
    overruns() {
        [ "$status" -eq 1 ] && out_has "^Score: 59/60" &&
            out_has "right by luck: small\.c:$at reads past the end of row"
    }
    verdict "a memory error of a full task is found unasked, and costs a point" overruns
    typed grade LAB=90 TASK=90.1 CODE="$scratch/stubs" SANITIZE=1
    verdict "SANITIZE=1 with nothing written" out_has '^AddressSanitizer and UBSan had nothing to look at'
fi

# Everything that /usr/bin has, but gnuplot.
mkdir "$scratch/path"
ln -s /usr/bin/* "$scratch/path/" && rm -f "$scratch/path/"gnuplot*
rm -rf build/grade
no_curve() { [ "$status" -eq 0 ] && out_has "^Score: $whole" && grep -qi 'gnuplot' "$scratch/out" "$scratch/err"; }
training=$(awk -v show=points -f labs/lab.awk labs/03_softmax/lab.tsv | tail -n 1) # the last task
whole=${training#*$'\t'}/${training#*$'\t'}
PATH=$scratch/path typed grade LAB=3 TASK="${training%$'\t'*}" CODE=reference
verdict "without gnuplot: the grade comes, the curve is said to be missing" no_curve

# --- train ------------------------------------------------------------------------------------------------------------
typed train LAB=3 CODE=reference ARGS="--epochs 1"
trained() { [ "$status" -eq 0 ] && ! noise; }
verdict "train with the reference" trained
typed classify IMAGE=README.md
no_photograph() { [ "$status" -eq 2 ] && err_has 'README\.md: a text that begins with .# gradlab' && silent out; }
verdict "classify: a file that is no photograph" no_photograph
GRADLAB_DATA=$scratch typed classify IMAGE=plots/figures.png
not_fetched() { [ "$status" -eq 2 ] && err_has 'make data DATA=squeezenet1_1' && silent out; }
verdict "classify: weights that are not there" not_fetched
if [ -d "$mirror/squeezenet1_1" ] && [ -d "$mirror/flowers5" ]; then
    GRADLAB_DATA=$mirror typed classify IMAGE="$mirror/flowers5/train/daisy/13826249325_f61cb15f86_n.jpg"
    a_daisy() { [ "$status" -eq 0 ] && out_has '^ *100\.0 %  daisy$' && [ "$(grep -c ' %  ' "$scratch/out")" -eq 5 ]; }
    verdict "classify: a daisy" a_daisy
    a_picture() { ! command -v gnuplot || [ -s build/classify/classes.png ]; }
    verdict "and its picture" a_picture
else
    skip "classify: a daisy: there is no $mirror with squeezenet1_1 and flowers5 (GRADLAB_MIRROR names another)"
fi
typed train LAB=90 CODE="$scratch/stubs"
unwritten() { [ "$status" -eq 1 ] && err_has 'not written yet' && ! noise; }
verdict "train with the stubs says what is not written" unwritten
typed train LAB=90 CODE="$scratch/broken"
train_compiler() { [ "$status" -eq 1 ] && err_has "small\.c:$line.*undeclared_thing" && ! noise; }
verdict "train with a file that does not compile" train_compiler
typed train LAB=90 CODE=reference ARGS=--nothing
wrong_option() { [ "$status" -eq 2 ] && [ "$(wc -l <"$scratch/err")" -eq 1 ] && err_has '--nothing is not an option'; }
verdict "train with a wrong option: one line" wrong_option

cp -r reference/$lab "$scratch/crashes"
awk '{ print } /^static Tensor \*square_forward/ { print "volatile real *volatile nowhere = NULL; nowhere[3] = 1;" }' \
    reference/$lab/small.c >"$scratch/crashes/small.c"
at=$(grep -n nowhere "$scratch/crashes/small.c" | cut -d: -f1)
typed train LAB=90 CODE="$scratch/crashes"
crash() {
    [ "$status" -eq 1 ] && [ "$(wc -l <"$scratch/err")" -eq 1 ] && err_has 'crashed \(SIGSEGV\): .*memory.*SAN=1' &&
        ! noise
}
verdict "train with a crash: one line, which leads to SAN=1" crash
typed train LAB=90 CODE="$scratch/crashes" SAN=1
located() { [ "$status" -eq 1 ] && err_has "small\.c:$at" && ! err_has 'train: ' && ! noise; }
verdict "train with a crash, SAN=1: file and line" located
in_words() {
    local signal
    for signal in SEGV BUS ILL TRAP FPE ABRT KILL TERM; do
        # shellcheck disable=SC2016 # expanded by the inner shell
        sh common/tools/train.sh sh -c 'kill -"$1" $$' - $signal >"$scratch/out" 2>"$scratch/err"
        [ $? -eq 1 ] && silent out && [ "$(wc -l <"$scratch/err")" -eq 1 ] && err_has "^train: .*SIG$signal" || return 1
    done
}
verdict "every signal that ends a program is told in a line" in_words

# Ctrl-C reaches the whole group of processes. Where these tests run in the background it is ignored from the start, and
# has to be let in again; a training that does not end is ended.
let_in=(env --default-signal=INT)
"${let_in[@]}" true 2>/dev/null || let_in=()
history=build/train/$lab/history.tsv
rm -f $history
set -m
"${let_in[@]}" "$MAKE" train LAB=90 CODE=reference ARGS="--epochs 1000000" >"$scratch/out" 2>"$scratch/err" </dev/null &
caught=$!
set +m
for _ in {1..1200}; do [ "$(wc -l 2>/dev/null <$history)" -gt 3 ] 2>/dev/null && break || sleep 0.1; done
kill -INT -- -$caught
for _ in {1..600}; do kill -0 $caught 2>/dev/null && sleep 0.1 || break; done
kill -KILL -- -$caught 2>/dev/null
wait $caught
status=$?
# make 4.3 itself may lose a child that ends while it is interrupted itself, and says so; then its status is 2.
interrupted() { [ "$status" -eq 130 ] || { [ "$status" -eq 2 ] && err_has '^make: \*\*\* wait: No child processes'; }; }
whole_rows() {
    interrupted && err_has 'train: interrupted.*history' &&
        awk -F '\t' 'NR == 1 { n = NF } NF != n { exit 1 } END { exit NR < 4 }' $history &&
        [ -z "$(tail -c 1 $history)" ]
}
verdict "Ctrl-C in train: said in a line, and its history is whole" whole_rows

# In labs/ itself, with a kit that is made afterwards: its stubs do not come from there.
cp "$scratch/broken/small.c" labs/$lab/
rm -f build/gcc/probe/$lab/stubs/.made
typed grade LAB=90
verdict "a file in labs/ that does not compile: its own line" compiler

# --- stubs ------------------------------------------------------------------------------------------------------------
rm labs/$lab/small.c
typed stubs # writes the same file again
verdict "stubs writes a stub that is missing" cmp -s "$scratch/stubs/small.c" labs/$lab/small.c

# --- Builds -----------------------------------------------------------------------------------------------------------
object=$scratch/other/gcc/float/common/tensor/arena.o
make_object() { "$MAKE" -s "BUILD=$scratch/other" "$object" >"$scratch/out" 2>"$scratch/err"; }
fresh() { "$MAKE" -q "BUILD=$scratch/other" "$@" "$object" >"$scratch/out" 2>"$scratch/err"; }
make_object
verdict "what is built is up to date" fresh
stale() { fresh "$@"; [ $? -eq 1 ]; } # 2 would be a make that fails
verdict "another ARCH rebuilds" stale ARCH=x86-64
make_object
verdict "and back again" fresh
touch common/tensor/arena.h
verdict "a touched header rebuilds" stale

typed train LAB=90 ARCH=z80
no_processor() {
    [ "$status" -eq 2 ] && [ "$(wc -l <"$scratch/err")" -eq 1 ] &&
        err_has 'ARCH=z80: gcc knows no such processor' && ! noise
}
verdict "an ARCH that there is not" no_processor
# What a full disk does to a file, a limit on its size does too; what is said goes through a pipe.
full_disk() {
    (trap '' XFSZ && ulimit -f 0 && "$MAKE" "$@" 2>&1) </dev/null | cat >"$scratch/out"
    status=${PIPESTATUS[0]}
}
full_disk grade LAB=90 BUILD="$scratch/full"
told_full() { [ "$status" -eq 2 ] && out_has "$scratch/full/ cannot be written to: is the disk full\?" && ! noise; }
verdict "a full disk, while building" told_full

# --- What is left behind ----------------------------------------------------------------------------------------------
listing >"$scratch/after"
verdict "nothing is written outside build/" cmp -s "$scratch/before" "$scratch/after"
mkdir -p "$scratch/precious" && touch "$scratch/precious/thesis"
typed clean BUILD="$scratch/precious"
verdict "clean leaves a folder that is not ours" test -e "$scratch/precious/thesis"
typed clean
verdict "clean removes build/" test ! -e build

# A tree in which nothing can be written; as another user, where root could.
chmod -R a-w,a+rX . && chmod a+rx "$scratch"
as_reader=()
[ "$(id -u)" -ne 0 ] || as_reader=(setpriv --reuid=65534 --regid=65534 --clear-groups)
"${as_reader[@]}" "$MAKE" grade LAB=90 CODE=reference >"$scratch/out" 2>"$scratch/err" </dev/null
status=$?
read_only() {
    [ "$status" -eq 2 ] && err_has 'build/ cannot be written.*BUILD=' && [ "$(wc -l <"$scratch/err")" -eq 1 ] &&
        [ ! -e build ]
}
verdict "a tree that cannot be written to: one line, and what to do" read_only

exit $bad
