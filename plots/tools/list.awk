# list.awk: the figures in a table: lab, name, seconds of processor time that its data took, title. $DATA is the folder
# of the data, $CHOSEN the names.
function seconds(program,    file, line, cell, found) {
    file = ENVIRON["DATA"] "/" program "/facts.tsv"
    found = "-"
    while ((getline line < file) > 0) {
        split(line, cell, "\t")
        if (cell[1] == "seconds") found = sprintf("%.1f", cell[2])
    }
    close(file)
    return found
}
END {
    split(ENVIRON["CHOSEN"], word, " ")
    for (i in word) chosen[word[i]] = 1
    printf "%-4s%-34s%8s  %s\n", "lab", "FIGURE=", "seconds", "shows"
    for (i = 1; i <= n; i++)
        if (name[i] in chosen)
            printf "%-4s%-34s%8s  %s\n", fact[name[i], "lab"], name[i], seconds(fact[name[i], "data"]),
                fact[name[i], "title"] (fact[name[i], "needs"] ? " (needs an NVIDIA GPU)" : "")
    print "\nseconds: of processor time to compute the data, as measured when it was last done; - when not yet."
}
