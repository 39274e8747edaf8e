# title: Error by width
# lab: 2
# shows: The mean squared error after the same training, for 1 to 2000 hidden ReLUs; a ring is one start, and the line
#   joins the best. A net whose units are all dead says the mean, and its error is the variance of the target.
# serves: F-18; 002:53-68; 001:90-98
# data: approximator_widths
set title sprintf("The wider, the closer: %d steps of Adam", fact("steps"))
set xlabel "hidden units"
set ylabel "mean squared error" offset -0.8,0
set logscale xy
set xrange [0.8:3000]
set yrange [1e-5:0.2]
set format y "10^{%T}"
set mytics 1
set mxtics 1
unset key
set label 1 sprintf("variance of the target, %.3f", fact("variance")) at 3000,fact("variance") right \
    offset 0,0.8 tc rgb ink
plot fact("variance") with lines lw thin lc rgb ink dt dashed, \
     data."best.tsv" using "width":"mse" with lines lt 1, \
     data."starts.tsv" using "width":"mse" with points pt ring ps 2.5 lw 4 lc rgb blue
