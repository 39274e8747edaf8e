# title: Underfit, fit, overfit, and other points
# lab: 5
# shows: Polynomials of degree 1, 2 and 10 through the same 11 points, and 10 other points of the same curve.
#   Underfitting is bad on both, a fit is as good on the other points, overfitting is good on its own points only.
# serves: F-05; 003:109-115; 002:326-340
# data: quadratic_fits
set multiplot layout 1,3 margins 0.08,0.985,0.22,0.715 spacing 0.025,0
set label 1 "Only other points tell a fit from an overfit" at screen 0.5,0.945 center font large tc rgb ink
set xlabel "x" offset 0,0.8
set ylabel "y"
set xrange [-1.1:1.1]
set yrange [-6:3]
set xtics -1, 1
set title font normal offset 0,-0.5
names = "underfits fits overfits"
array degrees[3] = [1, 2, 10]
array tints[3] = [red, green, purple]
@key_at_foot
do for [i = 1:3] {
    d = degrees[i]
    set title sprintf("degree %d %s\ntrain MSE %.3f\ntest MSE %.3f", d, word(names, i), fact(sprintf("train_%d", d)), \
        fact(sprintf("test_%d", d)))
    plot data."curves.tsv" using "x":sprintf("degree_%d", d) with lines lw thick lc rgb tints[i] notitle, \
         data."train.tsv" using "x":"y" with points pt disc ps 2.4 lc rgb ink title "trained on", \
         data."test.tsv" using "x":"y" with points pt diamond ps 2.8 lc rgb orange title "other points"
    unset key
    unset label 1
    unset ylabel
    set format y ""
}
unset multiplot
