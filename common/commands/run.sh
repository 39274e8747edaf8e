# run.sh: what each command does, once everything that was typed is right. Part of gradlab; read by it.
# shellcheck shell=sh disable=SC2034,SC2046,SC2154 # others set and use these; what awk prints are words

# On a narrow screen a command has a line of its own, and what it does stands below in lines of this width.
do_help() {
    width=${COLUMNS:-$(stty size <&1 2>/dev/null | sed 's/.* //')}
    case $width in
    [2-9][0-9])
        names help | awk -v width="$width" '
            function flush(    n, i, word, line) {
                n = split(text, word, " "); line = "   "
                for (i = 1; i <= n; i++) {
                    if (length(line) + 1 + length(word[i]) > width) { print line; line = "   " }
                    line = line " " word[i]
                }
                if (n) print line
                text = ""
            }
            /^[^ ]/ { flush(); print substr($0, 1, 28); $0 = substr($0, 29) }
            { text = text " " $0 }
            END { flush() }' | sed 's/ *$//'
        printf '\nlabs:\n'
        lab_choices LAB | sed 's/) /)\n/g' && echo
        ;;
    *)
        names help
        printf '\nlabs: %s\n' "$(lab_choices LAB)"
        ;;
    esac
}
do_setup() {
    if asked test; then act sh common/setup.sh --developer; else act sh common/setup.sh; fi || exit 1
}
do_clean() {
    if [ -e "$BUILD" ] && [ "$BUILD" != build ] && [ ! -e "$BUILD/.gradlab" ]; then
        wrong "$BUILD was not made by gradlab: it stays"
    fi
    act rm -rf -- "$BUILD"
}
do_lib() { build "$first" lib; }
do_test() {
    case $DEVICE in
    cuda | emulated)
        act env MAKEFLAGS="$flags" MAKE="$MAKE" BUILD="$BUILD" bash common/tests/on_device.sh "$DEVICE"
        return
        ;;
    esac
    act env MAKEFLAGS="$flags" MAKE="$MAKE" BUILD="$BUILD" FULL="$FULL" bash common/tests/run.sh
}
do_file() { # a file of common/build.mk, aloud or not as make was told
    # Letters that were typed are for this make.
    if [ -n "$letters" ]; then make_here "-$letters" "$1"; else make_here "$1"; fi
}

# --- Grading and training ---------------------------------------------------------------------------------------------
# The plugin itself is asked whether the GPU can be used, before anything runs on it.
ready_device() {
    [ "$DEVICE" = cuda ] || return 0
    build 'building the library and its CUDA plugin ...' device
    [ -n "$dry" ] || why=$("$built/float/common/tools/has_device" cuda) || wrong "DEVICE=cuda: $why"
}
# The emulated GPU is another plugin for the same device: one that has the twins of the folder, where it has .cu files.
use_emulated() {
    GRADLAB_CUDA_PLUGIN=$built/float/libgradlab_cuda_emulated.so
    for twin in "$code"/*.cu; do
        [ ! -e "$twin" ] || [ "$code" = "reference/$lab" ] ||
            GRADLAB_CUDA_PLUGIN=$built/float/train/$lab/libgradlab_cuda_emulated.so
    done
    export GRADLAB_CUDA_PLUGIN
}
# run_grader ARGUMENT...: with the grader's own status; what it says of 2 and 3 stands above.
run_grader() {
    act "$@"
    status=$?
    case $status in
    0 | 1) return $status ;;
    2) wrong 'the grader does not take this; why stands above' ;;
    130) exit 130 ;;
    *) failed "the grader could not do all of its work (status $status); why stands above" ;;
    esac
}
# The grader and its kit: where they are, and built.
ready_grader() {
    kit=${graders-}/probe/$lab
    [ -z "$students" ] || return 0
    graders=$built/grader kit=$built/probe/$lab
    build "$first" "grade-$lab"
}
# A kit with the student's own earlier labs in the place of the solutions.
ready_chain() {
    own=$built/chain
    act sh common/tools/chain.sh "$compiler" "${kit%/*}" "$own" labs "$lab" ||
        failed 'the kit with your own earlier labs cannot be made; why stands above'
    kit=$own/$lab
    words=$(cat "$kit/words" 2>/dev/null)
}
# The optional tasks for a GPU: a grader of their own, which runs the kernels on the emulated GPU, and then on the GPU
# of this machine, if there is one (check_gpu).
kernels_in() { # their folder: in the lab's, or the kernels lie beside its files
    if [ -d "$code/${unit#*/}" ]; then echo "$code/${unit#*/}"; else echo "$code"; fi
}
grade_for_gpu() {
    code=$(kernels_in) lab=${unit#*/}
}
# bonus: the last result of the optional tasks, where it is that of the kernels as they are now.
find_bonus() {
    bonus=$BUILD/grade/${unit#*/}/results.json
    hash=$(sha256sum "$(kernels_in)/kernels.cu" 2>/dev/null) && grep -q "${hash%% *}" "$bonus" 2>/dev/null || bonus=''
}
do_grade() {
    bonus=''
    if [ -n "$for_gpu" ]; then grade_for_gpu
    elif [ -n "$unit" ] && [ -z "$TASK" ]; then find_bonus; fi
    ready_grader
    set --
    where=${OUT:-$BUILD/grade/$lab${CHAIN:+/chain}}
    if [ -n "$CHAIN" ]; then
        ready_chain
        set -- --chain "$words"
    fi
    [ -z "$students" ] || set -- "$@" --cc "$compiler"
    [ -z "$TASK" ] || set -- "$@" --task "$TASK"
    [ -z "$SEED" ] || set -- "$@" --seed "$SEED"
    [ -z "$gpu" ] || set -- "$@" --nvcc "$nvcc" --gpu "$gpu" --gpu-arch "$gpu_arch"
    [ -z "$REVEAL" ] || set -- "$@" --reveal "$REVEAL"
    [ -z "$SANITIZE" ] || set -- "$@" --sanitize all
    [ -z "$for_gpu" ] || set -- "$@" --sanitize none # the emulated GPU looks at every access
    [ -z "$BOX" ] || set -- "$@" --box "$BOX"
    [ -z "$HINTS" ] || set -- "$@" --hints "$HINTS"
    [ -z "$for_gpu" ] || set -- "$@" --hints-file "labs/$unit/hints.txt"
    [ -z "$bonus" ] || set -- "$@" --bonus "$bonus"
    [ -z "$KEY" ] || set -- "$@" --key-file "$KEY"
    while IFS= read -r report; do
        [ -z "$report" ] || set -- "$@" --report "$report"
    done <<END
$(reports)
END
    run_grader "$graders/grade-$lab" --code "$code" --kit "$kit" --out "$where" \
        --json "$where/results.json" "$@"
}
do_watch() {
    ready_grader
    program=$built/float/common/tools/watch
    build "$first" "$program"
    [ -n "$dry" ] || mkdir -p "$BUILD/watch/$lab" 2>/dev/null ||
        failed "$BUILD/watch/$lab/ cannot be made: is the disk full?"
    set --
    [ -z "$students" ] || set -- --cc "$compiler"
    act "$program" "$code" "$BUILD/watch/$lab/results.json" \
        "$graders/grade-$lab" --code "$code" --kit "$kit" --out "$BUILD/watch/$lab" "$@"
    status=$?
    # Ctrl-C is how it ends.
    interrupted=''
    [ $status -eq 0 ] || failed "the grader could not do its work; why stands above"
}
# Packs what there is, graded where that can be had: a hand-in is no worse for a grader that does not run here.
# Optional tasks are handed in where one of them has been written.
written_kernels() {
    [ -n "$unit" ] && [ -f "$code/${unit#*/}/kernels.cu" ] || return 0
    for task in $(awk -v show=tasks -f labs/lab.awk "labs/$unit/lab.tsv"); do
        grep -qF "TODO(\"$task\")" "$code/${unit#*/}/kernels.cu" || { echo "${unit#*/}/kernels.cu" && return; }
    done
}
do_submit() {
    find_unit
    program=$built/float/common/tools/submit results=$BUILD/grade/$lab/results.json zip=$BUILD/submit/$lab.zip
    build "$first" "$program"
    [ -n "$dry" ] || mkdir -p "$BUILD/submit" 2>/dev/null || failed "$BUILD/submit/ cannot be made: is the disk full?"
    set -- $(awk -v show=files -f labs/lab.awk "labs/$lab/lab.tsv") $(written_kernels)
    if has_grader && ! act "$program" is-graded "$code" "$results" "$@"; then
        (last_words='' && do_grade)
        [ -z "$interrupted" ] || exit 130
        echo
    fi
    act "$program" pack "$lab" "$code" "$results" "$zip" "$@"
    status=$?
    [ $status -lt 3 ] || failed "$zip could not be written; why stands above"
    return $status
}
do_update() {
    program=$built/float/common/tools/update
    build "$first" "$program"
    new=$BUILD/update
    [ -n "$dry" ] || { rm -rf "$new" && mkdir -p "$new"; } 2>/dev/null ||
        failed "$new/ cannot be made: is the disk full?"
    act "$program" "$FROM" . "$new" 2>"$built/update.log"
    status=$?
    act rm -rf "$new"
    why=$(cat "$built/update.log")
    case $status in 0) ;; 2) wrong "$why" ;; *) failed "${why:-the update ended in the middle (status $status)}" ;; esac
}
do_train() {
    ready_device
    build "$first" experiment-kit LAB_NAME="$lab" CODE_DIR="$code"
    [ "$DEVICE" != emulated ] || build 'building the emulated GPU ...' emulated
    build_aloud experiment LAB_NAME="$lab" CODE_DIR="$code" DEVICE="$DEVICE" || return 1
    eval "set -- $(words "$ARGS")"
    case $DEVICE in
    '') ;;
    emulated) use_emulated && set -- --device cuda "$@" ;;
    *) set -- --device "$DEVICE" "$@" ;;
    esac
    said=$built/float/train/$lab/wrong-call
    rm -f "$said"
    act env SAN="$SAN" GRADLAB_WRONG_CALL="$said" \
        sh common/tools/train.sh "$built/float/train/$lab/experiment" --out "$BUILD/train/$lab" "$@"
    status=$?
    if [ $status -eq 2 ] && [ -s "$said" ]; then wrong "$(cat "$said")"; fi
    [ $status -ne 3 ] || failed 'the experiment could not do all of its work; why stands above'
    [ $status -eq 0 ]
}
do_classify() {
    build "$first" classify LAB_NAME="$lab" CODE_DIR="labs/$lab"
    [ -n "$dry" ] || mkdir -p "$BUILD/classify" 2>/dev/null ||
        failed "$BUILD/classify/ cannot be made: is the disk full?"
    status=0
    { said=$(act "$built/float/labs/$lab/classify" "$IMAGE" "$BUILD/classify" 2>&1 >&3) || status=$?; } 3>&1
    case $status in
    0) ;;
    2) wrong "$said" ;;
    *) failed "${said:-classify ended with status $status}" ;;
    esac
}
do_hint() {
    set --
    [ -z "$TASK" ] || set -- "$TASK" ${AGAIN:+again}
    [ -z "$HINTS" ] || set -- "$TASK" "$HINTS"
    [ -z "$for_gpu" ] || lab=$unit
    act sh labs/hint.sh "$BUILD/hints" "labs/$lab/hints.txt" "$@"
}

# --- The instructor's -------------------------------------------------------------------------------------------------
do_stubs() {
    for one in labs/*/ labs/*/*_cuda/; do
        one=${one#labs/} one=${one%/}
        act env BACKUP="$BUILD/stubs-before" FORCE="$FORCE" \
            sh grader/tools/mkstubs "reference/$one" "labs/$one" || return 1
    done
}
do_new() { act sh grader/tools/new_lab/new "$lab"; }
do_selftest() {
    build 'building the grader and its wrong solutions ...' "selftest-$lab"
    act env MAKEFLAGS="$flags" MAKE="$MAKE" BUILD="$BUILD" ${SEED:+SEED="$SEED"} ${SEEDS:+SEEDS="$SEEDS"} \
        ${REPEAT:+REPEAT="$REPEAT"} bash grader/tests/selftest.sh "$lab"
}
least_seeds=20
do_calibrate() {
    build "$first" "grade-$lab"
    set --
    # A try is no measurement: the gates that gradings go by stay.
    if [ "${SEEDS:-$least_seeds}" -lt $least_seeds ]; then
        tried=$BUILD/calibrate/$lab
        [ -n "$dry" ] || mkdir -p "$tried" 2>/dev/null || failed "$tried/ cannot be made: is the disk full?"
        set -- --gates "$tried/gates.tsv"
        echo "SEEDS=$SEEDS: gates need $least_seeds seeds or more; grader/labs/$lab/gates.tsv stays as it is"
    fi
    run_grader "$built/grader/grade-$lab" --code "reference/$lab" --kit "$built/probe/$lab" \
        --calibrate "${SEEDS:-40}" --seed "${SEED:-1}" "$@"
}
do_gradescope() {
    build 'packing the autograder ...' "$BUILD/gradescope/$lab.zip"
    echo "$BUILD/gradescope/$lab.zip"
}
do_handout() {
    [ -z "$by_plan" ] || printf '%s\n' "$by_plan" >&2
    build 'building the graders that students get ...' handout GRADED="$handed_out" RELEASED="$released" HINTS="$HINTS"
    echo "$BUILD/handout.tar.gz"
}
do_bench() {
    ready_device
    build "$first" "$built/float/common/bench/bench"
    eval "set -- $(words "$ARGS")"
    [ "$DEVICE" != cuda ] || set -- --gpu "$@"
    act "$built/float/common/bench/bench" ${PYTHON:+--python "$PYTHON"} "$@" || return 1
}

# --- Data and figures -------------------------------------------------------------------------------------------------
do_data() {
    if [ -z "$DATA" ]; then act sh datasets/fetch.sh --into "$BUILD/datasets" --list
    else act sh datasets/fetch.sh --into "$BUILD/datasets" --mirror "$MIRROR" $DATA; fi
}
need_gnuplot() {
    command -v gnuplot >/dev/null || failed 'gnuplot draws the figures, and is not installed: make setup installs it'
}
facts='awk -f plots/tools/facts.awk'
do_plots() {
    pictures=$BUILD/plots
    [ "$STYLE" != dark ] || pictures=$pictures/dark
    if [ -n "$LIST" ]; then
        DATA=$BUILD/plots/data CHOSEN=$chosen $facts -f plots/tools/list.awk plots/*.gp
        return
    elif [ -n "$README" ]; then
        sh plots/tools/readme >"$BUILD/plots-readme" && cat "$BUILD/plots-readme" >plots/README.md &&
            rm "$BUILD/plots-readme"
        return
    fi
    need_gnuplot
    set -- FIGURES="$(echo $wanted)" STYLE="$STYLE" CUDA_FIGURES="$(echo $cuda_figures)"
    build "building the library and the figures' programs ..." plot-programs "$@"
    [ -z "$dry" ] || { act "$MAKE" -f common/build.mk BUILD="$BUILD" pictures "$@" && return; }
    mkdir -p "$pictures" && rm -f "$BUILD/plots/progress"
    set_jobs
    todo=$(make_here -n pictures "$@" | grep -c '^sh plots/tools/draw ')
    make_here -s -k $jobs pictures "$@" TODO="$todo" 2>"$BUILD/plots/draw.log"
    status=$?
    sed '/^make/d' "$BUILD/plots/draw.log" >&2
    rm -f "$BUILD/plots/progress"
    PICTURES=$pictures MAKE_WITH=${STYLE:+STYLE=$STYLE} $facts -f plots/tools/gallery.awk plots/*.gp \
        >"$pictures/.index.html" 2>/dev/null && mv -f "$pictures/.index.html" "$pictures/index.html" ||
        failed "$pictures/index.html cannot be written: is the disk full?"
    [ $status -eq 0 ] || failed 'not all figures could be drawn; why stands above'
    echo "$todo of $(echo $wanted | wc -w) drawn: $pictures/index.html shows them all"
    if [ -n "$SHEET" ]; then
        build '' "$built/float/plots/tools/sheet"
        for figure in $wanted; do set -- "$@" "$pictures/$figure.png"; done
        shift 3
        "$built/float/plots/tools/sheet" plots/figures.png "$@" || return 1
    fi
    [ -z "$skipped" ] || echo "skipped, for want of an NVIDIA GPU and nvcc:$skipped"
}
do_plot() {
    need_gnuplot
    build "$first" runs
    runs=$BUILD/plots/runs
    eval "set -- $histories"
    if [ -z "$dry" ]; then
        mkdir -p "$runs"
        why=$("$built/float/plots/tools/runs" "$runs" "$bands" "$BAND" "$@" 2>&1 >/dev/null) ||
            wrong "${why:-$runs/ cannot be written to: is the disk full?}"
    fi
    set -- sh plots/tools/draw plots/tools/runs.gp "$runs" "${STYLE:-light}" "$picture"
    if [ -n "$dry" ]; then act "$@" && return; fi
    why=$("$@" 2>&1) || failed "$why"
    echo "$picture"
}
