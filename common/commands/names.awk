# names.awk: what can be typed after `make`. It reads the Makefile's own list of commands:
#
#   #: make grade LAB=3       for everybody: a command, its variables (LAB), words about it
#   #:                        [TASK=3.2] more about it: TASK is one of its variables, too
#   #+ make test              the same, for the instructor's tree alone
#
#   awk -v show=help -f near.awk -f names.awk Makefile      prints the list
#   awk -v show=check -f near.awk -f names.awk Makefile     looks at the goals in $GOALS and the names in $TYPED, one a
#                                                           line; prints what is wrong, or "= " and all variables
#
# STUDENTS=yes in the environment: this is the tree that students get. ALWAYS: the variables that every command takes.

function complain(words) {
    print words
    is_wrong = 1
    exit
}
function joined(words) {
    gsub(/ /, ", ", words)
    return words
}
function squeezed(words) {
    gsub(/ +/, " ", words)
    sub(/^ /, "", words)
    return words
}
# Puts the NAME= of a line among the variables of its command.
function note_variables(line,    name) {
    while (match(line, /[^A-Za-z_][A-Z]+=/)) {
        name = substr(line, RSTART + 1, RLENGTH - 2)
        line = substr(line, RSTART + RLENGTH)
        if (index(" " takes[command] " ", " " name " ")) continue
        takes[command] = takes[command] (takes[command] == "" ? "" : " ") name
        if (!(name in known)) variables = variables " " name
        known[name] = 1
    }
}
/^#[:+] / {
    line = substr($0, 4)
    if ($2 == "make") {
        command = $3
        is_the_makers = /^#\+/ && ENVIRON["STUDENTS"] != ""
        if (is_the_makers) the_makers[command] = 1
        else commands = commands " " command
        takes[command] = ""
    }
    note_variables(line)
    if (show == "help" && !is_the_makers) print line
}

# A goal is a command, or a file that common/build.mk makes.
function check_goal(goal,    near) {
    if (goal in the_makers)
        complain("make " goal ": this is the tree that students get, and that command is its maker's")
    if (goal in takes || goal ~ /^[A-Za-z0-9_.+\/-]*\/[A-Za-z0-9_.+\/-]+$/) return
    if (goal in known) complain(goal ": this is a variable; write " goal "=value, without blanks around the =")
    if (goal ~ /^[0-9]+$/) complain(goal ": there is no such command; did you mean LAB=" goal "?")
    near = nearest(goal, commands)
    if (near != "") complain(goal ": there is no such command; did you mean make " near "?")
    complain(goal ": there is no such command; make help lists them")
}
function check_variable(name, goals, all_takes,    near) {
    if (index(" " all_takes " " ENVIRON["ALWAYS"] " ", " " name " ")) return
    if (name in known) complain(name ": make " joined(goals) " does not take it. It takes: " joined(all_takes))
    near = nearest(name, all_takes " " ENVIRON["ALWAYS"])
    if (near == "") near = nearest(name, variables)
    if (near != "") complain(name ": there is no such variable; did you mean " near "?")
    complain(name ": there is no such variable. make " joined(goals) " takes: " joined(all_takes))
}
END {
    if (show != "check" || is_wrong) exit
    n = split(ENVIRON["GOALS"], goals, " ")
    for (i = 1; i <= n; i++) check_goal(goals[i])
    for (i = 1; i <= n; i++) {
        these = these " " goals[i]
        # Help is help, whatever else is typed.
        all_takes = all_takes " " (goals[i] == "help" ? variables : takes[goals[i]])
    }
    # As words with one blank between them.
    these = squeezed(these)
    all_takes = squeezed(all_takes " BUILD")
    n = split(ENVIRON["TYPED"], typed, "\n")
    for (i = 1; i <= n; i++) if (typed[i] != "") check_variable(typed[i], these, all_takes)
    print "=" variables
}
