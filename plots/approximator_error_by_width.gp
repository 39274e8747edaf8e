# title: Error by width
# lab: 2
# shows: The mean squared error of the same training for 1 to 2000 hidden ReLUs. The dotted line is the variance of the
#   target, the error of a network that says the mean.
# serves: F-18; 002:53-68; 001:90-98
# data: approximator_widths
set title sprintf("The wider, the closer: %d steps of Adam", fact("steps"))
set xlabel "hidden units"
set ylabel "mean squared error"
set logscale xy
set xrange [0.8:3000]
set yrange [1e-5:0.1]
set format y "10^{%T}"
set key bottom left
plot data."errors.tsv" using "width":"mse" with linespoints lt 1 notitle, \
     fact("variance") with lines lw thin lc rgb ink dt dotted \
         title sprintf("variance of the target, %.4f", fact("variance"))
