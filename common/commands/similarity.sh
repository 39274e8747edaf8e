# similarity.sh: what make similarity makes of what was typed, and what it does. Part of gradlab; read by it.
# shellcheck shell=sh disable=SC2046,SC2154 # others set these; what awk prints are words

check_similarity() {
    [ -n "$OUT" ] || [ ! -d "$BUILD/class/$lab" ] || OUT=$BUILD/class/$lab
    [ -n "$OUT" ] || wrong 'whose hand-ins? Add OUT=folder: that of make class, or one with a folder for each student'
    [ -d "$OUT" ] || wrong "OUT=$OUT: there is no such folder"
    check_words AGAINST
    if [ -d "$AGAINST" ]; then earlier=$(quoted "$AGAINST"); else earlier=$(words "$AGAINST"); fi
    eval "set -- $earlier"
    for folder; do [ -d "$folder" ] || wrong "AGAINST=$folder: there is no such folder"; done
}
do_similarity() {
    [ -n "$dry" ] || command -v sim_c >/dev/null || failed 'make similarity needs sim_c, of the package similarity-tester:' \
        'make setup installs it where there is such a package (Debian 13 has none)'
    build "$first" similarity-program "$built/stubs/$lab/.made"
    found=$OUT/similarity scratch=$BUILD/similarity/$lab.$$
    [ -n "$dry" ] || mkdir -p "$found" "$scratch" 2>/dev/null || failed "$found/ or $scratch/ cannot be made"
    eval "set -- $earlier"
    act "$built/grader/similarity" "$lab" "$OUT" "$found" "$scratch" "$built/stubs/$lab" "reference/$lab" \
        $(awk -v show=files -f labs/lab.awk "labs/$lab/lab.tsv") -- "$@"
    status=$?
    act rm -rf "$scratch"
    case $status in
    0) ;;
    2) wrong 'these hand-ins cannot be compared; why stands above' ;;
    *) failed "the hand-ins could not be compared (status $status); why stands above" ;;
    esac
    echo "$found/index.html has the list, and the pairs side by side"
}
