# gallery.awk: build/plots/index.html, all figures by lab. $PICTURES is the folder in which they are and this page will
# be (HTML that is XML as well); $MAKE_WITH what is typed after "make plots FIGURE=name" to get these ("STYLE=dark").
function escape(text) {
    gsub(/&/, "\\&amp;", text)
    gsub(/</, "\\&lt;", text)
    gsub(/>/, "\\&gt;", text)
    gsub(/"/, "\\&quot;", text)
    return text
}
function is_there(file,    line, result) {
    result = (getline line < file) >= 0
    close(file)
    return result
}
function command(figure) { return "make plots FIGURE=" figure (ENVIRON["MAKE_WITH"] ? " " ENVIRON["MAKE_WITH"] : "") }
function figure_html(figure,    title) {
    title = escape(fact[figure, "title"])
    print "<figure id=\"" figure "\">"
    if (is_there(ENVIRON["PICTURES"] "/" figure ".png"))
        print "<a href=\"" figure ".png\"><img src=\"" figure ".png\" width=\"800\" height=\"500\" alt=\"" title \
              "\" loading=\"lazy\"/></a>"
    else print "<p class=\"missing\">not drawn yet" (fact[figure, "needs"] ? ": it needs an NVIDIA GPU" : "") "</p>"
    print "<figcaption><h3>" title "</h3>"
    print "<p>" escape(fact[figure, "shows"]) "</p>"
    print "<p class=\"rows\">Lecture rows: " escape(fact[figure, "serves"]) "</p>"
    print "<p><code>" escape(command(figure)) "</code> <a href=\"" figure ".svg\">SVG</a> <a href=\"" figure \
          ".pdf\">PDF</a></p>"
    print "</figcaption></figure>"
}
function anchor(lab) { return lab == "-" ? "-none" : lab }
function lab_heading(lab) { return lab == "-" ? "Of no lab" : "Lab " lab }

END {
    print "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>"
    print "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"
    print "<title>gradlab: lecture figures</title>"
    print "<style>"
    print "body { font: 17px/1.45 sans-serif; color: #1a1a1a; background: #fafafa; }"
    print "body { margin: 2em auto; max-width: 1660px; padding: 0 1em; }"
    print "h2 { margin: 2em 0 .6em; border-bottom: 2px solid #d9d9d9; }"
    print "h3 { margin: .5em 0 .2em; } p { margin: .2em 0; }"
    print ".figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(480px, 1fr)); gap: 1.6em; }"
    print "figure { margin: 0; padding: .8em; background: #fff; border: 1px solid #d9d9d9; border-radius: 6px; }"
    print "img { width: 100%; height: auto; } .rows, .missing { color: #555; font-size: .9em; }"
    print "code { background: #f0f0f0; padding: .1em .4em; border-radius: 3px; overflow-wrap: anywhere; }"
    print "table { border-collapse: collapse; } td { padding: .1em 1em .1em 0; }"
    print "@media (max-width: 560px) { .figures { grid-template-columns: minmax(0, 1fr); } }"
    print "</style>\n</head>\n<body>"
    print "<h1>Lecture figures</h1>"
    print "<p>" n " figures, each computed by the course's own code and drawn by gnuplot. A click gives the picture" \
          " alone; the line below each makes it again.</p>"
    printf "<p>"
    for (i = 1; i <= n; i++)
        if (fact[name[i], "lab"] != lab || i == 1) {
            lab = fact[name[i], "lab"]
            printf "%s<a href=\"#lab%s\">%s</a>", (i > 1 ? " · " : ""), anchor(lab), lab_heading(lab)
        }
    print " · <a href=\"#lectures\">Key to the lecture rows</a></p>"
    for (i = 1; i <= n; i++) {
        if (i == 1 || fact[name[i], "lab"] != lab) {
            if (i > 1) print "</div>"
            lab = fact[name[i], "lab"]
            print "<h2 id=\"lab" anchor(lab) "\">" lab_heading(lab) "</h2>\n<div class=\"figures\">"
        }
        figure_html(name[i])
    }
    if (n) print "</div>"
    print "<h2 id=\"lectures\">Key to the lecture rows</h2>"
    print "<p>F-09 is a figure's number in the course's list; 003:178-193 are lines 178 to 193 of the text of lecture" \
          " 003.</p>"
    print "<table>"
    print "<tr><td>000</td><td>Introduction to Deep Learning (University of Warsaw, lecture 1)</td></tr>"
    print "<tr><td>001</td><td>Deep Learning Lab, lecture 2 (USI Lugano, 2024)</td></tr>"
    print "<tr><td>002</td><td>Machine Learning: Introduction to Deep Learning, CNNs</td></tr>"
    print "<tr><td>003</td><td>Deep learning (University of Turin, 2023/24)</td></tr>"
    print "<tr><td>004</td><td>Crash course in using PyTorch (University of San Francisco)</td></tr>"
    print "</table>\n</body>\n</html>"
}
