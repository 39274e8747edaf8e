# check.sh: looks at the values that were typed. A wrong one ends the call with one line that names the choices. Part of
# gradlab, which has set every variable that can be typed; read by it.
#
# Leaves: lab (03_softmax), code (the folder), graders (a student's tree: where they are), chosen, wanted and skipped
# (figures), histories, bands, picture, released (labs), compiler, built (the tree of this compiler), first (the notice
# of a first build).
# shellcheck shell=sh disable=SC2034,SC2154 # gradlab sets and uses these

asked() { # COMMAND...: whether one of these was typed
    for one; do
        case " $goals " in *" $one "*) return 0 ;; esac
    done
    return 1
}
# one_of VALUE CHOICES: whether the value is one of these words.
one_of() {
    case $1 in '' | *[!A-Za-z0-9_.-]*) return 1 ;; esac
    case " $2 " in *" $1 "*) return 0 ;; esac
    return 1
}
# each NAME WORDS: "NAME=a NAME=b".
each() {
    for one in $2; do printf '%s=%s ' "$1" "$one"; done | sed 's/ $//'
}
nearest() { # WORD CHOICES
    WORD=$1 CHOICES=$2 awk -f $here/near.awk -f - <<'END'
BEGIN { print nearest(ENVIRON["WORD"], ENVIRON["CHOICES"]) }
END
}
# choose NAME WHAT CHOICES [MORE]: the value of NAME has to be one of these.
choose() {
    eval "value=\$$1"
    one_of "$value" "$3" || no_such "$1" "$value" "there is no such $2" "$3" "${4-}"
}
no_such() { # NAME VALUE COMPLAINT CHOICES [MORE]
    near=$(nearest "$2" "$4")
    near=${near:+; did you mean $1=$near?}
    wrong "$1=$2: $3${near:-.} The choices are: $(each "$1" "$4")${5-}"
}

# --- Labs and their tasks ---------------------------------------------------------------------------------------------
list_labs() { # labs: 00_tensors 01_perceptron ...
    labs=''
    for table in labs/[0-9][0-9]_*/lab.tsv; do
        table=${table%/lab.tsv}
        [ ! -d "$table" ] || labs="$labs${labs:+ }${table#labs/}"
    done
    [ -n "$labs" ] || failed 'there is no lab in labs/ (NN_name/lab.tsv): this tree is not whole'
}
set_short() { # short: 3 for 03_softmax
    short=${1%%_*}
    short=${short#0}
}
find_lab() { # found: 03_softmax for 3, 03 or 03_softmax; empty when there is no such lab
    found=''
    for one in $labs; do
        set_short "$one"
        ! one_of "$1" "$one ${one%%_*} $short" || found=$one
    done
}
lab_choices() { # LAB or RELEASE
    between=''
    for one in $labs; do
        set_short "$one"
        printf '%s%s=%s (%s)' "$between" "$1" "$short" "$one"
        between=' '
    done
}
tasks_of() { # LAB...
    for one; do awk -v show=tasks -f labs/lab.awk "labs/$one/lab.tsv"; done
}

check_lab() {
    # Tasks are numbered lab by lab, so one names its lab.
    if [ -z "$LAB" ] && [ -n "${TASK-}" ]; then
        find_lab "${TASK%%.*}"
        lab=$found
        [ -n "$lab" ] || wrong "TASK=$TASK: there is no such task. The choices are: $(each TASK "$(tasks_of $labs)")"
        return
    fi
    [ -n "$LAB" ] || wrong "which lab? Add one of: $(lab_choices LAB)"
    find_lab "$LAB"
    lab=$found
    [ -z "$lab" ] || return 0
    near=$(nearest "$LAB" "$labs $(for one in $labs; do echo "${one#*_}"; done)")
    for one in $labs; do case $near in "$one" | "${one#*_}") set_short "$one" && near=$short ;; esac; done
    near=${near:+; did you mean LAB=$near?}
    wrong "LAB=$LAB: there is no such lab${near:-.} The choices are: $(lab_choices LAB)"
}
# unit: 00_tensors/00_cuda, where the lab has optional tasks for a GPU.
unit='' for_gpu=''
find_unit() {
    unit=''
    for one in labs/"$lab"/[0-9][0-9]_cuda; do [ ! -e "$one/lab.tsv" ] || unit=$lab/${one##*/}; done
}
# for_gpu: whether it is one of these that is asked for.
check_for_gpu() {
    find_unit
    for_gpu=''
    set_short "$lab"
    [ -z "$unit" ] || ! one_of "$TASK" "$(tasks_of "$unit" | tr '\n' ' ')" || for_gpu=yes
    asked grade && one_of "$DEVICE" 'cuda emulated' || return 0
    for_gpu=yes
    [ -n "$unit" ] || wrong "DEVICE=$DEVICE: lab $short has no tasks for a GPU. Leave DEVICE out"
    [ -z "$CHAIN" ] || wrong 'CHAIN=mine: the tasks for a GPU build on no other lab. Leave CHAIN out'
}
check_task() {
    tasks=$(tasks_of "$lab")
    [ -z "$unit" ] || tasks="$tasks $(tasks_of "$unit")"
    [ -z "$DEVICE" ] || [ -z "$unit" ] || tasks=$(tasks_of "$unit")
    set_short "$lab"
    one_of "$TASK" "$(echo $tasks)" || no_such TASK "$TASK" "lab $short has no such task" "$tasks"
}
# A hand-in that is a link, or lies behind one, would be graded as whatever the link leads to.
check_links() {
    rest=$code part=''
    while [ -n "$rest" ]; do
        name=${rest%%/*}
        part=$part$name
        [ ! -L "$part" ] || wrong "CODE=$code: $part is a symbolic link, and hand-ins are not reached through links." \
            'If the link is your own, type the path that it leads to'
        [ "$name" != "$rest" ] || break
        part=$part/ rest=${rest#*/}
    done
}
check_code() {
    case $CODE in
    '') code=labs/$lab ;;
    reference) code=reference/$lab ;;
    *) code=${CODE%/} ;;
    esac
    ! asked grade watch || check_links
    [ -d "$code/" ] || wrong "CODE=$CODE: there is no such folder. Leave CODE out for labs/$lab, or use" \
        "CODE=reference or a folder's path"
}

# LAB: the number and the name of a lab that is not there yet.
check_new() {
    case $LAB in
    *[!a-z0-9_]* | *_) ;;
    [0-9]_[a-z]* | [0-9][0-9]_[a-z]*) lab=$(printf '%02d_%s' "${LAB%%_*}" "${LAB#*_}") ;;
    esac
    [ -n "$lab" ] || wrong "LAB=$LAB: a new lab has a number and a name in small letters, such as LAB=8_recurrence"
    find_lab "${lab%%_*}"
    [ -z "$found" ] || wrong "LAB=$LAB: there is a lab ${LAB%%_*} already, $found"
    for one in "reference/$lab" "grader/labs/$lab"; do
        [ ! -e "$one" ] || wrong "LAB=$LAB: $one is there already"
    done
}

# --- Values of a kind -------------------------------------------------------------------------------------------------
# Where make and compilers are to build, a name has none of the characters that mean something to them.
is_plain_path() {
    [ -n "$1" ] && [ "$(printf '%s' "$1" | tr -d '][ \t"'\''$\\:;#%&|<>()*?`!')" = "$1" ]
}
check_count() { # NAME WHAT EXAMPLE
    eval "value=\$$1"
    case $value in
    0* | *[!0-9]* | ?????*) wrong "$1=$value: $2 is a whole number from 1 to 9999, such as $1=$3" ;;
    esac
}
check_switch() { # NAME...: 1 for on
    for name; do
        eval "value=\$$name"
        case $value in
        '' | 1) ;;
        yes) eval "$name=1" ;;
        0 | no) eval "$name=" ;;
        *) wrong "$name=$value: $name=1 switches it on; leave it out otherwise" ;;
        esac
    done
}
# words TEXT: its words, each in quotes that a shell takes away again. Quotes and backslashes keep blanks together as in
# a shell; nothing else means anything. Status 1 when a quote is alone.
words() {
    TEXT=$1 awk "BEGIN { q = \"'\" }"'
    function put(c) { word = word (c == q ? q "\\" q q : c); some = 1 }
    function flush() { if (some) printf "%s%s%s ", q, word, q; word = ""; some = 0 }
    BEGIN {
        text = ENVIRON["TEXT"]
        for (i = 1; i <= length(text); i++) {
            c = substr(text, i, 1)
            if (quote == "" && (c == " " || c == "\t")) flush()
            else if (quote == "" && (c == q || c == "\"")) { quote = c; some = 1 }
            else if (c == quote) quote = ""
            else if (c == "\\" && quote != q) { if (++i > length(text)) exit 1; put(substr(text, i, 1)) }
            else put(c)
        }
        if (quote != "") exit 1
        flush()
    }'
}
quoted() { # WORD: for a shell, and a blank
    printf "'%s' " "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}
check_words() { # NAME
    eval "value=\$$1"
    words "$value" >/dev/null || wrong "$1=$value: a quote is alone, or a backslash at the end"
}

# --- The compiler and the build folder --------------------------------------------------------------------------------
check_build() {
    check_switch SAN
    # These become words of a recipe.
    for name in CC ARCH CUDA_HOME CUDA_ARCH NVCC HANDOUT_ARCH; do
        eval "value=\${$name-}"
        case $value in
        *[!A-Za-z0-9\ _./+=,@-]*) wrong "$name=$value: no name of a program or a processor has such characters" ;;
        esac
    done
    BUILD=${BUILD:-build}
    is_plain_path "$BUILD" ||
        wrong "BUILD=$BUILD: make cannot build in a folder with blanks, quotes or signs such as : or % in its path"
    compiler=${CC:-gcc}
    compiler=${compiler%% *}
    built=$BUILD/${compiler##*/}${SAN:+-sanitize}
    first='building the library'
    [ -e "$built/float/libgradlab.a" ] || first="$first (the first time, about half a minute)"
    first="$first ..."
    # What make data brings is found where it was put.
    if [ "$BUILD" != build ]; then
        GRADLAB_DATA=${GRADLAB_DATA:-$BUILD/datasets}
        export GRADLAB_DATA
    fi
}
# The only folder that is written to; made with a mark, so that `make clean` removes nothing that it has not made.
make_build_folder() {
    { [ -d "$BUILD" ] || { mkdir -p "$BUILD" && touch "$BUILD/.gradlab"; }; } 2>/dev/null && [ -w "$BUILD" ] ||
        failed "$BUILD/ cannot be written to here: add BUILD=/a/folder/of/yours, and all that is made goes there"
}

# check_file NAME REMEDY: its value is a file that can be read, and is read once: neither a folder nor a device.
check_file() {
    eval "value=\$$1"
    [ -e "$value" ] || wrong "$1=$value: there is no such file. $2"
    [ -f "$value" ] || wrong "$1=$value: this is a folder or a device, and a file is expected. $2"
    [ -r "$value" ] || wrong "$1=$value: this file may not be read. $2"
}
# OUT, where it is a folder that is made when it is not there.
check_out() {
    [ -z "$OUT" ] || [ -d "$OUT" ] || [ ! -e "$OUT" ] ||
        wrong "OUT=$OUT: this is no folder. OUT is the folder that gets what is made; type another name"
}

# --- Command by command -----------------------------------------------------------------------------------------------
# FROM: an archive, for a tree that came from one.
check_update() {
    [ -e handout.sha256 ] || wrong 'make update: this tree was not handed out (it has no handout.sha256): there is' \
        'nothing to compare with'
    [ -n "$FROM" ] || wrong 'which handout? Add FROM=handout.tar.gz, the new archive of the course'
    [ -e "$FROM" ] || wrong "FROM=$FROM: there is no such file"
    [ -f "$FROM" ] || wrong "FROM=$FROM: this is no file; the archive of a handout is expected"
}
check_train() {
    is_plain_path "$code" ||
        wrong "CODE=$CODE: make cannot build in a folder with blanks or signs such as : or % in its path." \
            'Copy it to one without'
    [ -f "labs/$lab/experiment.c" ] || [ -n "$students" ] ||
        wrong "there is no labs/$lab/experiment.c: the lab trains nothing." \
            'common/show/experiment.h says how an experiment is written'
    absent=''
    for file in $(awk -v show=files -f labs/lab.awk "labs/$lab/lab.tsv"); do
        [ -f "$code/$file" ] || absent="$absent $file"
    done
    [ -z "$absent" ] || wrong "$code/:$absent is not there; a folder to train with holds all of the lab's files"
    check_words ARGS
}
# The program belongs to the lab that has it.
check_classify() {
    lab=''
    for one in $labs; do [ ! -f "labs/$one/classify.c" ] || lab=$one; done
    [ -n "$lab" ] || wrong 'make classify comes with lab 7, which is not here yet'
    [ -n "$IMAGE" ] || wrong 'which photograph? Add IMAGE=photo.jpg, a PNG or JPEG file of any size'
    [ -e "$IMAGE" ] || wrong "IMAGE=$IMAGE: there is no such file"
    [ -f "$IMAGE" ] || wrong "IMAGE=$IMAGE: this is no file; a PNG or JPEG file is expected"
}
check_hint() {
    [ -f "labs/$lab/hints.txt" ] || wrong "there are no hints for $lab here"
    DEVICE='' && check_for_gpu
    [ -z "$TASK" ] || check_task
    check_switch AGAIN
    [ -z "$HINTS" ] || choose HINTS 'number of hints to take' '1 2 3'
    [ -z "$HINTS" ] || [ -n "$TASK" ] ||
        wrong "HINTS=$HINTS: of which task? The choices are: $(each TASK "$(tasks_of "$lab")")"
}
# Sets to be fetched are those of the manifest; a mirror can stand in the environment for all calls on a machine.
check_data() {
    sets=$(awk -F '\t' 'NR > 1 && !seen[$1]++ { print $1 }' datasets/manifest.tsv)
    here_already=$(for file in datasets/*.csv datasets/*.csv.gz; do
        file=${file##*/} && file=${file%.gz} && echo "${file%.csv}"
    done)
    set -f
    for set in $DATA; do
        one_of "$set" "$(echo $sets)" ||
            no_such DATA "$set" 'there is no such set to fetch' "$sets" " ($(echo $here_already): in datasets/ already)"
    done
    set +f
    MIRROR=${MIRROR:-${GRADLAB_MIRROR-}}
    case $MIRROR in
    '' | http://* | https://*) ;;
    *)
        [ -d "$MIRROR" ] || wrong "MIRROR=$MIRROR: there is no such folder. A mirror is a folder, or a URL that" \
            "begins with http:// or https://, and holds NAME/FILE"
        ;;
    esac
}
check_bench() {
    check_words ARGS
    [ -z "$PYTHON" ] || command -v "$PYTHON" >/dev/null 2>&1 ||
        wrong "PYTHON=$PYTHON: there is no such program. To make one: python3 -m venv /tmp/venv, then" \
            'PYTHON=/tmp/venv/bin/python'
    has_torch='import importlib.util, sys; sys.exit(importlib.util.find_spec("torch") is None)'
    [ -z "$PYTHON" ] || "$PYTHON" -c "$has_torch" 2>/dev/null ||
        wrong "PYTHON=$PYTHON: it has no PyTorch. To install it: $PYTHON -m pip install torch"
}

check_all() {
    list_labs
    check_build
    lab='' code=''
    # A lab is asked for by these; make plot and make plots look at LAB themselves.
    if asked grade watch submit train selftest calibrate gradescope hint class similarity; then
        check_lab
        ! asked grade watch submit train || check_code
        ! asked grade train || check_device
    fi
    ! asked test bench || check_device
    for goal in $goals; do
        case $goal in
        new | grade | watch | update | train | classify | hint | data | class | similarity | handout | bench | \
            plots | plot)
            check_"$goal"
            ;;
        esac
    done
    if asked grade selftest calibrate; then
        case $SEED in
        *[!0-9]* | ???????????????????*)
            wrong "SEED=$SEED: a seed is a whole number of at most 18 digits, such as SEED=7"
            ;;
        esac
        check_count SEEDS 'the number of seeds' 40
        check_count REPEAT 'how often each is graded again' 200
    fi
    if asked test && [ -n "$FULL" ]; then choose FULL 'set of tests' '1 rest'; fi
    if asked plots plot && [ -n "$STYLE" ]; then choose STYLE style 'light dark'; fi
    ! asked stubs || check_switch FORCE
    if asked grade watch submit update train classify hint lib test bench selftest calibrate class similarity \
        gradescope handout plots plot || { asked data && [ -n "$DATA" ]; }; then
        make_build_folder
    fi
}
