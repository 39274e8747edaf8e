# title: Gradient accumulation
# lab: 4
# shows: The gradients of k micro-batches of 16 digits are added up before each step, and divided by k: the loss of the
#   samples of each step. With more micro-batches the steps are smoother, and each costs more. Sixteen of them are one
#   batch of 256: the dashed curve is that of whole batches, and lies on the other.
# serves: F-48; 001:553-561
# data: accumulation
set title "k = 16, or batches of 256: weights within ".gprintf("%.0t·10^{%T}", fact("difference"))
set xlabel "step"
set ylabel "loss of the step's samples"
set xrange [0:250]
set xtics 50
set yrange [0:2.5]
@key_below
set key width -2
run(name) = data.name.".tsv"
plot run("k1") using "step":"loss" with lines lw 2 lc rgb orange title "k = 1", \
     run("k4") using "step":"loss" with lines lw thin lc rgb green title "k = 4", \
     run("k16") using "step":"loss" with lines lw 10 lc rgb blue title "k = 16", \
     run("whole") using "step":"loss" with lines lw thin lc rgb ink dt dashed title "256 at once"
