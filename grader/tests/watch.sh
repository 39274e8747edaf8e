#!/usr/bin/env bash
# watch.sh: make watch, on the toy lab: a save grades the tasks of its file again, however an editor saves, and Ctrl-C
# ends it. Prints a line "ok ...", "not ok ..." or "skip ..." for each thing that it checks; status 1 when one is not
# ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

program=$BUILD/gcc/float/common/tools/watch
"$MAKE" -s -f common/build.mk BUILD="$BUILD" CC=gcc "$program" "$BUILD/gcc/toy/grade-90_toy" toy-kits \
    >"$scratch/out" 2>&1
verdict "the program is built" test -x "$program"
toy=grader/tests/toy code=$scratch/code
mkdir "$code" && cp "$toy"/labs/90_toy/*.c "$code/"
grading=("$code" "$scratch/results.json" "$BUILD/gcc/toy/grade-90_toy" --code "$code"
    --kit "$BUILD/gcc/toy/probe/90_toy" --sanitize none)

# comes PATTERN TIMES: whether so many lines have this by and by.
comes() {
    for _ in $(seq 600); do
        [ "$(grep -Ec -- "$1" "$scratch/out")" -lt "$2" ] || return 0
        sleep 0.1
    done
    return 1
}
ends() { wait "$watcher"; status=$?; [ "$status" -eq 0 ]; }

# --- Without a terminal: lines ----------------------------------------------------------------------------------------
# A shell without job control has its background ignore SIGINT; the program sets it anew.
"$program" "${grading[@]}" >"$scratch/out" 2>"$scratch/err" </dev/null &
watcher=$!
stop() { kill "$watcher" 2>/dev/null; }
at_end stop
verdict "it begins with all tasks" comes '^graded all tasks in .*; 0/100$' 1
verdict "and the first open one" comes '^first open: 90\.1 half, in toy\.c$' 1
# As vim and others do it: a new file takes the old one's name.
cp "$toy/reference/90_toy/more.c" "$scratch/new" && mv "$scratch/new" "$code/more.c"
verdict "a file that was renamed to the name is graded, and then the others" \
    comes '^graded more\.c in .*, then all other tasks in .*; 40/100$' 1
sed 's/SOLUTION/SOLVED/' "$toy/reference/90_toy/toy.c" >"$code/toy.c"
verdict "a file that was written in place, too" comes 'graded toy\.c in .*; 100/100$' 1
rm "$code/toy.c"
verdict "a file that is gone is told" comes 'toy\.c: is missing' 1
printf 'int broken(void) { return undeclared_thing; }\n' >"$code/toy.c"
verdict "and one that does not compile" comes 'undeclared_thing' 1
gradings() { grep -c '^graded' "$scratch/out"; }
quietly() {
    local before
    before=$(gradings)
    touch "$code/toy.c" && cp "$code/toy.c" "$scratch/same" && mv "$scratch/same" "$code/toy.c" &&
        echo >"$code/notes.txt"
    sleep 1.5
    [ "$(gradings)" -eq "$before" ]
}
verdict "what changes no byte of the lab's files grades nothing" quietly
mv "$code" "$code.away" && mkdir "$code" && cp "$toy"/reference/90_toy/*.c "$code/"
verdict "a folder that takes the place of the old one is watched" comes '; 100/100$' 2
kill -INT "$watcher"
verdict "an interrupt ends it with status 0" ends
"$program" "$code" "$scratch/results.json" /nowhere/grader >"$scratch/out" 2>"$scratch/err" </dev/null
status=$?
no_grader() { [ "$status" -eq 3 ] && err_has '/nowhere/grader cannot be started'; }
verdict "a grader that cannot be started is told" no_grader

# --- On a terminal: one screen ----------------------------------------------------------------------------------------
cat >"$scratch/terminal" <<'END'
import os, pty, re, select, struct, sys, fcntl, termios, time
columns, program = int(sys.argv[1]), sys.argv[2:]
child, screen = pty.fork()
if child == 0:
    os.environ["TERM"] = "xterm"
    os.execv(program[0], program)
fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 20, columns, 0, 0))
seen, end, pressed = "", time.time() + 60, False
while time.time() < end:
    if select.select([screen], [], [], 0.1)[0]:
        try:
            more = os.read(screen, 65536)
        except OSError:
            break
        if not more:
            break
        seen += more.decode(errors="replace")
    if not pressed and "Ctrl-C" in seen:
        pressed = os.write(screen, b"\x03")  # a key, and no signal
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen.split("\x1b[H")[-1].split("\x1b[?25h")[0]).split("\r\n")
print("\n".join(shown))
print("status", status, "rows", len(shown), "widest", max(map(len, shown)))
print("left", seen.rstrip().split("\x1b[?1049l")[-1].strip())
END
cp "$toy"/labs/90_toy/toy.c "$code/"
if command -v python3 >/dev/null; then
    for columns in 40 100; do
        python3 "$scratch/terminal" $columns "$program" "${grading[@]}" >"$scratch/out" 2>"$scratch/err"
        screen() {
            out_has '^90\.1 half,' && out_has '^. *90\.2 mean and count .*40/40' && out_has '^left 40/100' &&
                awk -v most=$columns '/^status/ { exit !($2 == 0 && $4 <= 20 && $6 <= most) }' "$scratch/out"
        }
        verdict "on a screen of $columns columns the open task is on top, and Ctrl-C leaves it" screen
    done
else
    skip "on a screen: python3 is not installed"
fi
exit $bad
