# check_handout.sh: looks at what is typed with `make handout`. Read by gradlab, as check.sh is.
# shellcheck shell=sh disable=SC2034,SC2154 # gradlab and check.sh set and use these

# The labs that are handed out, and those of them whose solutions students may have by now.
check_handout() {
    handed_out='' by_plan=''
    [ -z "$HINTS" ] || choose HINTS 'number of hints a task' '0 1 2 3'
    case $TODAY in
    '') TODAY=$(date +%Y-%m-%d) ;;
    [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]) ;;
    *) wrong "TODAY=$TODAY: a day is written as year, month, day: TODAY=2026-11-05" ;;
    esac
    # Only a lab that can be graded is handed out.
    for table in grader/labs/[0-9]*/checks.c; do table=${table%/checks.c}; graded="${graded-} ${table##*/}"; done
    labs=${graded# }
    set -f
    if [ -n "$LABS" ]; then
        for name in $LABS; do add_labs "$name" || wrong "LABS=$LABS: write labs as LABS=0-2, the smaller" \
            "number first, or as LABS=\"0 2\". The choices are: $(lab_choices LABS)"; done
    else
        for name in $(awk -v today="$TODAY" '/^[^#]/ && $2 <= today { print $1 }' grader/release.tsv); do
            ! add_labs "$name" || continue # a lab that is not there yet
        done
        [ -n "$handed_out" ] || wrong "no lab's day in grader/release.tsv has come by $TODAY. LABS=0 hands out lab 0"
        by_plan="by $TODAY grader/release.tsv hands out $handed_out"
    fi
    released='' labs=$handed_out
    set -f # a * is a wrong name
    for name in $RELEASE; do
        find_lab "$name"
        one_of "$found" "$handed_out" || wrong "RELEASE=$RELEASE: these are not all among the labs that are" \
            "handed out. The choices are: $(lab_choices RELEASE)"
        released="$released${released:+ }$found"
    done
    set +f
}
add_labs() { # NAME or A-B: to handed_out, each once and in their order
    from=${1%%-*} to=${1#*-}
    find_lab "$from"
    from=$found
    find_lab "$to"
    { [ -n "$from" ] && [ -n "$found" ]; } || return 1
    inside='' wanted=" $handed_out " to=$found
    for one in $labs; do
        [ "$one" != "$from" ] || inside=yes
        [ -z "$inside" ] || wanted="$wanted$one "
        [ "$one" != "$to" ] || [ -n "$inside" ] || return 1 # LABS=3-1
        [ "$one" != "$to" ] || inside=''
    done
    handed_out=''
    for one in $labs; do
        case $wanted in *" $one "*) handed_out="$handed_out${handed_out:+ }$one" ;; esac
    done
}
