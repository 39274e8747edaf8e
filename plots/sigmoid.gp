# title: The sigmoid
# lab: 0
# shows: The logistic sigmoid at the 1024 points of the lecture's linspace(–10, 10, 1024). It is steepest at 0, and
#   beyond ±5 hardly changes any more.
# serves: F-12; 002:155-172
# data: activations
set title "Sigmoid: 1 / (1 + e^{–z})"
set xlabel "z"
set ylabel "output"
set xrange [-10:10]
set yrange [0:1]
set xtics -10, 5
set ytics 0, 0.5
set label sprintf("slope %.2f at 0", fact("sigmoid_slope")) at 0.6, 0.42 left tc rgb ink
plot data."sigmoid.tsv" using "z":"a" with lines lw thick lt 1 notitle
