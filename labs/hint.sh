#!/bin/sh
# hint.sh: hints for a task, one more each time. `make hint` calls it.
#
#   hint.sh SEEN_FOLDER FILE TASK [again]    the next hint of the task; with again, those that were taken
#   hint.sh SEEN_FOLDER FILE TASK 2          the first two, at once
#   hint.sh SEEN_FOLDER FILE                 the file's tasks, and how many hints of each were taken
#
# SEEN_FOLDER/3.2 holds how many hints of task 3.2 were taken. FILE is a lab's hints.txt:
#
#   # a comment
#   @ 3.2
#   1 The first hint; a line that goes on is
#     indented by two blanks.
#   2 The second.
set -u
seen_folder=$1 file=$2 task=${3-} again=${4-}

# The hints as lines "TASK NUMBER TEXT".
hints() {
    awk '
    function flush() { if (text != "") print text; text = "" }
    /^@ / { flush(); task = $2 }
    /^[1-9] / { flush(); text = task " " $0 }
    /^  / { sub(/^ +/, " "); text = text $0 }
    END { flush() }' "$file"
}
count() { hints | grep -c "^$1 "; }
seen() {
    number=$(cat "$seen_folder/$1" 2>/dev/null)
    case $number in [1-9]) echo "$number" ;; *) echo 0 ;; esac
}

if [ -z "$task" ]; then
    sed -n 's/^@ //p' "$file" | while read -r t; do
        printf '  %-5s %d of %d hints taken    make hint TASK=%s\n' "$t" "$(seen "$t")" "$(count "$t")" "$t"
    done
    exit 0
fi

# As wide as the terminal is (or COLUMNS says), and at most 80 columns.
width=${COLUMNS:-$(stty size <&1 2>/dev/null | sed 's/.* //')}
case $width in [2-7][0-9]) ;; *) width=80 ;; esac
# show FIRST LAST: these hints.
show() {
    hints | awk -v task="$task" -v first="$1" -v last="$2" -v all="$all" -v width="$width" '
    $1 "" == task "" && $2 >= first && $2 <= last {
        line = "Task " task ", hint " $2 " of " all ":"
        for (i = 3; i <= NF; i++) {
            if (length(line) + 1 + length($i) > width) { print line; line = " " }
            line = line " " $i
        }
        print line
    }'
}

all=$(count "$task") taken=$(seen "$task")
keep() { # NUMBER: so many are taken
    new=$seen_folder/$task.$$
    { mkdir -p "$seen_folder" && echo "$1" >"$new" && mv -f "$new" "$seen_folder/$task"; } 2>/dev/null ||
        echo "hint: $seen_folder/ cannot be written to, so the next hint will be this one again" >&2
}
if [ "$all" -eq 0 ]; then
    echo "This handout gives no hint of task $task."
elif [ "$again" = again ]; then
    if [ "$taken" -eq 0 ]; then printf 'You have taken no hint of task %s yet:\n' "$task"
        echo "make hint TASK=$task gives the first."
    else show 1 "$taken"; fi
elif [ -n "$again" ]; then
    [ "$again" -le "$all" ] || again=$all
    [ "$again" -le "$taken" ] || keep "$again"
    show 1 "$again"
elif [ "$taken" -ge "$all" ]; then
    echo "You have all $all hints of task $task:"
    show 1 "$all"
else
    taken=$((taken + 1))
    keep $taken
    show $taken $taken
    [ $taken -eq "$all" ] || echo "(One more: make hint TASK=$task)"
fi
