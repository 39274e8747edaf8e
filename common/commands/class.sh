# class.sh: what make class makes of what was typed, and what it does. Part of gradlab; read by it.
# shellcheck shell=sh disable=SC2154 # gradlab, check.sh and build.sh set these

check_class() {
    [ -n "$SUBMISSIONS" ] || wrong 'whose hand-ins? Add SUBMISSIONS=folder, or the archive that a platform gives'
    [ -e "$SUBMISSIONS" ] || wrong "SUBMISSIONS=$SUBMISSIONS: there is no such folder or archive"
    [ -z "$ROSTER" ] || check_file ROSTER 'It is a table (CSV) with an id for each student'
    check_out
    [ -z "$KEY" ] || check_key
    [ -z "$JOBS" ] || check_count JOBS 'how many are graded at a time' 2
    [ -z "$ENGINE" ] || choose ENGINE engine 'local slurm'
    [ -z "$ATTEMPT" ] || choose ATTEMPT 'way to choose among attempts' 'last best'
    check_switch REGRADE ANONYMOUS
    if [ "$ENGINE" = slurm ]; then
        command -v sbatch >/dev/null || wrong 'ENGINE=slurm: there is no sbatch. Leave ENGINE out to grade here'
    else
        [ -z "$SBATCH" ] || wrong "SBATCH=$SBATCH goes with ENGINE=slurm"
    fi
    OUT=${OUT:-$BUILD/class/$lab}
}
do_class() {
    if ! pkg-config --exists libarchive yaml-0.1; then
        failed 'make class needs libarchive and libyaml: make setup installs them'
    fi
    find_unit
    [ -z "$unit" ] || command -v g++ >/dev/null || unit='' # kernels are C++
    build "$first" "grade-$lab" ${unit:+"grade-${unit#*/}"} class-program
    set -- --lab "$lab" --table "labs/$lab/lab.tsv" --grader "$built/grader/grade-$lab" --kit "$built/probe/$lab" \
        --gates "grader/labs/$lab/gates.tsv" --reference "reference/$lab" --cc "$compiler" \
        --submissions "$SUBMISSIONS" --out "$OUT"
    [ -z "$unit" ] || set -- "$@" --bonus "$built/grader/grade-${unit#*/}" --bonus-kit "$built/probe/${unit#*/}"
    [ -z "$ROSTER" ] || set -- "$@" --roster "$ROSTER"
    [ -z "$KEY" ] || set -- "$@" --key "$KEY"
    [ -z "$JOBS" ] || set -- "$@" --jobs "$JOBS"
    [ -z "$DEADLINE" ] || set -- "$@" --deadline "$DEADLINE"
    [ -z "$LATE" ] || set -- "$@" --late "$LATE"
    [ -z "$ATTEMPT" ] || set -- "$@" --attempt "$ATTEMPT"
    [ -z "$ANONYMOUS" ] || set -- "$@" --anonymous
    [ -z "$REGRADE" ] || set -- "$@" --regrade
    [ "$ENGINE" != slurm ] || set -- "$@" --slurm
    [ -z "$SBATCH" ] || set -- "$@" --sbatch "$SBATCH"
    act "$built/grader/class" "$@"
    status=$?
    case $status in
    2) wrong 'this class cannot be graded so; why stands above' ;;
    0 | 1) return $status ;;
    130) exit 130 ;;
    *) failed "the class could not be graded (status $status); why stands above" ;;
    esac
}
