# build.sh: common/build.mk, called quietly: one line when there is something to make, steps while it is made, and the
# compiler's words only when it fails. Part of gradlab; read by it.
# shellcheck shell=sh disable=SC2154 # gradlab and check.sh set these

MAKE=${MAKE:-make}
# The other make gets our jobs, but neither -q nor -s; all processors when -j was not given.
flags=$(printf '%s' "${MAKEFLAGS-}" | sed 's/^\([[:alpha:]]*\)q/\1/; s/^\([[:alpha:]]*\)s/\1/')
set_jobs() {
    case ${MAKEFLAGS-} in *-j*) jobs='' ;; *) jobs=-j$(getconf _NPROCESSORS_ONLN) ;; esac
}
# make_here WORD...: all words are known to be plain, or are our own. What was typed for the compiler goes along.
make_here() {
    for name in CC ARCH SAN HANDOUT_ARCH CUDA_HOME CUDA_ARCH NVCC; do
        eval "value=\${$name-}"
        [ -z "$value" ] || set -- "$@" "$name=$value"
    done
    MAKEFLAGS=$flags "$MAKE" --no-print-directory -f common/build.mk BUILD="$BUILD" "$@"
}
# act COMMAND...: runs it; under make -n shows it.
act() {
    [ -n "$dry" ] || { "$@"; return; }
    for word; do
        case $word in *[!A-Za-z0-9_./=+:-]* | '') quoted "$word" ;; *) printf '%s ' "$word" ;; esac
    done
    echo
}

# A step is a line with " -o " among those that make prints: a compiler, or the linker. On a screen a bar counts them.
# Elsewhere each twentieth of a long build gets a line.
steps_of() { awk '/ -o / { n++ } END { print n + 0 }'; }
case ${GRADLAB_PROGRESS-} in
bar | plain) steps=$GRADLAB_PROGRESS ;;
none) steps='' ;;
*) if [ -t 2 ]; then steps=bar; else steps=plain; fi ;;
esac
show_steps() { # TOTAL LOG: from make's lines; all of them go to LOG
    awk -v all="$1" -v log_file="$2" -v kind="$steps" '
    { print > log_file }
    / -o / {
        done++
        if (done > all) all = done
        # The source, or else what is made.
        what = $0
        if (match(what, /[^ ]+\.cu? /) || match(what, /-o [^ ]+/)) what = substr(what, RSTART, RLENGTH)
        gsub(/^-o | $/, "", what)
        if (kind == "bar") printf "\r\033[K  %d of %d  %s", done, all, what > "/dev/stderr"
        else if (all >= 20 && int(20 * done / all) > int(20 * (done - 1) / all))
            printf "  %d of %d  %s\n", done, all, what > "/dev/stderr"
        fflush("/dev/stderr")
    }
    END { if (kind == "bar" && done) printf "\r\033[K" > "/dev/stderr" }'
}
# What the compiler and its kin have said. The commands are in the log alone.
show_log() {
    sed '/^make.*\(Error\|Waiting\)/d; /^gradlab: failed$/d' "$1" | if [ -s "$1.commands" ]; then
        awk 'NR == FNR { command[$0]; next } !($0 in command)' "$1.commands" -
    else cat; fi >&2
    rm -f "$1.commands"
}

# build NOTICE GOAL...: the kit. When it cannot be built, the tool has failed.
build() {
    notice=$1
    shift
    if [ -n "$dry" ]; then act "$MAKE" -f common/build.mk BUILD="$BUILD" "$@" && return; fi
    log=$built/build.log
    mkdir -p "$built" 2>/dev/null
    make_here -q "$@" >/dev/null 2>&1
    case $? in
    0) return ;;
    1) [ -z "$notice" ] || printf '%s\n' "$notice" >&2 ;;
    esac
    set_jobs
    if [ -n "$steps" ]; then
        { make_here -ns "$@" >"$log.commands"; } 2>/dev/null
        total=$(cat "$log.commands" 2>/dev/null | steps_of)
        { make_here $jobs -O "$@" 2>&1 || echo 'gradlab: failed'; } | show_steps "$total" "$log"
        [ "$(tail -n 1 "$log" 2>/dev/null)" = 'gradlab: failed' ] || { rm -f "$log.commands" && return 0; }
    else
        make_here -s $jobs -O "$@" >"$log" 2>&1 && return
    fi
    # A make that fails in silence could not even write its log.
    [ -s "$log" ] || failed "$BUILD/ cannot be written to: is the disk full?"
    # What build.mk itself has found out is one line.
    text=$(sed -n 's/^common\/build\.mk:[0-9]*: \*\*\* \(.*\)\.  Stop\.$/\1/p' "$log")
    case $text in ARCH=*) wrong "$text" ;; ?*) failed "$text" ;; esac
    show_log "$log"
    failed "this could not be built; why stands above, and in $log"
}
# build_aloud GOAL...: the student's own file. The compiler's words are shown whenever it has some; status 1 when it
# fails.
build_aloud() {
    if [ -n "$dry" ]; then act "$MAKE" -f common/build.mk BUILD="$BUILD" "$@" && return; fi
    log=$built/build.log
    set_jobs
    make_here -s $jobs -O "$@" >"$log" 2>&1
    status=$?
    show_log "$log"
    [ $status -eq 0 ] || [ -s "$log" ] || failed "$BUILD/ cannot be written to: is the disk full?"
    [ $status -eq 0 ]
}
