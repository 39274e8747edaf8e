# choose.awk: the names of the figures that $FIGURE and $LAB ask for; or "!" and one line on what is wrong with them.
# Reads near.awk of common/commands and facts.awk before it.

# Up to five names that contain the word, or else are spelled most like it.
function near(word,    i, k, best, found, text) {
    word = tolower(word)
    gsub(/[ -]/, "_", word)
    for (i = 1; i <= n; i++) far[i] = index(name[i], word) || index(word, name[i]) ? -1 : distance(word, name[i])
    for (k = 1; k <= 5; k++) {
        best = 0
        for (i = 1; i <= n; i++) if (!(i in found) && (!best || far[i] < far[best])) best = i
        if (!best || (k > 3 && far[best] >= 0)) break
        found[best] = 1
        text = text (k > 1 ? ", " : "") name[best]
    }
    return text
}
function complain(text) {
    print "! " text
    exit
}

END {
    wanted = split(ENVIRON["FIGURE"], figures, " ")
    lab = ENVIRON["LAB"]
    sub(/^0/, "", lab)
    sub(/_.*/, "", lab)
    if (ENVIRON["LAB"] ~ /^0+$/) lab = "0"
    for (i = 1; i <= n; i++) {
        there[name[i]] = 1
        if (!(fact[name[i], "lab"] in labs)) choices = choices (choices ? ", " : "") "LAB=" fact[name[i], "lab"]
        labs[fact[name[i], "lab"]] = 1
    }
    if (lab != "" && !(lab in labs))
        complain("LAB=" ENVIRON["LAB"] ": there is no figure of such a lab. The choices are: " choices)
    for (i = 1; i <= wanted; i++) {
        if (!(figures[i] in there))
            complain("FIGURE=" figures[i] ": there is no such figure. Near it: " near(figures[i]) \
                     "; make plots LIST=1 names all")
        asked[figures[i]] = 1
    }
    for (i = 1; i <= n; i++)
        if ((!wanted || name[i] in asked) && (lab == "" || fact[name[i], "lab"] == lab)) {
            print name[i]
            some = 1
        }
    if (!some) complain("FIGURE=" ENVIRON["FIGURE"] " is not of lab " lab ": leave one of the two out")
}
