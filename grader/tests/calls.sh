#!/usr/bin/env bash
# calls.sh: what the front end, common/commands, makes of what is typed: names and values that are wrong, values that
# make or a shell would run, and the words in which right ones arrive. Nothing is built. Prints a line "ok ...",
# "not ok ..." or "skip ..." for each thing that it checks; status 1 when one is not ok.
# shellcheck disable=SC2016,SC2317 # what is in quotes here is not to be expanded; functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

directly() { # without make
    sh common/commands/gradlab "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
    status=$?
}
# The statuses of make itself are 0, 1 and 2, so the front end's 3 is 2 there.
wrong() { # wrong PATTERN ARGUMENTS...
    local pattern=$1
    shift
    typed "$@"
    verdict "make $*" one_line 2 "$pattern"
    directly "$@"
    verdict "gradlab $*" one_line 2 "^$pattern"
}
# What make -n shows is done, as words for a shell.
shows() { [ "$status" -eq 0 ] && grep -Fq -- "$1" "$scratch/out"; }
shown() { # shown WORDS ARGUMENTS...
    local words=$1
    shift
    typed -n BUILD="$scratch/build" "$@"
    verdict "make $*: $words" shows "$words"
}

# --- Names ------------------------------------------------------------------------------------------------------------
wrong 'TSAK: there is no such variable; did you mean TASK\?' grade LAB=3 TSAK=3.1
wrong 'lab: there is no such variable; did you mean LAB\?' grade lab=3
wrong 'FIGRUE: there is no such variable; did you mean FIGURE\?' plots FIGRUE=neuron
wrong 'NOTHING: there is no such variable\. make grade takes: LAB, TASK, ' grade LAB=3 NOTHING=1
wrong 'TASK: make train does not take it\. It takes: LAB, ' train LAB=3 TASK=3.1
wrong 'SHELL: there is no such variable' grade LAB=3 SHELL=/bin/sh
wrong 'MAKEFLAGS: ' grade LAB=3 MAKEFLAGS=k
wrong 'graed: there is no such command; did you mean make grade\?' graed LAB=3
wrong 'LAB: this is a variable; write LAB=value, without blanks' grade LAB 3
wrong '3: there is no such command; did you mean LAB=3\?' grade 3
wrong 'slefttest: .*make selftest' slefttest
wrong 'everything: there is no such command; make help lists them' everything
wrong 'graed: ' setup graed
typed help LAB=42
verdict "make help LAB=42 is help" test "$status" -eq 0

# --- Values -----------------------------------------------------------------------------------------------------------
wrong 'TASK=3\.55: lab 3 has no such task; did you mean TASK=3\.5\? The choices are: TASK=3\.1 ' grade TASK=3.55
wrong 'TASK=9\.1: there is no such task\. The choices are: TASK=0\.1 ' grade TASK=9.1
wrong 'LAB=softmx: there is no such lab; did you mean LAB=3\?' grade LAB=softmx
wrong 'DEVICE=cudda: .*did you mean DEVICE=cuda\? The choices are: DEVICE=cpu DEVICE=cuda DEVICE=emulated' train LAB=3 DEVICE=cudda
wrong 'REVEAL=frist: .*did you mean REVEAL=first\?' grade LAB=3 REVEAL=frist
wrong 'STYLE=drak: .*did you mean STYLE=dark\?' plots STYLE=drak
wrong 'DATA=mnits: .*did you mean DATA=mnist\?' data DATA=mnits
wrong 'FIGURE=nuron: .*neuron' plots FIGURE=nuron
wrong 'REPORT=htlm=x: .*did you mean REPORT=html=x\?.* REPORT=junit=FILE' grade LAB=3 REPORT=htlm=x
wrong 'SANITIZE=maybe: SANITIZE=1 switches it on' grade LAB=3 SANITIZE=maybe
wrong 'HINTS=4: .*The choices are: HINTS=0 HINTS=1 HINTS=2 HINTS=3' grade LAB=3 HINTS=4
wrong 'HINTS=0: .*The choices are: HINTS=1 HINTS=2 HINTS=3' hint TASK=3.1 HINTS=0
wrong 'HINTS=2: of which task\? .*TASK=3\.1 ' hint LAB=3 HINTS=2
wrong 'CHAIN=yours: there is no such chain of labs.*CHAIN=mine' grade LAB=3 CHAIN=yours
wrong 'CHAIN=mine: 00_tensors builds on no other lab' grade LAB=0 CHAIN=mine
wrong 'CHAIN=mine goes with your own files' grade LAB=3 CHAIN=mine CODE=labs
wrong 'CHAIN=mine goes without KEY' grade LAB=3 CHAIN=mine KEY=README.md
wrong 'KEY=/dev/zero: this is a folder or a device, and a file is expected' grade LAB=3 KEY=/dev/zero
wrong 'ROSTER=labs: this is a folder or a device, and a file is expected' class LAB=3 SUBMISSIONS=labs ROSTER=labs
wrong 'OUT=Makefile: this is no folder' grade LAB=3 OUT=Makefile
wrong 'OUT=Makefile: this is no folder' class LAB=3 SUBMISSIONS=labs OUT=Makefile
wrong 'REPORT=html: the file is missing, as in REPORT=html=report' grade LAB=3 REPORT=html
wrong 'REPORT=tap: the file is missing' grade LAB=3 'REPORT=html=a.html tap='
wrong 'RUN=/dev/zero: this is a folder or a device' plot RUN=/dev/zero
wrong 'whose hand-ins\? Add OUT=folder' similarity LAB=3 BUILD="$scratch/build"
wrong 'OUT=nowhere: there is no such folder' similarity LAB=3 OUT=nowhere
wrong 'AGAINST=nowhere: there is no such folder' similarity LAB=3 OUT=labs AGAINST="labs nowhere"
wrong 'AGIANST: there is no such variable; did you mean AGAINST\?' similarity LAB=3 AGIANST=x
wrong 'make update: this tree was not handed out' update FROM=a.tar.gz
wrong 'which lab\?.*LAB=3 ' submit
wrong 'CODE=nowhere: ' watch LAB=3 CODE=nowhere
wrong 'whose hand-ins\? Add SUBMISSIONS=folder' class LAB=3
wrong 'SUBMISSIONS=/nowhere: there is no such folder or archive' class LAB=3 SUBMISSIONS=/nowhere
wrong 'ENGINE=slrum: .*did you mean ENGINE=slurm\?' class LAB=3 SUBMISSIONS=labs ENGINE=slrum
wrong 'ATTEMPT=frist: .*The choices are: ATTEMPT=last ATTEMPT=best' class LAB=3 SUBMISSIONS=labs ATTEMPT=frist
wrong 'JOBS=0: ' class LAB=3 SUBMISSIONS=labs JOBS=0
wrong 'SBATCH=x goes with ENGINE=slurm' class LAB=3 SUBMISSIONS=labs SBATCH=x
wrong 'SUBMISSIONS: make grade does not take it' grade LAB=3 SUBMISSIONS=labs
wrong 'which photograph\? Add IMAGE=photo\.jpg' classify
wrong 'IMAGE=nowhere\.jpg: there is no such file' classify IMAGE=nowhere.jpg
wrong 'IMAGE=labs: this is no file' classify IMAGE=labs
wrong 'PYTHON=/nowhere: there is no such program' bench PYTHON=/nowhere
wrong 'PYTHON=false: it has no PyTorch' bench PYTHON=false
wrong "ARGS=a 'b: a quote is alone" train LAB=3 "ARGS=a 'b"
typed grade LAB=3 CODE=$'a\nb'
verdict "a value of two lines" one_line 2 'CODE: a value is one line'
shown 'grade-02_regression' grade TASK=2.3
shown '--task 2.3 ' grade TASK=2.3

# --- Values that make or a shell would run ----------------------------------------------------------------------------
ran=$scratch/ran
payloads=('$(shell touch '"$ran"')' '$$(shell touch '"$ran"')' '`touch '"$ran"'`' '$(touch '"$ran"')'
    "';touch $ran;'" "\"';touch $ran;'\"" $'x\ntouch '"$ran" '${shell touch '"$ran"'}' '";touch '"$ran"';"'
    "x;touch $ran" "x|touch $ran" $'\'\n\ttouch '"$ran"' #' '$(eval X := $(shell touch '"$ran"'))' '$(error x)'
    '$' '$(' '\' "'" '#')
harmless() { # harmless ARGUMENTS...: whatever comes of it, in a line if it is wrong, nothing else is run
    typed -n BUILD="$scratch/build" "$@"
    [ ! -e "$ran" ] || { echo "run by: $*" >"$scratch/err"; rm -f "$ran"; return 1; }
    [ "$status" -eq 0 ] || one_line 2 ''
}
# Whatever the name, a value goes the same way, so one shows what all payloads come to.
all_harmless() { # all_harmless NAME ARGUMENTS...
    local payload some name=$1
    shift
    case $name in CODE | ARGS) some=("${payloads[@]}") ;; *) some=("${payloads[@]:0:7}") ;; esac
    for payload in "${some[@]}"; do harmless "$@" "$name=$payload" || return 1; done
}
for name in LAB TASK CODE DEVICE SEED KEY REVEAL SANITIZE REPORT BUILD CC ARCH SAN NVCC GRADLAB_DATA \
    GRADLAB_CUDA_PLUGIN NOTHING SHELL MAKE TYPED WORDS; do
    verdict "$name is run by nobody" all_harmless $name grade LAB=3
done
verdict "ARGS are run by nobody" all_harmless ARGS train LAB=3
verdict "RUN is run by nobody" all_harmless RUN plot
verdict "FROM is run by nobody" all_harmless FROM update
verdict "HINTS are run by nobody" all_harmless HINTS hint TASK=3.1
verdict "AGAINST is run by nobody" all_harmless AGAINST similarity LAB=3 OUT=labs
verdict "OUT is run by nobody" all_harmless OUT plot RUN=a.tsv
verdict "BAND is run by nobody" all_harmless BAND plot RUN=a.tsv
verdict "FIGURE is run by nobody" all_harmless FIGURE plots
verdict "IMAGE is run by nobody" all_harmless IMAGE classify
verdict "DATA is run by nobody" all_harmless DATA data
verdict "MIRROR is run by nobody" all_harmless MIRROR data DATA=mnist
verdict "RELEASE is run by nobody" all_harmless RELEASE handout LABS=0
verdict "LABS is run by nobody" all_harmless LABS handout
verdict "TODAY is run by nobody" all_harmless TODAY handout
verdict "PYTHON is run by nobody" all_harmless PYTHON bench
goals_too() {
    local payload
    for payload in "${payloads[@]}"; do harmless "$payload" && harmless "build/$payload" || return 1; done
}
verdict "a goal is run by nobody" goals_too
in_environment() {
    local payload
    for payload in "${payloads[@]}"; do
        LAB=$payload CODE=$payload ARGS=$payload BUILD=$payload harmless grade LAB=3 || return 1
        CC=$payload harmless lib && GRADLAB_DATA=$payload harmless plots || return 1
    done
}
verdict "nor what stands in the environment" in_environment
passed_on() {
    MAKEFLAGS='CODE=$$(shell\ touch\ '"$ran"')' harmless grade LAB=3 &&
        one_line 2 'CODE=\$\(shell touch .*no such folder'
}
verdict "nor what another make hands on" passed_on

# --- Values that arrive as they are -----------------------------------------------------------------------------------
for folder in 'a folder' 'Übung 3 – λ' "it's" '$(shell true)' '$$x' 'a\b' '*' '"'; do
    cp -r labs/03_softmax "$scratch/$folder"
    arrives() {
        [ "$status" -eq 0 ] && sed -n 's/^.*grade-03_softmax --code \(.*\) --kit .*/\1/p' "$scratch/out" |
            tail -n 1 >"$scratch/word" && eval "set -- $(cat "$scratch/word")" && [ "$1" = "$scratch/$folder" ]
    }
    typed -n BUILD="$scratch/build" grade LAB=3 CODE="$scratch/$folder"
    verdict "CODE=$folder" arrives
done
shown "experiment --out $scratch/build/train/03_softmax --lr 0.1 'a b' 'c\"d' " train LAB=3 "ARGS=--lr 0.1 'a b' c\\\"d"
shown "runs.png" plot RUN="labs/03_softmax/README.md"
shown "--report 'html=my page.html' --report json=x.json" grade LAB=3 REPORT="html=my page.html json=x.json"
shown "watch labs/03_softmax $scratch/build/watch/03_softmax/results.json $scratch/build/gcc/grader/grade-03_softmax" \
    watch LAB=3
shown "submit pack 03_softmax labs/03_softmax $scratch/build/grade/03_softmax/results.json $scratch/build/submit/03_softmax.zip softmax.c" \
    submit LAB=3
shown "--kit $scratch/build/gcc/chain/03_softmax --out $scratch/build/grade/03_softmax/chain" grade LAB=3 CHAIN=mine
shown "similarity 03_softmax labs labs/similarity " similarity LAB=3 OUT=labs
shown "softmax.c classifier.c -- labs grader/labs " similarity LAB=3 OUT=labs "AGAINST=labs 'grader/labs'"
shown '--gates '"$scratch/build/calibrate/03_softmax/gates.tsv" calibrate LAB=3 SEEDS=19
shown '--calibrate 20 --seed 1 ' calibrate LAB=3 SEEDS=20
shown "--out $scratch/elsewhere --json $scratch/elsewhere/results.json" grade LAB=3 OUT="$scratch/elsewhere"
shown "--out '$scratch/a b' --json '$scratch/a b/results.json'" grade LAB=3 OUT="$scratch/a b"
shown '--hints 2 ' grade LAB=3 HINTS=2
shown 'hints.txt 3.1 2 ' hint TASK=3.1 HINTS=2
shown 'HINTS=1' handout LABS=0 HINTS=1
LAB=42 DEVICE=tpu SEED=xyz typed -n BUILD="$scratch/build" grade LAB=3
verdict "the environment's LAB, DEVICE, SEED do not count" shows 'grade-03_softmax --code labs/03_softmax'
MAKEFLAGS='LAB=2' typed -n BUILD="$scratch/build" grade
verdict "a variable that another make hands on does" shows grade-02_regression

# --- Several at once --------------------------------------------------------------------------------------------------
typed -n BUILD="$scratch/build" -j3 lib setup hint TASK=3.1
in_order() {
    sed -n 's/^.*\(setup.sh\|build.mk.* lib\|hint.sh.*3.1\) $/\1/p' "$scratch/out" | cut -c 1-7 >"$scratch/order"
    [ "$(xargs <"$scratch/order")" = 'setup.s build.m hint.sh' ]
}
verdict "setup comes first, whatever else is asked for" in_order

# --- Statuses ---------------------------------------------------------------------------------------------------------
directly lib BUILD=/proc/nowhere
verdict "a build folder that cannot be written to: status 3" one_line 3 '^/proc/nowhere/ cannot be written to.*BUILD='
typed lib BUILD=/proc/nowhere
verdict "which is 2 in make" one_line 2 '/proc/nowhere/ cannot be written to.*BUILD='
CC=/nowhere/cc directly lib BUILD="$scratch/build"
verdict "no compiler: status 3" one_line 3 "^/nowhere/cc, .* is missing: type 'make setup'$"
CC=/nowhere/cc typed lib BUILD="$scratch/build"
verdict "which is 2 in make" one_line 2 "/nowhere/cc, .* is missing: type 'make setup'"
mkdir "$scratch/none"
directly grade LAB=3 CODE="$scratch/none"
verdict "nothing to grade: status 3" one_line 3 "^$scratch/none: there is nothing to grade\. .* softmax\.c classifier\.c; none"
typed grade LAB=3 CODE="$scratch/none"
verdict "which is 2 in make" one_line 2 'there is nothing to grade'
touch "$scratch/none/classifier.c"
shown "--code $scratch/none " grade LAB=3 CODE="$scratch/none"
ls -A "$scratch/build" >"$scratch/out"
verdict "no last words are left" eval '! grep -q last-words "$scratch/out"'
directly clean BUILD="$PWD/labs"
verdict "clean, of a folder that is not ours" one_line 2 'was not made by gradlab'
typed BUILD="$scratch/build" "$scratch/build/nothing"
verdict "a file that cannot be made: status 2" test "$status" -eq 2

# --- The list, where it stands a second time --------------------------------------------------------------------------
in_readme() {
    "$MAKE" help | sed '/^$/,$d; s/^/    /' >"$scratch/out"
    [ "$(wc -l <"$scratch/out")" -gt 15 ] && sed -n '/^    make setup  /,/^    make help/p' README.md |
        diff "$scratch/out" - >"$scratch/err"
}
verdict "README.md has the list of make help" in_readme
narrow() {
    COLUMNS=40 sh common/commands/gradlab help >"$scratch/out"
    ! grep -E '.{41}' "$scratch/out" && grep -q '^make grade LAB=3$' "$scratch/out"
}
verdict "make help in 40 columns" narrow

# --- A bare machine, and the tree that students get -------------------------------------------------------------------
bare=$scratch/bare tree=$scratch/tree
mkdir -p "$bare" "$tree/labs/03_softmax" "$tree/common"
for tool in sh awk sed tr dirname readlink mkdir touch uname; do ln -s "$(command -v $tool)" "$bare/$tool"; done
make_command=("$(command -v "$MAKE")")
cp Makefile "$tree/" && cp -r common/commands "$tree/common/"
cp labs/lab.awk "$tree/labs/" && cp -r labs/03_softmax/* "$tree/labs/03_softmax/"
PATH=$bare typed help
lists() {
    local c
    for c in "$@"; do grep -q "^make $c " "$scratch/out" || return 1; done
    [ "$status" -eq 0 ] && [ ! -s "$scratch/err" ]
}
verdict "help on a bare machine" lists setup grade stubs test clean
PATH=$bare typed graed
verdict "a wrong command on a bare machine" one_line 2 'did you mean make grade'
PATH=$bare typed grade LAB=3 TASK=3.99
verdict "a wrong value on a bare machine" one_line 2 'TASK=3\.99: .*TASK=3\.1 '
cd "$tree" || exit 1
typed help
students() {
    lists setup grade watch submit update train classify hint data lib plot clean &&
        ! grep -Eq 'make (stubs|test|handout)|SEEDS' "$scratch/out"
}
verdict "help in a student's tree lists a student's commands" students
touch handout.sha256
typed update
verdict "update asks for the handout" one_line 2 'which handout\? Add FROM=handout\.tar\.gz'
typed update FROM=nowhere
verdict "which has to be there" one_line 2 'FROM=nowhere: there is no such file'
typed selftest LAB=3
verdict "the instructor's commands are told to be that" one_line 2 'make selftest: .*its maker'
typed tset
not_meant() { one_line 2 'tset: there is no such command' && ! grep -q 'make test' "$scratch/err"; }
verdict "nor are they what was meant" not_meant
exit $bad
