# title: Underfit, fit, overfit
# lab: 2
# shows: Polynomials of degree 1, 2 and 10 through the same 11 points. A train MSE of 0 means only that there are as
#   many weights as points: the curve follows the noise.
# serves: F-03; 000:107-116
# data: quadratic_fits
set multiplot layout 1,3 margins 0.08,0.985,0.16,0.755 spacing 0.025,0
set label 1 "The same points, three degrees" at screen 0.5,0.935 center font large tc rgb ink
set xlabel "x"
set ylabel "y"
set xrange [-1.1:1.1]
set yrange [-6:3]
set xtics -1, 1
set title font normal offset 0,-0.5
unset key
names = "underfits fits overfits"
array degrees[3] = [1, 2, 10]
array tints[3] = [red, green, purple]
do for [i = 1:3] {
    d = degrees[i]
    set title sprintf("degree %d %s\ntrain MSE %.3f", d, word(names, i), fact(sprintf("train_%d", d)))
    plot data."curves.tsv" using "x":sprintf("degree_%d", d) with lines lw thick lc rgb tints[i], \
         data."train.tsv" using "x":"y" with points pt disc ps 2.4 lc rgb ink
    unset label 1
    unset ylabel
    set format y ""
}
unset multiplot
