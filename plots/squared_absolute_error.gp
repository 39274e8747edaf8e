# title: Squared and absolute error
# lab: 2
# shows: The loss of one prediction against its error, left, and its slope, right: the squared error pulls harder the
#   further off a prediction is, the absolute one pulls equally hard everywhere.
# serves: F-29; 003:221-231
# data: regression_losses
curves = data."curves.tsv"
set xlabel "error ŷ – y" offset 0,0.8
set xrange [-3:3]
set multiplot layout 1,2 margins 0.115,0.965,0.22,0.82 spacing 0.165,0.1
set label 1 "The squared error: large misses pull hardest" at screen 0.5,0.96 center font large tc rgb ink
set title "loss of one sample" font normal offset 0,-0.4
set yrange [0:9]
@key_at_foot
plot curves using "error":"squared" with lines lw thick lc rgb blue title "squared (ŷ – y)^2", \
     curves using "error":"absolute" with lines lw thick lc rgb red dt dashed title "absolute |ŷ – y|"
unset key
unset label 1
# The slope of the absolute error jumps at 0.
side(s) = s * column("error") > 0 ? column("absolute_slope") : NaN
set title "its slope" font normal
set yrange [-6.5:6.5]
plot curves using "error":"squared_slope" with lines lw thick lc rgb blue, \
     curves using "error":(side(-1)) with lines lw thick lc rgb red dt dashed, \
     curves using "error":(side(1)) with lines lw thick lc rgb red dt dashed
unset multiplot
