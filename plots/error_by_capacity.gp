# title: Error by capacity
# lab: 5
# shows: The mean squared error of polynomials of degree 0 to 10 on the 11 points that they were fitted to, and on 10
#   others: lines are means over 500 draws of the noise, marks one draw. The more weights, the smaller the training
#   error, at last 0. The test error is least where the curve is as free as the truth, a parabola. One draw may say
#   something else by luck.
# serves: F-05b; 000:97-124; 003:109-112
# data: quadratic_fits
set title sprintf("Test error is least at degree %d, training error at 10", fact("best_degree"))
set xlabel sprintf("degree (lines: mean of %d draws; marks: one draw)", fact("draws"))
set ylabel "mean squared error"
set logscale y
set yrange [0.005:10]
set ytics 0.01,10
set format y "%g"
set mytics 1
set xrange [-0.2:10.2]
set xtics 1
best = fact("best_degree")
set arrow 1 from best,0.005 to best,10 nohead dt dashed lw thin lc rgb grey
set label 1 "underfits" at best - 0.2,6 right tc rgb ink
set label 2 "overfits" at best + 0.2,6 left tc rgb ink
@key_below
plot data."mean_mse.tsv" using "degree":"train" with lines lw thick lc rgb blue title "training", \
     data."mean_mse.tsv" using "degree":"test" with lines lw thick lc rgb red title "test", \
     data."mse.tsv" using "degree":"train" with points lt 1 notitle, \
     data."mse.tsv" using "degree":"test" with points lt 2 notitle
