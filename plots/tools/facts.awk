# facts.awk: the facts in the first lines of the figures' scripts, for the programs beside it:
#
#   awk -f plots/tools/facts.awk -f plots/tools/list.awk plots/*.gp
#
# A fact is "# name: text"; lines "#   more text" belong to it. The others find n figures name[1..n], in the order of
# the labs and within a lab of the figures' numbers, and of each fact[name, "title"], "lab", "shows", "serves", "data".
FNR == 1 {
    figure = FILENAME
    sub(/.*\//, "", figure)
    sub(/\.gp$/, "", figure)
    name[++n] = figure
    heading = 1
    key = ""
}
heading && !/^#/ { heading = 0 }
heading && /^# [a-z]+: / {
    key = substr($2, 1, length($2) - 1)
    text = $0
    sub(/^# [a-z]+: */, "", text)
    fact[figure, key] = text
    next
}
heading && key != "" && /^#   / {
    text = $0
    sub(/^# */, "", text)
    fact[figure, key] = fact[figure, key] " " text
}

# Labs first, then what belongs to none; "F-05b" comes after "F-05".
function place(figure,    lab, number) {
    lab = fact[figure, "lab"]
    number = fact[figure, "serves"]
    sub(/;.*/, "", number)
    return (lab ~ /^[0-9]+$/ ? sprintf("%02d", lab) : "99") number " " figure
}
END {
    for (i = 2; i <= n; i++) {
        figure = name[i]
        for (j = i - 1; j >= 1 && place(name[j]) > place(figure); j--) name[j + 1] = name[j]
        name[j + 1] = figure
    }
}

