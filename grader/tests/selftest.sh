#!/usr/bin/env bash
# selftest.sh [NN_lab ...]: the graders of these labs, of all labs by default, grade what they must know:
#
#   the stubs score 0 and crash nowhere; the reference scores full; every misconception loses exactly the checks that it
#   declares and is named; every alternative keeps every point; nothing of the reference is in what students get.
#
# One line for each of these, one more for each failure, and at the end "N passed, N failed". Misconceptions are graded
# from the program that the grader holds, in which they are compiled already, and with a glance at what they do not
# declare to lose (grade --glance): trainings among that are not run. The first misconception is handed in as source,
# too, and graded as a hand-in is, but for trainings; so are alternatives.
#
# FULL=1 hands in all misconceptions as source, with all trainings, and compiles reference and alternatives another way
# as well: by clang and with -ffast-math with all trainings, and the reference with -O0, without, since loops that are
# not optimised train for minutes. FULL=rest does the latter alone, and hands in the first misconception of each file
# and those that change more than functions, without trainings; it is what make test FULL=1 calls: a source that is
# handed in goes the same way whichever misconception is in it. SEED=n draws other cases. REPEAT=n grades every
# misconception n times more, each with cases of its own: never may it get its points. SEEDS=n grades the reference
# under n seeds, with its trainings, and the stubs under twice as many: all must be full, and all 0. JOBS gradings run
# at a time. What was handed in and the reports stay in $BUILD/selftest/NN_lab.
set -u
cd "$(dirname "$0")/../.." || exit 1
MAKE=${MAKE:-make} BUILD=${BUILD:-build} CC=${CC:-gcc} SEED=${SEED:-1} REPEAT=${REPEAT:-0} FULL=${FULL:-}
SEEDS=${SEEDS:-0} JOBS=${JOBS:-$(getconf _NPROCESSORS_ONLN)}
quick=true
[ "$FULL" != rest ] || quick=false
B=$BUILD/$(basename "${CC%% *}")
passed=0 failed=0

# good N WORDS: N things came out as they must. bad WORDS: one did not.
good() {
    passed=$((passed + $1))
    printf 'ok: %s: %s\n' "$lab" "$2"
}
bad() {
    failed=$((failed + 1))
    printf 'not ok: %s: %s\n' "$lab" "$1"
}

# submission KIND NAME FOLDER [OPTION ...]: KIND is zero, compiled (a misconception), or a word for those that must
# score full.
submission() { printf 'grade_one %s\n' "$*" >>"$work/jobs"; }

# variant NAME FOLDER WAY: the same code compiled another way: "clang", or an option of gcc that a pragma sets.
variant() {
    local to=$work/$1-$3 source options kind=variant
    [ "$3" != O0 ] || kind=unoptimised
    if [ "$3" = clang ]; then
        command -v clang >/dev/null && submission variant "$1-clang" "$2" --cc clang
        return
    fi
    mkdir -p "$to"
    options="\"$3\""
    # There are tasks about a NaN, which fast mathematics takes for impossible.
    [ "$3" != fast-math ] || options="$options, \"no-finite-math-only\""
    for source in "$2"/*.c*; do
        { printf '#pragma GCC optimize (%s)\n' "$options"; cat "$source"; } >"$to/${source##*/}"
    done
    submission $kind "$1-$3" "$to"
}

# The misconceptions that are handed in as source, a line each.
as_source() {
    case $FULL$place in
        "$place" | rest*/*) head -n 1 "$work/mutants" ;;
        rest*) paste "$work/mutants" "$B/mutants/$lab/parts" | awk '!seen[$2]++ { print $1 }' ;;
        *) cat "$work/mutants" ;;
    esac
}

prepare() {
    local name folder way i=0
    rm -rf "$work"
    mkdir -p "$work/stubs" "$work/reports"
    sh grader/tools/mutate --list "grader/labs/$place/misconceptions.txt" >"$work/mutants" || return 1
    sh grader/tools/mkstubs "reference/$place" "$work/stubs" >/dev/null || return 1
    if $quick; then
        submission zero stubs "$work/stubs"
        submission full reference "reference/$place"
        # One grader takes several, so that each job finds its part.
        xargs -n 12 <"$work/mutants" | sed 's/^/glance /' >>"$work/jobs"
    fi
    while read -r name; do
        sh grader/tools/mutate "reference/$place" "grader/labs/$place/misconceptions.txt" "$name" "$work/$name" ||
            return 1
        submission compiled "$name" "$work/$name"
    done < <(as_source)
    [ -z "$FULL" ] || for way in O0 clang fast-math; do variant reference "reference/$place" "$way"; done
    for folder in grader/labs/"$place"/alternatives/*/; do
        name=$(basename "$folder")
        sh grader/tools/alternative "reference/$place" "${folder%/}" "$work/alternatives/$name" || return 1
        ! $quick || submission alternative "$name" "$work/alternatives/$name"
        way=clang
        [ $((++i % 3)) -ne 0 ] || way=fast-math # every third
        [ -z "$FULL" ] || variant "$name" "$work/alternatives/$name" $way
    done
}

# grade_one: reads a submission's line, grades it, prints what judge says, "KIND ok NAME" or "KIND not ok: NAME: ...".
grade_one() {
    local kind=$1 name=$2 folder=$3 result=$work/reports/$2 as=full sanitize=none
    shift 3
    case $kind in
        zero) as=zero ;;
        full) sanitize=all ;;
        alternative | unoptimised) as=untrained-full ;;
        compiled) as=mutant result=$result-compiled ;;
    esac
    if [ "$kind" = compiled ] && [ "$FULL" != 1 ]; then as=untrained-mutant; fi
    case $as in untrained-*) set -- "$@" --no-trainings ;; esac
    case $place in */*) sanitize=none ;; esac # the emulated GPU looks at every access
    "$B/grader/grade-$lab" --code "$folder" --box weak --kit "$B/probe/$lab" --seed "$SEED" --json "$result.json" \
        --sanitize "$sanitize" "$@" \
        >"$result.txt" 2>&1
    printf '%s %s\n' "$kind" "$("$B/grader/judge-$lab" "$as" "$name" "$result.json")"
}

# glance MISCONCEPTION...: the same for those that the grader holds.
glance() {
    local name names
    names=$(IFS=,; echo "$*")
    "$B/grader/grade-$lab" --mutant "$names" --glance --seed "$SEED" --json "$work/reports/%.json" \
        >"$work/reports/$1-and-others.txt" 2>&1
    for name; do
        printf 'mutant %s\n' "$("$B/grader/judge-$lab" glanced "$name" "$work/reports/$name.json")"
    done
}

# grade_again MISCONCEPTION TASK: the task alone, REPEAT times; prints how often that was full.
grade_again() {
    "$B/grader/grade-$lab" --mutant "$1" --task "$2" --seed "$((SEED + 1))" \
        --repeat "$REPEAT" >"$work/reports/$1.again" 2>&1
    printf '%s: %s\n' "$1" "$(tail -n 1 "$work/reports/$1.again")"
}

repeat_misconceptions() {
    local line again=0 all
    all=$(wc -l <"$work/mutants")
    while read -r line; do
        case $line in
        *": $REPEAT gradings: "*"; 0 full") again=$((again + 1)) ;;
        *) bad "again, $line" ;;
        esac
    done < <(sh grader/tools/mutate --losses "grader/labs/$place/misconceptions.txt" |
        xargs -P "$JOBS" -I{} bash -c 'grade_again {}')
    if [ $again -eq "$all" ]; then good $again "$again misconceptions never get their points, with $REPEAT seeds each"
    else bad "$again of $all misconceptions never got their points, with $REPEAT seeds each"; fi
}

# seeds_of FOLDER N FIRST: this folder N times, compiled once; prints the last line.
seeds_of() {
    "$B/grader/grade-$lab" --code "$1" --box weak --kit "$B/probe/$lab" --sanitize none --seed "$3" --repeat "$2" 2>&1 |
        tail -n 1
}

# many_seeds FOLDER N WELL WORDS: its gradings are shared out among JOBS; each part's last line has to match WELL, in
# which N stands for how many the part has.
many_seeds() {
    local each=$((($2 + JOBS - 1) / JOBS)) first parts=0 well=0 line
    while read -r line; do
        parts=$((parts + 1))
        # shellcheck disable=SC2254 # a pattern
        case $line in ${3//N/$each}) well=$((well + 1)) ;; *) bad "$4, $each seeds each: $line" ;; esac
    done < <(for ((first = SEED; first < SEED + $2; first += each)); do echo "$first"; done |
        xargs -P "$JOBS" -I{} bash -c "seeds_of '$1' $each {}")
    [ $parts -gt 0 ] || bad "$4: nothing has been graded"
    [ $well -ne $parts ] || good 1 "$((parts * each)) of $((parts * each)) gradings with other seeds: $4"
}

# count KIND WORDS: how many submissions of the kind came out as they must.
count() {
    local well all
    if [ "$1" = mutant ]; then all=$(wc -l <"$work/mutants")
    else all=$(grep -c "^grade_one $1 " "$work/jobs"); fi
    well=$(grep -c "^$1 ok " "$work/judged")
    if [ "$well" -gt 0 ]; then good "$well" "$well of $all $2"; fi
    while read -r line; do bad "${line#*: }"; done < <(grep "^$1 not ok: " "$work/judged")
    [ "$all" -gt 0 ] || bad "nothing to hand in as $1"
    [ "$all" -eq "$(grep -c "^$1 " "$work/judged")" ] || bad "$1: not all have been judged"
}

# At the reference: what they cannot run they could not find a mistake in either.
sanitizers_looked() {
    local said
    said=$(grep -h '^AddressSanitizer and UBSan ' "$work/reports/reference.txt")
    case $said in
        *"find nothing wrong"*) good 1 "$said" ;;
        *"they need bubblewrap or Landlock") ;;
        *) bad "the reference under sanitizers: $said" ;;
    esac
}

# The lines between the marks of a solved file, blanks taken together; not those of a few words and heads of loops,
# which say nothing by themselves, nor those that the given text has too.
solution_lines() {
    awk '
    { gsub(/[ \t]+/, " "); sub(/^ /, ""); sub(/ $/, "") }
    /SOLUTION BEGIN/ { inside = 1; next }
    /SOLUTION END/ { inside = 0; next }
    !inside { given[$0] = 1; next }
    /^for \(.*\{$/ { next }
    { words = $0; if (gsub(/[A-Za-z_]+/, "", words) >= 6) solved[++n] = $0 }
    END { for (i = 1; i <= n; i++) if (!(solved[i] in given)) print solved[i] }' "$@"
}

squeezed() { sed 's/[[:space:]]\{1,\}/ /g; s/^ //; s/ $//' "$@"; }

no_solution_lines() {
    local lines=$work/solution-lines file found=0 n
    solution_lines reference/"$place"/*.c* | sort -u >"$lines"
    n=$(wc -l <"$lines")
    [ "$n" -gt 0 ] || bad "no lines of the solution were found to look for"
    for file in labs/"$place"/*.[ch]* labs/"$place"/README.md "$B/probe/$lab"/stubs/*.c* "$B"/probe/include/*.h; do
        [ -e "$file" ] || continue
        if squeezed "$file" | grep -Fxf "$lines" >"$work/found"; then
            bad "$file has a line of the solution: $(head -n 1 "$work/found")"
            found=1
        fi
    done
    [ $found = 1 ] || [ "$n" -eq 0 ] || good 1 "none of the solution's $n lines is in what students get"
}

symbols() {
    nm --defined-only "$@" 2>/dev/null | awk 'NF == 3 && $2 ~ /^[TtDdRrBb]$/ && $3 !~ /^[._]/ { print $3 }' | sort -u
}

no_solution_symbols() {
    local file found=0 common n
    # A static function may have the name of one that the kit has from the library or from an earlier lab.
    find "$B"/probe-objects/double/{common,reference} -name '*.o' -not -path "*/reference/$lab/*" -print0 |
        xargs -0 nm --defined-only 2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u >"$work/others"
    symbols "$B"/probe-objects/double/reference/"$lab"/*.o | comm -23 - "$work/others" >"$work/symbols"
    n=$(wc -l <"$work/symbols")
    [ "$n" -gt 0 ] || bad "no symbols of the reference were found to look for"
    for file in "$B/probe/$lab"/{float,double}/*.{o,a}; do
        common=$(symbols "$file" | comm -12 - "$work/symbols" | tr '\n' ' ')
        [ -z "$common" ] || { bad "$file defines what the reference defines: $common"; found=1; }
    done
    [ $found = 1 ] || [ "$n" -eq 0 ] || good 1 "none of the reference's $n symbols is in the kit"
}

selftest() {
    # place: 03_softmax/03_cuda, of the optional tasks 03_cuda
    local -r place=$1 lab=${1##*/} work=$BUILD/selftest/${1##*/}
    if ! prepare; then bad "its submissions could not be prepared"; return; fi
    export -f grade_one glance grade_again seeds_of
    export B lab place work SEED REPEAT FULL
    xargs -P "$JOBS" -I{} bash -c '{}' <"$work/jobs" >"$work/judged"
    if $quick; then
        count zero "stubs score 0, and nothing crashes"
        count full "references score full"
        count mutant "misconceptions lose exactly what they must, and are named"
        [ "$REPEAT" = 0 ] || repeat_misconceptions
        if [ "$SEEDS" != 0 ]; then
            many_seeds "reference/$place" "$SEEDS" "N gradings: *; N full" "the reference is full"
            many_seeds "$work/stubs" $((2 * SEEDS)) "N gradings: *max 0 of *" "the stubs have no points"
        fi
        count alternative "alternatives keep every point"
        no_solution_lines
        case $place in
            */*) ;;
            *) sanitizers_looked; no_solution_symbols ;;
        esac
    fi
    [ -z "$FULL" ] || count variant "right solutions score full by clang and with -ffast-math"
    [ -z "$FULL" ] || count unoptimised "right solutions score full with -O0, but for trainings"
    count compiled "misconceptions, handed in as source, lose and are named the same"
}

labs=("$@")
# Of a lab that is named its optional tasks are, too, where they can be compiled.
for declared in grader/labs/[0-9][0-9]_*/misconceptions.txt grader/labs/*/*_cuda/misconceptions.txt; do
    one=${declared#grader/labs/} one=${one%/misconceptions.txt}
    case $one in
        */*) ! command -v g++ >/dev/null || [[ $# -gt 0 && " $* " != *" ${one%%/*} "* ]] || labs+=("$one") ;;
        *) [ $# -gt 0 ] || labs+=("$one") ;;
    esac
done
mkdir -p "$BUILD"
goals=(selftests)
[ $# -eq 0 ] || goals=("${@/#/selftest-}")
"$MAKE" -s --no-print-directory -f common/build.mk -f grader/tools/selftest.mk BUILD="$BUILD" CC="$CC" \
    "-j$(getconf _NPROCESSORS_ONLN)" "${goals[@]}" >"$BUILD/selftest.log" 2>&1 || {
    head -n 40 "$BUILD/selftest.log"
    echo "not ok: the graders could not be built; see $BUILD/selftest.log"
    exit 1
}
for one in "${labs[@]}"; do selftest "$one"; done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
