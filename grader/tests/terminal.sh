#!/usr/bin/env bash
# terminal.sh: a report on terminals of several widths: no line is longer, and nothing is left out. Prints a line
# "ok ...", "not ok ..." or "skip ..." for each thing that it checks; status 1 when one is not ok.
# shellcheck disable=SC2317 # functions are called by name
# shellcheck source=common/tests/lib.sh
. "$(dirname "$0")/../../common/tests/lib.sh" || exit 1

if ! command -v python3 >/dev/null; then
    skip "reports on terminals: python3 is not installed"
    exit 0
fi
"$MAKE" -s -f common/build.mk BUILD="$BUILD" CC=gcc "$BUILD/gcc/toy/grade-90_toy" toy-kits >"$scratch/out" 2>&1
toy=$PWD/grader/tests/toy
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
cd "$scratch" || exit 1
cat >"$scratch/terminal" <<'END'
import fcntl, os, pty, re, struct, sys, termios
child, screen = pty.fork()
if child == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[1]), 0, 0))
    os.environ["TERM"], os.environ["LC_ALL"] = "xterm", "C.UTF-8"
    os.execv(sys.argv[2], sys.argv[2:])
seen = b""
while True:
    try:
        more = os.read(screen, 65536)
    except OSError:
        break
    if not more:
        break
    seen += more
os.waitpid(child, 0)
print(re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen.decode()).replace("\r\n", "\n"), end="")
END
mkdir code && cp "$toy/labs/90_toy/more.c" code/
sed 's,/ 2;,/ 4;,' "$toy/reference/90_toy/toy.c" >code/toy.c
words() { tr -s '[:space:]' '\n' <"$1" | grep -v '^(*[0-9.]*s*,*$'; }
for columns in 40 60 80 200; do
    python3 "$scratch/terminal" $columns "$BUILD/gcc/toy/grade-90_toy" --code code \
        --kit "$BUILD/gcc/toy/probe/90_toy" --sanitize none --seed 7 >"$scratch/out" 2>"$scratch/err"
    [ $columns -ne 40 ] || cp "$scratch/out" "$scratch/narrow"
    fits() {
        out_has '90\.1 half' && out_has '90\.2 mean and count' && out_has 'Score: 0/100' && out_has 'not written yet' &&
            out_has '^ *look at: ' && python3 -c 'import sys
print([line for line in open(sys.argv[1]) if len(line.rstrip("\n")) > int(sys.argv[2])])' "$scratch/out" $columns |
            grep -qx '\[\]'
    }
    # Wider than 96 columns only the last lines are, which are to be copied in one piece.
    [ $columns -gt 96 ] || verdict "a terminal of $columns columns: every line fits" fits
done
nothing_lost() { diff <(words "$scratch/narrow") <(words "$scratch/out"); }
verdict "a narrow one has all words of a wide one" nothing_lost
exit $bad
