# history.gp: the losses of one run or of several, one over the other, from the histories that training leaves behind.
#
#   gnuplot -c plots/history.gp OUT.png build/train/03_softmax/history.tsv [MORE/history.tsv ...]
#
# Columns are found by their names in the header line: the first one is x, train_loss is a line, test_loss a dashed one.
if (ARGC < 2) { print "history.gp: wants OUT.png and one history.tsv or more"; exit status 2 }
set terminal pngcairo size 1000,600 font "sans,13" noenhanced
set output ARG1
set datafile separator "\t"
set title "Loss of the training set (lines) and the test set (dashed)"
set xlabel "epoch"
set ylabel "loss"
set yrange [0:*]
set key outside top center horizontal
set border 3
set tics nomirror
set grid lc rgb "#dddddd"
# Okabe and Ito's colours, told apart by everybody.
array colour[6] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]
run(i) = value(sprintf("ARG%d", i + 1))
plot for [i = 1:ARGC - 1] run(i) using 1:"train_loss" with lines lw 2 lc rgb colour[(i - 1) % 6 + 1] title run(i), \
     for [i = 1:ARGC - 1] run(i) using 1:"test_loss" with lines lw 2 dt 2 lc rgb colour[(i - 1) % 6 + 1] notitle
