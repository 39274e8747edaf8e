# title: Gradient descent on a parabola
# lab: 4
# shows: The loss (β – 2)^2 and the steps of gradient descent from β = 0.25 with the learning rate 0.1. The triangle is
#   the slope Δloss / Δβ at the first place; a step is the slope times the rate, so that steps become shorter.
# serves: F-41; 002:253-256; 004:315-327
# data: parabola
steps = data."rate_0.1.tsv"
first(column, row) = sprintf("stats steps using '%s' every ::%d::%d name '%s%d' nooutput", column, row, row, \
    column, row)
eval first("beta", 0)
eval first("loss", 0)
eval first("slope", 0)
eval first("beta", 1)
run = 0.5
foot = loss0_min + slope0_min * run
set title sprintf("First step: %.2f – 0.1 · (–%.2f) = %.2f", beta0_min, -slope0_min, beta1_min)
set xlabel "β"
set ylabel "loss"
set xrange [0:4]
set yrange [0:4.2]
set xtics 1
set ytics 1
set key off
set object 1 polygon from beta0_min,loss0_min to beta0_min,foot to beta0_min + run,foot to beta0_min,loss0_min \
    fc rgb pale_orange fs solid border lc rgb orange
set arrow 1 from beta0_min,loss0_min to beta0_min + run,foot nohead lw thick lc rgb orange front
set label 1 sprintf("slope Δloss / Δβ = –%.2f", -slope0_min) at 0.75,2.7 left tc rgb ink
set label 2 "Δβ" at beta0_min + run / 2,foot - 0.17 center tc rgb ink
set label 3 "Δloss" at beta0_min + 0.02,foot + 0.2 left font small tc rgb ink front
set label 4 "lowest at β = 2" at 2,0.8 center tc rgb ink
plot (x - 2)**2 with lines lw thick lc rgb grey, steps using "beta":"loss" with points lc rgb blue pt disc ps 3.6
