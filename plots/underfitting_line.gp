# title: Underfitting
# lab: 2
# shows: The best straight line through points of a parabola. It misses even the points that it was fitted to, and more
#   data would not help: the model cannot bend.
# serves: F-02; 000:97-105
# data: quadratic_fits
set title sprintf("A line underfits a parabola: train MSE %.3f", fact("train_1"))
set xlabel "x"
set ylabel "y"
set xrange [-1.1:1.1]
set yrange [-5:2.6]
set key bottom right
plot data."curves.tsv" using "x":"truth" with lines lw medium dt dashed lc rgb grey title "truth, 1 + 2x – 3x^2", \
     data."curves.tsv" using "x":"degree_1" with lines lw thick lc rgb red title "degree 1", \
     data."train.tsv" using "x":"y" with points pt disc ps 3 lc rgb ink title "train"
