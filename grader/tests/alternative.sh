#!/usr/bin/env bash
# alternative.sh: grader/tools/alternative puts a solution and the bodies of another one together, and refuses with one
# line what has no place in the solution, and a style that has nothing of its own.
set -u
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/solved"
cat >"$work/solved/a.c" <<'END'
/* Given. */
#include "a.h"

typedef struct Pair {
    int a, b;
} Pair;

static int given(Pair p) { return p.a; }

/* 1.1  Twice x. */
int twice(int x,
          Pair p) {
    given(p);
    /* SOLUTION BEGIN 1.1 */
    if (x > 0) {
        return x + x;
    }
    return 2 * x;
    /* SOLUTION END 1.1 */
}

/* 1.2  Nothing. */
static void nothing(void) {
    /* SOLUTION BEGIN 1.2 */
    return;
    /* SOLUTION END 1.2 */
}

/* 1.2  Half of x. */
int half(int x) {
    /* SOLUTION BEGIN 1.2 */
    while (x % 2) {
        x--;
    }
    return x / 2;
    /* SOLUTION END 1.2 */
}

int given_too(int x) {
    /* SOLVED BEGIN return half(x); */
    return library_half(x);
    /* SOLVED END */
}

const int table[2] = {1, 2};
END
cat >"$work/whole" <<'END'
/* Another style. */
#include <math.h>

/* @ before twice */
static int helper(void) { return 2; }

/* @ 1.1 twice */
    return helper() * x;

/* @ instead of table */
const int table[2] = {3, 4};

/* @ without given nothing */
END
cat >"$work/expected" <<'END'
/* Given. */
#include "a.h"

/* Another style. */
#include <math.h>

typedef struct Pair {
    int a, b;
} Pair;


/* 1.1  Twice x. */
static int helper(void) { return 2; }
int twice(int x,
          Pair p) {
    given(p);
    /* SOLUTION BEGIN 1.1 */
    return helper() * x;
    /* SOLUTION END 1.1 */
}

/* 1.2  Nothing. */

/* 1.2  Half of x. */
int half(int x) {
    /* SOLUTION BEGIN 1.2 */
    while (x % 2) {
        x--;
    }
    return x / 2;
    /* SOLUTION END 1.2 */
}

int given_too(int x) {
    return half(x);
}

const int table[2] = {3, 4};
END

bad=0
not_ok() {
    bad=1
    echo "not ok: $1"
}

# merge: puts the solution and $work/one/a.c together; the messages are in $said.
merge() { said=$(sh grader/tools/alternative "$work/solved" "$work/one" "$work/out" 2>&1); }

# refused NAME WORDS: the alternative is refused with one line that has the words, and leaves no file.
refused() {
    rm -rf "$work/out"
    if merge; then not_ok "$1: it is taken"
    elif [ "$(wc -l <<<"$said")" -ne 1 ] || [[ $said != *"$2"* ]]; then not_ok "$1: $said"
    elif [ -e "$work/out/a.c" ]; then not_ok "$1: it is written all the same"
    else echo "ok: $1 is refused"; fi
}

mkdir "$work/one"
cp "$work/whole" "$work/one/a.c"
if merge && [ -z "$said" ] && diff "$work/expected" "$work/out/a.c"; then echo "ok: bodies, helpers, other definitions"
else not_ok "bodies, helpers, other definitions: $said"; fi

edited() { sed "$1" "$work/whole" >"$work/one/a.c"; }
edited 's/@ 1.1 twice/@ 1.3 twice/'
refused "an unknown task" 'a.c:7: '"$work"'/solved/a.c has no solution of 1.3 in twice'
edited 's/@ 1.1 twice/@ 1.1 thrice/'
refused "a function that is not there" 'a.c:7: '"$work"'/solved/a.c has no solution of 1.1 in thrice'
edited 's/@ 1.1 twice/@ before half/'
refused "a style without a body" 'no body in it that differs from '"$work/solved"
edited 's/^const int table.*/&\n\/* @ 1.1 given *\//'
refused "an answer without a task" 'a.c:12: '"$work"'/solved/a.c has no solution of 1.1 in given'
edited 's/before twice/before thrice/'
refused "a helper without a place" 'a.c:4: '"$work"'/solved/a.c has no definition of thrice'
edited 's/instead of table/instead table/'
refused "a mark that is none" 'a.c:10: not a mark'
edited 's/before twice/1.1 twice/'
refused "an answer twice" 'a.c:7: twice has this mark in line 4 already'
{ cat "$work/whole"; echo "int rest;"; } >"$work/one/a.c"
refused "text where something is left out" 'a.c:14: text under "without"'
cp "$work/whole" "$work/one/a.c"
touch "$work/one/b.c"
if merge; then not_ok "a file that is not solved: it is taken"
elif [[ $said == *"b.c: $work/solved has no such file" ]]; then echo "ok: a file that is not solved is refused"
else not_ok "a file that is not solved: $said"; fi
rm "$work/one/b.c"
# A file in which the style does not differ is the solution.
sed '/SOLVED/d' "$work/solved/a.c" >"$work/solved/b.c"
if merge && cmp -s "$work/solved/b.c" "$work/out/b.c"; then echo "ok: a file that is left out is the solution"
else not_ok "a file that is left out is the solution: $said"; fi
rm "$work/one/"*
refused "a style without a file" 'no body in it'
[ $bad -eq 0 ]
