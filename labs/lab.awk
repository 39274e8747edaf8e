# lab.awk: reads labs/NN_name/lab.tsv, the table of what a lab is, for every program that wants to know.
#
#   awk -v show=WHAT -f labs/lab.awk labs/03_softmax/lab.tsv [another lab's ...]
#
# WHAT is printed:
#   tasks     the tasks, one a line
#   files     the files that are handed in, one a line: those that some task names, in their order
#   title     the lab's title
#   bonus     the folder of the lab's optional tasks; nothing where there are none
#   points    "TASK<tab>POINTS", a line for each task
#   readme    the lines of the table of tasks in the lab's README.md
#   labs      the line of the table of labs in ../README.md
#   c         the table as C, which the lab's grader is built from
#
# Columns are separated by tabs; lines that begin with # are comments. First come three lines of two columns:
#   lab       the lab's title, as reports print it
#   writes    what is written in it, in a line
#   trains    what the lab trains, in a line; - for nothing
#   first     the number of the first task, where it is not 1: optional tasks go on from those of their lab
#   bonus     the folder of the lab's optional tasks, where it has some: their table stands there
# Then the head of the tasks and a line for each:
#   task      "3.1": number of the lab, dot, number of the task
#   title     a few words, as reports print it
#   file      the file that the task is written in; - where it is the other tasks that are put together
#   points    of the task; its checks share them (struct Check: weight)
#   what      one line, as the lab's README.md prints it
function fail(words) {
    printf "%s:%d: %s\n", FILENAME, FNR, words > "/dev/stderr"
    failed = 1
    exit 2
}
function quoted(s) {
    gsub(/\\/, "\\\\", s)
    gsub(/"/, "\\\"", s)
    return "\"" s "\""
}
function flush(    i) {
    if (name == "") return
    if (!n_tasks) fail("there is no task")
    if (show == "tasks") for (i = 1; i <= n_tasks; i++) print task[i]
    if (show == "points") for (i = 1; i <= n_tasks; i++) print task[i] "\t" points[i]
    if (show == "files") for (i = 1; i <= n_files; i++) print files[i]
    if (show == "title") print says["lab"]
    if (show == "bonus" && "bonus" in says) print says["bonus"]
    if (show == "labs")
        printf "| [%d, %s](labs/%s) | %s |%s\n", number, says["lab"], name, says["writes"],
            says["trains"] == "-" ? " |" : " " says["trains"] " |"
    if (show == "readme") {
        print "| task | what | points | file |"
        print "|---|---|---|---|"
        for (i = 1; i <= n_tasks; i++)
            printf "| %s | %s | %s |%s|\n", task[i], what[i], points[i], file[i] == "-" ? " " : " `" file[i] "` "
    }
    if (show != "c") return
    printf "/* Made from %s by labs/lab.awk. */\n#include \"lab.h\"\n\n", from
    print "static const char *const files[] = {"
    for (i = 1; i <= n_files; i++) print "    " quoted(files[i]) ","
    print "    NULL,\n};\n\nstatic const Task tasks[] = {"
    for (i = 1; i <= n_tasks; i++)
        printf "    {%s, %s, %s, %s},\n", quoted(task[i]), quoted(title[i]),
            file[i] == "-" ? "NULL" : quoted(file[i]), points[i]
    print "    {0},\n};\n"
    bonus_tasks()
    printf "const Lab this_lab = {%s, %s, files, tasks, lab_checks, %s, %s, %s};\n", quoted(name), quoted(says["lab"]),
        "bonus" in says ? quoted(says["bonus"]) : "NULL", "bonus" in says ? "bonus" : "NULL",
        beside == "" ? "NULL" : quoted(beside)
}
# The optional tasks, from their own table.
function bonus_tasks(    path, line, cell, found) {
    if (!("bonus" in says)) return
    path = from
    sub(/[^\/]*$/, says["bonus"] "/lab.tsv", path)
    print "static const Task bonus[] = {"
    while ((getline line <path) > 0) {
        if (split(line, cell, "\t") != 5 || cell[1] !~ /^[0-9]/) continue
        printf "    {%s, %s, %s, %s},\n", quoted(cell[1]), quoted(cell[2]), quoted(cell[3]), cell[4]
        found++
    }
    close(path)
    if (!found) fail("bonus: " path " has no tasks")
    print "    {0},\n};\n"
}
BEGIN {
    FS = "\t"
    if (show !~ /^(tasks|files|title|bonus|points|readme|labs|c)$/) {
        print "lab.awk: -v show=" show ": tasks, files, title, bonus, points, readme, labs or c is expected" > "/dev/stderr"
        exit failed = 2
    }
}
FNR == 1 {
    flush()
    from = FILENAME
    n_parts = split(FILENAME, parts, "/")
    name = parts[n_parts - 1]
    if (name !~ /^[0-9][0-9]_/) fail("the folder of a lab is called NN_name")
    number = substr(name, 1, 2) + 0
    beside = parts[n_parts - 2] ~ /^[0-9][0-9]_/ ? parts[n_parts - 2] : "" # optional tasks stand in their lab's folder
    n_tasks = n_files = before_first = 0
    split("", says)
    split("", handed_in)
}
/^#/ || /^$/ { next }
$1 == "lab" || $1 == "writes" || $1 == "trains" {
    if (NF != 2 || $2 == "") fail($1 ": two columns are expected")
    says[$1] = $2
    next
}
$1 == "bonus" {
    if (NF != 2 || $2 !~ /^[0-9][0-9]_[a-z0-9_]+$/) fail("bonus: the name of a folder is expected")
    says["bonus"] = $2
    next
}
$1 == "first" {
    if (NF != 2 || $2 !~ /^[1-9][0-9]*$/) fail("first: a whole number is expected")
    before_first = $2 - 1
    next
}
$1 == "task" {
    if ($0 != "task\ttitle\tfile\tpoints\twhat") fail("the columns are task, title, file, points, what")
    if (says["lab"] == "" || says["writes"] == "" || says["trains"] == "") fail("lab, writes and trains come first")
    says["columns"] = 1
    next
}
{
    if (!("columns" in says)) fail("a line that begins with lab, writes, trains or task is expected, not " $1)
    if (NF != 5) fail(NF " columns, not 5 (a tab is missing, or is one too many)")
    n_tasks++
    if ($1 != number "." (before_first + n_tasks))
        fail("task " number "." (before_first + n_tasks) " is expected, not " $1)
    if ($2 == "" || $5 == "") fail("task " $1 " has no title, or nothing under what")
    if ($3 !~ /^([A-Za-z0-9_]+\.cu?|-)$/) fail("file " $3 ": a name such as softmax.c is expected, or -")
    if ($4 !~ /^[0-9]+(\.[0-9]+)?$/ || $4 + 0 <= 0) fail("points " $4 ": a number above 0 is expected")
    task[n_tasks] = $1
    title[n_tasks] = $2
    file[n_tasks] = $3
    points[n_tasks] = $4
    what[n_tasks] = $5
    if ($3 != "-" && !($3 in handed_in)) {
        handed_in[$3] = 1
        files[++n_files] = $3
    }
}
END { if (!failed) flush() }
