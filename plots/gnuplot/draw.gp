# draw.gp: draws one figure in one format. Called by plots/tools/draw:
#
#   gnuplot --default-settings -c plots/gnuplot/draw.gp SCRIPT png|svg|pdf OUT DATA light|dark
#
# A figure's script finds here
#   data           the folder of its tables, with a slash at its end:  plot data."points.tsv" using "x":"y"
#   plots          the folder of this file, likewise:                  load plots."schematic.gp"
#   fact("mse")    a number that its program wrote with tsv_fact; one that is not there is an error
# and the names of plots/gnuplot/style.gp.
figure = ARG1
format = ARG2
data = ARG4."/"
style = ARG5
plots = "plots/gnuplot/"
set encoding utf8
set datafile separator "\t"

# One size in points for all: a pixel of the PNG is a unit of the SVG and 3/4 point of the PDF.
if (strstrt(GPVAL_TERMINALS, " pngcairo ") == 0) {
    print "gnuplot was built without cairo, which draws PNG and PDF"
    exit status 1
}
load plots."style.gp"
if (format eq "png") { set terminal pngcairo enhanced size 1600,1000 font "Sans,32" background rgb background }
if (format eq "svg") { set terminal svg enhanced size 1600,1000 font "sans-serif,32" background rgb background }
if (format eq "pdf") { set terminal pdfcairo enhanced size 16.667in,10.417in font "Sans,32" fontscale 0.75 \
    pointscale 0.75 linewidth 1.4 background rgb background }

# A number that is written as text. gnuplot reads 1e-05, without a point, as 1.
number(text) = strstrt(text, "e") && !strstrt(text, ".") ? \
    real(text[1:strstrt(text, "e") - 1].".0".text[strstrt(text, "e"):*]) : real(text)
# The facts of the data, as "\nmse 0.25\naccuracy 0.75\n".
facts = "\n"
set table $unused
plot data."facts.tsv" using (facts = facts.strcol("name")." ".strcol("value")."\n", 0) with table
unset table
fact_at(i, name) = i ? number(word(facts[i + 1:*], 2)) : there_is_no_such_fact
fact(name) = fact_at(strstrt(facts, "\n".name." "), name)

set output ARG3
load figure
unset output
