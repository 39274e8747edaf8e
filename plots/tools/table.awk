# table.awk: the table of all figures, in Markdown, as it stands in plots/README.md.
function cell(text) {
    gsub(/\|/, "\\|", text)
    return text
}
END {
    print "| lab | figure | shows | lecture rows |"
    print "|---|---|---|---|"
    for (i = 1; i <= n; i++)
        print "| " fact[name[i], "lab"] " | `" name[i] "` | " cell(fact[name[i], "shows"]) " | " \
              cell(fact[name[i], "serves"]) " |"
}
