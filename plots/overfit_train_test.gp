# title: Overfitting, train and test
# lab: 2
# shows: Degree 10 passes through every training point and misses the test points between them. Only points that were
#   not trained on show it.
# serves: F-04; 000:118-128
# data: quadratic_fits
set title sprintf("Degree 10: train MSE %.3f, test MSE %.3f", fact("train_10"), fact("test_10"))
set xlabel "x"
set ylabel "y"
set xrange [-1.1:1.1]
set key bottom center
plot data."curves.tsv" using "x":"truth" with lines lw medium dt dashed lc rgb grey title "truth, 1 + 2x – 3x^2", \
     data."curves.tsv" using "x":"degree_10" with lines lw thick lc rgb purple title "degree 10", \
     data."train.tsv" using "x":"y" with points pt disc ps 3 lc rgb ink title "train", \
     data."test.tsv" using "x":"y" with points pt diamond ps 3.2 lc rgb red title "test"
